//! Recordings of a kernel's IPVS: configuration, traffic, and what the director did with it.

mod compare;
mod fields;
mod operation;
mod replay;
mod specs;

pub(super) use replay::IpvsReplay;
