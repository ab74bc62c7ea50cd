//! The summary of a comparison on a terminal.

use super::ComparisonReport;
use super::differences::verdict;
use crate::report::columns::aligned;
use crate::report::experiment::terminal::{no_steady_state, origin, with_unit};
use crate::report::number::human;
use crate::report::terminal::{MAIN_METRICS, Terminal, alarm, bold};
use crate::stats::METRICS;
use crate::stats::comparison::{Difference, Place};

/// Names in one cell, at most.
const MAX_NAMES: usize = 4;

/// The ranking, what cannot be told apart, and for two variants their differences.
pub fn summary(report: &ComparisonReport, terminal: Terminal) -> String {
    let (provenance, comparison) = (&report.provenance, &report.comparison);
    let mut text = format!("{}\n", bold(&provenance.title, terminal));
    let program = format!("lvsim {}, seed {}", provenance.version, provenance.seed);
    text.push_str(&origin(&program, &comparison.variants[0].replicated));
    let by = &METRICS[report.by];
    text.push_str(&format!("ranked by {}: 1 + how many are better beyond doubt (95 %, Holm)\n\n", by.name));
    let header = [report.varied.as_str(), "rank", by.name, "95 % from", "to", "to the best", "cannot be told from"];
    let ranking = comparison.ranking(report.by);
    text.push_str(&aligned(header, ranking.iter().map(|place| row(report, &ranking, place))));
    for variant in &comparison.variants {
        if let Some(reason) = &variant.replicated.no_steady_state {
            text.push_str(&format!("\n{}", alarm(&format!("{}: {}", variant.name, no_steady_state(reason)), terminal)));
        }
    }
    if comparison.variants.len() == 2 {
        text.push_str(&format!("\n{}", pair(report)));
    }
    text
}

fn row(report: &ComparisonReport, ranking: &[Place], place: &Place) -> [String; 7] {
    let (comparison, unit) = (&report.comparison, METRICS[report.by].unit);
    let name = |variant: usize| comparison.variants[variant].name.clone();
    let Some(estimate) = place.estimate else {
        return [
            name(place.variant),
            "-".to_owned(),
            "-".to_owned(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
        ];
    };
    let best = ranking[0].variant;
    let ends = estimate.interval.map(|interval| [interval.low(), interval.high()].map(|end| with_unit(end, unit)));
    let [low, high] = ends.unwrap_or_default();
    let to_best = comparison.between(report.by, place.variant, best).map(|difference| relative(&difference, ranking));
    let untold = comparison.not_told_from(report.by, place.variant);
    let mut names: Vec<String> = untold.iter().take(MAX_NAMES).map(|&variant| name(variant)).collect();
    if untold.len() > MAX_NAMES {
        names.push(format!("{} more", untold.len() - MAX_NAMES));
    }
    [
        name(place.variant),
        place.rank.map_or("-".to_owned(), |rank| rank.to_string()),
        with_unit(estimate.value, unit),
        low,
        high,
        to_best.unwrap_or_default(),
        names.join(", "),
    ]
}

/// A difference to the best as a share of the best; nothing if that is 0.
fn relative(difference: &Difference, ranking: &[Place]) -> String {
    let best = ranking[0].estimate.map_or(0.0, |estimate| estimate.value.abs());
    let percent = |value: f64| 100.0 * value / best;
    if difference.is_identity() {
        return "equal".to_owned();
    }
    if best == 0.0 {
        return String::new();
    }
    format!("{:+.2} ± {} %", percent(difference.value), human(percent(difference.interval.half_width)))
}

/// The differences of two variants in the main metrics.
fn pair(report: &ComparisonReport) -> String {
    let comparison = &report.comparison;
    let [a, b] = [0, 1].map(|variant: usize| comparison.variants[variant].name.as_str());
    let title = format!("{a} minus {b}");
    let main = comparison.differences.iter().filter(|d| MAIN_METRICS.contains(&METRICS[d.metric].name));
    let rows = main.map(|difference| {
        let metric = &METRICS[difference.metric];
        let shown = |value: f64| with_unit(value, metric.unit);
        let interval = difference.interval;
        let p = if difference.is_identity() { String::new() } else { probability(difference.p_holm) };
        [
            metric.name.to_owned(),
            shown(difference.value),
            shown(interval.low()),
            shown(interval.high()),
            p,
            verdict(difference).to_owned(),
        ]
    });
    aligned([title.as_str(), "difference", "95 % from", "to", "p (Holm)", ""], rows)
}

fn probability(p: f64) -> String {
    if p < 0.0001 { "< 0.0001".to_owned() } else { format!("{p:.4}") }
}
