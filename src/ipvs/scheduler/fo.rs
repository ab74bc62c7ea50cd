//! Failover (`fo`): everything to the destination with the largest weight.
//!
//! Of the eligible destinations the one with the largest weight; the first in list order on ties. The others are
//! reserves. From Linux 6.1, `ip_vs_fo`.
//!
//! A with weight 2 and B with weight 1: all go to A until A is quiesced, overloaded or deleted.

use super::tournament::{Ratio, Rule};
use crate::ipvs::dest::Dest;

/// Failover.
pub(super) struct Failover;

impl Rule for Failover {
    fn ratio(dest: &Dest) -> Option<Ratio> {
        // The smallest 1 / weight is the largest weight.
        dest.eligible().then(|| Ratio::new(1, dest.weight()))
    }
}
