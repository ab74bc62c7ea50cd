//! `lvsim capacity`: the largest load, or the smallest number of servers, that holds objectives.

use std::io;

use clap::Args;

use super::exit::Exit;
use super::objective;
use super::output::Output;
use super::progress::Progress;
use super::run::Shown;
use super::source::{self, Source};
use super::threads::ThreadCount;
use crate::experiment::Threads;
use crate::experiment::capacity::{self, Bound, Capacity, Ladder, Objective, Probe, Probing, Verdict};
use crate::report::capacity::{CapacityDocument, CurveRecord, EstimateAt, ObjectiveRecord, terminal, write};
use crate::report::number::Written;
use crate::report::terminal::Terminal;
use crate::report::{self, Provenance};
use crate::scenario::{LoadError, Scenario, ScenarioError};
use crate::stats::METRICS;
use crate::stats::replicated::LEVEL;
use crate::time::SimDuration;

/// What `--over servers` stands for.
const SERVERS: &str = "real_server.0.count";
/// Numbers are tried from here, unless the scenario says how many there are.
const FIRST_NUMBER: u32 = 8;

/// Finds the largest load, or the smallest number of servers, at which objectives hold.
///
/// The search adds replications at each place until it is sure, and says between which places it cannot be. Exits with 1 if
/// the objectives hold nowhere.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    source: Source,
    /// What has to hold, such as "latency_p99 < 50ms"; given again, all of them have to
    #[arg(long, value_name = "METRIC<VALUE", required = true, value_parser = objective::parse)]
    slo: Vec<Objective>,
    /// What is searched for: load, a factor on all arrival rates; servers, how many the first `[[real_server]]` stands for; or
    /// any key that is a whole number of which more is better, such as real_server.0.workers
    #[arg(long, value_name = "load|servers|KEY", default_value = "load")]
    over: String,
    /// How closely a load is wanted, as a share of it
    #[arg(long, value_name = "PERCENT", default_value = "1%", value_parser = parse_percent)]
    resolution: f64,
    /// No more replications at a place than this, however unsure
    #[arg(long, value_name = "COUNT", default_value_t = 80, value_parser = clap::value_parser!(u64).range(5..=100_000))]
    max_replications: u64,
    #[command(flatten)]
    threads: ThreadCount,
    #[command(flatten)]
    shown: Shown,
}

/// Why a place of the search cannot be tried.
enum Impossible {
    Scenario(ScenarioError),
    Load(LoadError),
}

