//! Finding entries by hash, with few cache misses and no guesses.
//!
//! A bucket is half a cache line: seven slots, the newest entry first, and a chain through the entries for what
//! overflows, all older than the slots. A slot is an entry's index with as many bits of its hash as fit above it, so a
//! lookup seldom touches an entry that is not the one looked for, and an entry is removed by its index alone, which
//! leaves a gap. All slots are compared at once, without a branch for each. With two to four entries a bucket an entry
//! costs 8 to 16 bytes here.

use std::hint::black_box;

use super::entry::{Entry, NIL};

/// Entries a bucket holds on average before the buckets are doubled.
const MAX_LOAD_LOG2: u32 = 2;
const MIN_BUCKETS_LOG2: u32 = 4;
const SLOTS: usize = 7;
/// The bits of a slot that hold an index and a tag. The uppermost is set only in an empty slot.
const SLOT_BITS: u32 = u32::MAX >> 1;
/// The lowest bit of a hash from which a tag is made. With the most buckets there can be, those above are the bucket.
const TAG_FROM: u32 = 12;

#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
struct Bucket {
    /// The last one is no slot but the newest of the entries that are in none: eight are compared faster than seven.
    slots: [u32; SLOTS + 1],
}

const EMPTY: Bucket = Bucket { slots: [NIL; SLOTS + 1] };

impl Bucket {
    /// Which slots hold `value` in the bits of `mask`: a bit for each.
    #[inline(always)]
    fn which(&self, mask: u32, value: u32) -> u32 {
        let is_such = self.slots.map(|slot| slot & mask == value);
        let found = is_such.iter().enumerate().fold(0, |found, (at, is_such)| found | u8::from(*is_such) << at);
        u32::from(found) & ((1 << SLOTS) - 1)
    }

    /// Leaves the last slot empty: closes the gaps, or moves the oldest entry to the chain. `mask` is that of an index.
    #[cold]
    fn make_room(&mut self, entries: &mut [Entry], mask: u32) {
        let [slots @ .., overflow] = &mut self.slots;
        let mut kept = 0;
        for at in 0..SLOTS {
            if slots[at] != NIL {
                slots.swap(kept, at);
                kept += 1;
            }
        }
        if kept == SLOTS {
            let oldest = std::mem::replace(&mut slots[SLOTS - 1], NIL) & mask;
            entries[oldest as usize].chain_next = std::mem::replace(overflow, oldest);
        }
    }
}

/// The buckets. The indices in them are those of a slab of entries.
#[derive(Debug)]
pub(super) struct Index {
    buckets: Vec<Bucket>,
    /// How far right a hash is shifted to be a bucket.
    shift: u32,
    /// The bits of a slot that are the index. What is above is the tag.
    mask: u32,
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
        Self::with_buckets(MIN_BUCKETS_LOG2)
    }

    fn with_buckets(log2: u32) -> Self {
        Self { buckets: vec![EMPTY; 1 << log2], shift: u64::BITS - log2, mask: (1 << (log2 + MAX_LOAD_LOG2)) - 1 }
    }

    /// The length of a slab from which [`grow`](Self::grow) must be called before it gets longer.
    #[inline]
    pub(super) fn capacity(&self) -> usize {
        self.mask as usize
    }

    #[inline]
    pub(super) fn place(&self, hash: u64) -> Place {
        Place { bucket: (hash >> self.shift) as usize, tag: (hash >> TAG_FROM) as u32 & SLOT_BITS & !self.mask }
    }

    /// The place of a hash that will be asked for soon, starting to load it. With millions of entries every bucket is a
    /// cache miss, and two at the same time cost little more than one. Growing ends its validity.
    #[inline]
    pub(super) fn touch(&self, hash: u64) -> Place {
        let place = self.place(hash);
        black_box(self.buckets[place.bucket].slots[SLOTS]);
        place
    }

    /// The newest entry at a place that `matches`, which may also be asked about some with other hashes.
    #[inline]
    pub(super) fn find(&self, entries: &[Entry], place: Place, matches: impl Fn(&Entry) -> bool) -> Option<u32> {
        let bucket = &self.buckets[place.bucket];
        let mut tagged = bucket.which(!self.mask, place.tag);
        while tagged != 0 {
            let index = bucket.slots[tagged.trailing_zeros() as usize] & self.mask;
            if matches(&entries[index as usize]) {
                return Some(index);
            }
            tagged &= tagged - 1;
        }
        let mut index = bucket.slots[SLOTS];
        while index != NIL {
            let entry = &entries[index as usize];
            if matches(entry) {
                return Some(index);
            }
            index = entry.chain_next;
        }
        None
    }

    /// Adds `entries[index]`, whose place this is, as the newest.
    #[inline(always)]
    pub(super) fn insert(&mut self, entries: &mut [Entry], index: u32, place: Place) {
        let bucket = &mut self.buckets[place.bucket];
        if bucket.slots[SLOTS - 1] != NIL {
            bucket.make_room(entries, self.mask);
        }
        let [a, b, c, d, e, f, _, overflow] = bucket.slots;
        bucket.slots = [place.tag | index, a, b, c, d, e, f, overflow];
    }

    /// Removes `entries[index]`, which must be here.
    #[inline(always)]
    pub(super) fn remove(&mut self, entries: &mut [Entry], index: u32) {
        let place = self.place(entries[index as usize].key().hash());
        let bucket = &mut self.buckets[place.bucket];
        let found = bucket.which(u32::MAX, place.tag | index);
        if found != 0 {
            bucket.slots[found.trailing_zeros() as usize] = NIL;
        } else {
            let next = entries[index as usize].chain_next;
            unchain(bucket, entries, index, next);
        }
    }

    /// Doubles the buckets, keeping the order of what shares one.
    #[cold]
    pub(super) fn grow(&mut self, entries: &mut [Entry]) {
        let larger = Self::with_buckets(self.buckets.len().ilog2() + 1);
        let old = std::mem::replace(self, larger);
        let mut newest_first = Vec::new();
        for bucket in old.buckets {
            newest_first.clear();
            newest_first.extend(bucket.slots[..SLOTS].iter().filter(|slot| **slot != NIL).map(|slot| slot & old.mask));
            let mut index = bucket.slots[SLOTS];
            while index != NIL {
                newest_first.push(index);
                index = entries[index as usize].chain_next;
            }
            for &index in newest_first.iter().rev() {
                let place = self.place(entries[index as usize].key().hash());
                self.insert(entries, index, place);
            }
        }
    }
}

#[cold]
fn unchain(bucket: &mut Bucket, entries: &mut [Entry], index: u32, next: u32) {
    if bucket.slots[SLOTS] == index {
        bucket.slots[SLOTS] = next;
        return;
    }
    let mut at = bucket.slots[SLOTS];
    while entries[at as usize].chain_next != index {
        at = entries[at as usize].chain_next;
    }
    entries[at as usize].chain_next = next;
}
