//! `lvsim sweep`: a scenario at many points, each with its replications; goes on where it was interrupted.

use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::exit::Exit;
use super::metric_names::metric_named;
use super::output::Output;
use super::progress::Progress;
use super::run::Shown;
use super::source::{self, Source, sha256};
use super::threads::ThreadCount;
use crate::experiment::sweep::{self, Axis, Grid, GridError, Journal};
use crate::experiment::{Plan, Point};
use crate::report::assembly;
use crate::report::check_replaceable;
use crate::report::sweep::{AxisRecord, SweepDocument, SweepReport, SweptPoint, files_of, load, terminal};
use crate::report::terminal::Terminal;
use crate::scenario::{Scenario, SweepFile};
use crate::stats::{Metric, Replicated};

/// Replications of each point, if nothing is said.
const REPLICATIONS: u64 = 10;
const MOST_REPLICATIONS: u64 = 100_000;
/// What is shown, if nothing is said.
const SHOWN: [&str; 3] = ["latency_mean", "latency_p99", "throughput"];
/// Charts have two axes.
const MOST_AXES_OF_A_CHART: usize = 2;

/// Runs a scenario at every combination of values of some keys, and leaves tidy tables and charts.
///
/// Every point has the same number of replications, and replication r the same random numbers at every point. A sweep that
/// was interrupted, by Ctrl-C or by force, goes on where it was when the same command is given again.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    source: Source,
    /// Varies a key of the scenario, such as virtual_server.0.lb_algo=rr,wlc; given again, every combination is run
    #[arg(long, value_name = "KEY=A,B,C", value_parser = Axis::parse)]
    vary: Vec<Axis>,
    /// Takes the values of all keys together, the first of each, then the second, instead of every combination
    #[arg(long, requires = "vary")]
    paired: bool,
    /// Replications of each point, 10 if nothing is said
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(2..=MOST_REPLICATIONS))]
    replications: Option<u64>,
    /// Metrics to be drawn and printed, instead of latency_mean,latency_p99,throughput
    #[arg(long, value_name = "METRIC", value_delimiter = ',', value_parser = metric_named)]
    chart: Vec<&'static Metric>,
    #[command(flatten)]
    threads: ThreadCount,
    #[command(flatten)]
    shown: Shown,
}

/// What is to be done, from the command line and a file.
struct Task {
    /// What was typed: a scenario or a file about a sweep, and what is changed.
    typed: Source,
    is_file: bool,
    /// The scenario with what the file changes and what was typed.
    source: Source,
    grid: Grid,
    replications: u64,
    charts: Vec<&'static str>,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> io::Result<Exit> {
    let file = match SweepFile::read(arguments.source.path()) {
        Ok(file) => file,
        Err(error) => {
            source::tell(&error);
            return Ok(Exit::Unusable);
        }
    };
    let task = match arguments.task(file) {
        Ok(task) => task,
        Err(error) => return Ok(Exit::unusable(&error)),
    };
    let Some((base, plan)) = task.plan() else { return Ok(Exit::Unusable) };
    if !arguments.shown.quiet {
        base.notices.iter().for_each(|notice| eprintln!("{notice}"));
    }
    task.carry_out(arguments, &base, &plan, output)
}

impl Arguments {
    fn task(&self, file: Option<SweepFile>) -> Result<Task, String> {
        let Some(file) = file else {
            let axes = if self.paired { vec![together(self.vary.clone())?] } else { self.vary.clone() };
            return self.with(None, axes, &[]);
        };
        let here = self.source.path();
        let in_file = |error: &dyn Display| format!("{}: {error}", here.display());
        if !self.vary.is_empty() {
            return Err(in_file(&"this file says what is varied: leave out --vary"));
        }
        if let Some(wrong) = file.replications.filter(|count| !(2..=MOST_REPLICATIONS).contains(count)) {
            let range = format!("`replications` must be a number from 2 to {MOST_REPLICATIONS}, and is {wrong}");
            return Err(in_file(&range));
        }
        let named: Result<Vec<&Metric>, String> = file.charts.iter().map(|name| metric_named(name)).collect();
        let named = named.map_err(|error| in_file(&error))?;
        let axis = |keys: &Vec<(String, Vec<String>)>| {
            let single = |(key, values): &(String, Vec<String>)| Axis {
                keys: vec![key.clone()],
                steps: values.iter().map(|value| vec![value.clone()]).collect(),
            };
            together(keys.iter().map(single).collect())
        };
        let axes: Result<Vec<Axis>, String> = file.vary.iter().map(axis).collect();
        let axes = axes.map_err(|error| in_file(&error))?;
        self.with(Some(&file), axes, &named).map_err(|error| in_file(&error))
    }

    fn with(&self, file: Option<&SweepFile>, axes: Vec<Axis>, charts: &[&'static Metric]) -> Result<Task, String> {
        let grid = Grid::new(axes).map_err(|error| error.to_string())?;
        let chosen = if self.chart.is_empty() { charts } else { &self.chart };
        let mut charts: Vec<&str> = chosen.iter().map(|metric| metric.name).collect();
        if charts.is_empty() {
            charts = SHOWN.to_vec();
        }
        let typed = self.source.clone();
        let source = file.map_or_else(|| typed.clone(), |file| typed.changed_by(file));
        let replications = self.replications.or(file.and_then(|file| file.replications)).unwrap_or(REPLICATIONS);
        Ok(Task { typed, is_file: file.is_some(), source, grid, replications, charts })
    }
}

fn together(axes: Vec<Axis>) -> Result<Axis, String> {
    Axis::together(axes).map_err(|error: GridError| error.to_string())
}

impl Task {
    /// The scenario without what is varied, and what is to be run; or a message on stderr about what is wrong with it.
    fn plan(&self) -> Option<(Scenario, Plan)> {
        let base = self.source.scenario().inspect_err(source::tell).ok()?;
        let mut points = Vec::with_capacity(self.grid.len());
        for point in 0..self.grid.len() {
            let overrides = self.grid.overrides(point);
            let name = overrides.join(", ");
            match self.source.varied(&overrides) {
                Ok(scenario) => points.push(Point { name, scenario }),
                Err(error) => {
                    source::tell(&error);
                    eprintln!("\nthis is the point {name}");
                    return None;
                }
            }
        }
        Some((base, Plan { points, replications: self.replications, is_paired: false }))
    }

