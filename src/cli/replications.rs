//! `lvsim run` with `--replications` or `--precision`: many runs of one scenario, and how sure their means are.

use std::io;

use clap::Args;

use super::exit::Exit;
use super::metric_names::metric_number;
use super::output::Output;
use super::progress::Progress;
use super::run::Shown;
use super::source::Source;
use super::threads::ThreadCount;
use crate::experiment::{Plan, Point, Precision, Target, Threads};
use crate::report::experiment::{self, ExperimentReport, Goal};
use crate::report::terminal::Terminal;
use crate::report::{self};
use crate::scenario::Scenario;
use crate::stats::{METRICS, Replicated};

/// Replications of the first stage, if nothing else is said.
const FIRST_STAGE: u64 = 10;

/// How many runs of the scenario.
#[derive(Debug, Args)]
pub(super) struct HowOften {
    /// Runs the scenario so often, each time with other random numbers, and prints means with their 95 % intervals. If a
    /// precision is asked for, these are the first replications, which decide how many there will be
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(2..=100_000))]
    replications: Option<u64>,
    /// Runs the scenario as often as it takes until the 95 % interval of each metric reaches no further than this to
    /// either side, such as latency_mean=1%,latency_p99=5%; a percentage alone is for latency_mean
    #[arg(long, value_name = "[METRIC=]PERCENT", value_delimiter = ',', value_parser = parse_target)]
    precision: Vec<Target>,
    /// No more replications than this, however imprecise
    #[arg(long, value_name = "COUNT", default_value_t = 1_000, requires = "precision", value_parser = clap::value_parser!(u64).range(2..=100_000))]
    max_replications: u64,
}

fn parse_target(text: &str) -> Result<Target, String> {
    let (name, share) = text.split_once('=').unwrap_or(("latency_mean", text));
    let metric = metric_number(name)?;
    let percent = share.trim().strip_suffix('%').and_then(|percent| percent.trim().parse::<f64>().ok());
    match percent {
        Some(percent) if percent > 0.0 && percent <= 100.0 => Ok(Target { metric, relative: percent / 100.0 }),
        _ => Err("a precision is a percentage above 0%, such as 1%".to_owned()),
    }
}

impl HowOften {
    /// Whether it is one run, without an interval.
    pub(super) fn is_once(&self) -> bool {
        self.replications.is_none() && self.precision.is_empty()
    }

    fn precision(&self) -> Precision {
        let first = self.replications.unwrap_or(FIRST_STAGE);
        Precision { targets: self.precision.clone(), first, most: self.max_replications.max(first) }
    }

    /// The words of the command line that say so.
    fn options(&self) -> Vec<String> {
        let mut words: Vec<String> =
            self.replications.map(|count| format!("--replications={count}")).into_iter().collect();
        for target in &self.precision {
            words.push(format!("--precision={}={}%", METRICS[target.metric].name, 100.0 * target.relative));
        }
        if !self.precision.is_empty() {
            words.push(format!("--max-replications={}", self.max_replications));
        }
        words
    }

    fn simulate(&self, scenario: &Scenario, threads: &Threads, progress: &Progress) -> Replicated {
        let watch = |runs| progress.run_done(runs);
        if !self.precision.is_empty() {
            return self.precision().run(scenario, threads, &watch);
        }
        let points = vec![Point { name: String::new(), scenario: scenario.clone() }];
        let plan = Plan { points, replications: self.replications.unwrap_or(FIRST_STAGE), is_paired: false };
        plan.run(threads, &watch).remove(0)
    }

    fn goals(&self, replicated: &Replicated) -> Vec<Goal> {
        let goal = |target: &Target| Goal {
            metric: target.metric,
            relative: target.relative,
            is_reached: target.is_reached(replicated),
        };
        self.precision.iter().map(goal).collect()
    }
}

/// Runs the scenario that often.
pub(super) fn run(
    source: &Source,
    how_often: &HowOften,
    threads: &ThreadCount,
    shown: &Shown,
    scenario: &Scenario,
    output: &mut Output,
) -> io::Result<Exit> {
    let provenance = source.provenance(scenario, "run", how_often.options());
    let folder = shown.out.clone().unwrap_or_else(|| source.folder("-replications", &provenance));
    if let Err(error) = report::check_replaceable(&folder) {
        return Ok(Exit::unusable(&error));
    }
    let Some(threads) = threads.start() else { return Ok(Exit::Unusable) };
    let progress = Progress::new(shown.quiet);
    let replicated = how_often.simulate(scenario, &threads, &progress);
    progress.finish();
    let goals = how_often.goals(&replicated);
    let report = ExperimentReport { provenance, replicated, goals };
    if let Err(error) = experiment::write(&report, &folder, !shown.no_charts) {
        return Ok(Exit::unusable(&error));
    }
    let json = || experiment::json::document(&report);
    shown.print(&folder, output, json, || experiment::terminal::summary(&report, Terminal::of_stdout()))?;
    Ok(if report.goals.iter().all(|goal| goal.is_reached) { Exit::Success } else { Exit::Failed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_precision_is_a_metric_and_a_percentage() {
        let p99 = METRICS.iter().position(|metric| metric.name == "latency_p99").unwrap();
        assert_eq!(parse_target("latency_p99=5%"), Ok(Target { metric: p99, relative: 0.05 }));
        assert_eq!(METRICS[parse_target("1%").unwrap().metric].name, "latency_mean");
        assert_eq!(
            parse_target("latency_mena=5%").unwrap_err(),
            "there is no metric latency_mena, did you mean latency_mean?"
        );
        for wrong in ["latency_p99=5", "latency_p99=0%", "latency_p99=", "-1%"] {
            assert!(parse_target(wrong).is_err(), "{wrong}");
        }
    }
}
