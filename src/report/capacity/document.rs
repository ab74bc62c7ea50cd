//! `capacity.json`, which is also what `--json` prints.

use crate::report::files::seconds;
use crate::report::number::Written;
use crate::time::SimDuration;
use serde::Serialize;

/// What was found, and the curve that led there.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CapacityDocument {
    /// The scenario's title.
    pub title: String,
    /// Version of lvsim.
    pub version: String,
    /// Seed of the random streams.
    pub seed: u64,
    /// SHA-256 of the resolved scenario.
    pub scenario_sha256: String,
    /// What was searched for: `load`, or the key of a number.
    pub over: String,
    /// What has to hold.
    pub objectives: Vec<ObjectiveRecord>,
    /// Confidence level of every interval, and of every verdict that is no doubt.
    pub level: f64,
    /// Length of a replication.
    #[serde(rename = "duration_s", with = "seconds")]
    pub duration: SimDuration,
    /// The heaviest burden that certainly holds: a factor on the arrival rates, or a number.
    pub holds: Option<Written>,
    /// The lightest burden that certainly does not.
    pub fails: Option<Written>,
    /// Where the curve reaches a limit.
    pub estimate: Option<Written>,
    /// Arrivals per second at the heaviest load that certainly holds, if clients have constant rates.
    pub holds_arrivals_per_s: Option<Written>,
    /// Whether nothing on the ladder lies between the two ends.
    pub is_certain: bool,
    /// What was tried, from the lightest burden to the heaviest.
    pub curve: Vec<CurveRecord>,
}

/// An objective.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ObjectiveRecord {
    /// A metric.
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// `<` or `>`.
    pub bound: String,
    /// The limit, in the metric's unit.
    pub limit: Written,
}

/// One place that was tried.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CurveRecord {
    /// The factor, or the number.
    pub at: Written,
    /// Arrivals per second, if clients have constant rates.
    pub arrivals_per_s: Option<Written>,
    /// How many replications it took.
    pub replications: usize,
    /// `holds`, `fails` or `unclear`.
    pub verdict: String,
    /// Why it has no steady state, if it should have one.
    pub no_steady_state: Option<String>,
    /// One for each objective, in their order.
    pub estimates: Vec<EstimateAt>,
}

/// A metric at one place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EstimateAt {
    /// The metric.
    pub metric: String,
    /// Its estimate.
    pub value: Option<Written>,
    /// The lower end of its interval.
    pub low: Option<Written>,
    /// The upper end.
    pub high: Option<Written>,
    /// The curve that never improves with the burden.
    pub fitted: Option<Written>,
    /// `holds`, `fails` or `unclear`.
    pub verdict: String,
}
