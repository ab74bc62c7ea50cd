//! Overflow (`ovf`): the destination with the largest weight, until it is full.
//!
//! Of the eligible destinations with ActiveConn not above their weight the one with the largest weight; the first in
//! list order on ties. None: the connection is refused. From Linux 6.1, `ip_vs_ovf`.
//!
//! A with weight 2 takes connections until it has 3 active ones, then B with weight 1 until it has 2.

use super::rank::Quotient;
use super::tournament::Rule;
use crate::ipvs::dest::Dest;

/// Overflow.
pub(super) struct Overflow;

impl Rule for Overflow {
    type Rank = Quotient;

    #[inline(always)]
    fn rank(dest: &Dest) -> Option<Quotient> {
        // The smallest 1 / weight is the largest weight.
        (dest.eligible() && dest.active_conns() <= dest.weight()).then(|| Quotient::new(1, dest.weight()))
    }
}

#[cfg(test)]
mod tests {
    use crate::ipvs::tests::Session;

    #[test]
    fn ten_picks_fill_the_largest_weight_first() {
        let mut lvs = Session::new("ovf", &[".1 -w 1", ".2 -w 2", ".3 -w 3"]);
        assert_eq!(lvs.picks(10), ".3 .3 .3 .3 .2 .2 .2 .1 .1 refuse");
    }

    #[test]
    fn closed_connections_make_room() {
        let mut lvs = Session::new("ovf", &[".1 -w 1", ".2 -w 2"]);
        assert_eq!(lvs.short_picks(5), ".2 .2 .2 .2 .2");
    }
}
