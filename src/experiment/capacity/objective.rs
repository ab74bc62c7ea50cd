//! A metric and the limit that it has to stay on the right side of.

use crate::stats::Replicated;

/// On which side of the limit the metric has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Below it, as a latency.
    Below,
    /// Above it, as an availability.
    Above,
}

/// An objective: `latency_p99 < 50ms`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Objective {
    /// Number of the metric in [`METRICS`](crate::stats::METRICS).
    pub metric: usize,
    /// On which side.
    pub bound: Bound,
    /// Of which value, in the metric's unit.
    pub limit: f64,
}

/// What can be said of an objective at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// The interval is not clear of the limit.
    Unclear,
}

impl Objective {
    /// What these replications say, wrong in at most a share `risk` of all experiments. Where the metric has no value there
    /// is nothing that could hold: a queue that grows without end has no latency.
    pub fn judge(&self, replicated: &Replicated, risk: f64) -> Verdict {
        let Some(estimate) = replicated.estimate(self.metric) else { return Verdict::Fails };
        let interval = estimate.interval.and_then(|interval| interval.at_level(1.0 - risk));
        let Some(interval) = interval else { return Verdict::Unclear };
        let (is_below, is_above) = (interval.high() < self.limit, interval.low() > self.limit);
        match (self.bound, is_below, is_above) {
            (Bound::Below, true, _) | (Bound::Above, _, true) => Verdict::Holds,
            (Bound::Below, _, true) | (Bound::Above, true, _) => Verdict::Fails,
            _ => Verdict::Unclear,
        }
    }
}

/// The verdict on all objectives together: one that fails is enough.
pub(super) fn all(verdicts: &[Verdict]) -> Verdict {
    [Verdict::Fails, Verdict::Unclear].into_iter().find(|worst| verdicts.contains(worst)).unwrap_or(Verdict::Holds)
}
