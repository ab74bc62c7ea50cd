//! The pending events: an implicit 4-ary min-heap of 16-byte keys.
//!
//! Taking the earliest event leaves a hole at the root, and the event that is scheduled next, as nearly every event
//! schedules one, is sifted down from there: one walk where a pop and a push would take two.

use crate::engine::key::Key;

const ARITY: usize = 4;

/// A min-heap of keys.
///
/// The children of place p are the places 4p + 1 to 4p + 4. Places behind the last key hold [`Key::NEVER`], so that
/// whoever has a child has four.
#[derive(Clone, Debug)]
pub struct Heap {
    keys: Vec<Key>,
    len: usize,
    /// The root was taken and nothing has filled its place yet.
    hole: bool,
}

impl Heap {
    /// An empty heap.
    pub fn new() -> Self {
        Self { keys: vec![Key::NEVER], len: 0, hole: false }
    }

    /// The earliest key, or [`Key::NEVER`].
    #[inline]
    pub fn peek(&mut self) -> Key {
        if self.hole {
            self.close_hole();
        }
        self.keys[0]
    }

    /// Takes the earliest key, which [`Heap::peek`] has just returned; there must be one.
    #[inline]
    pub fn take_peeked(&mut self) {
        debug_assert!(!self.hole && self.len > 0);
        self.hole = true;
    }

    /// Adds a key.
    #[inline]
    pub fn push(&mut self, key: Key) {
        if self.hole {
            self.hole = false;
            self.sift_down(key);
        } else {
            self.sift_up(key);
        }
    }

    /// Fills the root with the last key.
    fn close_hole(&mut self) {
        self.hole = false;
        self.len -= 1;
        let last = std::mem::replace(&mut self.keys[self.len], Key::NEVER);
        if self.len > 0 {
            self.sift_down(last);
        }
    }

    /// Puts `key` where it belongs, starting at the root, whose key is overwritten.
    #[inline]
    fn sift_down(&mut self, key: Key) {
        let keys = self.keys.as_mut_slice();
        let mut place = 0;
        while let Some(children) = keys.get(place * ARITY + 1..).and_then(|rest| rest.first_chunk::<ARITY>()) {
            let (child, least) = least_of(children);
            if key.is_before(least) {
                break;
            }
            keys[place] = least;
            place = place * ARITY + 1 + child;
        }
        keys[place] = key;
    }

    fn sift_up(&mut self, key: Key) {
        if self.len == self.keys.len() {
            // Room for the next four children at once.
            self.keys.extend([Key::NEVER; ARITY]);
        }
        let mut place = self.len;
        self.len += 1;
        while place > 0 {
            let parent = (place - 1) / ARITY;
            if self.keys[parent].is_before(key) {
                break;
            }
            self.keys[place] = self.keys[parent];
            place = parent;
        }
        self.keys[place] = key;
    }
}

/// The least of four keys and its place, in two rounds of comparisons instead of three.
#[inline]
fn least_of(keys: &[Key; ARITY]) -> (usize, Key) {
    let left = if keys[1].is_before(keys[0]) { (1, keys[1]) } else { (0, keys[0]) };
    let right = if keys[3].is_before(keys[2]) { (3, keys[3]) } else { (2, keys[2]) };
    if right.1.is_before(left.1) { right } else { left }
}

impl Default for Heap {
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
            }
        }
    }
}