fn parse_percent(text: &str) -> Result<f64, String> {
    let percent = text.trim().strip_suffix('%').and_then(|percent| percent.trim().parse::<f64>().ok());
    let percent = percent.filter(|percent| (0.01..=50.0).contains(percent));
    percent.map(|percent| percent / 100.0).ok_or_else(|| "expected a percentage from 0.01% to 50%".to_owned())
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> io::Result<Exit> {
    let base = match arguments.source.scenario() {
        Ok(base) => base,
        Err(error) => {
            source::tell(&error);
            return Ok(Exit::Unusable);
        }
    };
    let shown = &arguments.shown;
    if !shown.quiet {
        base.notices.iter().for_each(|notice| eprintln!("{notice}"));
    }
    let provenance = arguments.source.provenance(&base, "capacity", arguments.options());
    let folder = shown.out.clone().unwrap_or_else(|| arguments.folder(&provenance));
    if let Err(error) = report::check_replaceable(&folder) {
        return Ok(Exit::unusable(&error));
    }
    let Some(threads) = arguments.threads.start() else { return Ok(Exit::Unusable) };
    let found = match arguments.search(&base, &threads) {
        Ok(found) => found,
        Err(Impossible::Scenario(error)) => {
            source::tell(&error);
            return Ok(Exit::Unusable);
        }
        Err(Impossible::Load(error)) => return Ok(Exit::unusable(&error)),
    };
    let document = arguments.document(&provenance, &found);
    if let Err(error) = write(&provenance, &document, &folder, !shown.no_charts) {
        return Ok(Exit::unusable(&error));
    }
    let json = || serde_json::to_value(&document).expect("a document has string keys only");
    shown.print(&folder, output, json, || terminal::summary(&document, Terminal::of_stdout()))?;
    Ok(if found.holds.is_some() { Exit::Success } else { Exit::Failed })
}

impl Arguments {
    fn key(&self) -> Option<&str> {
        match self.over.as_str() {
            "load" => None,
            "servers" => Some(SERVERS),
            key => Some(key),
        }
    }

    fn ladder(&self, base: &Scenario) -> Ladder {
        match self.over.as_str() {
            "load" => Ladder::Load { step: self.resolution },
            "servers" => Ladder::Number { start: base.real_servers.len() as u32 },
            _ => Ladder::Number { start: FIRST_NUMBER },
        }
    }

    fn search(&self, base: &Scenario, threads: &Threads) -> Result<Capacity, Impossible> {
        let ladder = self.ladder(base);
        let scenario_at = |rung: i64| match self.key() {
            None => base.clone().with_load(ladder.value(rung)).map_err(Impossible::Load),
            Some(key) => {
                let varied = self.source.varied(&[format!("{key}={}", -rung)]).map_err(Impossible::Scenario)?;
                Ok(varied.with_arrivals_of(base))
            }
        };
        let progress = Progress::new(self.shown.quiet);
        let watch = |runs| progress.run_done(runs);
        let probing = Probing { objectives: &self.slo, most: self.max_replications, threads, watch: &watch };
        let found = capacity::find(&ladder, &probing, scenario_at);
        progress.finish();
        found
    }

    /// The words of the command line that say what is searched for.
    fn options(&self) -> Vec<String> {
        let mut words: Vec<String> =
            self.slo.iter().map(|objective| format!("--slo={}", terminal::in_words(&record(objective)))).collect();
        words.push(format!("--over={}", self.over));
        words.push(format!("--resolution={}%", 100.0 * self.resolution));
        words.push(format!("--max-replications={}", self.max_replications));
        words
    }

    fn folder(&self, provenance: &Provenance) -> std::path::PathBuf {
        let key = source::sha256(&(provenance.scenario_sha256.clone() + &self.options().join(" ")));
        self.source.keyed_folder("-capacity", &key, false)
    }

    fn document(&self, provenance: &Provenance, found: &Capacity) -> CapacityDocument {
        let probe = |place: Option<usize>| place.map(|place| &found.probes[place]);
        let value = |place| probe(place).map(|probe: &Probe| Written(probe.value).rounded());
        let is_load = self.key().is_none();
        let rungs = [found.holds, found.fails].map(|place| probe(place).map(|probe| probe.rung));
        CapacityDocument {
            title: provenance.title.clone(),
            version: provenance.version.clone(),
            seed: provenance.seed,
            scenario_sha256: provenance.scenario_sha256.clone(),
            over: self.key().unwrap_or("load").to_owned(),
            objectives: self.slo.iter().map(record).collect(),
            level: LEVEL,
            duration: found.probes.first().map_or(SimDuration::ZERO, |probe| probe.replicated.duration),
            holds: value(found.holds),
            fails: value(found.fails),
            estimate: found.estimate.map(|estimate| Written(estimate).rounded()).filter(|_| is_load),
            holds_arrivals_per_s: probe(found.holds)
                .and_then(|probe| probe.arrivals_per_s)
                .map(|rate| Written(rate).rounded())
                .filter(|_| is_load),
            is_certain: matches!(rungs, [Some(holds), Some(fails)] if fails - holds == 1),
            curve: self.curve(found),
        }
    }

    fn curve(&self, found: &Capacity) -> Vec<CurveRecord> {
        let fits: Vec<Vec<Option<f64>>> =
            self.slo.iter().map(|objective| capacity::fitted(&found.probes, objective)).collect();
        let place = |(number, probe): (usize, &Probe)| {
            let estimate = |(which, objective): (usize, &Objective)| {
                let found = probe.replicated.estimate(objective.metric);
                let interval = found.and_then(|estimate| estimate.interval);
                let written = |number: f64| Written(number).rounded();
                EstimateAt {
                    metric: objective.name().to_owned(),
                    value: found.map(|estimate| written(estimate.value)),
                    low: interval.map(|interval| written(interval.low())),
                    high: interval.map(|interval| written(interval.high())),
                    fitted: fits[which][number].map(written),
                    verdict: word(probe.verdicts[which]).to_owned(),
                }
            };
            CurveRecord {
                at: Written(probe.value).rounded(),
                arrivals_per_s: probe.arrivals_per_s.map(|rate| Written(rate).rounded()),
                replications: probe.replicated.replications(),
                verdict: word(probe.verdict()).to_owned(),
                no_steady_state: probe.replicated.no_steady_state.clone(),
                estimates: self.slo.iter().enumerate().map(estimate).collect(),
            }
        };
        found.probes.iter().enumerate().map(place).collect()
    }
}

fn record(objective: &Objective) -> ObjectiveRecord {
    let metric = &METRICS[objective.metric];
    ObjectiveRecord {
        metric: metric.name.to_owned(),
        unit: metric.unit.to_owned(),
        bound: if objective.bound == Bound::Below { "<" } else { ">" }.to_owned(),
        limit: Written(objective.limit).rounded(),
    }
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::Fails => "fails",
        Verdict::Unclear => "unclear",
    }
}
