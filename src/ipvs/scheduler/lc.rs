//! Least-connection (`lc`): the destination with the fewest connections.
//!
//! Of the destinations that are neither quiesced nor overloaded the one with the smallest overhead, 256 x ActiveConn +
//! InActConn; the first in list order on ties. From Linux 6.1, `ip_vs_lc`.
//!
//! A with 1 active and 0 inactive (256) loses to B with 0 active and 255 inactive (255).

use super::rank::Load;
use super::tournament::Rule;
use crate::ipvs::dest::Dest;

/// Least-connection.
pub(super) struct LeastConnection;

impl Rule for LeastConnection {
    type Rank = Load;

    #[inline(always)]
    fn rank(dest: &Dest) -> Option<Load> {
        dest.eligible().then(|| Load::new(dest.conn_overhead()))
    }
}

#[cfg(test)]
mod tests {
    use crate::ipvs::tests::Session;

    #[test]
    fn ten_picks_even_out_the_connections_whatever_the_weights() {
        let mut lvs = Session::new("lc", &[".1 -w 9", ".2", ".3"]);
        assert_eq!(lvs.picks(10), ".3 .2 .1 .3 .2 .1 .3 .2 .1 .3");
    }

    #[test]
    fn an_active_connection_outweighs_255_inactive_ones() {
        let mut lvs = Session::new("lc", &[".1", ".2 -w 0"]);
        assert_eq!(lvs.picks(1), ".1");
        lvs.edit(".1 -w 0");
        lvs.edit(".2");
        lvs.short_picks(255);
        lvs.edit(".1");
        assert_eq!((lvs.counters(".1"), lvs.counters(".2")), ((1, 0), (0, 255)));
        // 256 against 255; then the tie goes to .2, which is first in the list.
        assert_eq!(lvs.short_picks(3), ".2 .2 .1");
    }
}
