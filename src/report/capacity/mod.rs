//! The search for a capacity as a folder, a JSON document and a few lines on a terminal.
//!
//! * [`document`]: what was found and the curve that led there; the files, the charts and the terminal show it
//! * [`terminal`]: the answer in words

pub mod document;
pub mod terminal;

use crate::report::files::manifest::FORMAT;
use crate::report::files::{self, RunFile, table};
use crate::report::number::Written;
use crate::report::{Provenance, ReportError, chart, folder};
pub use document::{CapacityDocument, CurveRecord, EstimateAt, ObjectiveRecord};
use serde::Serialize;
use serde_json::Value;
use std::path::Path;

/// The document's name in the folder.
pub const DOCUMENT: &str = "capacity.json";
/// The name of the table of the curve.
pub const CURVE: &str = "curve.csv";

/// One estimate at one place.
#[derive(Serialize, Default)]
struct Row<'a> {
    over: &'a str,
    at: Written,
    arrivals_per_s: Option<Written>,
    metric: &'a str,
    unit: &'a str,
    limit: Written,
    value: Option<Written>,
    low: Option<Written>,
    high: Option<Written>,
    fitted: Option<Written>,
    replications: usize,
    verdict: &'a str,
    no_steady_state: Option<&'a str>,
}

#[derive(Serialize)]
struct Manifest<'a> {
    format: u32,
    kind: &'static str,
    title: &'a str,
    version: &'a str,
    seed: u64,
    command: &'a [String],
    scenario_sha256: &'a str,
    over: &'a str,
    objectives: &'a [ObjectiveRecord],
    level: f64,
    files: Vec<String>,
    scenario: &'a Value,
}

/// Writes the search as `folder`, which appears whole or not at all; see [`folder::write`].
///
/// # Errors
/// What is in the way, or what the operating system refused.
pub fn write(
    provenance: &Provenance,
    document: &CapacityDocument,
    folder: &Path,
    with_charts: bool,
) -> Result<(), ReportError> {
    folder::place(&files_of(provenance, document, with_charts), folder)
}

/// All files; the manifest, which lists the others, is the last.
fn files_of(provenance: &Provenance, document: &CapacityDocument, with_charts: bool) -> Vec<RunFile> {
    let mut files = vec![
        RunFile::new(files::SCENARIO, provenance.scenario_toml.as_str()),
        RunFile::new(CURVE, curve(document)),
        RunFile::new(DOCUMENT, pretty(document)),
    ];
    if with_charts {
        files.extend(chart::many::of_capacity(provenance, document));
    }
    let manifest = Manifest {
        format: FORMAT,
        kind: "capacity",
        title: &provenance.title,
        version: &provenance.version,
        seed: provenance.seed,
        command: &provenance.command,
        scenario_sha256: &provenance.scenario_sha256,
        over: &document.over,
        objectives: &document.objectives,
        level: document.level,
        files: files.iter().map(|file| file.name.clone()).collect(),
        scenario: &provenance.scenario,
    };
    files.push(RunFile::new(files::manifest::NAME, pretty(&manifest)));
    files
}

fn pretty(document: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(document).expect("a document has string keys only");
    text.push('\n');
    text
}

/// The table: one row for each place and objective, from the lightest burden to the heaviest.
fn curve(document: &CapacityDocument) -> Vec<u8> {
    table::write(document.curve.iter().flat_map(|place| {
        place.estimates.iter().zip(&document.objectives).map(move |(estimate, objective)| Row {
            over: &document.over,
            at: place.at,
            arrivals_per_s: place.arrivals_per_s,
            metric: &objective.metric,
            unit: &objective.unit,
            limit: objective.limit,
            value: estimate.value,
            low: estimate.low,
            high: estimate.high,
            fitted: estimate.fitted,
            replications: place.replications,
            verdict: &estimate.verdict,
            no_steady_state: place.no_steady_state.as_deref(),
        })
    }))
}
