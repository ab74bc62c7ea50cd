//! Recordings of keepalived.
//!
//! - `failover`: tables of VRRP fail-overs, the active router of two fails
//! - `scenario`: scripted runs of some routers; `rehearsal` lets the model do them, `compare` compares, `race` explains
//! - `routers`: the configuration in a recording, `run`: its events
//! - `stimulus`: what was done to the routers, and when they noticed
//! - `segment`: processes and the wires between them, `alignment`: waking them when real ones woke, `unrest`: what
//!   the recordings cannot tell
//! - `sequence`: what is compared: state entries, adverts of priority 0, bursts of gratuitous ARPs
//! - `checkers`: health checkers of one director
//! - `end_to_end`: whole clusters, simulated
//! - `derived`: tables computed from other recordings

mod alignment;
mod checkers;
mod compare;
mod derived;
mod end_to_end;
mod failover;
mod race;
mod rehearsal;
mod routers;
mod run;
mod scenario;
mod segment;
mod sequence;
mod stimulus;
mod unrest;

pub(super) use checkers::CheckersReplay;
pub(super) use derived::DerivedReplay;
pub(super) use end_to_end::EndToEndReplay;
pub(super) use failover::FailoverReplay;
pub(super) use scenario::ScenarioReplay;
