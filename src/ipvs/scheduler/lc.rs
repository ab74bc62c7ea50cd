//! Least-connection (`lc`): the destination with the fewest connections.
//!
//! Of the destinations that are neither quiesced nor overloaded the one with the smallest overhead, 256 x ActiveConn +
//! InActConn; the first in list order on ties. From Linux 6.1, `ip_vs_lc`.
//!
//! A with 1 active and 0 inactive (256) loses to B with 0 active and 255 inactive (255).

use super::tournament::{Ratio, Rule};
use crate::ipvs::dest::Dest;

/// Least-connection.
pub(super) struct LeastConnection;

impl Rule for LeastConnection {
    fn ratio(dest: &Dest) -> Option<Ratio> {
        dest.eligible().then(|| Ratio::new(dest.conn_overhead(), 1))
    }
}
