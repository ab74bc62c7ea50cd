//! `arrivals` that come in bursts, and shapes of their rate.

use super::Law;
use crate::scenario::text::{Duration, Rate, TimeOfDay};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A Markov-modulated Poisson process: it goes through its states in turn, and each has its own rate.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mmpp {
    /// The states.
    #[schemars(length(min = 1, max = 1000))]
    pub states: Vec<MmppState>,
    /// Scales the rates so that their mean is this share of the capacity of the listed real servers: 0.8 is 80 %.
    pub utilization: Option<f64>,
}

/// A state of a Markov-modulated Poisson process.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MmppState {
    /// Requests per time in it; "0/s" means none.
    pub rate: Rate,
    /// How long it lasts on average; its length is exponential.
    pub lasts: Duration,
}

/// Independent sources that are on and off in turn, and send only while they are on, a Poisson process each.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OnOff {
    /// Requests per time of a source that is on. Give this or `utilization`.
    pub rate: Option<Rate>,
    /// Instead of `rate`: what all sources send on average, as a share of the capacity of the listed real servers.
    pub utilization: Option<f64>,
    /// How long a source is on at a time.
    pub on: Law,
    /// How long it is off at a time.
    pub off: Law,
    /// How many sources.
    #[schemars(extend("default" = 1), range(min = 1, max = 1_000_000))]
    pub sources: Option<u32>,
}

/// A crowd that comes all at once: a Poisson process whose rate rises in a straight line, stays at its top, and falls back.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FlashCrowd {
    /// The rate before and after.
    pub base: Rate,
    /// The rate at the top.
    pub peak: Rate,
    /// When the rate begins to rise, counted from the start of the run.
    pub at: Duration,
    /// How long it rises.
    pub rise: Duration,
    /// How long it stays at the top.
    #[schemars(extend("default" = "0s"))]
    pub hold: Option<Duration>,
    /// How long it falls.
    pub decay: Duration,
    /// Scales both rates so that `base` is this share of the capacity of the listed real servers: 0.8 is 80 %.
    pub utilization: Option<f64>,
}

/// A Poisson process whose rate repeats itself every day. The run starts at the time of day of `run.clock`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Daily {
    /// Requests per time, on average over a day. Give this or `utilization`.
    pub rate: Option<Rate>,
    /// Instead of `rate`: a share of the capacity of the listed real servers.
    pub utilization: Option<f64>,
    /// The time of day at the top of a wave. Give this and `amplitude`, or `hours`.
    pub peak: Option<TimeOfDay>,
    /// How far the top of the wave is above the mean, as a share of it, and its bottom below.
    #[schemars(range(min = 0, max = 1))]
    pub amplitude: Option<f64>,
    /// Relative rates at the 24 full hours from midnight on, with straight lines between them.
    #[schemars(length(min = 24, max = 24))]
    pub hours: Option<Vec<f64>>,
    /// How long a day is in the simulation: what takes a day can be shown in an hour.
    #[schemars(extend("default" = "24h"))]
    pub day: Option<Duration>,
}
