//! Finding entries by hash, with few cache misses and no guesses.
//!
//! A bucket is half a cache line: six slots with an entry's index each, and a byte of tag for each slot. A tag is a few
//! more bits of the hash, so a lookup seldom touches an entry that is not the one looked for; all tags are compared at
//! once, as bytes of one integer. What overflows is chained through the entries, newest first. An entry knows its slot,
//! so that it is removed without being looked for. With one to three entries a bucket one costs 11 to 32 bytes here.
//!
//! Of two entries with the same tag the newer one is in the lower slot, and what is in a slot is newer than what is in
//! the chain. So a lookup meets the newest first.

use std::hint::black_box;

use super::entry::{Entry, NIL};

/// Entries a bucket holds on average before the buckets are doubled.
const MAX_LOAD: usize = 3;
const MIN_BUCKETS_LOG2: u32 = 4;
const SLOTS: usize = 6;
/// The most buckets, 512 KiB, that are taken to be near: half of a common L2 cache.
const NEAR_BUCKETS: usize = 1 << 14;
/// The highest bit of each slot's tag. It is set unless the slot is empty.
const USED: u64 = 0x8080_8080_8080;
/// The lowest bit of each slot's tag.
const ONES: u64 = USED >> 7;
/// Is set in the tags of a bucket that has a chain. Then the last slot is the first entry of the chain.
const CHAINED: u64 = 1 << 63;
/// The tag of the last slot if there is a chain: used. That some entries have this tag, too, does no harm.
const CHAIN_TAG: u64 = 0xFF << (8 * (SLOTS - 1));
/// The lowest bit of a hash from which a tag is made. Below the addresses do not show; above are those of the bucket.
const TAG_FROM: u32 = 32;

#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
struct Bucket {
    /// A byte for each slot, the first one's the lowest; [`CHAINED`].
    tags: u64,
    slots: [u32; SLOTS],
}

const EMPTY: Bucket = Bucket { tags: 0, slots: [0; SLOTS] };

impl Bucket {
    /// Which slots have this tag: the highest bit of each one's byte.
    #[inline(always)]
    fn with_tag(&self, tag: u8) -> u64 {
        // Of a tag that is the same no bit is left. Where the highest is, the slot is empty.
        let differs = self.tags ^ (u64::from(tag) * ONES);
        !(((differs & !USED) + (USED - ONES)) | differs) & USED
    }

    /// The number of the lowest slot of a set as [`with_tag`](Self::with_tag) returns it.
    #[inline(always)]
    fn lowest(slots: u64) -> usize {
        slots.trailing_zeros() as usize / 8
    }

    #[inline(always)]
    fn put(&mut self, slot: usize, tag: u8, index: u32) {
        self.tags |= u64::from(tag) << (8 * slot);
        self.slots[slot] = index;
    }

    #[inline(always)]
    fn clear(&mut self, slot: usize) {
        self.tags &= !(0xFF << (8 * slot));
    }

    fn tag(&self, slot: usize) -> u8 {
        (self.tags >> (8 * slot)) as u8
    }

    /// The newest entry that has no slot.
    fn chain(&self) -> Option<u32> {
        (self.tags & CHAINED != 0).then_some(self.slots[SLOTS - 1])
    }

    fn set_chain(&mut self, first: Option<u32>) {
        self.clear(SLOTS - 1);
        self.tags &= !CHAINED;
        if let Some(first) = first {
            self.tags |= CHAINED | CHAIN_TAG;
            self.slots[SLOTS - 1] = first;
        }
    }
}

/// The buckets. The indices in them are those of a slab of entries.
#[derive(Debug)]
pub(super) struct Index {
    buckets: Vec<Bucket>,
    /// How far right a hash is shifted to be a bucket.
    shift: u32,
}

/// Where the entries with one hash are.
#[derive(Clone, Copy, Debug)]
pub(in crate::ipvs) struct Place {
    bucket: usize,
    tag: u8,
}

/// Where the index has an entry, as that one remembers it in four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Home(u32);

impl Home {
    /// Nowhere; also the end of a chain.
    pub(super) const NOWHERE: Self = Self(NIL);
    /// Set if it is in a chain.
    const IN_CHAIN: u32 = 1 << 31;

    #[inline(always)]
    fn slot(bucket: usize, slot: usize) -> Self {
        Self((bucket << 3 | slot) as u32)
    }

    /// In a chain, before the entry at `next`.
    pub(super) fn before(next: Option<u32>) -> Self {
        next.map_or(Self::NOWHERE, |next| Self(next | Self::IN_CHAIN))
    }

    /// Nowhere, but before the free entry at `next` or the end of the free ones, [`NIL`].
    pub(super) fn free(next: u32) -> Self {
        Self(next)
    }

    /// The next free entry.
    #[inline(always)]
    pub(super) fn next_free(self) -> u32 {
        self.0
    }

    /// The next entry in the chain.
    #[inline(always)]
    pub(super) fn next(self) -> Option<u32> {
        (self != Self::NOWHERE).then_some(self.0 & !Self::IN_CHAIN)
    }
}

impl Index {
    pub(super) fn new() -> Self {
        Self::with_buckets(MIN_BUCKETS_LOG2)
    }

    fn with_buckets(log2: u32) -> Self {
        Self { buckets: vec![EMPTY; 1 << log2], shift: u64::BITS - log2 }
    }

