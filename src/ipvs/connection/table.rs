//! The slab of entries and the hash chains through it.

use super::entry::{Entry, Key, NIL};
use super::timers::{TimerClass, Timers};
use crate::ipvs::tcp::ConnState;
use crate::time::{SimDuration, SimTime};

/// All entries, found by key and by timer. An index stays valid until its entry is removed.
pub(in crate::ipvs) struct ConnTable {
    entries: Vec<Entry>,
    first_free: u32,
    live: usize,
    /// Heads of the hash chains; a power of two of them.
    buckets: Vec<u32>,
    /// 64 minus the logarithm of the number of buckets.
    shift: u32,
    timers: Timers,
}

const MIN_BUCKETS_LOG2: u32 = 6;

impl ConnTable {
    pub(in crate::ipvs) fn new() -> Self {
        Self {
            entries: Vec::new(),
            first_free: NIL,
            live: 0,
            buckets: vec![NIL; 1 << MIN_BUCKETS_LOG2],
            shift: 64 - MIN_BUCKETS_LOG2,
            timers: Timers::new(),
        }
    }

    /// The class of timers with this time-out, for timers to be armed before another class is asked for.
    pub(in crate::ipvs) fn timer_class(&mut self, timeout: SimDuration) -> TimerClass {
        if let Some(class) = self.timers.find(&mut self.entries, timeout) {
            return class;
        }
        let index = self.entries.len() as u32;
        self.entries.push(Entry::sentinel(index));
        self.timers.add(&mut self.entries, index, timeout)
    }

    /// The class of timers with this time-out, kept until it is unpinned.
    pub(in crate::ipvs) fn pin_timer_class(&mut self, timeout: SimDuration) -> TimerClass {
        let class = self.timer_class(timeout);
        self.timers.pin(class);
        class
    }

    pub(in crate::ipvs) fn unpin_timer_class(&mut self, class: TimerClass) {
        self.timers.unpin(class);
    }

    /// A moment before which no timer ends.
    #[inline]
    pub(in crate::ipvs) fn next_due(&self) -> SimTime {
        self.timers.next_due()
    }

    /// The entry whose timer ends first, if it ends at or before `limit`. It stays.
    #[inline]
    pub(in crate::ipvs) fn first_due(&mut self, limit: SimTime) -> Option<u32> {
        self.timers.first_due(&self.entries, limit)
    }

    /// How many entries there are, templates included.
    pub(in crate::ipvs) fn len(&self) -> usize {
        self.live
    }

    pub(in crate::ipvs) fn get(&self, index: u32) -> &Entry {
        &self.entries[index as usize]
    }

    pub(in crate::ipvs) fn get_mut(&mut self, index: u32) -> &mut Entry {
        &mut self.entries[index as usize]
    }

    /// All entries with their indices, in the order of the slab.
    pub(in crate::ipvs) fn iter(&self) -> impl Iterator<Item = (u32, &Entry)> {
        self.entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| !entry.is_vacant())
            .map(|(index, entry)| (index as u32, entry))
    }

    /// The newest entry with this key.
    #[inline]
    pub(in crate::ipvs) fn find(&self, key: &Key) -> Option<u32> {
        self.find_by(key, |entry| entry.has_key(key))
    }

    /// The newest entry with a property of the caller's, among those whose client and kind have the key's hash.
    #[inline]
    pub(in crate::ipvs) fn find_by(&self, key: &Key, matches: impl Fn(&Entry) -> bool) -> Option<u32> {
        let mut index = self.buckets[self.bucket(key)];
        while index != NIL {
            let entry = &self.entries[index as usize];
            if matches(entry) {
                return Some(index);
            }
            index = entry.chain_next;
        }
        None
    }

    /// Adds an entry and starts its timer.
    #[inline]
    pub(in crate::ipvs) fn insert(&mut self, mut entry: Entry, class: TimerClass, now: SimTime) -> u32 {
        if self.live * 2 >= self.buckets.len() {
            self.grow();
        }
        self.live += 1;
        let bucket = self.bucket(&entry.key());
        entry.chain_next = self.buckets[bucket];
        let index = if self.first_free == NIL {
            self.entries.push(entry);
            self.entries.len() as u32 - 1
        } else {
            let index = self.first_free;
            let slot = &mut self.entries[index as usize];
            self.first_free = slot.chain_next;
            *slot = entry;
            index
        };
        self.buckets[bucket] = index;
        self.timers.arm(&mut self.entries, index, class, now);
        index
    }

    /// Removes an entry and stops its timer.
    #[inline]
    pub(in crate::ipvs) fn remove(&mut self, index: u32) {
        if !self.entries[index as usize].is_hidden() {
            self.unchain(index);
        }
        Timers::disarm(&mut self.entries, index);
        self.entries[index as usize].set_free(self.first_free);
        self.first_free = index;
        self.live -= 1;
    }

    /// Takes a template out of the lookup; its timer goes on.
    pub(in crate::ipvs) fn hide(&mut self, index: u32) {
        self.unchain(index);
        self.entries[index as usize].hide();
    }

    /// Starts an entry's timer anew.
    #[inline]
    pub(in crate::ipvs) fn rearm(&mut self, index: u32, class: TimerClass, now: SimTime) {
        Timers::disarm(&mut self.entries, index);
        self.timers.arm(&mut self.entries, index, class, now);
    }

    /// Starts an entry's timer anew with the time-out it has.
    pub(in crate::ipvs) fn restart(&mut self, index: u32, now: SimTime) {
        self.rearm(index, Timers::class_of(&self.entries, index), now);
    }

    /// The template that controls `index` has seen a connection established.
    pub(in crate::ipvs) fn assure_template(&mut self, index: u32) {
        let template = self.entries[index as usize].link;
        if template != NIL {
            self.entries[template as usize].state = ConnState::Assured;
        }
    }

    #[inline]
    fn bucket(&self, key: &Key) -> usize {
        (key.hash() >> self.shift) as usize
    }

    fn unchain(&mut self, index: u32) {
        let entry = &self.entries[index as usize];
        let (bucket, next) = (self.bucket(&entry.key()), entry.chain_next);
        let mut at = self.buckets[bucket];
        if at == index {
            self.buckets[bucket] = next;
            return;
        }
        while self.entries[at as usize].chain_next != index {
            at = self.entries[at as usize].chain_next;
        }
        self.entries[at as usize].chain_next = next;
    }

    /// Doubles the buckets, which keeps them at a load of a quarter to a half: a new client's lookup and an old
    /// entry's removal mostly touch no other entry. Each chain splits into two that keep its order, newest first.
    #[cold]
    fn grow(&mut self) {
        let old = std::mem::take(&mut self.buckets);
        self.shift -= 1;
        self.buckets = vec![NIL; old.len() * 2];
        for (bucket, head) in old.into_iter().enumerate() {
            let mut tails = [NIL; 2];
            let mut index = head;
            while index != NIL {
                let key = self.entries[index as usize].key();
                let next = std::mem::replace(&mut self.entries[index as usize].chain_next, NIL);
                let target = self.bucket(&key);
                let tail = std::mem::replace(&mut tails[target - 2 * bucket], index);
                if tail == NIL {
                    self.buckets[target] = index;
                } else {
                    self.entries[tail as usize].chain_next = index;
                }
                index = next;
            }
        }
    }
}
