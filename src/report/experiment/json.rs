//! The document of `--json` for an experiment.

use super::ExperimentReport;
use super::manifest::GoalRecord;
use super::servers::ServerMeanRow;
use super::summary::Columns;
use crate::report::files::seconds;
use crate::report::number::Written;
use crate::stats::replicated::LEVEL;
use crate::stats::{METRICS, Metric, Replicated};
use crate::time::SimDuration;
use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

#[derive(Serialize)]
struct Document<'a> {
    title: &'a str,
    version: &'a str,
    seed: u64,
    scenario_sha256: &'a str,
    #[serde(rename = "duration_s", with = "seconds")]
    duration: SimDuration,
    #[serde(rename = "transient_s", with = "seconds")]
    transient: SimDuration,
    replications: usize,
    level: f64,
    precision: Vec<GoalRecord>,
    no_steady_state: Option<&'a str>,
    metrics: IndexMap<&'static str, EstimateRecord<'a>>,
    servers: Vec<ServerMeanRow<'a>>,
}

/// An estimate; where there is no steady state that it could be about, it says so instead.
#[derive(Debug, Serialize)]
pub struct EstimateRecord<'a> {
    unit: &'static str,
    value: Option<Written>,
    low: Option<Written>,
    high: Option<Written>,
    replications: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

impl<'a> EstimateRecord<'a> {
    /// The estimate of the metric with this number.
    pub fn of(replicated: &'a Replicated, index: usize) -> Self {
        let metric: &Metric = &METRICS[index];
        let Columns { value, low, high, replications } = replicated.estimate(index).into();
        let reason = replicated.no_steady_state.as_deref().filter(|_| metric.needs_steady_state());
        Self { unit: metric.unit, value, low, high, replications, reason }
    }
}

/// All estimates by the names of their metrics.
pub fn estimates(replicated: &Replicated) -> IndexMap<&'static str, EstimateRecord<'_>> {
    METRICS.iter().enumerate().map(|(index, metric)| (metric.name, EstimateRecord::of(replicated, index))).collect()
}

/// The document of an experiment. A metric that has no value is `null`.
pub fn document(report: &ExperimentReport) -> Value {
    let (provenance, replicated) = (&report.provenance, &report.replicated);
    let servers = replicated.servers();
    let document = Document {
        title: &provenance.title,
        version: &provenance.version,
        seed: provenance.seed,
        scenario_sha256: &provenance.scenario_sha256,
        duration: replicated.duration,
        transient: replicated.transient,
        replications: replicated.replications(),
        level: LEVEL,
        precision: report.goals.iter().map(GoalRecord::from).collect(),
        no_steady_state: replicated.no_steady_state.as_deref(),
        metrics: estimates(replicated),
        servers: servers.iter().map(ServerMeanRow::from).collect(),
    };
    serde_json::to_value(document).expect("a document has string keys only")
}
