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
use crate::ipvs::dest::DestId;
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
        let position = self.fallback.best(pool)?;
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

    fn watches_counters(&self, pool_len: usize) -> bool {
        self.fallback.watches_counters(pool_len)
    }

    fn counters_changed(&mut self, position: usize) {
        self.fallback.counters_changed(position);
    }

    fn settle(&mut self, sysctl: &Sysctl, now: SimTime) {
        self.records.age(SimDuration::from_secs(u64::from(sysctl.lblc_expiration_s)), now);
    }
}
