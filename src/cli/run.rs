//! `lvsim run`: simulates a scenario, once or many times, and leaves its results as a folder.

use std::io;
use std::path::PathBuf;

use clap::Args;

use super::exit::Exit;
use super::output::Output;
use super::progress::Progress;
use super::replications::{self, HowOften};
use super::source::{self, Source};
use super::threads::ThreadCount;
use crate::experiment;
use crate::report::chart::CHARTS;
use crate::report::terminal::{Terminal, summary};
use crate::report::{self, RunReport, json};
use crate::scenario::Scenario;

/// Simulates a scenario, prints a summary, and leaves a folder of results with charts.
///
/// The same scenario, seed and version always leave the same bytes, on any number of threads.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    how_often: HowOften,
    #[command(flatten)]
    threads: ThreadCount,
    #[command(flatten)]
    shown: Shown,
}

/// What becomes of the results.
#[derive(Debug, Args)]
pub(super) struct Shown {
    /// Folder for the results. Earlier results in it are replaced, anything else is not
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Prints the results as JSON instead of the summary
    #[arg(long)]
    pub json: bool,
    /// Prints nothing but errors (and JSON, if asked for)
    #[arg(long)]
    pub quiet: bool,
    /// Draws no charts
    #[arg(long)]
    pub no_charts: bool,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> io::Result<Exit> {
    let scenario = match arguments.source.scenario() {
        Ok(scenario) => scenario,
        Err(error) => {
            source::tell(&error);
            return Ok(Exit::Unusable);
        }
    };
    if !arguments.shown.quiet {
        scenario.notices.iter().for_each(|notice| eprintln!("{notice}"));
    }
    let Arguments { source, how_often, threads, shown } = arguments;
    if how_often.is_once() {
        once(arguments, &scenario, output)
    } else {
        replications::run(source, how_often, threads, shown, &scenario, output)
    }
}

/// A single run.
fn once(arguments: &Arguments, scenario: &Scenario, output: &mut Output) -> io::Result<Exit> {
    let Arguments { source, threads, shown, .. } = arguments;
    let provenance = source.provenance(scenario, "run", Vec::new());
    let folder = shown.out.clone().unwrap_or_else(|| source.folder("", &provenance));
    // Before the work, not only after it.
    if let Err(error) = report::check_replaceable(&folder) {
        return Ok(Exit::unusable(&error));
    }
    let Some(threads) = threads.start() else { return Ok(Exit::Unusable) };
    let progress = Progress::new(shown.quiet);
    let outcome = experiment::single(scenario, &threads, &|runs| progress.run_done(runs), |now| {
        progress.simulated(now, scenario.run.duration)
    });
    progress.finish();
    let report = RunReport::new(provenance, outcome);
    let charts = if shown.no_charts { &[][..] } else { &CHARTS };
    if let Err(error) = report::write(&report, &folder, charts) {
        return Ok(Exit::unusable(&error));
    }
    shown.print(&folder, output, || json::document(&report), || summary(&report, Terminal::of_stdout()))?;
    Ok(Exit::Success)
}

impl Shown {
    /// Prints JSON or the summary, and on stderr where everything is.
    pub(super) fn print(
        &self,
        folder: &std::path::Path,
        output: &mut Output,
        json: impl FnOnce() -> serde_json::Value,
        summary: impl FnOnce() -> String,
    ) -> io::Result<()> {
        if self.json {
            let document = serde_json::to_string_pretty(&json()).map_err(io::Error::other)?;
            output.line(document)?;
        } else if !self.quiet {
            output.line(summary().trim_end())?;
        }
        if !self.quiet {
            let charts = if self.no_charts { "" } else { ", charts in charts/" };
            eprintln!("results in {}{charts}", folder.display());
        }
        Ok(())
    }
}

impl Terminal {
    /// Standard output: its width, or 100 characters if it is no terminal.
    pub(super) fn of_stdout() -> Self {
        let width = terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0));
        Self { width, color: super::output::use_color(&io::stdout()) }
    }
}
