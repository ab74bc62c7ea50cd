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

    /// The earliest key in the row, or [`Key::NEVER`]: then ask [`Pending::refill`].
    #[inline(always)]
    pub fn first(&self) -> Key {
        self.row.keys[self.row.len % (ROOM + 1)]
    }

    /// Takes the earliest key in the row; there must be one.
    #[inline(always)]
    pub fn take_first(&mut self) {
        self.row.len -= 1;
    }

    /// Fills an empty row with what is due next. Returns whether there was anything to do.
    #[inline]
    pub fn refill(&mut self) -> bool {
        let is_due = self.row.len == 0 && !self.later.is_empty();
        if is_due {
            self.later.take_earliest(HALF, |key| self.row.insert(key));
            self.bound = self.later.bound();
        }
        is_due
    }

    /// Adds a key that was made after all others.
    #[inline(always)]
    pub fn push(&mut self, key: Key) {
        if self.row.len < ROOM && key.is_before_older(self.bound) {
            self.row.insert(key);
        } else {
            self.push_beyond(key);
        }
    }

    /// Adds a key that is for later, or whose row is full: then the later half of the row is for later, too.
    #[inline(never)]
    fn push_beyond(&mut self, key: Key) {
        if key.is_before_older(self.bound) {
            self.spill();
            self.push(key);
        } else {
            self.later.push(key);
        }
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
}

impl Row {
    /// Puts a key where it belongs, behind those of the same time; there must be room for it.
    #[inline(never)]
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
                    if pending.first() == Key::NEVER {
                        prop_assert_eq!(pending.refill(), !sorted.is_empty());
                    }
                    let least = pending.first();
                    prop_assert_eq!(least, sorted.pop_first().unwrap_or(Key::NEVER));
                    if least != Key::NEVER {
                        pending.take_first();
                    }
                }
            }
        }
    }
}
