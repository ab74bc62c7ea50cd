//! The summary of an experiment on a terminal.

use super::{ExperimentReport, Goal};
use crate::report::columns::aligned;
use crate::report::number::{human, human_to, seconds_to};
use crate::report::terminal::{MAIN_METRICS, Terminal, alarm, bold};
use crate::stats::replicated::Estimate;
use crate::stats::{METRICS, Replicated};

/// The summary: where the experiment came from, its estimates, and what was asked of their precision.
pub fn summary(report: &ExperimentReport, terminal: Terminal) -> String {
    let (provenance, replicated) = (&report.provenance, &report.replicated);
    let mut text = format!("{}\n", bold(&provenance.title, terminal));
    text.push_str(&origin(&format!("lvsim {}, seed {}", provenance.version, provenance.seed), replicated));
    text.push('\n');
    let rows = METRICS.iter().enumerate().filter(|(_, metric)| MAIN_METRICS.contains(&metric.name));
    let rows = rows.filter_map(|(index, metric)| Some(row(metric.name, metric.unit, replicated.estimate(index)?)));
    text.push_str(&aligned(["", "estimate", "95 % from", "to", "±"], rows));
    if let Some(reason) = &replicated.no_steady_state {
        text.push_str(&format!("\n{}\n", alarm(&no_steady_state(reason), terminal)));
    }
    for goal in &report.goals {
        text.push_str(&format!("\n{}", outcome_of(goal, replicated, terminal)));
    }
    text
}

/// Where an experiment came from, and what was measured: a line each.
pub fn origin(program: &str, replicated: &Replicated) -> String {
    let transient = match &replicated.transient_search {
        Some(search) if !search.is_conclusive => {
            " (found no end of the transient: the run is too short, or never settles)"
        }
        Some(_) => " (transient found by MSER-5)",
        None => "",
    };
    let measured = (replicated.duration - replicated.transient).as_secs_f64();
    let duration = replicated.duration.as_secs_f64();
    let count = replicated.replications();
    format!("{program}   {count} replications, measured {measured} s of {duration} s each{transient}\n")
}

/// That there is no steady state, in words.
pub fn no_steady_state(reason: &str) -> String {
    format!("no steady state: {reason}; latencies have no mean and no quantiles")
}

/// Digits of an estimate: enough for the ends of an interval of a tenth of a percent to differ.
const DIGITS: usize = 5;

/// A value with its unit, if that is not in the name.
pub fn with_unit(value: f64, unit: &str) -> String {
    match unit {
        "s" => seconds_to(value, DIGITS),
        unit if unit.contains('/') => format!("{} {unit}", human_to(value, DIGITS)),
        _ => human_to(value, DIGITS),
    }
}

fn row(name: &str, unit: &str, estimate: Estimate) -> [String; 5] {
    let shown = |value: f64| with_unit(value, unit);
    let [low, high, relative] = match estimate.interval {
        Some(interval) if interval.half_width == 0.0 => [shown(interval.low()), shown(interval.high()), String::new()],
        Some(interval) => {
            let percent = 100.0 * interval.relative_precision();
            let relative = if percent.is_finite() { format!("{} %", human(percent)) } else { String::new() };
            [shown(interval.low()), shown(interval.high()), relative]
        }
        None => [(); 3].map(|()| "-".to_owned()),
    };
    [name.to_owned(), shown(estimate.value), low, high, relative]
}

fn outcome_of(goal: &Goal, replicated: &Replicated, terminal: Terminal) -> String {
    let (name, percent) = (METRICS[goal.metric].name, human(100.0 * goal.relative));
    let count = replicated.replications();
    if goal.is_reached {
        format!("{name} is known to {percent} % after {count} replications\n")
    } else {
        format!("{}\n", alarm(&format!("{name} is not known to {percent} % after {count} replications"), terminal))
    }
}
