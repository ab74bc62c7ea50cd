//! What a real server does by itself: `crash_above`, `slow_start`, `pauses`.

use super::Law;
use crate::scenario::text::Duration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A process that crashes when too many requests are in it at once, as one that runs out of memory.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CrashAbove {
    /// The most requests, waiting or in service, that it survives.
    #[schemars(range(min = 1))]
    pub in_system: u32,
    /// From the crash until it is there again.
    pub restart_after: Law,
}

/// A process that is slow at first when it has returned from a crash or a power failure, and becomes faster in 20 equal steps.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SlowStart {
    /// Until it is as fast as it was.
    pub time: Duration,
    /// Part of its speed that it begins with: more than 0, less than 1.
    #[schemars(range(min = 0, max = 1))]
    pub from: f64,
}

/// A process that stands still now and then, as during the collection of garbage; work goes on where it was. Health checks wait, too.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pauses {
    /// From the start, or the end of a pause, to the next one.
    pub every: Law,
    /// How long one lasts.
    pub lasts: Law,
}
