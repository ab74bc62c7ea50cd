//! The power of two choices (`twos`): the less loaded of two drawn at random.
//!
//! Draw two eligible destinations at random, with chances by weight, and take the second if its (256 x ActiveConn +
//! InActConn) / weight is smaller, else the first. From Linux 6.1, `ip_vs_twos`, whose draw is an integer from 0 to the
//! sum of the weights, both included: 0 and 1 both lead to the first destination, whose share is slightly larger.
//!
//! With A and B of weight 1 a draw of 0 or 1 is A and of 2 is B: A has two chances in three.

use rand::RngExt;

use super::{Context, Flow, Pool, Scheduler};
use crate::ipvs::dest::Dest;
use crate::time::SimTime;

/// The power of two choices.
#[derive(Debug)]
pub(super) struct Twos;

impl Twos {
    /// Has no state.
    pub(super) fn new(_attached: SimTime) -> Self {
        Self
    }
}

/// The first of the eligible destinations at which the sum of the weights reaches `draw`.
fn drawn<'a>(pool: Pool<'a>, draw: u64) -> Option<(usize, &'a Dest)> {
    let mut sum = 0;
    pool.iter().filter(|(_, dest)| dest.eligible()).find(|(_, dest)| {
        sum += u64::from(dest.weight());
        sum >= draw
    })
}

impl Scheduler for Twos {
    fn pick(&mut self, _flow: &Flow, pool: Pool<'_>, ctx: &mut Context<'_>) -> Option<usize> {
        let total: u64 =
            pool.iter().filter(|(_, dest)| dest.eligible()).map(|(_, dest)| u64::from(dest.weight())).sum();
        let (first, second) = (ctx.rng.random_range(0..=total), ctx.rng.random_range(0..=total));
        let ((a, one), (b, other)) = (drawn(pool, first)?, drawn(pool, second)?);
        let better = u64::from(other.weight()) * one.conn_overhead() > u64::from(one.weight()) * other.conn_overhead();
        Some(if better { b } else { a })
    }
}
