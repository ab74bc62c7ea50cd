//! The pending events: an implicit 4-ary min-heap of 16-byte keys.
//!
//! Taking the earliest event leaves a hole at the root, and the event that is scheduled next, as nearly every event
//! schedules one, is sifted down from there: one walk where a pop and a push would take two.

use crate::engine::key::Key;

const ARITY: usize = 4;

/// Four siblings, in one line of the cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Siblings([Key; ARITY]);

/// A min-heap of keys.
///
/// Place p is key p % 4 of group p / 4. The root is place 3, alone in group 0; the children of place p are group p − 2.
/// Places behind the last key hold [`Key::NEVER`].
#[derive(Clone, Debug)]
pub struct Heap {
    groups: Vec<Siblings>,
    /// The place behind the last key.
    end: usize,
    /// The root was taken and nothing has filled its place yet.
    hole: bool,
}

const ROOT: usize = 3;

impl Heap {
    /// An empty heap.
    pub fn new() -> Self {
        Self { groups: vec![Siblings([Key::NEVER; ARITY])], end: ROOT, hole: false }
    }

    /// The earliest key, or [`Key::NEVER`].
    #[inline]
    pub fn peek(&mut self) -> Key {
        if self.hole {
            self.close_hole();
        }
        self.groups[0].0[ROOT]
    }

    /// Takes the earliest key, which [`Heap::peek`] has just returned; there must be one.
    #[inline]
    pub fn take_peeked(&mut self) {
        debug_assert!(!self.hole && self.end > ROOT);
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
        self.end -= 1;
        let last = std::mem::replace(self.at(self.end), Key::NEVER);
        if self.end > ROOT {
            self.sift_down(last);
        }
    }

    /// Puts `key` where it belongs, starting at the root, whose key is overwritten.
    #[inline]
    fn sift_down(&mut self, key: Key) {
        let mut place = ROOT;
        while let Some(children) = self.groups.get(place - 2) {
            let (child, least) = children.least();
            if key.is_before(least) {
                break;
            }
            *self.at(place) = least;
            place = (place - 2) * ARITY + child;
        }
        *self.at(place) = key;
    }

    fn sift_up(&mut self, key: Key) {
        let mut place = self.end;
        if place / ARITY == self.groups.len() {
            self.groups.push(Siblings([Key::NEVER; ARITY]));
        }
        self.end += 1;
        while place > ROOT {
            let parent = place / ARITY + 2;
            let above = *self.at(parent);
            if above.is_before(key) {
                break;
            }
            *self.at(place) = above;
            place = parent;
        }
        *self.at(place) = key;
    }

    #[inline]
    fn at(&mut self, place: usize) -> &mut Key {
        &mut self.groups[place / ARITY].0[place % ARITY]
    }
}

impl Siblings {
    /// The place of the least key and the key, in two rounds of comparisons instead of three and without a branch.
    #[inline]
    fn least(&self) -> (usize, Key) {
        let keys = &self.0;
        let left = usize::from(keys[1].is_before(keys[0]));
        let right = 2 + usize::from(keys[3].is_before(keys[2]));
        let least = if keys[right].is_before(keys[left]) { right } else { left };
        (least, keys[least])
    }
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
