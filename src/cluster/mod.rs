//! THE WORLD: clients, a network, a director, real servers and what goes wrong with them. Built from plain values, so
//! that a test needs no scenario file.
//!
//! * [`spec`]: what a cluster is made of
//! * `machines`, `journey`: all that a request can meet, and its way through it, packet by packet
//! * `keepalived`, `director_fault`: the daemons of the directors at work, and what goes wrong with directors
//! * [`transport`]: messages where bandwidth, packets and forwarding methods matter
//! * `sync`: what directors tell each other of connections
//! * `keep_alive`: connections that carry several requests; `datagram`: requests without a connection
//! * [`owner`], `errand`, `session`: who makes a request, what is tried until it is answered, and what else is done
//! * [`storage`], `visit`: the third tier, and what real servers do for requests besides their own work
//! * `failing`, `restart`: real servers as they fail and come back, or are restarted one after the other
//! * [`fair_share`]: what is shared in equal parts
//! * [`client`], [`addresses`], `arrival`: whose requests come, and from where
//! * [`rate`], [`shape`], [`burst`], [`trace`]: when they come
//! * [`network`], [`director`], [`real_server`], [`fault`]: what they meet
//! * [`segment`], [`vips`], `reach`, `announce`: who hears whom, and where a virtual address is reached
//! * [`law`], [`count`]: how long things take, how many there are; [`payload`]: what requests ask for and how much they carry
//! * [`ecmp`], [`paths`], `several`: clients whose packets go to several directors at once; [`gateway`]: where to, in one number
//! * [`request`], [`event`]: what is under way, what can happen
//! * [`recorder`], [`weights`], `storage_tally`, `observe`: takes it all down

pub mod addresses;
mod announce;
mod arrival;
pub mod burst;
pub mod client;
pub mod count;
mod datagram;
pub mod director;
mod director_fault;
pub mod ecmp;
mod errand;
pub mod event;
mod failing;
pub mod fair_share;
pub mod fault;
pub mod gateway;
mod journey;
mod keep_alive;
mod keepalived;
pub mod law;
mod machines;
pub mod network;
mod observe;
pub mod owner;
pub mod paths;
pub mod payload;
pub mod rate;
mod reach;
pub mod real_server;
pub mod recorder;
pub mod request;
mod restart;
pub mod segment;
mod session;
mod several;
pub mod shape;
mod slab;
pub mod spec;
pub mod storage;
pub mod storage_tally;
mod sync;
pub mod trace;
pub mod transport;
pub mod vips;
mod visit;
pub mod weights;
mod world;

pub use law::Law;
pub use spec::ClusterSpec;
pub use world::{Cluster, simulate, simulate_watched};
