//! Shortest expected delay (`sed`): the destination where the new connection would wait the least.
//!
//! Of the eligible destinations the one with the smallest (ActiveConn + 1) / weight; the first in list order on ties.
//! Inactive connections do not matter. From Linux 6.1, `ip_vs_sed`.
//!
//! A with weight 3 and 1 active (2 / 3) wins against B with weight 1 and none (1).

use super::rank::Quotient;
use super::tournament::Rule;
use crate::ipvs::dest::Dest;

/// Shortest expected delay.
pub(super) struct ShortestExpectedDelay;

impl Rule for ShortestExpectedDelay {
    type Rank = Quotient;

    #[inline(always)]
    fn rank(dest: &Dest) -> Option<Quotient> {
        dest.eligible().then(|| Quotient::new(u64::from(dest.active_conns()) + 1, dest.weight()))
    }
}

#[cfg(test)]
mod tests {
    use crate::ipvs::tests::Session;

    #[test]
    fn ten_picks_go_where_the_delay_would_be_the_shortest() {
        let mut lvs = Session::new("sed", &[".1 -w 3", ".2 -w 2", ".3 -w 1"]);
        // (active + 1) / weight of .1, .2, .3:  1/3 1/2 1, 2/3 1/2 1, 2/3 1 1, 1 1 1, 1 1 2, 1 3/2 2, ...
        assert_eq!(lvs.picks(10), ".1 .2 .1 .3 .2 .1 .1 .2 .1 .3");
    }

    #[test]
    fn inactive_connections_do_not_matter() {
        let mut lvs = Session::new("sed", &[".1 -w 2", ".2"]);
        assert_eq!(lvs.short_picks(5), ".1 .1 .1 .1 .1");
    }
}
