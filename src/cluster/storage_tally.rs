//! What is taken down of the storage, and of caches: counts and integrals, and where they stood before.

use crate::cluster::real_server::cache::Cache;
use crate::cluster::spec::StorageSpec;
use crate::cluster::storage::Storage;
use crate::stats::level::mean_level;
use crate::stats::storage::{StorageOutcome, StorageSpan};
use crate::time::{SimDuration, SimTime};

/// The storage's numbers in the making.
#[derive(Debug)]
pub struct StorageTally {
    outcome: StorageOutcome,
    at_transient: Totals,
    at_interval: Totals,
}

/// All since the start.
#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    accesses: u64,
    failed: u64,
    busy: u128,
    transferring: u128,
    in_system: u128,
}

impl Totals {
    fn of(storage: &Storage, now: SimTime) -> Self {
        let (accesses, failed) = storage.counts();
        Self {
            accesses,
            failed,
            busy: storage.busy().integral_ns(now),
            transferring: storage.transferring().integral_ns(now),
            in_system: storage.in_system().integral_ns(now),
        }
    }

    fn since(&self, before: &Self, storage: &Storage, span: SimDuration) -> StorageSpan {
        let link = mean_level(before.transferring, self.transferring, span);
        StorageSpan {
            accesses: self.accesses - before.accesses,
            failed: self.failed - before.failed,
            utilization: mean_level(before.busy, self.busy, span) / f64::from(storage.workers()),
            link_utilization: storage.has_link().then_some(link),
            number_in_system_mean: mean_level(before.in_system, self.in_system, span),
        }
    }
}

impl StorageTally {
    /// Nothing yet.
    pub fn new(spec: &StorageSpec) -> Self {
        let outcome = StorageOutcome { name: spec.name.clone(), ..StorageOutcome::default() };
        Self { outcome, at_transient: Totals::default(), at_interval: Totals::default() }
    }

    /// The transient is over.
    pub fn transient_ended(&mut self, storage: &Storage, now: SimTime) {
        self.at_transient = Totals::of(storage, now);
    }

    /// An interval is over.
    pub fn interval_ended(&mut self, storage: &Storage, span: SimDuration, now: SimTime) {
        let totals = Totals::of(storage, now);
        self.outcome.series.push(totals.since(&self.at_interval, storage, span));
        self.at_interval = totals;
    }

    /// The run is over, `span` of which was measured.
    pub fn finish(mut self, storage: &Storage, span: SimDuration, end: SimTime) -> StorageOutcome {
        self.outcome.measured = Totals::of(storage, end).since(&self.at_transient, storage, span);
        self.outcome.number_in_system_max = u64::from(storage.in_system().max());
        self.outcome
    }
}

/// Where the counts of a cache stood: how often it was asked, and how often it had the object.
#[derive(Clone, Copy, Debug, Default)]
pub struct CacheCounts {
    /// How often it was asked.
    pub lookups: u64,
    /// How often it had the object.
    pub hits: u64,
}

impl CacheCounts {
    /// Those of a cache since the start; none without a cache.
    pub fn of(cache: Option<&Cache>) -> Self {
        let (lookups, hits) = cache.map_or((0, 0), Cache::counts);
        Self { lookups, hits }
    }

    /// What has come since.
    pub fn since(self, before: Self) -> Self {
        Self { lookups: self.lookups - before.lookups, hits: self.hits - before.hits }
    }

    /// Hits ÷ lookups, if there were any.
    pub fn ratio(self) -> Option<f64> {
        (self.lookups > 0).then(|| self.hits as f64 / self.lookups as f64)
    }
}
