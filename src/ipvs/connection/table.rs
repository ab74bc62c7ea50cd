//! The slab of entries and what leads to them.

use super::entry::{Entry, Key, NIL};
use super::index::{Index, Place};
use super::timers::{TimerClass, Timers};
use crate::ipvs::tcp::ConnState;
use crate::time::{SimDuration, SimTime};

/// All entries, found by key and by timer. An index stays valid until its entry is removed.
pub(in crate::ipvs) struct ConnTable {
    /// The entries, the free slots, and the sentinels of the timer rings.
    entries: Vec<Entry>,
    first_free: u32,
    live: usize,
    index: Index,
    timers: Timers,
}

impl ConnTable {
    pub(in crate::ipvs) fn new() -> Self {
        Self { entries: Vec::new(), first_free: NIL, live: 0, index: Index::new(), timers: Timers::new() }
    }

    /// The class of timers with this time-out, for timers to be armed before another class is asked for.
    pub(in crate::ipvs) fn timer_class(&mut self, timeout: SimDuration) -> TimerClass {
        if let Some(class) = self.timers.find(&mut self.entries, timeout) {
            return class;
        }
        let index = self.push(Entry::sentinel(self.entries.len() as u32));
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

    /// The entry at `index`, if it is in the table and has this key.
    #[inline]
    pub(in crate::ipvs) fn recall(&self, index: u32, key: &Key) -> Option<&Entry> {
        self.entries.get(index as usize).filter(|entry| entry.has_key(key))
    }

    /// All entries with their indices, in the order of the slab.
    pub(in crate::ipvs) fn iter(&self) -> impl Iterator<Item = (u32, &Entry)> {
        self.entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| !entry.is_vacant())
            .map(|(index, entry)| (index as u32, entry))
    }

    /// Where a key will soon be looked up, or inserted; valid until an entry is inserted or a timer class is made.
    #[inline]
    pub(in crate::ipvs) fn touch(&self, key: &Key) -> Place {
        self.index.touch(key.hash())
    }

    /// The newest entry with this key.
    pub(in crate::ipvs) fn find(&self, key: &Key) -> Option<u32> {
        self.find_at(self.touch(key), |entry| entry.has_key(key))
    }

    /// The newest entry with a property of the caller's at the place of a key: among those with its client and kind.
    #[inline]
    pub(in crate::ipvs) fn find_at(&self, place: Place, matches: impl Fn(&Entry) -> bool) -> Option<u32> {
        self.index.find(&self.entries, place, matches)
    }

    /// Adds an entry at the place of its key and starts its timer.
    #[inline(always)]
    pub(in crate::ipvs) fn insert(&mut self, entry: Entry, place: Place, class: TimerClass, now: SimTime) -> u32 {
        self.live += 1;
        let (index, place) = match self.entries.get_mut(self.first_free as usize) {
            Some(free) => {
                let index = std::mem::replace(&mut self.first_free, free.chain_next);
                *free = entry;
                (index, place)
            }
            // That may have made the index larger.
            None => (self.push(entry), self.index.place(entry.key().hash())),
        };
        let entries = self.entries.as_mut_slice();
        self.index.insert(entries, index, place);
        self.timers.arm(entries, index, class, now);
        index
    }

    /// Makes the slab longer.
    #[cold]
    fn push(&mut self, entry: Entry) -> u32 {
        if self.entries.len() >= self.index.capacity() {
            self.index.grow(&mut self.entries);
        }
        self.entries.push(entry);
        self.entries.len() as u32 - 1
    }

    /// Removes an entry and stops its timer.
    #[inline(always)]
    pub(in crate::ipvs) fn remove(&mut self, index: u32) {
        let entries = self.entries.as_mut_slice();
        if !entries[index as usize].is_hidden() {
            self.index.remove(entries, index);
        }
        Timers::disarm(entries, index);
        entries[index as usize].set_free(self.first_free);
        self.first_free = index;
        self.live -= 1;
    }

    /// Takes a template out of the lookup; its timer goes on.
    pub(in crate::ipvs) fn hide(&mut self, index: u32) {
        self.index.remove(&mut self.entries, index);
        self.entries[index as usize].hide();
    }

    /// Starts an entry's timer anew.
    #[inline]
    pub(in crate::ipvs) fn rearm(&mut self, index: u32, class: TimerClass, now: SimTime) {
        let entries = self.entries.as_mut_slice();
        Timers::disarm(entries, index);
        self.timers.arm(entries, index, class, now);
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
}
