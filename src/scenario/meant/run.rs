//! How long a run lasts and what it records.

use crate::scenario::text::Duration;
use crate::time::{SimDuration, SimTime};
use std::fmt;
use std::str::FromStr;

/// What is left out of the statistics at the start of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transient {
    /// So much; shorter than the run.
    Fixed(SimDuration),
    /// What pilot runs show to be untypical.
    Auto,
}

impl Transient {
    /// The part of the run that is left out, if it is given.
    pub fn given(self) -> Option<SimDuration> {
        match self {
            Self::Fixed(transient) => Some(transient),
            Self::Auto => None,
        }
    }
}

impl fmt::Display for Transient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(transient) => transient.fmt(f),
            Self::Auto => f.write_str("auto"),
        }
    }
}

impl FromStr for Transient {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim() == "auto" { Ok(Self::Auto) } else { text.parse().map(|Duration(span)| Self::Fixed(span)) }
    }
}

/// How long a run lasts and what it records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Simulated time; more than zero.
    pub duration: SimDuration,
    /// Together with the number of the replication it decides every random number.
    pub seed: u64,
    /// The time of day at which it starts, since midnight; whole seconds, less than a day.
    pub clock: SimDuration,
    /// Left out of the statistics.
    pub transient: Transient,
    /// Length of one interval of the time series: at most 10000 fit in `duration`, at least one.
    pub interval: SimDuration,
    /// Moments at which the ipvsadm listing is shown: ascending, none twice, none after the end.
    pub listings: Vec<SimTime>,
    /// The listing is shown at every multiple of this, too; at most 10000 fit in `duration`.
    pub listing_interval: SimDuration,
}
