//! The timers of all entries: one ring for each distinct time-out.
//!
//! A timer is always armed at "now + time-out", so the timers of one time-out stay sorted when each new one goes to the
//! end: arming, stopping and expiring cost the same however many there are. Timers end in the order of (deadline, ring,
//! arming); rings are numbered as they came into use, and an empty one is given to the next new time-out.

use super::entry::{Entry, NIL};
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

/// A timer that is armed but not in its ring yet.
#[derive(Clone, Copy, Debug)]
struct Latest {
    /// Whose it is, or [`NIL`].
    index: u32,
    ring: u16,
    deadline: SimTime,
}

impl Latest {
    const NONE: Self = Self { index: NIL, ring: 0, deadline: NEVER };
}

/// All timers.
///
/// The one that was armed last is put into its ring when the next one is armed: a connection's first packets often
/// come in a row, and its timer is armed anew by each.
#[derive(Debug)]
pub(super) struct Timers {
    rings: Vec<Ring>,
    latest: Latest,
    /// No timer ends before this.
    next_due: SimTime,
    /// The ring whose first timer ended first when all were last looked at.
    first: usize,
    /// No timer of the other rings ends before this.
    others_due: SimTime,
}

impl Timers {
    pub(super) fn new() -> Self {
        Self { rings: Vec::new(), latest: Latest::NONE, next_due: NEVER, first: 0, others_due: NEVER }
    }

    /// A moment before which no timer ends.
    #[inline]
    pub(super) fn next_due(&self) -> SimTime {
        self.next_due
    }

    /// The class of `timeout`: the one there is, else an empty ring put to a new use, else a new ring.
    ///
    /// # Panics
    /// With more than 32,768 distinct time-outs at a time.
    pub(super) fn class(&mut self, entries: &mut [Entry], timeout: SimDuration) -> TimerClass {
        self.file_latest(entries);
        let known = self.rings.iter().position(|ring| ring.timeout == timeout);
        let mut unused = || self.rings.iter_mut().position(|ring| ring.pins == 0 && ring.is_unused(entries));
        let number = known.or_else(&mut unused).unwrap_or_else(|| {
            assert!(self.rings.len() < usize::from(Entry::MAX_RINGS), "more than 32,768 distinct time-outs at a time");
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

    /// Starts the timer of `entry` at `index`. If it is running, that one ends no more. The timer that was armed last
    /// must be in its ring, or be this one.
    #[inline(always)]
    pub(super) fn arm(&mut self, entry: &mut Entry, index: u32, class: TimerClass, now: SimTime) {
        let deadline = now + class.timeout;
        self.latest = Latest { index, ring: class.ring, deadline };
        self.next_due = self.next_due.min(deadline);
        entry.set_ring(class.ring);
    }

    /// Puts the timer that was armed last into its ring, unless it is that of the entry at `index`.
    #[inline(always)]
    pub(super) fn make_way(&mut self, entries: &mut [Entry], index: u32) {
        if self.latest.index != index {
            self.file_latest(entries);
        }
    }

    /// Puts the timer that was armed last into its ring.
    #[inline(never)]
    fn file_latest(&mut self, entries: &mut [Entry]) {
        let Latest { index, ring, deadline } = self.latest;
        if index != NIL {
            self.others_due = self.others_due.min(deadline);
            self.latest = Latest::NONE;
            self.rings[usize::from(ring)].push(entries, index, deadline);
        }
    }

    /// Stops the timer of the entry at `index`, which is about to be removed.
    #[inline]
    pub(super) fn stop(&mut self, index: u32) {
        if self.latest.index == index {
            self.latest = Latest::NONE;
        }
    }

    /// The class in which an entry is armed.
    pub(super) fn class_of(&self, entry: &Entry) -> TimerClass {
        TimerClass { ring: entry.ring(), timeout: self.rings[usize::from(entry.ring())].timeout }
    }

    /// When the timer of `entries[index]` ends, which must be running.
    pub(super) fn deadline(&self, entries: &[Entry], index: u32) -> SimTime {
        if index == self.latest.index {
            return self.latest.deadline;
        }
        let entry = &entries[index as usize];
        self.rings[usize::from(entry.ring())].deadline(entry)
    }

    /// Ends the first timer, if that is due at or before `limit`: whose it was, and when it was due.
    #[inline(always)]
    pub(super) fn pop_due(&mut self, entries: &mut [Entry], limit: SimTime) -> Option<(u32, SimTime)> {
        if self.latest.deadline <= limit {
            self.file_latest(entries);
        }
        loop {
            let mut deadline = self.rings.get(self.first)?.next_due();
            if deadline >= self.others_due {
                deadline = self.search(entries);
            }
            if deadline > limit || deadline == NEVER {
                self.next_due = deadline.min(self.latest.deadline);
                return None;
            }
            if let Some(index) = self.rings[self.first].pop(entries) {
                return Some((index, deadline));
            }
        }
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
