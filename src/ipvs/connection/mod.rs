//! The connection table: every tracked connection and every persistence template.
//!
//! [`ConnTable`] is a slab of 48-byte [`Entry`]s with two sets of links through it: hash chains (newest first, since a
//! lookup must find the newest of two entries with one key) and the timer rings of `timers`. A freed slot is the
//! next one used, so that in a steady state the slab's order is nearly the order of expiry and expiring touches memory
//! one line after the other.

mod entry;
mod table;
mod timers;

pub(super) use entry::{Entry, Key, NIL};
pub(super) use table::ConnTable;
pub(super) use timers::TimerClass;
