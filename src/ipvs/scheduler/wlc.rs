//! Weighted least-connection (`wlc`): the destination with the fewest connections for its weight.
//!
//! Of the eligible destinations the one with the smallest (256 x ActiveConn + InActConn) / weight; the first in list
//! order on ties. Idle destinations tie whatever their weight. From Linux 6.1, `ip_vs_wlc`.
//!
//! A with weight 3 and 2 active (512 / 3 = 170.7) wins against B with weight 1 and 1 active (256).

use super::tournament::{Ratio, Rule};
use crate::ipvs::dest::Dest;

/// Weighted least-connection.
pub(super) struct WeightedLeastConnection;

impl Rule for WeightedLeastConnection {
    fn ratio(dest: &Dest) -> Option<Ratio> {
        dest.eligible().then(|| Ratio::new(dest.conn_overhead(), dest.weight()))
    }
}
