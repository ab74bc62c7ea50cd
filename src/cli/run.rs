//! `lvsim run`: simulates a scenario and leaves its results as a folder.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use sha2::{Digest, Sha256};

use super::exit::Exit;
use super::output::{Output, use_color};
use crate::cluster::simulate_watched;
use crate::report::chart::CHARTS;
use crate::report::terminal::{Terminal, summary};
use crate::report::{self, Provenance, RunReport, json};
use crate::scenario::{self, Scenario, ScenarioError};
use crate::stats::Outcome;
use crate::time::SimDuration;

/// Simulates a scenario, prints a summary, and leaves a folder of results with charts.
///
/// The same scenario, seed and version always leave the same bytes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A scenario file, or a folder with a scenario.toml
    scenario: PathBuf,
    /// Seed of all random numbers, instead of the scenario's
    #[arg(long)]
    seed: Option<u64>,
    /// Simulated time, such as 30s, instead of the scenario's. Transient and intervals keep their share of it, and what
    /// would happen after it does not happen
    #[arg(long, value_parser = parse_duration)]
    duration: Option<SimDuration>,
    /// Changes any key of the scenario, such as virtual_server.0.lb_algo=rr; can be given again and again
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Folder for the results. An earlier run in it is replaced, anything else is not
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Prints the results as JSON instead of the summary
    #[arg(long)]
    json: bool,
    /// Prints nothing but errors (and JSON, if asked for)
    #[arg(long)]
    quiet: bool,
    /// Draws no charts
    #[arg(long)]
    no_charts: bool,
}

fn parse_duration(text: &str) -> Result<SimDuration, String> {
    match text.parse::<SimDuration>() {
        Ok(SimDuration::ZERO) => Err("a run lasts longer than no time".to_owned()),
        Ok(duration) => Ok(duration),
        Err(error) => Err(error.to_string()),
    }
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> io::Result<Exit> {
    let scenario = match arguments.scenario() {
        Ok(scenario) => scenario,
        Err(error) => {
            eprintln!("{}", error.render(use_color(&io::stderr())));
            return Ok(Exit::Unusable);
        }
    };
    if !arguments.quiet {
        scenario.notices.iter().for_each(|notice| eprintln!("{notice}"));
    }
    let provenance = arguments.provenance(&scenario);
    let folder = arguments.folder(&provenance);
    // Before the work, not only after it.
    if let Err(error) = report::check_replaceable(&folder) {
        eprintln!("error: {error}");
        return Ok(Exit::Unusable);
    }
    let report = RunReport::new(provenance, arguments.simulate(&scenario));
    let charts = if arguments.no_charts { &[][..] } else { &CHARTS };
    if let Err(error) = report::write(&report, &folder, charts) {
        eprintln!("error: {error}");
        return Ok(Exit::Unusable);
    }
    if arguments.json {
        let document = serde_json::to_string_pretty(&json::document(&report)).map_err(io::Error::other)?;
        output.line(document)?;
    } else if !arguments.quiet {
        output.line(summary(&report, Terminal::of_stdout()).trim_end())?;
    }
    if !arguments.quiet {
        let charts = if arguments.no_charts { "" } else { ", charts in charts/" };
        eprintln!("results in {}{charts}", folder.display());
    }
    Ok(Exit::Success)
}

impl Arguments {
    fn scenario(&self) -> Result<Scenario, ScenarioError> {
        let mut overrides = self.set.clone();
        overrides.extend(self.seed.map(|seed| format!("run.seed={seed}")));
        let scenario = scenario::load(&self.scenario, &overrides)?;
        Ok(match self.duration {
            Some(duration) => scenario.with_duration(duration),
            None => scenario,
        })
    }

    fn simulate(&self, scenario: &Scenario) -> Outcome {
        let hidden = self.quiet || !io::stderr().is_terminal();
        let bar = if hidden { ProgressBar::hidden() } else { ProgressBar::new(scenario.run.duration.as_nanos()) };
        let style = ProgressStyle::with_template("simulating {bar:40} {percent:>3} %  {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let mut outcome = simulate_watched(&scenario.cluster(0), |now| {
            bar.set_position(now.as_nanos());
            bar.set_message(format!("{} of {}", now, scenario.run.duration));
        });
        bar.finish_and_clear();
        outcome.clock = scenario.run.clock;
        outcome
    }

    fn provenance(&self, scenario: &Scenario) -> Provenance {
        let scenario_toml = scenario.to_toml();
        Provenance {
            title: scenario.title.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seed: scenario.run.seed,
            command: self.command(),
            scenario: toml::from_str(&scenario_toml).expect("a printed scenario is TOML"),
            scenario_sha256: hexadecimal(&Sha256::digest(scenario_toml.as_bytes())),
            scenario_toml,
        }
    }

    /// The command line without what cannot change the results.
    fn command(&self) -> Vec<String> {
        let mut words = ["lvsim", "run"].map(str::to_owned).to_vec();
        words.push(self.scenario.display().to_string());
        words.extend(self.seed.map(|seed| format!("--seed={seed}")));
        words.extend(self.duration.map(|duration| format!("--duration={duration}")));
        words.extend(self.set.iter().map(|set| format!("--set={set}")));
        words
    }

    /// Where the results go: `results/NAME`, and for a scenario that options have changed `results/NAME-HASH`, so that a
    /// variant never replaces the scenario's own results or another variant's.
    fn folder(&self, provenance: &Provenance) -> PathBuf {
        if let Some(folder) = &self.out {
            return folder.clone();
        }
        let name = name_of(&self.scenario);
        let as_written = self.seed.is_none() && self.duration.is_none() && self.set.is_empty();
        let hash = &provenance.scenario_sha256[..8];
        Path::new("results").join(if as_written { name } else { format!("{name}-{hash}") })
    }
}

/// What a scenario is called: its file's name, or the folder's if the file is its `scenario.toml`.
fn name_of(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    let named = if stem == "scenario" { path.parent().and_then(Path::file_name).unwrap_or(stem) } else { stem };
    if named.is_empty() { "scenario".to_owned() } else { named.to_string_lossy().into_owned() }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Terminal {
    /// Standard output: its width, or 100 characters if it is no terminal.
    fn of_stdout() -> Self {
        let width = terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0));
        Self { width, color: use_color(&io::stdout()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_named_after_its_file_or_after_its_folder() {
        assert_eq!(name_of(Path::new("scenarios/wlc-flood.toml")), "wlc-flood");
        assert_eq!(name_of(Path::new("scenarios/paper")), "paper");
        assert_eq!(name_of(Path::new("scenarios/paper/scenario.toml")), "paper");
        assert_eq!(name_of(Path::new("scenario.toml")), "scenario");
        assert_eq!(name_of(Path::new("..")), "scenario");
    }
}