    fn carry_out(&self, arguments: &Arguments, base: &Scenario, plan: &Plan, output: &mut Output) -> io::Result<Exit> {
        let shown = &arguments.shown;
        let key = sweep::key(plan);
        let folder = shown.out.clone().unwrap_or_else(|| self.folder(&key));
        let work = work_beside(&folder);
        if assembly::holds(&folder, &key) && !Journal::is_in(&work) {
            Journal::tidy(&work);
            return self.show_again(&folder, shown, output);
        }
        let ready = check_replaceable(&folder).map_err(|error| error.to_string());
        let command = self.command();
        let journal = ready.and_then(|()| Journal::open(&work, &key, &command.join(" ")).map_err(|e| e.to_string()));
        let journal = match journal {
            Ok(journal) => journal,
            Err(error) => return Ok(Exit::unusable(&error)),
        };
        let all = plan.points.len() as u64 * plan.replications;
        if journal.done() > 0 && !shown.quiet {
            eprintln!("going on: {} of {all} replications are done", journal.done());
        }
        let Some(threads) = arguments.threads.start() else { return Ok(Exit::Unusable) };
        let progress = Progress::new(shown.quiet);
        let run = sweep::run(plan, journal, &threads, &|runs| progress.run_done(runs));
        progress.finish();
        let (replicated, journal) = match run {
            Ok(done) => done,
            Err(error) => return Ok(Exit::unusable(&error)),
        };
        let report = self.report(base, plan, key, command, replicated);
        let document = SweepDocument::of(&report);
        let files = files_of(&report, &document, !shown.no_charts);
        let placed = assembly::place_from(&files, &folder, &work).map_err(|error| error.to_string());
        if let Err(error) = placed.and_then(|()| journal.remove().map_err(|error| error.to_string())) {
            return Ok(Exit::unusable(&error));
        }
        if self.grid.axes().len() > MOST_AXES_OF_A_CHART && !shown.no_charts && !shown.quiet {
            eprintln!("note: no charts, which show one axis or two, and not {}", self.grid.axes().len());
        }
        self.print(&document, &folder, shown, output)
    }

    /// The results are there, and nothing is to be done.
    fn show_again(&self, folder: &Path, shown: &Shown, output: &mut Output) -> io::Result<Exit> {
        match load(folder) {
            Ok(document) => {
                if !shown.quiet {
                    eprintln!("nothing to do: this sweep is done. Remove {} to run it anew", folder.display());
                }
                self.print(&document, folder, shown, output)
            }
            Err(error) => Ok(Exit::unusable(&error)),
        }
    }

    fn print(&self, document: &SweepDocument, folder: &Path, shown: &Shown, output: &mut Output) -> io::Result<Exit> {
        let json = || serde_json::to_value(document).expect("a document has string keys only");
        shown.print(folder, output, json, || terminal::summary(document, &self.charts, Terminal::of_stdout()))?;
        Ok(Exit::Success)
    }

    /// Where the results go, if nothing is said: what a file says may change, and its results then replace the earlier ones.
    fn folder(&self, key: &str) -> PathBuf {
        self.typed.keyed_folder(if self.is_file { "" } else { "-sweep" }, key, self.is_file)
    }

    /// The command line without what cannot change the results.
    fn command(&self) -> Vec<String> {
        let axes = if self.is_file { &[][..] } else { self.grid.axes() };
        let mut options = Vec::new();
        for axis in axes {
            for (index, key) in axis.keys.iter().enumerate() {
                let values: Vec<&str> = axis.steps.iter().map(|step| step[index].as_str()).collect();
                options.push(format!("--vary={key}={}", values.join(",")));
            }
        }
        options.extend(axes.iter().any(|axis| axis.keys.len() > 1).then(|| "--paired".to_owned()));
        options.push(format!("--replications={}", self.replications));
        options.push(format!("--chart={}", self.charts.join(",")));
        self.typed.command("sweep", options)
    }

    fn report(
        &self,
        base: &Scenario,
        plan: &Plan,
        key: String,
        command: Vec<String>,
        replicated: Vec<Replicated>,
    ) -> SweepReport {
        let axis = |axis: &Axis| AxisRecord {
            keys: axis.keys.clone(),
            steps: (0..axis.steps.len()).map(|step| axis.shown(step).map(str::to_owned).collect()).collect(),
        };
        let point = |(number, replicated): (usize, Replicated)| {
            let scenario_toml = plan.points[number].scenario.to_toml();
            let scenario_sha256 = sha256(&scenario_toml);
            SweptPoint { values: self.grid.values(number), scenario_toml, scenario_sha256, replicated }
        };
        let mut provenance = self.source.provenance(base, "sweep", Vec::new());
        provenance.command = command;
        SweepReport {
            provenance,
            key,
            axes: self.grid.axes().iter().map(axis).collect(),
            replications: plan.replications,
            points: replicated.into_iter().enumerate().map(point).collect(),
            shown: self.charts.clone(),
        }
    }
}

/// Where a sweep keeps what it has done until it is done: a folder beside that of its results.
fn work_beside(folder: &Path) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    folder.with_file_name(format!("{name}.unfinished"))
}
