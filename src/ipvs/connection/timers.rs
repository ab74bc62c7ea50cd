//! The timers of all entries: one ring for each distinct time-out.
//!
//! A timer is always armed at "now + time-out", so the timers of one time-out stay sorted when each new one goes to the
//! end: arming, stopping and expiring cost the same however many there are. Timers end in the order of (deadline, ring,
//! arming); rings are numbered as they came into use, and an empty one is given to the next new time-out.

use super::entry::Entry;
use super::ring::{NEVER, Ring};
use crate::time::{SimDuration, SimTime};

/// A time-out and the ring of its timers.
#[derive(Clone, Copy, Debug)]
pub(in crate::ipvs) struct TimerClass {
    ring: u16,
    timeout: SimDuration,
}

impl TimerClass {
    /// The number of its ring.
    #[inline]
    pub(super) fn ring(self) -> u16 {
        self.ring
    }
}

/// All timer rings.
#[derive(Debug)]
pub(super) struct Timers {
    rings: Vec<Ring>,
    /// No timer ends before this.
    next_due: SimTime,
    /// The ring whose first timer ended first when all were last looked at.
    first: usize,
    /// No timer of the other rings ends before this.
    others_due: SimTime,
}

impl Timers {
    pub(super) fn new() -> Self {
        Self { rings: Vec::new(), next_due: NEVER, first: 0, others_due: NEVER }
    }

    /// A moment before which no timer ends.
    #[inline]
    pub(super) fn next_due(&self) -> SimTime {
        self.next_due
    }

    /// The class of `timeout`: the one there is, else an empty ring put to a new use, else a new ring.
    ///
    /// # Panics
    /// With more than 65,535 distinct time-outs at a time.
    pub(super) fn class(&mut self, entries: &[Entry], timeout: SimDuration) -> TimerClass {
        let known = self.rings.iter().position(|ring| ring.timeout == timeout);
        let mut unused = || self.rings.iter_mut().position(|ring| ring.pins == 0 && ring.is_unused(entries));
        let number = known.or_else(&mut unused).unwrap_or_else(|| {
            assert!(self.rings.len() < usize::from(Entry::NO_RING), "more than 65,535 distinct time-outs at a time");
            self.rings.push(Ring::new(self.rings.len() as u16, timeout));
            self.rings.len() - 1
        });
        let ring = &mut self.rings[number];
        ring.timeout = timeout;
        TimerClass { ring: ring.number(), timeout }
    }

    /// Keeps a class's ring for this time-out until it is unpinned as often.
    pub(super) fn pin(&mut self, class: TimerClass) {
        self.rings[usize::from(class.ring)].pins += 1;
    }

    pub(super) fn unpin(&mut self, class: TimerClass) {
        self.rings[usize::from(class.ring)].pins -= 1;
    }

    /// Starts the timer of `entries[index]`. If it is running, that one ends no more.
    #[inline(always)]
    pub(super) fn arm(&mut self, entries: &mut [Entry], index: u32, class: TimerClass, now: SimTime) {
        let deadline = now + class.timeout;
        // Behind others of its ring it is not the next to end.
        if self.rings[usize::from(class.ring)].push(entries, index, deadline) {
            self.next_due = self.next_due.min(deadline);
            self.others_due = self.others_due.min(deadline);
        }
    }

    /// The class in which an entry is armed.
    pub(super) fn class_of(&self, entry: &Entry) -> TimerClass {
        TimerClass { ring: entry.ring(), timeout: self.rings[usize::from(entry.ring())].timeout }
    }

    /// When the timer of an entry ends, which must be running.
    pub(super) fn deadline(&self, entry: &Entry) -> SimTime {
        self.rings[usize::from(entry.ring())].deadline(entry)
    }

    /// Ends the first timer, if that is due at or before `limit`: whose it was, and when it was due.
    #[inline(always)]
    pub(super) fn pop_due(&mut self, entries: &[Entry], limit: SimTime) -> Option<(u32, SimTime)> {
        loop {
            let mut deadline = self.rings.get(self.first)?.next_due();
            if deadline >= self.others_due {
                deadline = self.search(entries);
            }
            if deadline > limit || deadline == NEVER {
                self.next_due = deadline;
                return None;
            }
            if let Some(index) = self.rings[self.first].pop(entries) {
                return Some((index, deadline));
            }
        }
    }

    /// Whose timers end next, perhaps: mostly none, now and then some at a time.
    pub(super) fn next_batch(&self) -> impl Iterator<Item = u32> + '_ {
        self.rings[self.first].next_batch()
    }

    /// Looks at all rings: when the first timer ends.
    #[cold]
    #[inline(never)]
    fn search(&mut self, entries: &[Entry]) -> SimTime {
        let mut best = NEVER;
        self.others_due = NEVER;
        for (number, ring) in self.rings.iter_mut().enumerate() {
            ring.trim(entries);
            let deadline = ring.next_due();
            if deadline < best {
                self.others_due = best;
                (self.first, best) = (number, deadline);
            } else {
                self.others_due = self.others_due.min(deadline);
            }
        }
        best
    }
}
