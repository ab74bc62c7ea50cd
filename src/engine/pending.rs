//! The pending events: one in front, the earliest others in a sorted row, the rest in a radix heap.
//!
//! A small cluster has one pending arrival a client group and one departure a busy worker: these all fit in the row,
//! where most events are due soon and so find their place after a few steps. What is due later than the row reaches is
//! not sorted before its time comes near. The place in front saves the next arrival, which is seldom long in coming,
//! the way through the row.

use crate::engine::key::Key;
use crate::engine::radix::RadixHeap;

/// How many keys fit in the row.
const ROOM: usize = 31;
/// How many are left in a row that was full, or put in one that was empty.
const HALF: usize = ROOM / 2;

/// A queue of keys by their order.
#[derive(Clone, Debug)]
pub struct Pending {
    /// A key that is in neither of the others, or [`Key::NEVER`].
    front: Key,
    row: Row,
    /// Whatever is not in front belongs in the row if it is before `bound`, and here if not.
    later: RadixHeap,
    bound: Key,
}

/// Keys in order.
#[derive(Clone, Debug)]
struct Row {
    /// A sentinel, [`Key::NEVER`], and then `len` keys, the earliest last.
    keys: [Key; ROOM + 1],
    len: usize,
}

impl Pending {
    /// No keys.
    pub fn new() -> Self {
        let row = Row { keys: [Key::NEVER; ROOM + 1], len: 0 };
        Self { front: Key::NEVER, row, later: RadixHeap::new(), bound: Key::NEVER }
    }

    /// Takes the earliest key if it is before `limit`.
    #[inline(always)]
    pub fn take_before(&mut self, limit: Key) -> Option<Key> {
        if self.row.len == 0 {
            self.refill();
        }
        let first = self.row.first();
        let in_front = self.front.is_before(first);
        let key = if in_front { self.front } else { first };
        if !key.is_before(limit) {
            return None;
        }
        if in_front {
            self.front = Key::NEVER;
        } else {
            self.row.len -= 1;
        }
        Some(key)
    }

    /// Adds a key that was made after all others.
    #[inline(always)]
    pub fn push(&mut self, key: Key) {
        if !key.is_before_older(self.front) {
            self.push_behind(key, Key::is_before_older);
        } else if self.front == Key::NEVER {
            self.front = key;
        } else {
            let behind = std::mem::replace(&mut self.front, key);
            self.push_behind(behind, Key::is_before);
        }
    }

    /// Adds a key that does not go to the front.
    #[inline(never)]
    fn push_behind(&mut self, key: Key, is_before: impl Fn(Key, Key) -> bool) {
        if self.row.len < ROOM && key.is_before(self.bound) {
            self.row.insert(key, is_before);
        } else {
            self.push_beyond(key);
        }
    }

    /// Adds a key that is for later or whose row is full.
    #[inline(never)]
    fn push_beyond(&mut self, key: Key) {
        if key.is_before(self.bound) {
            self.spill();
            self.push_behind(key, Key::is_before);
        } else {
            self.later.push(key);
        }
    }

    /// Moves the later half of a full row to what is later.
    fn spill(&mut self) {
        self.bound = self.row.keys[ROOM - HALF];
        self.later.expect_from(self.bound.time());
        self.row.keys[1..=ROOM - HALF].iter().for_each(|&later| self.later.push(later));
        self.row.keys.copy_within(ROOM - HALF + 1.., 1);
        self.row.len = HALF;
    }

    /// Fills an empty row with what is due next.
    #[inline(never)]
    fn refill(&mut self) {
        if !self.later.is_empty() {
            self.bound = self.later.take_earliest(HALF, |key| self.row.insert(key, Key::is_before));
        }
    }
}

impl Row {
    /// The earliest key, or [`Key::NEVER`].
    #[inline]
    fn first(&self) -> Key {
        self.keys[self.len % (ROOM + 1)]
    }

    /// Puts a key where it belongs; there must be room for it.
    #[inline(always)]
    fn insert(&mut self, key: Key, is_before: impl Fn(Key, Key) -> bool) {
        self.len += 1;
        let (mut gap, earlier) = self.keys[..=self.len].split_last_mut().expect("there is a sentinel");
        for place in earlier.iter_mut().rev() {
            if is_before(key, *place) {
                break;
            }
            *gap = *place;
            gap = place;
        }
        *gap = key;
    }
}

impl Default for Pending {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SimTime;
    use proptest::prelude::*;

    /// Of all magnitudes, some of them equal.
    fn moment() -> impl Strategy<Value = u64> {
        (0..=SimTime::MAX.as_nanos(), 0..58_u32, 0..58_u32).prop_map(|(ns, short, rough)| ns >> short >> rough << rough)
    }

    proptest! {
        #[test]
        fn keys_leave_in_order_however_pushes_and_pops_mix(operations in proptest::collection::vec(proptest::option::weighted(0.6, moment()), 0..600)) {
            let (mut pending, mut sorted) = (Pending::new(), std::collections::BTreeSet::new());
            for (sequence, operation) in (0..).zip(operations) {
                if let Some(ns) = operation {
                    let key = Key::new(SimTime::from_nanos(ns), sequence, 7);
                    pending.push(key);
                    sorted.insert(key);
                } else {
                    let least = sorted.first().copied();
                    // Nothing is before a limit that is the least key itself.
                    prop_assert_eq!(pending.take_before(least.unwrap_or(Key::NEVER)), None);
                    prop_assert_eq!(pending.take_before(Key::NEVER), sorted.pop_first());
                }
            }
        }
    }
}
