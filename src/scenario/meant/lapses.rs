//! What a real server does by itself.

use super::Law;
use crate::time::SimDuration;

/// A process that crashes when too many requests are in it at once.
#[derive(Clone, Debug, PartialEq)]
pub struct CrashAbove {
    /// The most requests, waiting or in service, that it survives; at least 1.
    pub in_system: u32,
    /// From the crash until it is there again; its mean is more than zero.
    pub restart_after: Law,
}

/// A process that is slow at first when it has returned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlowStart {
    /// Until it is as fast as it was; more than zero.
    pub time: SimDuration,
    /// Part of its speed that it begins with: more than 0, less than 1.
    pub from: f64,
}

/// A process that stands still now and then.
#[derive(Clone, Debug, PartialEq)]
pub struct Pauses {
    /// From the start, or the end of a pause, to the next one; its mean is more than zero.
    pub every: Law,
    /// How long one lasts; its mean is more than zero.
    pub lasts: Law,
}
