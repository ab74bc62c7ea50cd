//! Recordings of keepalived.
//!
//! - `checkers`: health checkers of one director
//! - `derived`: tables computed from other recordings

mod checkers;
mod derived;

pub(super) use checkers::CheckersReplay;
pub(super) use derived::DerivedReplay;
