//! Which scenario a command is about, with which changes, and where its results go.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use sha2::{Digest, Sha256};

use super::output::use_color;
use crate::report::Provenance;
use crate::scenario::{self, Document, Scenario, ScenarioError, SweepFile};
use crate::time::SimDuration;

/// A scenario and what is changed in it.
#[derive(Clone, Debug, Args)]
pub(super) struct Source {
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
}

fn parse_duration(text: &str) -> Result<SimDuration, String> {
    match text.parse::<SimDuration>() {
        Ok(SimDuration::ZERO) => Err("a run lasts longer than no time".to_owned()),
        Ok(duration) => Ok(duration),
        Err(error) => Err(error.to_string()),
    }
}

impl Source {
    /// The scenario with its changes.
    pub(super) fn scenario(&self) -> Result<Scenario, ScenarioError> {
        self.varied(&[])
    }

    /// The scenario with its changes and further ones, `KEY=VALUE` each.
    pub(super) fn varied(&self, further: &[String]) -> Result<Scenario, ScenarioError> {
        let mut overrides = self.set.clone();
        overrides.extend(self.seed.map(|seed| format!("run.seed={seed}")));
        overrides.extend_from_slice(further);
        let scenario = scenario::load(&self.scenario, &overrides)?;
        Ok(match self.duration {
            Some(duration) => scenario.with_duration(duration),
            None => scenario,
        })
    }

    /// How many entries an array of tables has in the file.
    pub(super) fn count_of(&self, key: &str) -> usize {
        let document = Document::open(&self.scenario).ok();
        let typed = document.and_then(|document| document.text().parse::<toml::Table>().ok());
        typed.and_then(|table| Some(table.get(key)?.as_array()?.len())).unwrap_or(0)
    }

    /// The path that was typed.
    pub(super) fn path(&self) -> &Path {
        &self.scenario
    }

    /// The scenario that a file names, with its changes; the command line has the last word.
    pub(super) fn changed_by(&self, file: &SweepFile) -> Self {
        Self {
            scenario: file.scenario.clone(),
            seed: self.seed.or(file.seed),
            duration: self.duration.or(file.duration),
            set: file.set.iter().chain(&self.set).cloned().collect(),
        }
    }

    /// What results of this scenario say of where they came from; `options` are the words of the command line that
    /// belong to the command and can change results.
    pub(super) fn provenance(&self, scenario: &Scenario, command: &str, options: Vec<String>) -> Provenance {
        let scenario_toml = scenario.to_toml();
        Provenance {
            title: scenario.title.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seed: scenario.run.seed,
            command: self.command(command, options),
            scenario: toml::from_str(&scenario_toml).expect("a printed scenario is TOML"),
            scenario_sha256: sha256(&scenario_toml),
            scenario_toml,
        }
    }

    /// The command line without what cannot change the results.
    pub(super) fn command(&self, command: &str, options: Vec<String>) -> Vec<String> {
        let mut words = ["lvsim", command].map(str::to_owned).to_vec();
        words.push(self.scenario.display().to_string());
        words.extend(self.seed.map(|seed| format!("--seed={seed}")));
        words.extend(self.duration.map(|duration| format!("--duration={duration}")));
        words.extend(self.set.iter().map(|set| format!("--set={set}")));
        words.extend(options);
        words
    }

    /// Where the results go: `results/NAME`, and for a scenario that options have changed `results/NAME-HASH`, so that a
    /// variant never replaces the scenario's own results or another variant's. `kind` follows the name, if there is one.
    pub(super) fn folder(&self, kind: &str, provenance: &Provenance) -> PathBuf {
        let name = name_of(&self.scenario) + kind;
        let variant = (!self.is_as_written()).then_some(provenance.scenario_sha256.as_str());
        results_folder(name, variant)
    }

    /// The same of something that `key` tells from everything else of its kind.
    pub(super) fn keyed_folder(&self, kind: &str, key: &str, is_as_written: bool) -> PathBuf {
        let is_as_written = is_as_written && self.is_as_written();
        results_folder(name_of(&self.scenario) + kind, (!is_as_written).then_some(key))
    }

    fn is_as_written(&self) -> bool {
        self.seed.is_none() && self.duration.is_none() && self.set.is_empty()
    }
}

/// Says on stderr what is wrong with a scenario.
pub(super) fn tell(error: &ScenarioError) {
    eprintln!("{}", error.render(use_color(&io::stderr())));
}

fn results_folder(name: String, variant: Option<&str>) -> PathBuf {
    let name = variant.map_or(name.clone(), |key| format!("{name}-{}", &key[..8]));
    Path::new("results").join(name)
}

/// What a scenario is called: its file's name, or the folder's if the file is its `scenario.toml`.
fn name_of(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    let named = if stem == "scenario" { path.parent().and_then(Path::file_name).unwrap_or(stem) } else { stem };
    if named.is_empty() { "scenario".to_owned() } else { named.to_string_lossy().into_owned() }
}

/// The SHA-256 of a text, in hexadecimal.
pub(super) fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
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
