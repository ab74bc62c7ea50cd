//! `manifest.json` of a sweep.

use super::{AxisRecord, SweepReport};
use crate::report::files::manifest::FORMAT;
use crate::stats::replicated::LEVEL;
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
    key: &'a str,
    scenario_sha256: &'a str,
    replications: u64,
    level: f64,
    axes: &'a [AxisRecord],
    files: Vec<String>,
    scenario: &'a Value,
}

/// The text of the manifest of a sweep with these other files.
pub fn write(report: &SweepReport, files: Vec<String>) -> String {
    let provenance = &report.provenance;
    let manifest = Manifest {
        format: FORMAT,
        kind: "sweep",
        title: &provenance.title,
        version: &provenance.version,
        seed: provenance.seed,
        command: &provenance.command,
        key: &report.key,
        scenario_sha256: &provenance.scenario_sha256,
        replications: report.replications,
        level: LEVEL,
        axes: &report.axes,
        files,
        scenario: &provenance.scenario,
    };
    let mut text = serde_json::to_string_pretty(&manifest).expect("a manifest has string keys only");
    text.push('\n');
    text
}
