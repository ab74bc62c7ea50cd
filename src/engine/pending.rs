//! The pending events: the earliest few in a sorted row, the others in a radix heap.
//!
//! A small cluster has one pending arrival a client group and one departure a busy worker: these all fit in the row,
//! where most events are due soon and so find their place after a step or two. What is due later than the row reaches
//! is not sorted before its time comes near.

use crate::engine::key::Key;
use crate::engine::radix::RadixHeap;

/// How many keys fit in the row.
const ROOM: usize = 31;
/// How many are left in a row that was full, or put in one that was empty.
const HALF: usize = ROOM / 2;

/// A queue of keys by their order. It needs to compare times only: those of one time are kept in order of insertion.
#[derive(Clone, Debug)]
pub struct Pending {
    row: Row,
    later: RadixHeap,
    /// Whatever is before it belongs in the row, the rest is `later`.
    bound: Key,
}

/// The earliest keys, sorted.
#[derive(Clone, Debug)]
struct Row {
    /// A sentinel, [`Key::NEVER`], and then `len` keys, the earliest last.
    keys: [Key; ROOM + 1],
    len: usize,
}

impl Pending {
    /// No keys.
    pub fn new() -> Self {
        Self { row: Row { keys: [Key::NEVER; ROOM + 1], len: 0 }, later: RadixHeap::new(), bound: Key::NEVER }
    }

    /// The earliest key, or [`Key::NEVER`].
    #[inline(always)]
    pub fn peek(&mut self) -> Key {
        if self.row.len == 0 {
            self.refill();
        }
        self.row.keys[self.row.len % (ROOM + 1)]
    }

    /// Takes the earliest key, which [`Pending::peek`] has just returned; there must be one.
    #[inline(always)]
    pub fn take_peeked(&mut self) {
        self.row.len -= 1;
    }

    /// Adds a key that was made after all others.
    #[inline(never)]
    pub fn push(&mut self, key: Key) {
        if !key.is_before_older(self.bound) {
            return self.later.push(key);
        }
        if self.row.len == ROOM {
            self.spill();
            return self.push(key);
        }
        self.row.insert(key);
    }

    /// From now on the later half of a full row is for later.
    #[inline(never)]
    fn spill(&mut self) {
        self.bound = self.row.keys[ROOM - HALF];
        self.later.expect_from(self.bound.time());
        self.row.keys[1..=ROOM - HALF].iter().rev().for_each(|&later| self.later.push(later));
        self.row.keys.copy_within(ROOM - HALF + 1.., 1);
        self.row.len = HALF;
    }

    /// Fills an empty row with what is due next.
    #[inline(never)]
    fn refill(&mut self) {
        self.later.take_earliest(HALF, |key| self.row.insert(key));
        self.bound = self.later.bound();
    }
}

impl Row {
    /// Puts a key where it belongs, behind those of the same time; there must be room for it.
    #[inline(always)]
    fn insert(&mut self, key: Key) {
        self.len += 1;
        let (mut gap, earlier) = self.keys[..=self.len].split_last_mut().expect("there is a sentinel");
        for place in earlier.iter_mut().rev() {
            if key.is_before_older(*place) {
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
