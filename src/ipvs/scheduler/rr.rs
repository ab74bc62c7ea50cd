//! Round-robin (`rr`): each destination in turn.
//!
//! Walk the list from behind the destination picked last, over the end, back to that destination; the first eligible
//! one is it. Weights other than 0 do not matter. From Linux 6.1, `ip_vs_rr`.
//!
//! With the list C, B, A (A was added first): C B A C B A ...

use super::{Context, Flow, Pool, PoolChange, Scheduler};
use crate::time::SimTime;

/// Round-robin.
#[derive(Debug)]
pub(super) struct RoundRobin {
    /// How many positions of the list are up to and including the last pick; 0 before the first.
    mark: usize,
}

impl RoundRobin {
    /// Starts with the front of the list.
    pub(super) fn new(_attached: SimTime) -> Self {
        Self { mark: 0 }
    }
}

impl Scheduler for RoundRobin {
    fn pick(&mut self, _flow: &Flow, pool: Pool<'_>, _ctx: &mut Context<'_>) -> Option<usize> {
        let eligible = |position: &usize| pool.at(*position).eligible();
        let picked = (self.mark..pool.len()).find(eligible).or_else(|| (0..self.mark).find(eligible))?;
        self.mark = picked + 1;
        Some(picked)
    }

    fn pool_changed(&mut self, change: PoolChange, _pool: Pool<'_>) {
        match change {
            PoolChange::Attached => self.mark = 0,
            // Before the first pick the mark is the head of the list, and stays before the new destination.
            PoolChange::Added if self.mark > 0 => self.mark += 1,
            // Also when the marked one itself goes: the mark moves to its predecessor.
            PoolChange::Deleted(position) if position < self.mark => self.mark -= 1,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ipvs::tests::Session;

    #[test]
    fn ten_picks_take_the_servers_in_turn_the_last_added_first() {
        let mut lvs = Session::new("rr", &[".1", ".2", ".3"]);
        assert_eq!(lvs.picks(10), ".3 .2 .1 .3 .2 .1 .3 .2 .1 .3");
    }

    #[test]
    fn weight_counts_only_as_zero_or_not() {
        let mut lvs = Session::new("rr", &[".1 -w 9", ".2 -w 0", ".3"]);
        assert_eq!(lvs.picks(10), ".3 .1 .3 .1 .3 .1 .3 .1 .3 .1");
    }

    #[test]
    fn after_a_deleted_server_its_successor_is_next() {
        let mut lvs = Session::new("rr", &[".1", ".2", ".3", ".4"]);
        assert_eq!(lvs.picks(2), ".4 .3");
        lvs.delete(".3");
        assert_eq!(lvs.picks(8), ".2 .1 .4 .2 .1 .4 .2 .1");
    }

    #[test]
    fn a_new_server_has_its_turn_after_the_end_of_the_list() {
        let mut lvs = Session::new("rr", &[".1", ".2"]);
        assert_eq!(lvs.picks(1), ".2");
        lvs.add(".3");
        assert_eq!(lvs.picks(9), ".1 .3 .2 .1 .3 .2 .1 .3 .2");
    }
}
