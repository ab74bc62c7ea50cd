//! THE WORLD: clients, a network, a director, real servers and what goes wrong with them. Built from plain values, so
//! that a test needs no scenario file.
//!
//! * [`spec`]: what a cluster is made of
//! * `journey`: a request's way through it, packet by packet
//! * [`client`], [`addresses`], [`rate`]: whose requests come when, and from where
//! * [`network`], [`director`], [`real_server`], [`fault`]: what they meet
//! * [`law`]: how long things take
//! * [`request`], [`event`]: what is under way, what can happen
//! * [`recorder`]: takes it all down

pub mod addresses;
pub mod client;
pub mod director;
pub mod event;
pub mod fault;
mod journey;
pub mod law;
pub mod network;
pub mod rate;
pub mod real_server;
pub mod recorder;
pub mod request;
pub mod spec;
mod world;

pub use law::Law;
pub use spec::ClusterSpec;
pub use world::{Cluster, simulate, simulate_watched};
