//! lvsim: a deterministic discrete-event simulator of Linux Virtual Server clusters.
//!
//! The rooms of the house, in reading order. `ARCHITECTURE.md` says who may use whom.

pub mod cli;
pub mod cluster;
pub mod conform;
pub mod diagnosis;
pub mod engine;
pub mod experiment;
pub mod import;
pub mod ipvs;
pub mod keepalived;
pub mod report;
pub mod scenario;
pub mod stats;
pub mod time;
