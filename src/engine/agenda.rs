//! What is to happen, in order of time, and at the same time in order of insertion. That order is a promise: results
//! depend on it.

use std::marker::PhantomData;

use hashbrown::HashTable;

use crate::engine::EventCode;
use crate::engine::key::Key;
use crate::engine::pending::Pending;
use crate::engine::ring::Ring;
use crate::time::{SimDuration, SimTime};

/// The pending events and the present moment.
#[derive(Debug)]
pub struct Agenda<E> {
    now: SimTime,
    sequence: u64,
    pending: Pending,
    rings: Vec<Ring>,
    /// The earliest key of all rings and the ring it stands in.
    ring_front: (Key, usize),
    /// Where the present run ends.
    end: Key,
    /// The earlier of the two: what is pending before it is next.
    limit: Key,
    /// Sequence numbers of cancelled events that are still pending.
    cancelled: HashTable<u64>,
    events: PhantomData<E>,
}

/// Names one pending event, to cancel it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventKey(u64);

/// A ring of deadlines that lie one duration ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RingId(u8);

/// In an [`EventKey`]: this bit says that the event is in a ring, the next 7 which one, the rest its number there.
const IN_RING: u64 = 1 << 63;
const RING_SHIFT: u32 = 56;

impl EventKey {
    /// Names no event; cancelling it does nothing.
    pub const NONE: Self = Self(u64::MAX);
}

impl<E: EventCode> Agenda<E> {
    /// Nothing to do, at time zero.
    pub fn new() -> Self {
        Self {
            now: SimTime::ZERO,
            sequence: 0,
            pending: Pending::new(),
            rings: Vec::new(),
            ring_front: (Key::NEVER, 0),
            end: Key::first_at(SimTime::ZERO),
            limit: Key::first_at(SimTime::ZERO),
            cancelled: HashTable::new(),
            events: PhantomData,
        }
    }

    /// The present moment.
    #[inline]
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// Lets `event` happen at `at`, or now if that has passed.
    #[inline]
    pub fn schedule(&mut self, at: SimTime, event: E) -> EventKey {
        let key = self.key(at.max(self.now), event);
        self.pending.push(key);
        EventKey(self.sequence)
    }

    /// Lets `event` happen when `delay` has passed.
    #[inline(always)]
    pub fn schedule_in(&mut self, delay: SimDuration, event: E) -> EventKey {
        let key = self.key(self.now + delay, event);
        self.pending.push(key);
        EventKey(self.sequence)
    }

    /// The ring for deadlines `duration` ahead. Equal durations share one; `None` if there are 127 others already.
    pub fn ring(&mut self, duration: SimDuration) -> Option<RingId> {
        let index = self.rings.iter().position(|ring| ring.duration() == duration).unwrap_or(self.rings.len());
        if index == self.rings.len() {
            if index == 127 {
                return None;
            }
            self.rings.push(Ring::new(duration));
        }
        Some(RingId(index as u8))
    }

    /// Lets `event` happen when the duration of `ring` has passed.
    #[inline]
    pub fn schedule_in_ring(&mut self, ring: RingId, event: E) -> EventKey {
        let index = usize::from(ring.0);
        let key = self.key(self.now + self.rings[index].duration(), event);
        let number = self.rings[index].push(key);
        if key.is_before(self.ring_front.0) {
            self.ring_front = (key, index);
            self.limit = self.end.min(key);
        }
        EventKey(IN_RING | u64::from(ring.0) << RING_SHIFT | number)
    }

    /// Takes a pending event off the agenda. An event is cancelled at most once, and only while it is pending, except
    /// that one in a ring, or [`EventKey::NONE`], may be cancelled at any time.
    #[inline]
    pub fn cancel(&mut self, event: EventKey) {
        if event != EventKey::NONE {
            self.cancel_pending(event);
        }
    }

    /// From now on [`Agenda::take_next`] goes as far as `end`.
    pub fn run_until(&mut self, end: SimTime) {
        self.end = Key::first_at(end);
        self.limit = self.end.min(self.ring_front.0);
    }

    /// Takes the next event that is due before the end of the run, and moves to its time: its code. `None`, and it is the
    /// end, if there is none.
    #[inline(always)]
    pub fn take_next(&mut self) -> Option<u32> {
        while let Some(key) = self.pending.take_before(self.limit) {
            if self.cancelled.is_empty() || !self.was_cancelled(key.sequence()) {
                self.now = key.time();
                return Some(key.code());
            }
        }
        self.take_from_ring()
    }

    /// The next event if none of the others is before it or before the end.
    #[inline(never)]
    fn take_from_ring(&mut self) -> Option<u32> {
        let (key, ring) = self.ring_front;
        if self.end.is_before(key) {
            self.now = self.end.time();
            return None;
        }
        self.rings[ring].pop();
        self.find_ring_front();
        self.now = key.time();
        Some(key.code())
    }

    fn cancel_pending(&mut self, event: EventKey) {
        if event.0 & IN_RING == 0 {
            self.cancelled.insert_unique(hash(event.0), event.0, |&sequence| hash(sequence));
        } else {
            let ring = (event.0 >> RING_SHIFT & 0x7f) as usize;
            if self.rings[ring].cancel(event.0 & ((1 << RING_SHIFT) - 1)) && self.ring_front.1 == ring {
                self.find_ring_front();
            }
        }
    }

