//! `lvsim compare`: variants of a scenario beside each other.

use std::io;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::exit::Exit;
use super::output::Output;
use super::progress::Progress;
use super::run::Shown;
use super::source::{self, Source};
use super::threads::ThreadCount;
use crate::experiment::{Plan, Point};
use crate::ipvs::scheduler;
use crate::report::comparison::{self, ComparisonReport};
use crate::report::terminal::Terminal;
use crate::report::{self, Provenance};
use crate::scenario::{Scenario, ScenarioError};
use crate::stats::comparison::Variant;
use crate::stats::{Comparison, METRICS};

/// Simulates variants of a scenario with the same arrivals, work and faults, and says what differs and what cannot be told.
///
/// Prints a ranking, and leaves a folder with every difference, its interval, and charts.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    varied: Varied,
    /// Replications of each variant
    #[arg(long, value_name = "COUNT", default_value_t = 10, value_parser = clap::value_parser!(u64).range(2..=100_000))]
    replications: u64,
    /// The metric that ranks the variants
    #[arg(long, value_name = "METRIC", default_value = "latency_mean", value_parser = PossibleValuesParser::new(METRICS.iter().map(|metric| metric.name)), hide_possible_values = true)]
    by: String,
    #[command(flatten)]
    threads: ThreadCount,
    #[command(flatten)]
    shown: Shown,
}

/// In what the variants differ.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Varied {
    /// Schedulers of the virtual services, such as rr,wlc; all stands for the fourteen of Linux
    #[arg(long, value_name = "NAME,NAME", value_delimiter = ',')]
    schedulers: Vec<String>,
    /// A key of the scenario and its values, such as client.0.arrivals.poisson.utilization=0.7,0.8
    #[arg(long, value_name = "KEY=VALUE,VALUE", value_parser = parse_vary)]
    vary: Option<Vary>,
}

/// A key and the values it gets.
#[derive(Clone, Debug, PartialEq)]
struct Vary {
    key: String,
    values: Vec<String>,
}

fn parse_vary(text: &str) -> Result<Vary, String> {
    let (key, values) = text.split_once('=').ok_or("expected KEY=VALUE,VALUE")?;
    let values: Vec<String> = split(values).into_iter().map(|value| value.trim().to_owned()).collect();
    Ok(Vary { key: key.trim().to_owned(), values })
}

