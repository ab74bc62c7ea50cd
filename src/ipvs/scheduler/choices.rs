//! The power of d choices (`choices`): the least loaded of d drawn at random. Not in the kernel: a rule of the literature.
//!
//! Draw d different ones of the eligible destinations, all equally likely; take the one with the fewest active
//! connections, the first drawn of equals. d is `choices` of the service's flags, 2 unless it is given. With 1 the pick is
//! simply random; with as many as there are destinations it is the shortest queue, ties broken at random. From
//! M. Mitzenmacher, The Power of Two Choices in Randomized Load Balancing, IEEE Transactions on Parallel and Distributed
//! Systems 12 (2001). Unlike `twos` it looks at no weight but 0, and not at connections that are closed.
//!
//! With A idle, B and C with one active connection each and d = 2, A is passed over only if it is not drawn: one time in
//! three.

use rand::RngExt;

use super::{Context, Flow, Pool, PoolChange, Scheduler};
use crate::ipvs::dest::Dest;
use crate::time::SimTime;

/// The power of d choices.
#[derive(Debug)]
pub(super) struct Choices {
    /// Positions of the eligible destinations, in whatever order the draws have left them.
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
        let draws = self.eligible.len().min(usize::from(ctx.flags.choices.get()));
        // The first steps of a shuffle: what has been drawn stands in front.
        for place in 0..draws {
            let drawn = ctx.rng.random_range(place..self.eligible.len());
            self.eligible.swap(place, drawn);
        }
        let drawn = self.eligible[..draws].iter().map(|&position| position as usize);
        drawn.min_by_key(|&position| pool.at(position).active_conns())
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
    fn an_idle_server_is_passed_over_only_if_it_is_not_drawn() {
        let mut lvs = Session::new("choices", &[".2", ".3"]);
        assert!([".2 .3", ".3 .2"].contains(&&*lvs.picks(2)), "one draw finds the idle one");
        lvs.add(".1");
        // Connections that are closed count as inactive, which is not looked at.
        let picks = lvs.short_picks(PICKS);
        let loaded = picks.split(' ').filter(|picked| *picked != ".1").count();
        // A third of 20,000, within 4.5 standard deviations of 67.
        assert!(loaded.abs_diff(PICKS / 3) < 300, "{loaded}");
    }

    #[test]
    fn who_is_overloaded_or_quiesced_is_not_drawn() {
        assert_eq!(Session::new("choices", &[".1 -w 0", ".2"]).picks(3), ".2 .2 .2");
        assert_eq!(Session::new("choices", &[".1 -w 0"]).picks(1), "refuse");
        assert_eq!(Session::new("choices", &[".1 -x 2"]).picks(3), ".1 .1 refuse");
    }
}
