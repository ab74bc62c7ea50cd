//! A row of records of which each keeps its place as long as it is there; free places are filled first.

use std::ops::{Index, IndexMut};

/// Records, by the number of their places.
#[derive(Debug)]
pub(super) struct Slab<T> {
    slots: Vec<Option<T>>,
    free: Vec<u32>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self { slots: Vec::new(), free: Vec::new() }
    }
}

impl<T> Slab<T> {
    /// Takes a record in; its place.
    pub(super) fn insert(&mut self, record: T) -> u32 {
        let place = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() as u32 - 1
        });
        self.slots[place as usize] = Some(record);
        place
    }

    /// Takes a record out: its place is free.
    pub(super) fn remove(&mut self, place: u32) -> T {
        self.free.push(place);
        self.slots[place as usize].take().expect("a record is taken out once")
    }

    /// All records, in the order of their places.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.slots.iter().flatten()
    }
}

impl<T> Index<u32> for Slab<T> {
    type Output = T;
    fn index(&self, place: u32) -> &T {
        self.slots[place as usize].as_ref().expect("whoever knows a place has a record there")
    }
}

impl<T> IndexMut<u32> for Slab<T> {
    fn index_mut(&mut self, place: u32) -> &mut T {
        self.slots[place as usize].as_mut().expect("whoever knows a place has a record there")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_is_free_is_filled_before_a_new_one() {
        let mut slab = Slab::default();
        assert_eq!([slab.insert("a"), slab.insert("b"), slab.insert("c")], [0, 1, 2]);
        assert_eq!(slab.remove(1), "b");
        assert_eq!((slab.insert("d"), slab.insert("e")), (1, 3));
        assert_eq!(slab.iter().copied().collect::<String>(), "adce");
    }
}
