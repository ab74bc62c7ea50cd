//! Weighted least-connection (`wlc`): the destination with the fewest connections for its weight.
//!
//! Of the eligible destinations the one with the smallest (256 x ActiveConn + InActConn) / weight; the first in list
//! order on ties. Idle destinations tie whatever their weight. From Linux 6.1, `ip_vs_wlc`.
//!
//! A with weight 3 and 2 active (512 / 3 = 170.7) wins against B with weight 1 and 1 active (256).

use super::rank::Quotient;
use super::tournament::Rule;
use crate::ipvs::dest::Dest;

/// Weighted least-connection.
pub(super) struct WeightedLeastConnection;

impl Rule for WeightedLeastConnection {
    type Rank = Quotient;

    #[inline(always)]
    fn rank(dest: &Dest) -> Option<Quotient> {
        dest.eligible().then(|| Quotient::new(dest.conn_overhead(), dest.weight()))
    }
}

#[cfg(test)]
mod tests {
    use crate::ipvs::tests::Session;

    #[test]
    fn ten_picks_follow_the_weights() {
        let mut lvs = Session::new("wlc", &[".1 -w 3", ".2 -w 2", ".3 -w 1"]);
        // Idle servers tie whatever their weight; then 256/1, 256/2, 256/3 and so on, ties to the front.
        assert_eq!(lvs.picks(10), ".3 .2 .1 .1 .2 .1 .3 .2 .1 .1");
    }

    #[test]
    fn an_idle_server_wins_whatever_its_weight() {
        let mut lvs = Session::new("wlc", &[".1 -w 1", ".2 -w 100"]);
        assert_eq!(lvs.picks(3), ".2 .1 .2");
    }
}
