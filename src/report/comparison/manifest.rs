//! `manifest.json` of a comparison.

use super::ComparisonReport;
use crate::report::files::manifest::FORMAT;
use crate::report::files::seconds;
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
    varied: &'a str,
    ranked_by: &'static str,
    level: f64,
    variants: Vec<VariantRecord<'a>>,
    files: Vec<String>,
    scenario: &'a Value,
}

#[derive(Serialize)]
struct VariantRecord<'a> {
    variant: &'a str,
    replications: usize,
    #[serde(rename = "duration_s", with = "seconds")]
    duration: SimDuration,
    #[serde(rename = "transient_s", with = "seconds")]
    transient: SimDuration,
    no_steady_state: Option<&'a str>,
}

/// The text of the manifest of a comparison with these other files.
pub fn write(report: &ComparisonReport, files: Vec<String>) -> String {
    let provenance = &report.provenance;
    let variants = report.comparison.variants.iter().map(|variant| VariantRecord {
        variant: &variant.name,
        replications: variant.replicated.replications(),
        duration: variant.replicated.duration,
        transient: variant.replicated.transient,
        no_steady_state: variant.replicated.no_steady_state.as_deref(),
    });
    let manifest = Manifest {
        format: FORMAT,
        kind: "comparison",
        title: &provenance.title,
        version: &provenance.version,
        seed: provenance.seed,
        command: &provenance.command,
        scenario_sha256: &provenance.scenario_sha256,
        varied: &report.varied,
        ranked_by: METRICS[report.by].name,
        level: LEVEL,
        variants: variants.collect(),
        files,
        scenario: &provenance.scenario,
    };
    let mut text = serde_json::to_string_pretty(&manifest).expect("a manifest has string keys only");
    text.push('\n');
    text
}
