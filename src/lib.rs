//! lvsim: a deterministic discrete-event simulator of Linux Virtual Server clusters.
//!
//! The rooms of the house, in reading order. `ARCHITECTURE.md` says who may use whom.

pub mod report;
pub mod stats;
pub mod time;
