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
