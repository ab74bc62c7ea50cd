//! The slab of entries and what leads to them.

use super::entry::{Entry, Key, NIL};
use super::index::{Index, Place};
use super::timers::{TimerClass, Timers};
use crate::ipvs::tcp::ConnState;
use crate::time::{SimDuration, SimTime};

/// All entries, found by key and by timer. An index stays valid until its entry is removed.
pub(in crate::ipvs) struct ConnTable {
    /// The entries and the free slots.
    entries: Vec<Entry>,
    /// The first free slot, or [`NIL`].
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
        self.timers.class(&self.entries, timeout)
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

    /// Ends the first timer that is due at or before `limit`: whose it was, and when it was due. The entry stays in the
    /// table; the caller removes it or starts its timer anew.
    #[inline(always)]
    pub(in crate::ipvs) fn pop_due(&mut self, limit: SimTime) -> Option<(u32, SimTime)> {
        let due = self.timers.pop_due(&self.entries, limit)?;
        if self.index.is_far() {
            self.touch_next();
        }
        Some(due)
    }

    /// Starts to load what the timers to end next will need, for some of them at a time: cache misses that come together
    /// take little longer than one.
    #[inline(never)]
    fn touch_next(&self) {
        for index in self.timers.next_batch() {
            self.index.touch_home(self.entries[index as usize].home);
        }
    }

    /// When the timer of an entry of this table ends.
    pub(in crate::ipvs) fn deadline(&self, entry: &Entry) -> SimTime {
        self.timers.deadline(entry)
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
    #[inline(always)]
    pub(in crate::ipvs) fn recall(&mut self, index: u32, key: &Key) -> Option<&mut Entry> {
        self.entries.get_mut(index as usize).filter(|entry| entry.has_key(key))
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
                let index = std::mem::replace(&mut self.first_free, free.home.next_free());
                *free = entry;
                (index, place)
            }
            // That may have made the index larger.
            None => (self.push(entry), self.index.place(entry.key().hash())),
        };
        self.index.insert(&mut self.entries, index, place);
        self.timers.arm(&mut self.entries, index, class, now);
        index
    }

    /// Makes the slab longer.
    #[cold]
    #[inline(never)]
    fn push(&mut self, entry: Entry) -> u32 {
        if self.entries.len() >= self.index.capacity() {
            self.index.grow(&mut self.entries);
        }
        self.entries.push(entry);
        self.entries.len() as u32 - 1
    }

    /// Removes an entry and stops its timer. Returns what it was.
    #[inline(always)]
    pub(in crate::ipvs) fn remove(&mut self, index: u32) -> Entry {
        let entry = self.entries[index as usize];
        if !entry.is_hidden() {
            self.index.remove(&mut self.entries, index, &entry);
        }
        self.entries[index as usize].set_free(self.first_free);
        self.first_free = index;
        self.live -= 1;
        entry
    }

    /// Takes a template out of the lookup; its timer goes on.
    pub(in crate::ipvs) fn hide(&mut self, index: u32) {
        let entry = self.entries[index as usize];
        self.index.remove(&mut self.entries, index, &entry);
        self.entries[index as usize].hide();
    }

    /// Starts an entry's timer anew.
    #[inline(always)]
    pub(in crate::ipvs) fn rearm(&mut self, index: u32, class: TimerClass, now: SimTime) {
        self.timers.arm(&mut self.entries, index, class, now);
    }

    /// Starts an entry's timer anew with the time-out it has.
    pub(in crate::ipvs) fn restart(&mut self, index: u32, now: SimTime) {
        self.rearm(index, self.timers.class_of(&self.entries[index as usize]), now);
    }

    /// A connection that this template controls has been established.
    pub(in crate::ipvs) fn assure(&mut self, template: u32) {
        self.entries[template as usize].state = ConnState::Assured;
    }
}
