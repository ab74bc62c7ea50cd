//! One time-out's timers, in the order in which they end.

use super::entry::Entry;
use crate::time::{SimDuration, SimTime};

/// Records there is room for at first. Like every later number of them a power of two.
const LEAST_ROOM: usize = 256;

/// When a timer ends, and whose it is. Packed, as there may be millions: 12 bytes instead of 16.
#[derive(Clone, Copy, Debug)]
#[repr(C, packed(4))]
struct Record {
    deadline: SimTime,
    index: u32,
}

/// How many entries are looked at together before their timers end.
const BATCH: u32 = 8;

/// No timer ends then.
pub(super) const NEVER: SimTime = SimTime::from_nanos(u64::MAX);

const UNUSED: Record = Record { deadline: SimTime::ZERO, index: 0 };

/// A queue of timers that are all armed at "now + the same time-out", and so are sorted.
///
/// An entry whose timer is armed anew, or stopped, leaves its record behind. A record is live only while its entry holds
/// its ticket: the number of this ring and that of the record's place. A stale one is dropped when it comes to the
/// front, or when the queue is full and is swept before it may grow.
#[derive(Debug)]
pub(super) struct Ring {
    /// The record at a place, counted modulo 2^32, is at that place modulo the length.
    records: Vec<Record>,
    /// The place of the first record.
    front: u32,
    /// The place behind the last record.
    end: u32,
    /// How this ring is called in an entry.
    number: u16,
    pub(super) timeout: SimDuration,
    /// How many users need the ring to stay even while it is empty.
    pub(super) pins: u32,
}

impl Ring {
    pub(super) fn new(number: u16, timeout: SimDuration) -> Self {
        Self { records: vec![UNUSED; LEAST_ROOM], front: 0, end: 0, number, timeout, pins: 0 }
    }

    pub(super) fn number(&self) -> u16 {
        self.number
    }

    /// Adds the timer of `entries[index]`, the last to end. Returns whether there is no record before it.
    #[inline(always)]
    pub(super) fn push(&mut self, entries: &mut [Entry], index: u32, deadline: SimTime) -> bool {
        if self.end.wrapping_sub(self.front) as usize == self.records.len() {
            self.make_room(entries);
        }
        let (place, at) = (self.end, self.slot(self.end));
        self.records[at] = Record { deadline, index };
        self.end = place.wrapping_add(1);
        entries[index as usize].set_ticket(self.number, place);
        place == self.front
    }

    /// A moment before which none of its timers ends.
    #[inline(always)]
    pub(super) fn next_due(&self) -> SimTime {
        if self.front == self.end { NEVER } else { self.records[self.slot(self.front)].deadline }
    }

    /// Drops the first record, which there must be. Whose timer it was, unless it was stale.
    #[inline(always)]
    pub(super) fn pop(&mut self, entries: &[Entry]) -> Option<u32> {
        let (place, Record { index, .. }) = (self.front, self.records[self.slot(self.front)]);
        self.front = place.wrapping_add(1);
        entries[index as usize].has_ticket(self.number, place).then_some(index)
    }

    /// Whose timers end next, perhaps: [`BATCH`] of them, but only once as many have been dropped since the last time.
    #[inline(always)]
    pub(super) fn next_batch(&self) -> impl Iterator<Item = u32> + '_ {
        let batch = if self.front.is_multiple_of(BATCH) { BATCH.min(self.end.wrapping_sub(self.front)) } else { 0 };
        (0..batch).map(|ahead| self.records[self.slot(self.front.wrapping_add(ahead))].index)
    }

    /// Drops the stale records before the first live one.
    pub(super) fn trim(&mut self, entries: &[Entry]) {
        while self.front != self.end {
            let Record { index, .. } = self.records[self.slot(self.front)];
            if entries[index as usize].has_ticket(self.number, self.front) {
                break;
            }
            self.front = self.front.wrapping_add(1);
        }
    }

    /// Whether nobody's timer is here.
    pub(super) fn is_unused(&mut self, entries: &[Entry]) -> bool {
        self.trim(entries);
        self.front == self.end
    }

    /// When the timer ends of an entry that holds a ticket of this ring.
    pub(super) fn deadline(&self, entry: &Entry) -> SimTime {
        self.records[self.slot(entry.ticket_place())].deadline
    }

    #[inline]
    fn slot(&self, place: u32) -> usize {
        place as usize & (self.records.len() - 1)
    }

    /// Makes room in a full ring.
    #[cold]
    #[inline(never)]
    fn make_room(&mut self, entries: &mut [Entry]) {
        self.sweep(entries);
        // Growing unless most were stale, each record is looked at little more than once.
        if self.end.wrapping_sub(self.front) as usize > self.records.len() / 2 {
            // Now every record is in both slots that its place may have.
            self.records.extend_from_within(..);
        }
    }

    /// Drops all stale records of a full ring.
    fn sweep(&mut self, entries: &mut [Entry]) {
        let (mut place, mut kept) = (self.front, self.front);
        loop {
            let record = self.records[self.slot(place)];
            let entry = &mut entries[record.index as usize];
            if entry.has_ticket(self.number, place) {
                entry.set_ticket(self.number, kept);
                let at = self.slot(kept);
                self.records[at] = record;
                kept = kept.wrapping_add(1);
            }
            place = place.wrapping_add(1);
            if place == self.end {
                break;
            }
        }
        self.end = kept;
    }
}
