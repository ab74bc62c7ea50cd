//! Variants of a scenario beside each other, as a folder, a JSON document and tables on a terminal.
//!
//! * [`variants`]: every metric of every variant with its interval and rank
//! * [`differences`]: every metric of every pair of variants
//! * [`replications`], [`servers`]: what they were made from
//! * [`manifest`]: what the comparison was made from
//! * [`json`], [`terminal`]: the same for programs and for people

pub mod differences;
pub mod json;
pub mod manifest;
pub mod replications;
pub mod servers;
pub mod terminal;
pub mod variants;

use crate::report::files::{self, RunFile};
use crate::report::{Provenance, ReportError, chart, folder};
use crate::stats::Comparison;
use std::path::Path;

/// A comparison that can be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparisonReport {
    /// What it was made from; the scenario is the one that was varied.
    pub provenance: Provenance,
    /// What was varied: a key of the scenario, or `scheduler`.
    pub varied: String,
    /// Number of the metric that ranks the variants, in [`METRICS`](crate::stats::METRICS).
    pub by: usize,
    /// What came out.
    pub comparison: Comparison,
}

/// Writes a comparison as `folder`, which appears whole or not at all; see [`folder::write`].
///
/// # Errors
/// What is in the way, or what the operating system refused.
pub fn write(report: &ComparisonReport, folder: &Path, with_charts: bool) -> Result<(), ReportError> {
    folder::place(&files_of(report, with_charts), folder)
}

/// All files; the manifest, which lists the others, is the last.
pub fn files_of(report: &ComparisonReport, with_charts: bool) -> Vec<RunFile> {
    let comparison = &report.comparison;
    let mut files = vec![
        RunFile::new(files::SCENARIO, report.provenance.scenario_toml.as_str()),
        RunFile::new(variants::NAME, variants::write(comparison)),
        RunFile::new(differences::NAME, differences::write(comparison)),
        RunFile::new(replications::NAME, replications::write(comparison)),
        RunFile::new(servers::NAME, servers::write(comparison)),
    ];
    if with_charts {
        files.extend(chart::many::of_comparison(report));
    }
    let names = files.iter().map(|file| file.name.clone()).collect();
    files.push(RunFile::new(files::manifest::NAME, manifest::write(report, names)));
    files
}
