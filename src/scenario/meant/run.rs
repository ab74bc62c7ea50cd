//! How long a run lasts and what it records.

use crate::time::{SimDuration, SimTime};

/// How long a run lasts and what it records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Simulated time; more than zero.
    pub duration: SimDuration,
    /// Together with the number of the replication it decides every random number.
    pub seed: u64,
    /// The time of day at which it starts, since midnight; whole seconds, less than a day.
    pub clock: SimDuration,
    /// Left out of the statistics; shorter than `duration`.
    pub transient: SimDuration,
    /// Length of one interval of the time series: at most 10000 fit in `duration`, at least one.
    pub interval: SimDuration,
    /// Moments at which the ipvsadm listing is shown: ascending, none twice, none after the end.
    pub listings: Vec<SimTime>,
    /// The listing is shown at every multiple of this, too; at most 10000 fit in `duration`.
    pub listing_interval: SimDuration,
}