    #[inline(always)]
    fn key(&mut self, at: SimTime, event: E) -> Key {
        self.sequence += 1;
        Key::new(at.min(SimTime::MAX), self.sequence, event.encode())
    }

    #[inline]
    fn find_ring_front(&mut self) {
        self.ring_front = (Key::NEVER, 0);
        for (index, ring) in self.rings.iter().enumerate() {
            if ring.front().is_before(self.ring_front.0) {
                self.ring_front = (ring.front(), index);
            }
        }
        self.limit = self.end.min(self.ring_front.0);
    }

    /// Whether the event of this sequence number was cancelled; forgets it, as it has left the queue.
    fn was_cancelled(&mut self, sequence: u64) -> bool {
        self.cancelled.find_entry(hash(sequence), |&other| other == sequence).map(|entry| entry.remove()).is_ok()
    }
}

impl<E: EventCode> Default for Agenda<E> {
    fn default() -> Self {
        Self::new()
    }
}

/// Spreads sequence numbers over the hash table (Fibonacci hashing).
fn hash(sequence: u64) -> u64 {
    sequence.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    impl EventCode for u32 {
        fn encode(self) -> u32 {
            self
        }
        fn decode(code: u32) -> Self {
            code
        }
    }

    fn next_before(end: SimTime, agenda: &mut Agenda<u32>) -> Option<u32> {
        agenda.run_until(end);
        agenda.take_next()
    }

    fn drain(agenda: &mut Agenda<u32>) -> Vec<(u64, u32)> {
        agenda.run_until(SimTime::MAX);
        std::iter::from_fn(|| agenda.take_next().map(|event| (agenda.now().as_nanos(), event))).collect()
    }

    #[test]
    fn at_the_same_time_what_was_scheduled_first_happens_first() {
        let mut agenda = Agenda::new();
        let ring = agenda.ring(SimDuration::from_nanos(5)).unwrap();
        agenda.schedule(SimTime::from_nanos(5), 1);
        agenda.schedule_in_ring(ring, 2);
        agenda.schedule(SimTime::from_nanos(5), 3);
        agenda.schedule(SimTime::from_nanos(4), 4);
        assert_eq!(drain(&mut agenda), [(4, 4), (5, 1), (5, 2), (5, 3)]);
    }

    #[test]
    fn what_is_due_at_the_end_does_not_happen() {
        let mut agenda = Agenda::new();
        agenda.schedule(SimTime::from_nanos(9), 1_u32);
        agenda.schedule(SimTime::from_nanos(10), 2);
        let end = SimTime::from_nanos(10);
        assert_eq!([next_before(end, &mut agenda), next_before(end, &mut agenda)], [Some(1), None]);
        assert_eq!(agenda.now(), end);
    }

    #[test]
    fn an_event_in_the_past_happens_now() {
        let mut agenda = Agenda::new();
        agenda.schedule(SimTime::from_nanos(10), 1_u32);
        next_before(SimTime::MAX, &mut agenda);
        agenda.schedule(SimTime::from_nanos(3), 2);
        assert_eq!(drain(&mut agenda), [(10, 2)]);
    }

    #[test]
    fn rings_of_equal_duration_are_one() {
        let mut agenda = Agenda::<u32>::new();
        let ring = agenda.ring(SimDuration::from_secs(1));
        assert_eq!(agenda.ring(SimDuration::from_secs(1)), ring);
        assert_ne!(agenda.ring(SimDuration::from_secs(2)), ring);
    }

    /// Something a random test does to an agenda.
    #[derive(Clone, Debug)]
    enum Step {
        In(u64),
        InRing(usize),
        Cancel(usize),
        Next,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..30_u64).prop_map(Step::In),
            (0..3_usize).prop_map(Step::InRing),
            (0..100_usize).prop_map(Step::Cancel),
            Just(Step::Next),
        ]
    }

    proptest! {
        #[test]
        fn an_agenda_is_a_sorted_list(steps in proptest::collection::vec(step(), 0..200)) {
            let mut agenda = Agenda::new();
            let rings = [3, 0, 11].map(|ns| (ns, agenda.ring(SimDuration::from_nanos(ns)).unwrap()));
            // (due, insertion, key): the reference.
            let mut list: Vec<(u64, u32, EventKey)> = Vec::new();
            agenda.run_until(SimTime::MAX);
            for (number, step) in (0..).zip(steps) {
                let now = agenda.now().as_nanos();
                match step {
                    Step::In(ns) => list.push((now + ns, number, agenda.schedule_in(SimDuration::from_nanos(ns), number))),
                    Step::InRing(ring) => list.push((now + rings[ring].0, number, agenda.schedule_in_ring(rings[ring].1, number))),
                    Step::Cancel(which) if !list.is_empty() => agenda.cancel(list.remove(which % list.len()).2),
                    Step::Cancel(_) => agenda.cancel(EventKey::NONE),
                    Step::Next => {
                        list.sort_by_key(|&(due, number, _)| (due, number));
                        let expected = (!list.is_empty()).then(|| list.remove(0));
                        let got = agenda.take_next();
                        prop_assert_eq!(got, expected.map(|(_, number, _)| number));
                        if got.is_none() {
                            return Ok(());
                        }
                        prop_assert_eq!(agenda.now().as_nanos(), expected.unwrap().0);
                    }
                }
            }
        }
    }
}
