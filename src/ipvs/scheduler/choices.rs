//! The power of d choices (`choices`): the least loaded of d drawn at random. Not in the kernel: a rule of the literature.
//!
//! Draw d times, independently, one of the eligible destinations, each equally likely, so that one may be drawn twice;
//! take the one with the fewest active connections, the first drawn of equals. d is `choices` of the service's flags, 2
//! unless it is given; with 1 the pick is simply random. From M. Mitzenmacher, The Power of Two Choices in Randomized Load
//! Balancing, IEEE Transactions on Parallel and Distributed Systems 12 (2001). Unlike `twos` it looks at no weight but 0,
//! and not at connections that are closed.
//!
//! With A idle, B with one active connection and d = 2, B is taken only if both draws are B: one time in four.

use rand::RngExt;

use super::{Context, Flow, Pool, PoolChange, Scheduler};
use crate::ipvs::dest::Dest;
use crate::time::SimTime;

/// The power of d choices.
#[derive(Debug)]
pub(super) struct Choices {
    /// Positions of the eligible destinations.
    eligible: Vec<u32>,
    /// By position: whether it is among them.
    is_eligible: Vec<bool>,
}

impl Choices {
    /// Knows no destinations yet.
    pub(super) fn new(_attached: SimTime) -> Self {
        Self { eligible: Vec::new(), is_eligible: Vec::new() }
    }

    fn collect(&mut self) {
        let positions = (0..).zip(&self.is_eligible);
        self.eligible = positions.filter(|(_, is_eligible)| **is_eligible).map(|(position, _)| position).collect();
    }
}

impl Scheduler for Choices {
    fn pick(&mut self, _flow: &Flow, pool: Pool<'_>, ctx: &mut Context<'_>) -> Option<usize> {
        if self.eligible.is_empty() {
            return None;
        }
        let mut draw = || self.eligible[ctx.rng.random_range(0..self.eligible.len())] as usize;
        let mut best = draw();
        for _ in 1..ctx.flags.choices.get() {
            let other = draw();
            if pool.at(other).active_conns() < pool.at(best).active_conns() {
                best = other;
            }
        }
        Some(best)
    }

    fn pool_changed(&mut self, _change: PoolChange, pool: Pool<'_>) {
        self.is_eligible = pool.iter().map(|(_, dest)| dest.eligible()).collect();
        self.collect();
    }

    /// Only a threshold makes an overload.
    fn watches_counters(&self, pool: Pool<'_>) -> bool {
        pool.iter().any(|(_, dest)| dest.u_threshold() > 0)
    }

    fn counters_changed(&mut self, position: usize, dest: &Dest) {
        if self.is_eligible[position] != dest.eligible() {
            self.is_eligible[position] = dest.eligible();
            self.collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ipvs::tests::Session;

    const PICKS: usize = 20_000;

    #[test]
    fn a_loaded_server_is_picked_only_if_every_draw_leads_to_it() {
        let mut lvs = Session::new("choices", &[".2"]);
        assert_eq!(lvs.picks(1), ".2");
        lvs.add(".1");
        // Connections that are closed count as inactive, which is not looked at.
        let picks = lvs.short_picks(PICKS);
        let loaded = picks.split(' ').filter(|picked| *picked == ".2").count();
        // A quarter of 20,000, within 4.5 standard deviations of 61.
        assert!(loaded.abs_diff(PICKS / 4) < 276, "{loaded}");
    }

    #[test]
    fn who_is_overloaded_or_quiesced_is_not_drawn() {
        assert_eq!(Session::new("choices", &[".1 -w 0", ".2"]).picks(3), ".2 .2 .2");
        assert_eq!(Session::new("choices", &[".1 -w 0"]).picks(1), "refuse");
        assert_eq!(Session::new("choices", &[".1 -x 2"]).picks(3), ".1 .1 refuse");
    }
}
