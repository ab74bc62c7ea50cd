//! The pending events: the earliest few in a sorted row, the others in a heap.
//!
//! A small cluster has one pending arrival a client group and one departure a busy worker: these all fit in the row,
//! where most events are due soon and so find their place after a step or two. A large one pays for the heap.

use crate::engine::heap::Heap;
use crate::engine::key::Key;

/// How many keys fit in the row.
const ROOM: usize = 32;

/// A queue of keys by their order. Every key in the row is before every key in the heap.
#[derive(Clone, Debug)]
pub struct Pending {
    /// The first `len` are in use, the earliest last.
    row: [Key; ROOM],
    len: usize,
    heap: Heap,
    /// The earliest key of the heap.
    first_in_heap: Key,
}

impl Pending {
    /// No keys.
    pub fn new() -> Self {
        Self { row: [Key::NEVER; ROOM], len: 0, heap: Heap::new(), first_in_heap: Key::NEVER }
    }

    /// The earliest key, or [`Key::NEVER`].
    #[inline(always)]
    pub fn peek(&mut self) -> Key {
        if self.len == 0 {
            self.refill();
        }
        self.len.checked_sub(1).map_or(Key::NEVER, |last| self.row[last])
    }

    /// Takes the earliest key, which [`Pending::peek`] has just returned; there must be one.
    #[inline(always)]
    pub fn take_peeked(&mut self) {
        self.len -= 1;
    }

    /// Adds a key.
    #[inline(never)]
    pub fn push(&mut self, key: Key) {
        if self.len == ROOM || !key.is_before(self.first_in_heap) {
            return self.push_beyond(key);
        }
        let row = &mut self.row[..=self.len];
        self.len += 1;
        for place in (1..row.len()).rev() {
            let earlier = row[place - 1];
            if key.is_before(earlier) {
                row[place] = key;
                return;
            }
            row[place] = earlier;
        }
        row[0] = key;
    }

    /// Adds a key that goes to the heap, or whose row is full: then the later half of the row goes to the heap first.
    #[inline(never)]
    fn push_beyond(&mut self, key: Key) {
        if key.is_before(self.first_in_heap) {
            self.row[..ROOM / 2].iter().for_each(|&later| self.heap.push(later));
            self.row.copy_within(ROOM / 2.., 0);
            self.len = ROOM / 2;
            self.first_in_heap = self.heap.peek();
            self.push(key);
        } else {
            self.heap.push(key);
            self.first_in_heap = self.heap.peek();
        }
    }

    /// Fills half of an empty row from the heap.
    #[inline(never)]
    fn refill(&mut self) {
        while self.len < ROOM / 2 && self.heap.peek() != Key::NEVER {
            self.row[self.len] = self.heap.pop();
            self.len += 1;
        }
        self.row[..self.len].reverse();
        self.first_in_heap = self.heap.peek();
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

    proptest! {
        #[test]
        fn keys_leave_in_order_however_pushes_and_pops_mix(operations in proptest::collection::vec(proptest::option::weighted(0.6, 0..100_u64), 0..600)) {
            let (mut pending, mut sorted) = (Pending::new(), std::collections::BTreeSet::new());
            for (sequence, operation) in (0..).zip(operations) {
                if let Some(ns) = operation {
                    let key = Key::new(SimTime::from_nanos(ns), sequence, 7);
                    pending.push(key);
                    sorted.insert(key);
                } else {
                    let least = pending.peek();
                    prop_assert_eq!(least, sorted.pop_first().unwrap_or(Key::NEVER));
                    if least != Key::NEVER {
                        pending.take_peeked();
                    }
                }
            }
        }
    }
}
