//! `manifest.json` of an experiment.

use super::{ExperimentReport, Goal};
use crate::report::files::manifest::FORMAT;
use crate::report::files::seconds;
use crate::report::number::Written;
use crate::stats::METRICS;
use crate::stats::replicated::LEVEL;
use crate::time::SimDuration;
use serde::Serialize;
use serde_json::Value;

#[derive(Serialize)]
struct Manifest<'a> {
    format: u32,
    kind: &'static str,
    title: &'a str,
    version: &'a str,
    seed: u64,
    command: &'a [String],
    scenario_sha256: &'a str,
    #[serde(rename = "duration_s", with = "seconds")]
    duration: SimDuration,
    #[serde(rename = "transient_s", with = "seconds")]
    transient: SimDuration,
    replications: usize,
    level: f64,
    precision: Vec<GoalRecord>,
    no_steady_state: Option<&'a str>,
    files: Vec<String>,
    scenario: &'a Value,
}

/// A precision that was asked for, and whether it was reached.
#[derive(Debug, Serialize)]
pub struct GoalRecord {
    metric: &'static str,
    relative: Written,
    is_reached: bool,
}

impl From<&Goal> for GoalRecord {
    fn from(goal: &Goal) -> Self {
        let Goal { metric, relative, is_reached } = *goal;
        Self { metric: METRICS[metric].name, relative: Written(relative), is_reached }
    }
}

/// The text of the manifest of an experiment with these other files.
pub fn write(report: &ExperimentReport, files: Vec<String>) -> String {
    let (provenance, replicated) = (&report.provenance, &report.replicated);
    let manifest = Manifest {
        format: FORMAT,
        kind: "experiment",
        title: &provenance.title,
        version: &provenance.version,
        seed: provenance.seed,
        command: &provenance.command,
        scenario_sha256: &provenance.scenario_sha256,
        duration: replicated.duration,
        transient: replicated.transient,
        replications: replicated.replications(),
        level: LEVEL,
        precision: report.goals.iter().map(GoalRecord::from).collect(),
        no_steady_state: replicated.no_steady_state.as_deref(),
        files,
        scenario: &provenance.scenario,
    };
    let mut text = serde_json::to_string_pretty(&manifest).expect("a manifest has string keys only");
    text.push('\n');
    text
}
