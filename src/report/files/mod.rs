//! The files of a run folder. One module for each file: what it holds, how it is written, how it is read back.
//!
//! All tables are CSV with a header; units are part of the column names (`latency_p99_s`), a value that does not exist is
//! empty, and a file that would hold nothing about failures is not written. ActiveConn and InActConn are spelt as ipvsadm
//! spells them. No file holds a wall-clock time: the same scenario, seed and version leave the same bytes.

pub mod directors;
pub mod failures;
pub mod ipvsadm;
pub mod latency;
pub mod links;
pub mod log;
pub mod manifest;
pub mod manifest_clients;
pub mod marks;
pub mod seconds;
pub mod server_faults;
pub mod servers;
pub mod storage;
pub mod summary;
pub mod table;
pub mod timeline;
pub mod timeseries;
pub mod timeseries_directors;
pub mod timeseries_servers;
pub mod transient;

use crate::report::RunReport;
use crate::report::chart::{self, Chart};
use crate::stats::Outcome;

/// The resolved scenario, as text.
pub const SCENARIO: &str = "scenario.toml";

/// One file of a run folder, ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFile {
    /// Its name in the folder, `charts/servers.svg` for instance.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl RunFile {
    /// A file of this name.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into() }
    }
}

/// All files of a run, with these charts; the manifest, which lists the others, is the last.
pub fn of(report: &RunReport, charts: &[Chart]) -> Vec<RunFile> {
    let outcome = report.outcome();
    let mut files = vec![
        RunFile::new(SCENARIO, report.provenance().scenario_toml.as_str()),
        RunFile::new(summary::NAME, summary::write(outcome)),
        RunFile::new(servers::NAME, servers::write(outcome)),
        RunFile::new(latency::NAME, latency::write(&outcome.latency)),
        RunFile::new(timeseries::NAME, timeseries::write(outcome)),
        RunFile::new(timeseries_servers::NAME, timeseries_servers::write(outcome)),
        RunFile::new(marks::NAME, marks::write(outcome)),
        RunFile::new(ipvsadm::NAME, ipvsadm::write(outcome)),
    ];
    if let Some(storage) = &outcome.storage {
        files.push(RunFile::new(storage::NAME, storage::write(storage)));
        files.push(RunFile::new(storage::SERIES_NAME, storage::write_series(outcome, storage)));
    }
    if let Some(search) = &outcome.transient_search {
        files.push(RunFile::new(transient::NAME, transient::write(search)));
    }
    files.extend(of_failures(outcome));
    files.extend(links::write(outcome).map(|table| RunFile::new(links::NAME, table)));
    files.extend(timeseries_directors::write(outcome).map(|table| RunFile::new(timeseries_directors::NAME, table)));
    files.extend(chart::files(report, charts, chart::FOLDER));
    let names = files.iter().map(|file| file.name.clone()).collect();
    files.push(RunFile::new(manifest::NAME, manifest::write(report, names)));
    files
}

/// What only runs with several directors, with keepalived or with failures have something to write about.
fn of_failures(outcome: &Outcome) -> Vec<RunFile> {
    let mut files = Vec::new();
    if !outcome.directors.is_empty() {
        files.push(RunFile::new(directors::NAME, directors::write(outcome)));
    }
    if !outcome.timeline.is_empty() {
        files.push(RunFile::new(timeline::NAME, timeline::write(outcome)));
    }
    files.extend(server_faults::write(outcome).map(|table| RunFile::new(server_faults::NAME, table)));
    if !outcome.failed_per_100ms.is_empty() {
        files.push(RunFile::new(failures::NAME, failures::write(outcome)));
    }
    if !outcome.log.is_empty() {
        files.push(RunFile::new(log::NAME, log::write(outcome)));
        files.push(RunFile::new(log::SYSLOG_NAME, log::write_syslog(outcome)));
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::specimen::Specimen;

    /// The head of every file of a small run, so that a change of format is seen by whoever makes it.
    #[test]
    fn the_files_of_a_run_begin_like_this() {
        let specimen = Specimen { servers: 2, duration_s: 30.0, crash_s: Some((10.0, 20.0)), ..Specimen::default() };
        insta::assert_snapshot!(heads(&of(&specimen.report("Small"), &[])));
    }

    #[test]
    fn the_files_about_failures_begin_like_this() {
        let specimen = Specimen { servers: 2, crash_s: None, off_s: Some((220.0, 260.0)), ..Specimen::default() };
        insta::assert_snapshot!(heads(&of_failures(&specimen.outcome())));
    }

    fn heads(files: &[RunFile]) -> String {
        let mut heads = String::new();
        for file in files {
            let text = std::str::from_utf8(&file.bytes).unwrap();
            let lines = if file.name == manifest::NAME { usize::MAX } else { 4 };
            let head: Vec<&str> = text.lines().take(lines).collect();
            heads.push_str(&format!("--- {}\n{}\n", file.name, head.join("\n")));
        }
        heads
    }
}
