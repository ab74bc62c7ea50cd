//! Never queue (`nq`): an idle destination if there is one, else the shortest expected delay.
//!
//! The first eligible destination in list order without active connections, whatever its weight; if all have some, the
//! one with the smallest (ActiveConn + 1) / weight. From Linux 6.1, `ip_vs_nq`.
//!
//! A with weight 1 and none active wins against B with weight 100 and 1 active.

use super::tournament::{Ratio, Rule};
use crate::ipvs::dest::Dest;

/// Never queue.
pub(super) struct NeverQueue;

impl Rule for NeverQueue {
    fn ratio(dest: &Dest) -> Option<Ratio> {
        // A load of 0 beats every other and ties with every other 0.
        let load = match dest.active_conns() {
            0 => 0,
            active => u64::from(active) + 1,
        };
        dest.eligible().then(|| Ratio::new(load, dest.weight()))
    }
}