    /// The length of a slab from which [`grow`](Self::grow) must be called before it gets longer.
    #[inline]
    pub(super) fn capacity(&self) -> usize {
        MAX_LOAD * self.buckets.len()
    }

    #[inline(always)]
    pub(super) fn place(&self, hash: u64) -> Place {
        Place { bucket: (hash >> self.shift) as usize, tag: (hash >> TAG_FROM) as u8 | 0x80 }
    }

    /// The place of a hash that will be asked for soon, starting to load it. With millions of entries every bucket is a
    /// cache miss, and two at the same time cost little more than one. Growing ends its validity.
    #[inline(always)]
    pub(super) fn touch(&self, hash: u64) -> Place {
        let place = self.place(hash);
        black_box(self.buckets[place.bucket].tags);
        place
    }

    /// Whether it is so large that most of it is not in the processor's nearer caches.
    #[inline(always)]
    pub(super) fn is_far(&self) -> bool {
        self.buckets.len() > NEAR_BUCKETS
    }

    /// Starts to load what removing the entry with this home will need.
    #[inline(always)]
    pub(super) fn touch_home(&self, Home(home): Home) {
        black_box(self.buckets.get((home >> 3) as usize).map(|bucket| bucket.tags));
    }

    /// The newest entry at a place that `matches`, which may also be asked about some with other hashes.
    #[inline(always)]
    pub(super) fn find(&self, entries: &[Entry], place: Place, matches: impl Fn(&Entry) -> bool) -> Option<u32> {
        let bucket = &self.buckets[place.bucket];
        let mut tagged = bucket.with_tag(place.tag);
        while tagged != 0 {
            let index = bucket.slots[Bucket::lowest(tagged)];
            if matches(&entries[index as usize]) {
                return Some(index);
            }
            tagged &= tagged - 1;
        }
        let mut next = bucket.chain();
        while let Some(index) = next {
            let entry = &entries[index as usize];
            if matches(entry) {
                return Some(index);
            }
            next = entry.home.next();
        }
        None
    }

    /// Adds `entries[index]`, whose place this is, as the newest.
    #[inline(always)]
    pub(super) fn insert(&mut self, entries: &mut [Entry], index: u32, place: Place) {
        let bucket = &mut self.buckets[place.bucket];
        let empty = !bucket.tags & USED;
        if empty == 0 || bucket.with_tag(place.tag) != 0 {
            insert_first(bucket, entries, index, place);
        } else {
            let slot = Bucket::lowest(empty);
            bucket.put(slot, place.tag, index);
            entries[index as usize].home = Home::slot(place.bucket, slot);
        }
    }

    /// Removes `entries[index]`, which is `entry` and must be here.
    #[inline(always)]
    pub(super) fn remove(&mut self, entries: &mut [Entry], index: u32, entry: &Entry) {
        let Home(home) = entry.home;
        if home & Home::IN_CHAIN == 0 {
            self.buckets[(home >> 3) as usize].clear((home & 7) as usize);
        } else {
            let place = self.place(entry.key().hash());
            unchain(&mut self.buckets[place.bucket], entries, index);
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
            let slots = if bucket.chain().is_some() { SLOTS - 1 } else { SLOTS };
            newest_first.extend((0..slots).filter(|slot| bucket.tag(*slot) != 0).map(|slot| bucket.slots[slot]));
            let mut next = bucket.chain();
            while let Some(index) = next {
                newest_first.push(index);
                next = entries[index as usize].home.next();
            }
            for &index in newest_first.iter().rev() {
                let place = self.place(entries[index as usize].key().hash());
                self.insert(entries, index, place);
            }
        }
    }
}

/// Adds an entry in the first slot. The others move up to the first gap; without one the oldest goes to the chain.
#[cold]
#[inline(never)]
fn insert_first(bucket: &mut Bucket, entries: &mut [Entry], index: u32, place: Place) {
    let last = if bucket.chain().is_some() { SLOTS - 2 } else { SLOTS - 1 };
    let gap = (0..=last).find(|slot| bucket.tag(*slot) == 0);
    let gap = gap.unwrap_or_else(|| {
        // The chain takes the last slot, and what was there.
        let mut evict = |slot: usize| {
            let oldest = bucket.slots[slot];
            entries[oldest as usize].home = Home::before(bucket.chain());
            bucket.clear(slot);
            bucket.set_chain(Some(oldest));
        };
        evict(last);
        if last == SLOTS - 1 {
            evict(SLOTS - 2);
        }
        SLOTS - 2
    });
    for slot in (0..gap).rev() {
        let (tag, moved) = (bucket.tag(slot), bucket.slots[slot]);
        bucket.clear(slot);
        bucket.put(slot + 1, tag, moved);
        entries[moved as usize].home = Home::slot(place.bucket, slot + 1);
    }
    bucket.put(0, place.tag, index);
    entries[index as usize].home = Home::slot(place.bucket, 0);
}

#[cold]
#[inline(never)]
fn unchain(bucket: &mut Bucket, entries: &mut [Entry], index: u32) {
    let after = entries[index as usize].home;
    let mut at = bucket.chain().expect("it is in the chain");
    if at == index {
        bucket.set_chain(after.next());
        return;
    }
    while let Some(next) = entries[at as usize].home.next().filter(|next| *next != index) {
        at = next;
    }
    entries[at as usize].home = after;
}
