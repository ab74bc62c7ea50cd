//! What a scheduler sees of its service: the destinations in list order.

use crate::ipvs::dest::{Dest, DestId};

/// The destinations of one service in list order; the last added is at position 0.
#[derive(Clone, Copy)]
pub struct Pool<'a> {
    list: &'a [DestId],
    dests: &'a [Dest],
}

/// How a pool has changed; positions are those after the change, that of a deleted destination the one it had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolChange {
    /// The scheduler starts on this pool.
    Attached,
    /// A destination was added at the front: all others moved back by one.
    Added,
    /// The destination at this position was deleted: all behind it moved up by one.
    Deleted(usize),
    /// The destination at this position was edited, perhaps without any difference.
    Edited(usize),
}

impl<'a> Pool<'a> {
    pub(in crate::ipvs) fn new(list: &'a [DestId], dests: &'a [Dest]) -> Self {
        Self { list, dests }
    }

    /// How many destinations there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The destination at `position`, which is below [`len`](Self::len).
    pub fn at(&self, position: usize) -> &'a Dest {
        &self.dests[self.list[position].index()]
    }

    /// The id of the destination at `position`, which is below [`len`](Self::len).
    pub fn id(&self, position: usize) -> DestId {
        self.list[position]
    }

    /// A destination by its id, even one that has been deleted.
    pub fn dest(&self, id: DestId) -> &'a Dest {
        &self.dests[id.index()]
    }

    /// Where a destination is in the list; `None` if it has been deleted.
    pub fn position(&self, id: DestId) -> Option<usize> {
        let dest = self.dest(id);
        dest.available().then_some(dest.position as usize)
    }

    /// The destinations with their positions, in list order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (usize, &'a Dest)> + use<'a> {
        let dests = self.dests;
        self.list.iter().enumerate().map(move |(position, id)| (position, &dests[id.index()]))
    }
}
