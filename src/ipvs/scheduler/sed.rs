//! Shortest expected delay (`sed`): the destination where the new connection would wait the least.
//!
//! Of the eligible destinations the one with the smallest (ActiveConn + 1) / weight; the first in list order on ties.
//! Inactive connections do not matter. From Linux 6.1, `ip_vs_sed`.
//!
//! A with weight 3 and 1 active (2 / 3) wins against B with weight 1 and none (1).

use super::tournament::{Ratio, Rule};
use crate::ipvs::dest::Dest;

/// Shortest expected delay.
pub(super) struct ShortestExpectedDelay;

impl Rule for ShortestExpectedDelay {
    fn ratio(dest: &Dest) -> Option<Ratio> {
        dest.eligible().then(|| Ratio::new(u64::from(dest.active_conns()) + 1, dest.weight()))
    }
}
