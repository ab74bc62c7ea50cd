//! The connection table: every tracked connection and every persistence template.
//!
//! [`ConnTable`] is a slab of 32-byte [`Entry`]s, an `index` that finds them by key (the newest first, as there may be
//! two with one key for a moment) and `timers` that end in order. A freed slot is the next one used, so that in a
//! steady state the slab's order is nearly the order of expiry, and expiring touches memory one line after the other.

mod entry;
mod index;
mod ring;
mod table;
mod timers;

pub(super) use entry::{Entry, Key, Moved, NIL};
pub(super) use index::Place;
pub(super) use table::ConnTable;
pub(super) use timers::TimerClass;

#[cfg(test)]
mod laws;
