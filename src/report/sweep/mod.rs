//! A sweep as a folder, a JSON document and a table on a terminal.
//!
//! * [`document`]: everything that is known of every point, rounded once; the files, the charts and the terminal show it
//! * [`tables`]: the same as tidy tables, and every single replication
//! * [`manifest`]: what the sweep was made from
//! * [`terminal`]: the summary for people

pub mod document;
pub mod manifest;
pub mod tables;
pub mod terminal;

use crate::report::files::{self, RunFile};
use crate::report::{Provenance, ReportError, chart};
use crate::stats::Replicated;
pub use document::{AxisRecord, PointRecord, SweepDocument};
use std::fs;
use std::path::Path;

/// The document's name in the folder.
pub const DOCUMENT: &str = "sweep.json";

/// A sweep that can be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepReport {
    /// What it was made from: the scenario without what is varied.
    pub provenance: Provenance,
    /// What tells it from every other sweep.
    pub key: String,
    /// What was varied.
    pub axes: Vec<AxisRecord>,
    /// Replications of each point.
    pub replications: u64,
    /// The points, the last axis changing fastest.
    pub points: Vec<SweptPoint>,
    /// Names of the metrics that charts and the summary show.
    pub shown: Vec<&'static str>,
}

/// One point of a sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct SweptPoint {
    /// The value of every key of every axis, in their order.
    pub values: Vec<String>,
    /// Its scenario with every default filled in, as TOML.
    pub scenario_toml: String,
    /// The SHA-256 of that, in hexadecimal.
    pub scenario_sha256: String,
    /// Its replications.
    pub replicated: Replicated,
}

impl SweptPoint {
    /// The name of the file with the scenario of the point with this number.
    fn scenario_name(number: usize) -> String {
        format!("scenarios/point-{number:04}.toml")
    }
}

impl SweepReport {
    /// The keys of all axes, in the order of the values of a point.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.axes.iter().flat_map(|axis| axis.keys.iter().map(String::as_str))
    }
}

/// All files; the manifest, which lists the others, is the last.
pub fn files_of(report: &SweepReport, document: &SweepDocument, with_charts: bool) -> Vec<RunFile> {
    let mut files = vec![
        RunFile::new(files::SCENARIO, report.provenance.scenario_toml.as_str()),
        RunFile::new(tables::POINTS, tables::points(report)),
        RunFile::new(tables::SUMMARY, tables::summary(document)),
        RunFile::new(tables::REPLICATIONS, tables::replications(report)),
        RunFile::new(DOCUMENT, document.to_text()),
    ];
    for (number, point) in report.points.iter().enumerate() {
        files.push(RunFile::new(SweptPoint::scenario_name(number), point.scenario_toml.as_str()));
    }
    if with_charts {
        files.extend(chart::many::of_sweep(&report.provenance, document, &report.shown));
    }
    let names = files.iter().map(|file| file.name.clone()).collect();
    files.push(RunFile::new(files::manifest::NAME, manifest::write(report, names)));
    files
}

/// The document of the finished sweep in this folder.
///
/// # Errors
/// If it cannot be read.
pub fn load(folder: &Path) -> Result<SweepDocument, ReportError> {
    let path = folder.join(DOCUMENT);
    let text = fs::read_to_string(&path).map_err(ReportError::io("read", &path))?;
    serde_json::from_str(&text).map_err(|error| ReportError::malformed(&path, error))
}
