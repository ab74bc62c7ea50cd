//! The timers of all entries: one list for each distinct time-out.
//!
//! A timer is always armed at "now + time-out", so a list of timers with one time-out stays sorted when each new one
//! goes to its end: arming, stopping and expiring cost the same however many there are. Timers end in the order of
//! (deadline, list, arming); lists are numbered in the order in which their time-outs came into use, and an empty list
//! is given to the next new time-out.

use super::entry::{Entry, NIL};
use crate::time::{SimDuration, SimTime};

/// Names the list of one time-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ipvs) struct TimerClass(u32);

impl TimerClass {
    /// Not armed.
    pub(super) const NONE: Self = Self(NIL);

    fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Clone, Copy, Debug)]
struct List {
    timeout: SimDuration,
    head: u32,
    tail: u32,
    /// How many users need the list to stay even while it is empty.
    pins: u32,
}

/// The timer lists; their links are in the entries.
#[derive(Debug)]
pub(in crate::ipvs) struct Timers {
    lists: Vec<List>,
    /// The deadline of each list's head, [`SimTime::MAX`] of an empty one: kept apart for the search of the minimum.
    heads: Vec<SimTime>,
    /// No timer ends before this.
    next_due: SimTime,
}

impl Timers {
    pub(in crate::ipvs) fn new() -> Self {
        Self { lists: Vec::new(), heads: Vec::new(), next_due: SimTime::MAX }
    }

    /// A moment before which no timer ends.
    #[inline]
    pub(in crate::ipvs) fn next_due(&self) -> SimTime {
        self.next_due
    }

    /// The list of `timeout`, which lasts as long as a timer is in it.
    pub(in crate::ipvs) fn class(&mut self, timeout: SimDuration) -> TimerClass {
        let same = self.lists.iter().position(|list| list.timeout == timeout);
        let found = same.or_else(|| self.lists.iter().position(|list| list.head == NIL && list.pins == 0));
        let index = found.unwrap_or_else(|| {
            self.lists.push(List { timeout, head: NIL, tail: NIL, pins: 0 });
            self.heads.push(SimTime::MAX);
            self.lists.len() - 1
        });
        self.lists[index].timeout = timeout;
        TimerClass(index as u32)
    }

    /// The list of `timeout`, which lasts until it is unpinned as often as it was pinned.
    pub(in crate::ipvs) fn pin(&mut self, timeout: SimDuration) -> TimerClass {
        let class = self.class(timeout);
        self.lists[class.index()].pins += 1;
        class
    }

    pub(in crate::ipvs) fn unpin(&mut self, class: TimerClass) {
        self.lists[class.index()].pins -= 1;
    }

    /// Starts the timer of `entries[index]`, which must not be running.
    pub(super) fn arm(&mut self, entries: &mut [Entry], index: u32, class: TimerClass, now: SimTime) {
        let list = &mut self.lists[class.index()];
        let deadline = now + list.timeout;
        let tail = std::mem::replace(&mut list.tail, index);
        let entry = &mut entries[index as usize];
        entry.deadline = deadline;
        entry.timer_class = class;
        entry.timer_prev = tail;
        entry.timer_next = NIL;
        if tail == NIL {
            list.head = index;
            self.heads[class.index()] = deadline;
            self.next_due = self.next_due.min(deadline);
        } else {
            entries[tail as usize].timer_next = index;
        }
    }

    /// Stops the timer of `entries[index]`, which must be running.
    pub(super) fn disarm(&mut self, entries: &mut [Entry], index: u32) {
        let Entry { timer_class, timer_prev: prev, timer_next: next, .. } = entries[index as usize];
        let list = &mut self.lists[timer_class.index()];
        if next == NIL {
            list.tail = prev;
        } else {
            entries[next as usize].timer_prev = prev;
        }
        if prev == NIL {
            list.head = next;
            let deadline = if next == NIL { SimTime::MAX } else { entries[next as usize].deadline };
            self.heads[timer_class.index()] = deadline;
        } else {
            entries[prev as usize].timer_next = next;
        }
    }

    /// Starts a running timer anew.
    pub(super) fn rearm(&mut self, entries: &mut [Entry], index: u32, class: TimerClass, now: SimTime) {
        let entry = &mut entries[index as usize];
        if entry.timer_class == class && entry.timer_next == NIL && entry.timer_prev != NIL {
            // Already the last of its list, and its head is another one: only the deadline moves.
            entry.deadline = now + self.lists[class.index()].timeout;
            return;
        }
        self.disarm(entries, index);
        self.arm(entries, index, class, now);
    }

    /// The entry whose timer ends first, if it ends at or before `limit`. It stays armed.
    pub(in crate::ipvs) fn first_due(&mut self, limit: SimTime) -> Option<u32> {
        let mut first = SimTime::MAX;
        let mut class = 0;
        for (index, &deadline) in self.heads.iter().enumerate() {
            if deadline < first {
                first = deadline;
                class = index;
            }
        }
        self.next_due = first;
        (first <= limit && first < SimTime::MAX).then(|| self.lists[class].head)
    }
}