/// The pieces between the commas that stand outside brackets, braces and quotes.
fn split(values: &str) -> Vec<&str> {
    let (mut pieces, mut start, mut depth, mut quoted) = (Vec::new(), 0, 0_u32, false);
    for (at, letter) in values.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '[' | '{' if !quoted => depth += 1,
            ']' | '}' if !quoted => depth = depth.saturating_sub(1),
            ',' if !quoted && depth == 0 => {
                pieces.push(&values[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(&values[start..]);
    pieces
}

/// A variant that is to be: its name, and the overrides that make it.
struct Wanted {
    name: String,
    overrides: Vec<String>,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> io::Result<Exit> {
    let base = match arguments.source.scenario() {
        Ok(base) => base,
        Err(error) => {
            source::tell(&error);
            return Ok(Exit::Unusable);
        }
    };
    let wanted = match arguments.varied.wanted(arguments.source.count_of("virtual_server")) {
        Ok(wanted) => wanted,
        Err(why) => return Ok(Exit::unusable(&why)),
    };
    let point = |wanted: Wanted| -> Result<Point, ScenarioError> {
        Ok(Point { scenario: arguments.source.varied(&wanted.overrides)?, name: wanted.name })
    };
    match wanted.into_iter().map(point).collect::<Result<Vec<Point>, _>>() {
        Ok(points) => arguments.compare(&base, points, output),
        Err(error) => {
            source::tell(&error);
            Ok(Exit::Unusable)
        }
    }
}

impl Varied {
    /// What is varied, as results call it.
    fn key(&self) -> &str {
        self.vary.as_ref().map_or("scheduler", |vary| &vary.key)
    }

    /// The words of the command line that say so.
    fn option(&self) -> String {
        match &self.vary {
            Some(vary) => format!("--vary={}={}", vary.key, vary.values.join(",")),
            None => format!("--schedulers={}", self.schedulers.join(",")),
        }
    }

    /// The variants of a scenario with so many `[[virtual_server]]`.
    fn wanted(&self, services: usize) -> Result<Vec<Wanted>, String> {
        if self.vary.is_none() && services == 0 {
            return Err("the scenario has no [[virtual_server]]; vary a key of it with --vary".to_owned());
        }
        let wanted: Vec<Wanted> = match &self.vary {
            Some(Vary { key, values }) => values
                .iter()
                .map(|value| Wanted { name: value.clone(), overrides: vec![format!("{key}={value}")] })
                .collect(),
            None => self.scheduler_names().into_iter().map(|name| scheduled(name, services)).collect(),
        };
        if wanted.len() < 2 {
            return Err("a comparison takes at least two variants".to_owned());
        }
        let twice =
            wanted.iter().enumerate().find(|(index, one)| wanted[..*index].iter().any(|two| one.name == two.name));
        match twice {
            Some((_, one)) => Err(format!("{} is there twice", one.name)),
            None => Ok(wanted),
        }
    }

    fn scheduler_names(&self) -> Vec<String> {
        let all = self.schedulers.iter().any(|name| name == "all");
        if all { scheduler::names_of_linux().map(str::to_owned).collect() } else { self.schedulers.clone() }
    }
}

/// The variant in which each of the scenario's so many `[[virtual_server]]` has this scheduler.
fn scheduled(name: String, services: usize) -> Wanted {
    let overrides = (0..services).map(|index| format!("virtual_server.{index}.lb_algo={name}")).collect();
    Wanted { name, overrides }
}

impl Arguments {
    fn compare(&self, base: &Scenario, points: Vec<Point>, output: &mut Output) -> io::Result<Exit> {
        let provenance = self.provenance(base);
        let folder = self.shown.out.clone().unwrap_or_else(|| self.source.folder("-comparison", &provenance));
        if let Err(error) = report::check_replaceable(&folder) {
            return Ok(Exit::unusable(&error));
        }
        let Some(threads) = self.threads.start() else { return Ok(Exit::Unusable) };
        let progress = Progress::new(self.shown.quiet);
        let names: Vec<String> = points.iter().map(|point| point.name.clone()).collect();
        let plan = Plan { points, replications: self.replications, is_paired: true };
        let replicated = plan.run(&threads, &|runs| progress.run_done(runs));
        progress.finish();
        let variants = names.into_iter().zip(replicated).map(|(name, replicated)| Variant { name, replicated });
        let by = METRICS.iter().position(|metric| metric.name == self.by).expect("a metric of the table");
        let report = ComparisonReport {
            provenance,
            varied: self.varied.key().to_owned(),
            by,
            comparison: Comparison::of(variants.collect()),
        };
        if let Err(error) = comparison::write(&report, &folder, !self.shown.no_charts) {
            return Ok(Exit::unusable(&error));
        }
        let json = || comparison::json::document(&report);
        self.shown.print(&folder, output, json, || comparison::terminal::summary(&report, Terminal::of_stdout()))?;
        Ok(Exit::Success)
    }

    fn provenance(&self, base: &Scenario) -> Provenance {
        let options =
            vec![self.varied.option(), format!("--replications={}", self.replications), format!("--by={}", self.by)];
        self.source.provenance(base, "compare", options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_split_at_the_commas_between_them() {
        let vary = |text| parse_vary(text).unwrap();
        assert_eq!(vary("run.seed=1, 2").values, ["1", "2"]);
        let laws = vary("real_server.0.service_time={erlang={mean=\"1s\",stages=2}},\"1s,\"");
        assert_eq!(laws.values, ["{erlang={mean=\"1s\",stages=2}}", "\"1s,\""]);
        assert!(parse_vary("run.seed").is_err());
    }
}
