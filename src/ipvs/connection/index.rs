//! Finding entries by hash, with few cache misses.
//!
//! A bucket is half a cache line: up to seven slots, the newest entry first, and a chain through the entries for what
//! overflows, all older than the slots. A slot is an entry's index with as many bits of its hash as fit beside it, so
//! a lookup seldom touches an entry that is not the one looked for, and an entry is removed by its index alone. With two
//! to four entries a bucket an entry costs 8 to 16 bytes here.

use std::hint::black_box;

use super::entry::{Entry, NIL};

/// Entries a bucket holds on average before the buckets are doubled.
const MAX_LOAD_LOG2: u32 = 2;
const MIN_BUCKETS_LOG2: u32 = 4;
const SLOTS: usize = 7;
/// How many bits of a hash are used, for the bucket and the tag together.
const HASH_BITS: u32 = 32 - MAX_LOAD_LOG2;

#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
struct Bucket {
    slots: [u32; SLOTS],
    /// The newest of the entries that are older than those in the slots.
    overflow: u32,
}

const EMPTY: Bucket = Bucket { slots: [NIL; SLOTS], overflow: NIL };

/// The buckets. The indices in them are those of a slab of entries.
#[derive(Debug)]
pub(super) struct Index {
    buckets: Vec<Bucket>,
    /// How many buckets there are: 2 to the power of this.
    bits: u32,
}

/// Where the entries with one hash are.
#[derive(Clone, Copy, Debug)]
pub(in crate::ipvs) struct Place {
    bucket: usize,
    /// What a slot has above the index.
    tag: u32,
}

impl Index {
    pub(super) fn new() -> Self {
        Self { buckets: vec![EMPTY; 1 << MIN_BUCKETS_LOG2], bits: MIN_BUCKETS_LOG2 }
    }

    /// The length of a slab from which [`grow`](Self::grow) must be called before it gets longer. It is one less than
    /// a power of two, so that no slot is [`NIL`].
    #[inline]
    pub(super) fn capacity(&self) -> usize {
        (1 << (self.bits + MAX_LOAD_LOG2)) - 1
    }

    #[inline]
    fn place(&self, hash: u64) -> Place {
        let hash = (hash >> (u64::BITS - HASH_BITS)) as u32;
        Place { bucket: (hash >> (HASH_BITS - self.bits)) as usize, tag: hash << (self.bits + MAX_LOAD_LOG2) }
    }

    /// The place of a hash that will be asked for soon, starting to load it. With millions of entries every bucket is a
    /// cache miss, and two at the same time cost little more than one. Inserting ends its validity.
    #[inline]
    pub(super) fn touch(&self, hash: u64) -> Place {
        let place = self.place(hash);
        black_box(self.buckets[place.bucket].overflow);
        place
    }

    /// The newest entry at a place that `matches`, which may also be asked about some with other hashes.
    #[inline]
    pub(super) fn find(&self, entries: &[Entry], place: Place, matches: impl Fn(&Entry) -> bool) -> Option<u32> {
        let Place { bucket, tag } = place;
        let bucket = &self.buckets[bucket];
        let capacity = self.capacity() as u32;
        for slot in bucket.slots {
            if slot == NIL {
                break;
            }
            let index = slot ^ tag;
            // Another tag leaves bits above the index.
            if index < capacity && matches(&entries[index as usize]) {
                return Some(index);
            }
        }
        let mut index = bucket.overflow;
        while index != NIL {
            let entry = &entries[index as usize];
            if matches(entry) {
                return Some(index);
            }
            index = entry.chain_next;
        }
        None
    }

    /// Adds `entries[index]` as the newest.
    #[inline]
    pub(super) fn insert(&mut self, entries: &mut [Entry], index: u32) {
        let Place { bucket, tag } = self.place(entries[index as usize].key().hash());
        let mask = self.capacity() as u32;
        let bucket = &mut self.buckets[bucket];
        let [a, b, c, d, e, f, oldest] = bucket.slots;
        bucket.slots = [tag | index, a, b, c, d, e, f];
        if oldest != NIL {
            entries[(oldest & mask) as usize].chain_next = bucket.overflow;
            bucket.overflow = oldest & mask;
        }
    }

    /// Removes `entries[index]`, which must be here.
    #[inline]
    pub(super) fn remove(&mut self, entries: &mut [Entry], index: u32) {
        let Place { bucket, tag } = self.place(entries[index as usize].key().hash());
        let bucket = &mut self.buckets[bucket];
        if let Some(at) = bucket.slots.iter().position(|slot| *slot == tag | index) {
            // What expires is mostly the oldest, so hardly anything moves.
            for older in at + 1..SLOTS {
                bucket.slots[older - 1] = bucket.slots[older];
                if bucket.slots[older] == NIL {
                    return;
                }
            }
            bucket.slots[SLOTS - 1] = NIL;
        } else {
            let next = entries[index as usize].chain_next;
            unchain(bucket, entries, index, next);
        }
    }

    /// Doubles the buckets, keeping the order of what shares one.
    #[cold]
    pub(super) fn grow(&mut self, entries: &mut [Entry]) {
        let mask = self.capacity() as u32;
        let old = std::mem::take(&mut self.buckets);
        self.bits += 1;
        self.buckets = vec![EMPTY; 1 << self.bits];
        let mut newest_first = Vec::new();
        for bucket in old {
            newest_first.clear();
            newest_first.extend(bucket.slots.iter().filter(|slot| **slot != NIL).map(|slot| slot & mask));
            let mut index = bucket.overflow;
            while index != NIL {
                newest_first.push(index);
                index = entries[index as usize].chain_next;
            }
            for &index in newest_first.iter().rev() {
                self.insert(entries, index);
            }
        }
    }
}

#[cold]
fn unchain(bucket: &mut Bucket, entries: &mut [Entry], index: u32, next: u32) {
    if bucket.overflow == index {
        bucket.overflow = next;
        return;
    }
    let mut at = bucket.overflow;
    while entries[at as usize].chain_next != index {
        at = entries[at as usize].chain_next;
    }
    entries[at as usize].chain_next = next;
}
