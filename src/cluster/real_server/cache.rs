//! What a real server keeps of the content it serves: the objects that were asked for last.
//!
//! When there is no room, the object that nobody has asked for the longest goes (LRU). An object is put in once it has
//! been fetched, so that several requests may miss it at the same time.

use std::hash::{BuildHasherDefault, Hasher};

use lru::LruCache;

/// How much fits into a cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheLimit {
    /// So many objects, whatever their size.
    Objects(u64),
    /// So many bytes.
    Bytes(u64),
}

/// What an object is known by: its content and its number there.
pub type ObjectKey = u64;

/// An LRU cache, and how well it does.
#[derive(Debug)]
pub struct Cache {
    limit: CacheLimit,
    /// By object: how much of the limit it takes.
    objects: LruCache<ObjectKey, u64, BuildHasherDefault<Multiplying>>,
    /// How much of the limit is taken.
    filled: u64,
    lookups: u64,
    hits: u64,
}

impl Cache {
    /// An empty cache.
    pub fn new(limit: CacheLimit) -> Self {
        let objects = LruCache::unbounded_with_hasher(BuildHasherDefault::default());
        Self { limit, objects, filled: 0, lookups: 0, hits: 0 }
    }

    /// Looks for an object, which becomes the last one asked for. Whether it is there.
    pub fn look_up(&mut self, object: ObjectKey) -> bool {
        let hit = self.objects.get(&object).is_some();
        self.lookups += 1;
        self.hits += u64::from(hit);
        hit
    }

    /// Keeps an object that has been fetched, in place of those asked for the longest ago. One that is larger than the
    /// whole cache is not kept.
    pub fn keep(&mut self, object: ObjectKey, bytes: u64) {
        let (room, takes) = match self.limit {
            CacheLimit::Objects(room) => (room, 1),
            CacheLimit::Bytes(room) => (room, bytes),
        };
        if takes > room {
            return;
        }
        self.filled += takes;
        if let Some(before) = self.objects.put(object, takes) {
            self.filled -= before;
        }
        while self.filled > room {
            let (_, freed) = self.objects.pop_lru().expect("what fills the cache is in it");
            self.filled -= freed;
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.objects.clear();
        self.filled = 0;
    }

    /// How often it was asked since the start, and how often the object was there.
    pub fn counts(&self) -> (u64, u64) {
        (self.lookups, self.hits)
    }
}

/// Spreads the numbers of objects over a table: multiplication by 2^64 ÷ the golden ratio (Knuth, The Art of Computer
/// Programming, volume 3, section 6.4). The same on every machine and in every run.
#[derive(Debug, Default)]
struct Multiplying(u64);

impl Hasher for Multiplying {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(self.0 << 8 | u64::from(byte)));
    }

    fn write_u64(&mut self, number: u64) {
        // A table takes its place from the lower bits; the product's upper ones depend on all of the number.
        self.0 = number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fetch(cache: &mut Cache, object: ObjectKey, bytes: u64) -> bool {
        let hit = cache.look_up(object);
        if !hit {
            cache.keep(object, bytes);
        }
        hit
    }

    #[test]
    fn who_was_asked_for_the_longest_ago_goes_first() {
        let mut cache = Cache::new(CacheLimit::Objects(2));
        let hits = [1, 2, 1, 3, 1, 2].map(|object| fetch(&mut cache, object, 1));
        // 3 takes the place of 2, because 1 was asked for after it; then 2 takes that of 3.
        assert_eq!(hits, [false, false, true, false, true, false]);
        assert_eq!(cache.counts(), (6, 2));
    }

    #[test]
    fn a_large_object_takes_the_place_of_several_small_ones() {
        let mut cache = Cache::new(CacheLimit::Bytes(100));
        for (object, bytes) in [(1, 30), (2, 30), (3, 40)] {
            assert!(!fetch(&mut cache, object, bytes));
        }
        assert!(!fetch(&mut cache, 4, 60));
        assert_eq!([1, 2, 3, 4].map(|object| cache.look_up(object)), [false, false, true, true]);
    }

    #[test]
    fn what_is_larger_than_the_cache_is_not_kept_and_drives_nobody_out() {
        let mut cache = Cache::new(CacheLimit::Bytes(100));
        fetch(&mut cache, 1, 100);
        fetch(&mut cache, 2, 101);
        assert_eq!([1, 2].map(|object| cache.look_up(object)), [true, false]);
    }

    #[test]
    fn an_object_fetched_twice_at_once_is_kept_once() {
        let mut cache = Cache::new(CacheLimit::Objects(2));
        [1, 1, 2].iter().for_each(|&object| cache.keep(object, 1));
        assert_eq!([1, 2].map(|object| cache.look_up(object)), [true, true]);
    }

    #[test]
    fn a_cold_cache_knows_nothing_and_still_counts() {
        let mut cache = Cache::new(CacheLimit::Objects(2));
        fetch(&mut cache, 1, 1);
        cache.clear();
        assert!(!fetch(&mut cache, 1, 1));
        assert_eq!(cache.counts(), (2, 0));
    }

    proptest! {
        /// The rule in one line, on a list: an object is there if fewer than `room` others were asked for since.
        #[test]
        fn an_object_is_there_if_few_enough_others_were_asked_for_since(
            asked in prop::collection::vec(0..12_u64, 1..200),
            room in 1..8_u64,
        ) {
            let mut cache = Cache::new(CacheLimit::Objects(room));
            for (index, &object) in asked.iter().enumerate() {
                let since = asked[..index].iter().rev().take_while(|&&other| other != object);
                let mut others: Vec<u64> = since.copied().collect();
                others.sort_unstable();
                others.dedup();
                let known = asked[..index].contains(&object);
                prop_assert_eq!(fetch(&mut cache, object, 1), known && (others.len() as u64) < room);
            }
        }

        #[test]
        fn it_never_holds_more_bytes_than_fit(objects in prop::collection::vec((0..30_u64, 0..50_u64), 1..200)) {
            let mut cache = Cache::new(CacheLimit::Bytes(100));
            for (object, bytes) in objects {
                fetch(&mut cache, object, bytes);
                let held: u64 = cache.objects.iter().map(|(_, &bytes)| bytes).sum();
                prop_assert!(held <= 100 && held == cache.filled);
            }
        }
    }
}
