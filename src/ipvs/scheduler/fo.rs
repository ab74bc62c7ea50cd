//! Failover (`fo`): everything to the destination with the largest weight.
//!
//! Of the eligible destinations the one with the largest weight; the first in list order on ties. The others are
//! reserves. From Linux 6.1, `ip_vs_fo`.
//!
//! A with weight 2 and B with weight 1: all go to A until A is quiesced, overloaded or deleted.

use super::rank::Quotient;
use super::tournament::Rule;
use crate::ipvs::dest::Dest;

/// Failover.
pub(super) struct Failover;

impl Rule for Failover {
    type Rank = Quotient;

    #[inline(always)]
    fn rank(dest: &Dest) -> Option<Quotient> {
        // The smallest 1 / weight is the largest weight.
        dest.eligible().then(|| Quotient::new(1, dest.weight()))
    }
}

#[cfg(test)]
mod tests {
    use crate::ipvs::tests::Session;

    #[test]
    fn ten_picks_go_to_the_largest_weight_and_then_to_its_reserve() {
        let mut lvs = Session::new("fo", &[".1 -w 2", ".2 -w 3", ".3 -w 1"]);
        assert_eq!(lvs.picks(5), ".2 .2 .2 .2 .2");
        lvs.edit(".2 -w 0");
        assert_eq!(lvs.picks(5), ".1 .1 .1 .1 .1");
    }

    #[test]
    fn of_equal_weights_the_first_in_the_list_is_it() {
        let mut lvs = Session::new("fo", &[".1 -w 2", ".2 -w 2"]);
        assert_eq!(lvs.picks(2), ".2 .2");
    }
}
