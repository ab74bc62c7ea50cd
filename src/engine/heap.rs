//! The pending events: an implicit 4-ary min-heap of 16-byte keys.
//!
//! Taking the earliest event leaves a hole at the root, and the event that is scheduled next, as nearly every event
//! schedules one, is sifted down from there: one walk where a pop and a push would take two.

use crate::engine::key::Key;

const ARITY: usize = 4;

/// A min-heap of keys.
#[derive(Clone, Debug, Default)]
pub struct Heap {
    keys: Vec<Key>,
    /// The root was taken and nothing has filled its place yet.
    hole: bool,
}

impl Heap {
    /// How many events are pending.
    pub fn len(&self) -> usize {
        self.keys.len() - usize::from(self.hole)
    }

    /// Whether nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The earliest key, or [`Key::NEVER`].
    #[inline]
    pub fn peek(&mut self) -> Key {
        if self.hole {
            self.close_hole();
        }
        self.keys.first().copied().unwrap_or(Key::NEVER)
    }

    /// Takes the earliest key, which [`Heap::peek`] has just returned; there must be one.
    #[inline]
    pub fn take_peeked(&mut self) {
        debug_assert!(!self.hole && !self.keys.is_empty());
        self.hole = true;
    }

    /// Adds a key.
    #[inline]
    pub fn push(&mut self, key: Key) {
        if self.hole {
            self.hole = false;
            self.sift_down(key);
        } else {
            self.keys.push(key);
            self.sift_up(key);
        }
    }

    #[inline(never)]
    fn close_hole(&mut self) {
        self.hole = false;
        if let Some(last) = self.keys.pop()
            && !self.keys.is_empty()
        {
            self.sift_down(last);
        }
    }

    /// Puts `key` where it belongs, starting at the root, whose key is overwritten.
    #[inline]
    fn sift_down(&mut self, key: Key) {
        let keys = self.keys.as_mut_slice();
        let mut place = 0;
        loop {
            let first = place * ARITY + 1;
            let Some(children) = keys.get(first..(first + ARITY).min(keys.len())).filter(|c| !c.is_empty()) else {
                break;
            };
            let mut least = 0;
            for child in 1..children.len() {
                if children[child] < children[least] {
                    least = child;
                }
            }
            if children[least] > key {
                break;
            }
            keys[place] = children[least];
            place = first + least;
        }
        keys[place] = key;
    }

    #[inline]
    fn sift_up(&mut self, key: Key) {
        let mut place = self.keys.len() - 1;
        while place > 0 {
            let parent = (place - 1) / ARITY;
            if self.keys[parent] < key {
                break;
            }
            self.keys[place] = self.keys[parent];
            place = parent;
        }
        self.keys[place] = key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SimTime;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_leave_in_order_however_pushes_and_pops_mix(operations in proptest::collection::vec(proptest::option::of(0..100_u64), 0..200)) {
            let (mut heap, mut sorted, mut sequence) = (Heap::default(), std::collections::BTreeSet::new(), 0);
            for operation in operations {
                if let Some(ns) = operation {
                    let key = Key::new(SimTime::from_nanos(ns), sequence, 7);
                    sequence += 1;
                    heap.push(key);
                    sorted.insert(key);
                } else {
                    let least = heap.peek();
                    prop_assert_eq!(least, sorted.pop_first().unwrap_or(Key::NEVER));
                    if least != Key::NEVER {
                        heap.take_peeked();
                    }
                }
                prop_assert_eq!(heap.len(), sorted.len());
            }
        }
    }
}
