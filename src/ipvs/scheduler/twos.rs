//! The power of two choices (`twos`): the less loaded of two drawn at random.
//!
//! Draw two eligible destinations at random, with chances by weight, and take the second if its (256 x ActiveConn +
//! InActConn) / weight is smaller, else the first. From Linux 6.1, `ip_vs_twos`, whose draw is an integer from 0 to the
//! sum of the weights, both included: 0 and 1 both lead to the first destination, whose share is slightly larger.
//!
//! With A and B of weight 1 a draw of 0 or 1 is A and of 2 is B: A has two chances in three.

use rand::RngExt;

use super::{Context, Flow, Pool, PoolChange, Scheduler};
use crate::ipvs::dest::Dest;
use crate::time::SimTime;

/// The power of two choices.
#[derive(Debug)]
pub(super) struct Twos {
    /// By position: the sum of the weights of the eligible destinations up to and including it.
    sums: Vec<u64>,
    /// Whether an overload has begun or ended since the sums were made.
    outdated: bool,
}

impl Twos {
    /// Knows no destinations yet.
    pub(super) fn new(_attached: SimTime) -> Self {
        Self { sums: Vec::new(), outdated: false }
    }

    fn sum_up(&mut self, pool: Pool<'_>) {
        self.sums.clear();
        self.sums.extend(pool.iter().scan(0, |sum, (_, dest)| {
            *sum += share(dest);
            Some(*sum)
        }));
        self.outdated = false;
    }

    /// The position of the first eligible destination at which the sum of the weights reaches `draw`; the last sum does.
    fn drawn(&self, draw: u64) -> usize {
        let draw = draw.max(1);
        self.sums.partition_point(|sum| *sum < draw)
    }
}

/// How much of the draws leads to a destination.
fn share(dest: &Dest) -> u64 {
    if dest.eligible() { dest.weight().into() } else { 0 }
}

impl Scheduler for Twos {
    fn pick(&mut self, _flow: &Flow, pool: Pool<'_>, ctx: &mut Context<'_>) -> Option<usize> {
        if self.outdated {
            self.sum_up(pool);
        }
        let total = self.sums.last().copied().unwrap_or(0);
        let (first, second) = (ctx.rng.random_range(0..=total), ctx.rng.random_range(0..=total));
        if total == 0 {
            return None;
        }
        let (a, b) = (self.drawn(first), self.drawn(second));
        let (one, other) = (pool.at(a), pool.at(b));
        let better = u64::from(other.weight()) * one.conn_overhead() > u64::from(one.weight()) * other.conn_overhead();
        Some(if better { b } else { a })
    }

    fn pool_changed(&mut self, _change: PoolChange, pool: Pool<'_>) {
        self.sum_up(pool);
    }

    /// Only a threshold makes an overload.
    fn watches_counters(&self, pool: Pool<'_>) -> bool {
        pool.iter().any(|(_, dest)| dest.u_threshold() > 0)
    }

    fn counters_changed(&mut self, position: usize, dest: &Dest) {
        let before = position.checked_sub(1).map_or(0, |before| self.sums[before]);
        self.outdated |= self.sums[position] - before != share(dest);
    }
}

#[cfg(test)]
mod tests {
    use crate::ipvs::PacketKind;
    use crate::ipvs::tests::Session;

    const PICKS: usize = 30_000;

    /// A service of one-packet scheduling with these servers.
    fn one_packet(servers: &[&str]) -> Session {
        let mut lvs = Session::bare();
        lvs.ipvsadm("-A -u 10.0.0.100:53 -s twos -o");
        for server in servers {
            lvs.ipvsadm(&format!("-a -u 10.0.0.100:53 -r {server}"));
        }
        lvs
    }

    fn pick(lvs: &mut Session) -> String {
        let client = lvs.new_client();
        lvs.send_to(PacketKind::Datagram, &client, "10.0.0.100:53", 0)
    }

    /// How many of many picks are `.1`. Nothing stays in the table, so they do not change the next one's chances.
    fn picks_of_the_first(lvs: &mut Session) -> usize {
        (0..PICKS).filter(|_| pick(lvs) == ".1").count()
    }

    #[test]
    fn idle_servers_share_as_the_draw_says() {
        // Draws 0 and 1 lead to the first of the list, 2 to the other. Equal loads keep the first draw: two chances
        // in three of 30,000, within 4.5 standard deviations of 82.
        let first = picks_of_the_first(&mut one_packet(&[".2", ".1"]));
        assert!(first.abs_diff(PICKS * 2 / 3) < 370, "{first}");
    }

    #[test]
    fn a_loaded_server_is_picked_only_if_both_draws_lead_to_it() {
        let mut lvs = one_packet(&[".1"]);
        lvs.ipvsadm("-E -u 10.0.0.100:53 -s twos");
        assert_eq!((0..10).map(|_| pick(&mut lvs)).collect::<Vec<_>>(), [".1"; 10]);
        lvs.ipvsadm("-E -u 10.0.0.100:53 -s twos -o");
        lvs.ipvsadm("-a -u 10.0.0.100:53 -r .2");
        // One chance in three, twice: 30,000 / 9, within 4.5 standard deviations of 54.
        let first = picks_of_the_first(&mut lvs);
        assert!(first.abs_diff(PICKS / 9) < 245, "{first}");
    }

    #[test]
    fn without_an_eligible_server_there_is_nothing_to_draw() {
        assert_eq!(Session::new("twos", &[".1 -w 0"]).picks(1), "refuse");
    }
}
