//! An implicit 4-ary min-heap of 16-byte keys.

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
}

const ROOT: usize = 3;

impl Heap {
    /// An empty heap.
    pub fn new() -> Self {
        Self { groups: vec![Siblings([Key::NEVER; ARITY])], end: ROOT }
    }

    /// The earliest key, or [`Key::NEVER`].
    #[inline]
    pub fn peek(&self) -> Key {
        self.groups[0].0[ROOT]
    }

    /// Takes the earliest key; there must be one.
    pub fn pop(&mut self) -> Key {
        let earliest = self.peek();
        self.end -= 1;
        let last = std::mem::replace(self.at(self.end), Key::NEVER);
        if self.end > ROOT {
            self.sift_down(last);
        }
        earliest
    }

    /// Adds a key.
    pub fn push(&mut self, key: Key) {
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

    /// Puts `key` where it belongs, starting at the root, whose key is overwritten.
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
                        prop_assert_eq!(heap.pop(), least);
                    }
                }
            }
        }
    }
}
