//! Two directors with keepalived, three real servers and a client on one segment, recorded and simulated: the same
//! topology, with the same done to it at the same times, has to give clients the same fate.
//!
//! - `run`: a recorded run
//! - `topology`: the cluster that simulates it
//! - `fate`: what became of the client's connections, recorded or simulated
//! - `replay`: runs of the same kind side by side
//!
//! The recordings were made on a slow machine, so outcomes and ranges are compared, not milliseconds.

mod fate;
mod replay;
mod run;
mod topology;

pub(crate) use replay::EndToEndReplay;
