//! Many replications of a scenario as a folder, a JSON document and a table on a terminal.
//!
//! * [`summary`]: estimates with their intervals; [`replications`]: every value they were made from
//! * [`servers`]: the real servers, averaged
//! * [`manifest`]: what the experiment was made from
//! * [`json`], [`terminal`]: the same for programs and for people

pub mod json;
pub mod manifest;
pub mod replications;
pub mod servers;
pub mod summary;
pub mod terminal;

use crate::report::files::{self, RunFile, latency, transient};
use crate::report::{Provenance, ReportError, chart, folder};
use crate::stats::Replicated;
use std::path::Path;

/// An experiment that can be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct ExperimentReport {
    /// What it was made from.
    pub provenance: Provenance,
    /// What came out.
    pub replicated: Replicated,
    /// Which precision was asked for, if any.
    pub goals: Vec<Goal>,
}

/// A precision that was asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// Number of the metric in [`METRICS`](crate::stats::METRICS).
    pub metric: usize,
    /// Half width of its interval ÷ its value, at most.
    pub relative: f64,
    /// Whether it is that precise.
    pub is_reached: bool,
}

/// Writes an experiment as `folder`, which appears whole or not at all; see [`folder::write`].
///
/// # Errors
/// What is in the way, or what the operating system refused.
pub fn write(report: &ExperimentReport, folder: &Path, with_charts: bool) -> Result<(), ReportError> {
    folder::place(&files_of(report, with_charts), folder)
}

/// All files; the manifest, which lists the others, is the last.
pub fn files_of(report: &ExperimentReport, with_charts: bool) -> Vec<RunFile> {
    let replicated = &report.replicated;
    let mut files = vec![
        RunFile::new(files::SCENARIO, report.provenance.scenario_toml.as_str()),
        RunFile::new(summary::NAME, summary::write(replicated)),
        RunFile::new(replications::NAME, replications::write(replicated)),
        RunFile::new(servers::NAME, servers::write(&replicated.servers())),
        RunFile::new(latency::NAME, latency::write(replicated.latency())),
    ];
    if let Some(search) = &replicated.transient_search {
        files.push(RunFile::new(transient::NAME, transient::write(search)));
    }
    if with_charts {
        files.extend(chart::many::of_experiment(report));
    }
    let names = files.iter().map(|file| file.name.clone()).collect();
    files.push(RunFile::new(files::manifest::NAME, manifest::write(report, names)));
    files
}
