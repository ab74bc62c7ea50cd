//! Recordings of keepalived.
//!
//! - `failover`: tables of VRRP fail-overs, the active router of two fails
//! - `scenario`: scripted runs of some routers; `compare` its events with the model's, `race` for those that differ
//! - `routers`: the configuration in a recording, `run`: its events
//! - `stimulus`: what was done to the routers, and when they noticed
//! - `segment`: processes and the wires between them, `alignment`: waking them when real ones woke
//! - `sequence`: what is compared: state entries, adverts of priority 0, bursts of gratuitous ARPs
//! - `derived`: tables computed from other recordings

mod alignment;
mod compare;
mod derived;
mod failover;
mod race;
mod routers;
mod run;
mod scenario;
mod segment;
mod sequence;
mod stimulus;

pub(super) use derived::DerivedReplay;
pub(super) use failover::FailoverReplay;
pub(super) use scenario::ScenarioReplay;
