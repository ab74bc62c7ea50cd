//! The timers of all entries: one ring for each distinct time-out.
//!
//! A timer is always armed at "now + time-out", so the timers of one time-out stay sorted when each new one goes to the
//! end: arming, stopping and expiring cost the same however many there are. A ring goes through its entries and is
//! closed by a sentinel, which lies in the same slab. Timers end in the order of (deadline, ring, arming); rings are
//! numbered as they came into use, and an empty one is given to the next new time-out.

use super::entry::Entry;
use crate::time::{SimDuration, SimTime};

/// No timer ends then.
const NEVER: SimTime = SimTime::from_nanos(u64::MAX);

/// A time-out and the ring of its timers.
#[derive(Clone, Copy, Debug)]
pub(in crate::ipvs) struct TimerClass {
    sentinel: u32,
    timeout: SimDuration,
}

impl TimerClass {
    /// The index of what closes the ring.
    #[inline]
    pub(super) fn sentinel(self) -> u32 {
        self.sentinel
    }
}

#[derive(Clone, Copy, Debug)]
struct Ring {
    class: TimerClass,
    /// How many users need the ring to stay even while it is empty.
    pins: u32,
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

    /// The class of `timeout`: the one there is, else an empty ring put to a new use.
    pub(super) fn find(&mut self, entries: &mut [Entry], timeout: SimDuration) -> Option<TimerClass> {
        if let Some(ring) = self.rings.iter().find(|ring| ring.class.timeout == timeout) {
            return Some(ring.class);
        }
        let ring = self.rings.iter_mut().find(|ring| ring.pins == 0 && ring.is_empty(entries))?;
        ring.class.timeout = timeout;
        ring.note_timeout(entries);
        Some(ring.class)
    }

    /// Adds a ring, closed by the sentinel at `index`.
    pub(super) fn add(&mut self, entries: &mut [Entry], index: u32, timeout: SimDuration) -> TimerClass {
        let ring = Ring { class: TimerClass { sentinel: index, timeout }, pins: 0 };
        ring.note_timeout(entries);
        self.rings.push(ring);
        ring.class
    }

    /// Keeps a class's ring for this time-out until it is unpinned as often.
    pub(super) fn pin(&mut self, class: TimerClass) {
        self.pins(class, |pins| *pins += 1);
    }

    pub(super) fn unpin(&mut self, class: TimerClass) {
        self.pins(class, |pins| *pins -= 1);
    }

    fn pins(&mut self, class: TimerClass, change: impl FnOnce(&mut u32)) {
        let ring = self.rings.iter_mut().find(|ring| ring.class.sentinel == class.sentinel);
        change(&mut ring.expect("a class has a ring").pins);
    }

    /// Starts the timer of `entries[index]`, which must not be running.
    #[inline]
    pub(super) fn arm(&mut self, entries: &mut [Entry], index: u32, class: TimerClass, now: SimTime) {
        let sentinel = class.sentinel;
        let deadline = now + class.timeout;
        let last = std::mem::replace(&mut entries[sentinel as usize].timer_prev, index);
        entries[last as usize].timer_next = index;
        let entry = &mut entries[index as usize];
        entry.timer_prev = last;
        entry.timer_next = sentinel;
        entry.ring = sentinel;
        entry.deadline = deadline;
        // Behind others of its ring it is not the next to end.
        if last == sentinel {
            self.next_due = self.next_due.min(deadline);
            self.others_due = self.others_due.min(deadline);
        }
    }

    /// Stops the timer of `entries[index]`, which must be running.
    #[inline]
    pub(super) fn disarm(entries: &mut [Entry], index: u32) {
        let Entry { timer_prev, timer_next, .. } = entries[index as usize];
        entries[timer_prev as usize].timer_next = timer_next;
        entries[timer_next as usize].timer_prev = timer_prev;
    }

    /// The class in which `entries[index]` is armed.
    pub(super) fn class_of(entries: &[Entry], index: u32) -> TimerClass {
        let sentinel = entries[index as usize].ring;
        TimerClass { sentinel, timeout: entries[sentinel as usize].deadline.since(SimTime::ZERO) }
    }

    /// The entry whose timer ends first, if it ends at or before `limit`. It stays armed.
    #[inline]
    pub(super) fn first_due(&mut self, entries: &[Entry], limit: SimTime) -> Option<u32> {
        let (mut index, mut deadline) = self.rings.get(self.first)?.head(entries);
        if deadline >= self.others_due {
            (index, deadline) = self.search(entries);
        }
        self.next_due = deadline;
        (deadline <= limit && deadline < NEVER).then_some(index)
    }

    /// Looks at all rings: the first timer to end.
    fn search(&mut self, entries: &[Entry]) -> (u32, SimTime) {
        let mut best = self.rings[0].head(entries);
        (self.first, self.others_due) = (0, NEVER);
        for (number, ring) in self.rings.iter().enumerate().skip(1) {
            let head = ring.head(entries);
            if head.1 < best.1 {
                self.others_due = best.1;
                (self.first, best) = (number, head);
            } else {
                self.others_due = self.others_due.min(head.1);
            }
        }
        best
    }
}

impl Ring {
    #[inline]
    fn head(&self, entries: &[Entry]) -> (u32, SimTime) {
        let index = entries[self.class.sentinel as usize].timer_next;
        (index, if index == self.class.sentinel { NEVER } else { entries[index as usize].deadline })
    }

    fn is_empty(&self, entries: &[Entry]) -> bool {
        entries[self.class.sentinel as usize].timer_next == self.class.sentinel
    }

    /// The sentinel keeps the time-out as if it had been armed at time 0.
    fn note_timeout(&self, entries: &mut [Entry]) {
        entries[self.class.sentinel as usize].deadline = SimTime::ZERO + self.class.timeout;
    }
}
