//! A radix heap: keys are told apart by the digits of their times and compared only when it is their turn (Ahuja,
//! Mehlhorn, Orlin and Tarjan 1990). Each key is moved a few times at most, however many there are.

use crate::engine::key::Key;
use crate::time::SimTime;

/// A time is written with ten digits of six bits, of which the lowest is digit 0.
const DIGIT_BITS: u32 = 6;
const DIGITS: usize = 1 << DIGIT_BITS;
const LEVELS: usize = 10;

/// A queue of keys.
///
/// The level of a key is the highest digit in which its time differs from `base`; its slot there is that digit. So a
/// lower level is earlier, and within a level a lower slot.
#[derive(Clone, Debug)]
pub struct RadixHeap {
    /// In nanoseconds. No key is earlier.
    base: u64,
    levels: Vec<Level>,
    /// Which levels hold keys: a bit each.
    occupied: u32,
}

#[derive(Clone, Debug)]
struct Level {
    slots: [Vec<Key>; DIGITS],
    /// Which slots hold keys: a bit each.
    occupied: u64,
}

impl RadixHeap {
    /// An empty heap.
    pub fn new() -> Self {
        Self {
            base: 0,
            levels: vec![Level { slots: [const { Vec::new() }; DIGITS], occupied: 0 }; LEVELS],
            occupied: 0,
        }
    }

    /// Whether it holds no keys.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.occupied == 0
    }

    /// Adds a key that is not before the last bound of [`RadixHeap::take_earliest`], or else not before the moment of
    /// [`RadixHeap::expect_from`].
    #[inline(never)]
    pub fn push(&mut self, key: Key) {
        let time = key.time().as_nanos();
        debug_assert!(time >= self.base);
        let at = highest_digit(time ^ self.base);
        let digit = (time >> (at as u32 * DIGIT_BITS)) as usize % DIGITS;
        self.occupied |= 1 << at;
        let level = &mut self.levels[at];
        level.occupied |= 1 << digit;
        let slot = &mut level.slots[digit];
        if slot.len() < slot.capacity() {
            slot.push(key);
        } else {
            push_growing(slot, key);
        }
    }

    /// From now on keys may be pushed from `moment` on, which is not after any key in here.
    pub fn expect_from(&mut self, moment: SimTime) {
        let (old, new) = (self.base, moment.as_nanos());
        if self.is_empty() {
            self.base = new;
        } else if new < old {
            // Whoever differs from the old base in lower digits only differs from the new one where the bases do.
            let at = highest_digit(old ^ new);
            let lower: Vec<Key> = self.levels[..at].iter_mut().flat_map(Level::drain).collect();
            self.occupied &= u32::MAX << at;
            self.base = new;
            lower.into_iter().for_each(|key| self.push(key));
        }
    }

    /// Takes the earliest keys, in no order: as many slots as hold at most `at_most` keys; or, if the first slot holds
    /// more, all due at the same time, so many of them. Returns a bound: after what was taken, not after what is left.
    pub fn take_earliest(&mut self, at_most: usize, mut take: impl FnMut(Key)) -> Key {
        let mut room = at_most;
        while let Some((at, digit)) = self.first_slot() {
            let start = Key::first_at(SimTime::from_nanos(self.start(at, digit)));
            let slot = &mut self.levels[at].slots[digit];
            if slot.len() <= room {
                room -= slot.len();
                slot.drain(..).for_each(&mut take);
                self.mark_empty(at, digit);
            } else if room < at_most {
                return start;
            } else if at > 0 {
                self.divide(at, digit);
            } else {
                slot.sort_unstable_by(|a, b| b.cmp(a));
                slot.drain(slot.len() - at_most..).for_each(take);
                return slot[slot.len() - 1];
            }
        }
        Key::NEVER
    }

    /// Spreads the keys of the earliest slot over lower levels.
    fn divide(&mut self, at: usize, digit: usize) {
        self.base = self.start(at, digit);
        self.mark_empty(at, digit);
        let mut keys = std::mem::take(&mut self.levels[at].slots[digit]);
        keys.drain(..).for_each(|key| self.push(key));
        // Its memory will be needed again.
        self.levels[at].slots[digit] = keys;
    }

    #[inline]
    fn first_slot(&self) -> Option<(usize, usize)> {
        let at = self.occupied.trailing_zeros() as usize;
        self.levels.get(at).map(|level| (at, level.occupied.trailing_zeros() as usize))
    }

    /// The earliest time, in nanoseconds, that belongs in a slot.
    #[inline]
    fn start(&self, at: usize, digit: usize) -> u64 {
        let shift = at as u32 * DIGIT_BITS;
        (self.base >> shift >> DIGIT_BITS << DIGIT_BITS | digit as u64) << shift
    }

    #[inline]
    fn mark_empty(&mut self, at: usize, digit: usize) {
        self.levels[at].occupied &= !(1 << digit);
        if self.levels[at].occupied == 0 {
            self.occupied &= !(1 << at);
        }
    }
}

impl Level {
    fn drain(&mut self) -> impl Iterator<Item = Key> {
        self.occupied = 0;
        self.slots.iter_mut().flat_map(|slot| slot.drain(..))
    }
}

impl Default for RadixHeap {
    fn default() -> Self {
        Self::new()
    }
}

/// Apart, so that a push that needs no memory need not save what this one would overwrite.
#[cold]
#[inline(never)]
fn push_growing(slot: &mut Vec<Key>, key: Key) {
    slot.push(key);
}

/// The highest digit of `ns` that is not zero; the lowest if all are.
#[inline]
fn highest_digit(ns: u64) -> usize {
    ((ns | 1).ilog2() / DIGIT_BITS) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(ns: u64, sequence: u64) -> Key {
        Key::new(SimTime::from_nanos(ns), sequence, 7)
    }

    /// The sequence numbers of what is taken, sorted, and the bound.
    fn take(heap: &mut RadixHeap, at_most: usize) -> (Vec<u64>, Key) {
        let mut taken = Vec::new();
        let bound = heap.take_earliest(at_most, |key| taken.push(key.sequence()));
        taken.sort_unstable();
        (taken, bound)
    }

    #[test]
    fn as_many_are_taken_as_there_is_room_for_and_the_bound_is_behind_them() {
        let mut heap = RadixHeap::new();
        [5, 70, 71, 72, 5000].into_iter().zip(1..).for_each(|(ns, sequence)| heap.push(key(ns, sequence)));
        assert_eq!(take(&mut heap, 2), (vec![1], Key::first_at(SimTime::from_nanos(64))));
        assert_eq!(take(&mut heap, 2), (vec![2, 3], Key::first_at(SimTime::from_nanos(72))));
        assert_eq!(take(&mut heap, 2), (vec![4, 5], Key::NEVER));
    }

    #[test]
    fn of_what_is_due_at_the_same_time_the_oldest_are_taken_first() {
        let mut heap = RadixHeap::new();
        [4, 2, 5, 1, 3].into_iter().for_each(|sequence| heap.push(key(1 << 40, sequence)));
        assert_eq!(take(&mut heap, 3), (vec![1, 2, 3], key(1 << 40, 4)));
    }
}
