//! The same scenario for another length of time.

use super::meant::{FaultTiming, Scenario, Transient};
use crate::time::{SimDuration, SimTime};

impl Scenario {
    /// This scenario run for `duration` (more than zero) instead. The transient and the intervals of what is recorded
    /// keep their share of it; what would happen at or after the new end does not happen.
    #[must_use]
    pub fn with_duration(mut self, duration: SimDuration) -> Self {
        let (old, new) = (u128::from(self.run.duration.as_nanos()), u128::from(duration.as_nanos()));
        let in_share = |span: SimDuration| SimDuration::from_nanos((u128::from(span.as_nanos()) * new / old) as u64);
        if let Transient::Fixed(transient) = self.run.transient {
            self.run.transient = Transient::Fixed(in_share(transient));
        }
        self.run.interval = in_share(self.run.interval).max(SimDuration::from_nanos(1));
        self.run.listing_interval = in_share(self.run.listing_interval).max(SimDuration::from_nanos(1));
        self.run.duration = duration;
        let end = SimTime::ZERO + duration;
        self.run.listings.retain(|&at| at <= end);
        self.restarts.retain(|restart| restart.at < end);
        self.operations.retain(|operation| operation.at < end);
        self.faults.retain(|fault| !matches!(fault.timing, FaultTiming::Scripted { at, .. } if at >= end));
        self
    }
}
