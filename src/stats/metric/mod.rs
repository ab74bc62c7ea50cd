//! The one table of metrics: what `lvsim list metrics`, the JSON document, `summary.csv`, the terminal and the
//! documentation all show.
//!
//! A metric is a function of an [`Outcome`]. It has no value (`None`) when there is nothing to compute it from, for
//! instance the latency of a run in which nothing completed; it is never "not a number".
//!
//! * [`table`]: the metrics, one entry each
//! * `network`: what is measured of packets and links
//! * [`spread`]: what balance is measured of, per unit of weight

mod network;
pub mod spread;
pub mod table;
#[cfg(test)]
mod tests;

pub use spread::{number_in_system_of, requests_of};
pub use table::METRICS;

use crate::stats::Outcome;

/// The metrics that are quantiles of the latency, and which.
const LATENCY_QUANTILES: [(&str, f64); 4] =
    [("latency_p50", 0.5), ("latency_p90", 0.9), ("latency_p99", 0.99), ("latency_p999", 0.999)];

/// What the names of metrics begin with of which less is better.
const SMALLER_IS_BETTER: [&str; 15] = [
    "latency_",
    "requests_failed",
    "requests_cov",
    "requests_max_over_mean",
    "requests_gini",
    "interval_requests_",
    "number_in_system_",
    "connections_broken",
    "syn_retransmitted",
    "outage_",
    "election_",
    "time_with",
    "detection_",
    "return_",
    "utilization_max",
];

/// Which of two values is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// The smaller one, as for a latency.
    Smaller,
    /// The larger one, as for a throughput.
    Larger,
}

/// One number that describes a run.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Its name, the same in every output.
    pub name: &'static str,
    /// Its unit: `s`, `requests/s`, what is counted (`requests`, `takeovers`), or `1` for a ratio.
    pub unit: &'static str,
    /// What it is, in one sentence.
    pub meaning: &'static str,
    value: fn(&Outcome) -> Option<f64>,
}

impl Metric {
    /// The metric with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        METRICS.iter().find(|metric| metric.name == name)
    }

    /// Its value in one run, always finite; `None` if the run has none, or no steady state that it could describe.
    pub fn of(&self, outcome: &Outcome) -> Option<f64> {
        let is_defined = outcome.no_steady_state.is_none() || !self.needs_steady_state();
        (self.value)(outcome).filter(|value| is_defined && value.is_finite())
    }

    /// Whether it describes a steady state only: where a queue grows without end, latencies are as long as one looks.
    pub fn needs_steady_state(&self) -> bool {
        self.name.starts_with("latency_")
    }

    /// Which quantile of the latency it is, if it is one.
    pub fn quantile(&self) -> Option<f64> {
        LATENCY_QUANTILES.iter().find(|(name, _)| *name == self.name).map(|&(_, q)| q)
    }

    /// Which values of it are better, if that can be said at all.
    pub fn better(&self) -> Option<Better> {
        let is_one_of = |words: &[&str]| words.iter().any(|word| self.name.starts_with(word));
        match self.name {
            name if name.ends_with("_jain") => Some(Better::Larger),
            _ if is_one_of(&["throughput", "requests_completed", "availability_"]) => Some(Better::Larger),
            _ if is_one_of(&SMALLER_IS_BETTER) => Some(Better::Smaller),
            _ => None,
        }
    }
}
