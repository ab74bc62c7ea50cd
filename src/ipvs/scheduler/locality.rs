//! What lblc and lblcr share: a cache of records by virtual address, and when its records grow old.

use super::Pool;
use super::hash::mul_hash;
use crate::ipvs::dest::Dest;
use crate::time::{SimDuration, SimTime};

const BUCKET_BITS: u32 = 10;
const BUCKETS: usize = 1 << BUCKET_BITS;
/// How often a cache looks after its records, and every how many times it looks at all of them.
const PERIOD: SimDuration = SimDuration::from_secs(60);
const FULL_CHECK: u32 = 30;
/// With more records than this a cache is collected in part at each period.
const MAX_RECORDS: usize = 16 * BUCKETS;
/// Records unused for so long may go in a partial collection.
const PARTIAL_AGE: SimDuration = SimDuration::from_secs(6 * 60);

/// Whether a destination has more active connections than weight while another one is less than half used.
pub(super) fn crowded(dest: &Dest, pool: Pool<'_>) -> bool {
    let idle = |other: &Dest| 2 * u64::from(other.active_conns()) < u64::from(other.weight());
    dest.active_conns() > dest.weight() && pool.iter().any(|(_, other)| idle(other))
}

/// A record of type `T` for one virtual address.
#[derive(Debug)]
struct Record<T> {
    addr: u32,
    last_use: SimTime,
    value: T,
}

/// The records of one service, in hash buckets that are collected in turn.
#[derive(Debug)]
pub(super) struct Cache<T> {
    buckets: Vec<Vec<Record<T>>>,
    /// How many records the cache believes to have: replacing one counts it twice if the scheduler says so.
    believed: usize,
    next_period: SimTime,
    periods: u32,
    /// Where a partial collection goes on.
    rover: usize,
}

impl<T> Cache<T> {
    pub(super) fn new(attached: SimTime) -> Self {
        Self {
            buckets: std::iter::repeat_with(Vec::new).take(BUCKETS).collect(),
            believed: 0,
            next_period: attached + PERIOD,
            periods: 1,
            rover: 0,
        }
    }

    /// The record of `addr`, now used.
    pub(super) fn touch(&mut self, addr: u32, now: SimTime) -> Option<&mut T> {
        let record = self.buckets[mul_hash(addr, BUCKET_BITS)].iter_mut().find(|record| record.addr == addr)?;
        record.last_use = now;
        Some(&mut record.value)
    }

    /// Adds a record, which is not there yet.
    pub(super) fn insert(&mut self, addr: u32, value: T, now: SimTime) {
        self.buckets[mul_hash(addr, BUCKET_BITS)].push(Record { addr, last_use: now, value });
        self.believed += 1;
    }

    /// A record was replaced: the kernel's lblc counts the new one without discounting the old one.
    pub(super) fn count_replacement(&mut self) {
        self.believed += 1;
    }

    /// Does what was due up to `now` with records that expire after `expiration`.
    pub(super) fn age(&mut self, expiration: SimDuration, now: SimTime) {
        while self.next_period <= now {
            let at = self.next_period;
            if self.periods.is_multiple_of(FULL_CHECK) {
                for bucket in 0..BUCKETS {
                    self.collect(bucket, expiration, at);
                }
                self.periods = 1;
            } else if self.believed <= MAX_RECORDS {
                self.periods += 1;
            } else {
                self.collect_in_part(at);
            }
            self.next_period += PERIOD;
        }
    }

    fn collect_in_part(&mut self, at: SimTime) {
        let goal = ((self.believed - MAX_RECORDS) * 4 / 3).min(MAX_RECORDS / 2);
        let mut gone = 0;
        for _ in 0..BUCKETS {
            self.rover = (self.rover + 1) % BUCKETS;
            gone += self.collect(self.rover, PARTIAL_AGE, at);
            if gone >= goal {
                return;
            }
        }
    }

    /// Removes the records of a bucket that have not been used for `age`; returns how many.
    fn collect(&mut self, bucket: usize, age: SimDuration, at: SimTime) -> usize {
        let records = &mut self.buckets[bucket];
        let before = records.len();
        records.retain(|record| record.last_use + age > at);
        let gone = before - records.len();
        self.believed -= gone;
        gone
    }
}
