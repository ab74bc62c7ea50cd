//! Never queue (`nq`): an idle destination if there is one, else the shortest expected delay.
//!
//! The first eligible destination in list order without active connections, whatever its weight; if all have some, the
//! one with the smallest (ActiveConn + 1) / weight. From Linux 6.1, `ip_vs_nq`.
//!
//! A with weight 1 and none active wins against B with weight 100 and 1 active.

use super::rank::Quotient;
use super::tournament::Rule;
use crate::ipvs::dest::Dest;

/// Never queue.
pub(super) struct NeverQueue;

impl Rule for NeverQueue {
    type Rank = Quotient;

    #[inline(always)]
    fn rank(dest: &Dest) -> Option<Quotient> {
        // A load of 0 beats every other and ties with every other 0.
        let load = match dest.active_conns() {
            0 => 0,
            active => u64::from(active) + 1,
        };
        dest.eligible().then(|| Quotient::new(load, dest.weight()))
    }
}

#[cfg(test)]
mod tests {
    use crate::ipvs::tests::Session;

    #[test]
    fn ten_picks_take_idle_servers_first_and_then_the_shortest_delay() {
        let mut lvs = Session::new("nq", &[".1 -w 3", ".2 -w 2", ".3 -w 1"]);
        // .3 .2 .1 idle; then (active + 1) / weight of .1, .2, .3: 2/3 1 2, 1 1 2, 1 3/2 2, 4/3 3/2 2, 5/3 3/2 2, ...
        assert_eq!(lvs.picks(10), ".3 .2 .1 .1 .2 .1 .1 .2 .1 .3");
    }

    #[test]
    fn inactive_connections_leave_a_server_idle() {
        let mut lvs = Session::new("nq", &[".1 -w 9", ".2"]);
        assert_eq!(lvs.short_picks(4), ".2 .2 .2 .2");
    }
}
