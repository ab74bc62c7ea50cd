//! Recordings of keepalived.
//!
//! - `derived`: tables computed from other recordings

mod derived;

pub(super) use derived::DerivedReplay;
