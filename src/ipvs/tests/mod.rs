//! Tests of the director as a whole. Those of one scheduler are in its file.

mod admin;
mod hints;
mod laws;
mod listing;
mod packets;
mod persistence;
mod session;
mod sync;
mod thresholds;
mod timers;

pub(in crate::ipvs) use session::Session;
