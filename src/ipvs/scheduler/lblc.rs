//! Locality-based least-connection (`lblc`): one destination for each virtual address, as for a farm of caches.
//!
//! A record remembers the destination of each virtual address. It is used again as long as it is available, has
//! weight, and is not crowded: with more active connections than weight while another one is less than half used.
//! Overload does not matter. Otherwise weighted least-connection chooses, and the record is replaced. From Linux 6.1,
//! `ip_vs_lblc`.
//!
//! A and B of weight 2, everything to one address: the first goes to B, the second and third too; at 3 active B is
//! crowded (A has 0 of 2), so the fourth goes to A and A is the new record.

use super::locality::{Cache, crowded};
use super::tournament::Tournament;
use super::wlc::WeightedLeastConnection;
use super::{Context, Flow, Pool, PoolChange, Scheduler};
use crate::ipvs::dest::{Dest, DestId};
use crate::ipvs::sysctl::Sysctl;
use crate::time::{SimDuration, SimTime};

/// Locality-based least-connection.
pub(super) struct Lblc {
    records: Cache<DestId>,
    fallback: Tournament<WeightedLeastConnection>,
}

impl Lblc {
    /// Without records.
    pub(super) fn new(attached: SimTime) -> Self {
        Self { records: Cache::new(attached), fallback: Tournament::new(attached) }
    }
}

impl Scheduler for Lblc {
    fn pick(&mut self, flow: &Flow, pool: Pool<'_>, ctx: &mut Context<'_>) -> Option<usize> {
        self.settle(ctx.sysctl, ctx.now);
        let record = self.records.touch(flow.to.addr, ctx.now);
        if let Some(position) = record.as_ref().and_then(|record| pool.position(**record)) {
            let dest = pool.at(position);
            if dest.weight() > 0 && !crowded(dest, pool) {
                return Some(position);
            }
        }
        let position = self.fallback.best()?;
        let chosen = pool.id(position);
        match record {
            None => self.records.insert(flow.to.addr, chosen, ctx.now),
            Some(record) if *record != chosen => {
                *record = chosen;
                self.records.count_replacement();
            }
            Some(_) => {}
        }
        Some(position)
    }

    fn pool_changed(&mut self, change: PoolChange, pool: Pool<'_>) {
        self.fallback.pool_changed(change, pool);
    }

    fn watches_counters(&self, pool: Pool<'_>) -> bool {
        self.fallback.watches_counters(pool)
    }

    fn counters_changed(&mut self, position: usize, dest: &Dest) {
        self.fallback.counters_changed(position, dest);
    }

    fn settle(&mut self, sysctl: &Sysctl, now: SimTime) {
        self.records.age(SimDuration::from_secs(u64::from(sysctl.lblc_expiration_s)), now);
    }
}

#[cfg(test)]
mod tests {
    use crate::ipvs::tests::Session;

    #[test]
    fn ten_picks_stay_until_the_server_is_crowded() {
        let mut lvs = Session::new("lblc", &[".1 -w 2", ".2 -w 2"]);
        // .2 has 3 > 2 active while .1 has none; then .1 likewise has 3, but .2 is not less than half used.
        assert_eq!(lvs.picks(10), ".2 .2 .2 .1 .1 .1 .1 .1 .1 .1");
    }

    #[test]
    fn overload_does_not_end_a_record() {
        let mut lvs = Session::new("lblc", &[".1 -w 9", ".2 -w 9 -x 1"]);
        assert_eq!(lvs.picks(3), ".2 .2 .2");
        assert!(lvs.dest(".2").overloaded());
    }

    #[test]
    fn a_record_is_valid_again_when_its_server_comes_back() {
        let mut lvs = Session::new("lblc", &[".1 -w 9", ".2 -w 9"]);
        assert_eq!(lvs.picks(1), ".2");
        lvs.delete(".2");
        lvs.add(".2 -w 9");
        assert_eq!(lvs.picks(1), ".2");
        lvs.delete(".2");
        assert_eq!(lvs.picks(1), ".1");
        lvs.add(".2 -w 9");
        assert_eq!(lvs.picks(1), ".1");
    }

    #[test]
    fn a_record_is_forgotten_at_a_half_hourly_check() {
        let mut lvs = Session::new("lblc", &[".1 -w 9", ".2 -w 9"]);
        lvs.sysctl(|sysctl| sysctl.lblc_expiration_s = 600);
        assert_eq!(lvs.picks(1), ".2");
        // Its own connection would make .2 lose the fallback.
        lvs.wait(1799.0);
        assert_eq!(lvs.short_picks(1), ".2");
        lvs.wait(1801.0);
        lvs.edit(".1 -w 9 -x 0");
        assert_eq!(lvs.counters(".2"), (0, 0));
        lvs.edit(".2 -w 0");
        assert_eq!(lvs.short_picks(1), ".1");
        lvs.edit(".2 -w 9");
        assert_eq!(lvs.short_picks(1), ".1");
        lvs.wait(1800.0 + 600.0);
        assert_eq!(lvs.short_picks(1), ".2");
    }
}
