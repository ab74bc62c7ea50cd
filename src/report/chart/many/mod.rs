//! Charts of many runs: of one scenario, or of its variants beside each other.
//!
//! * `replications`: what single replications say, and what they say together
//! * `latencies`, `differences`, `balances`, `server_panels`: variants compared
//! * `interval_rows`, `strokes`: names, dots and intervals, and lines that can be told apart
//! * `capacity`: a metric over the load, and where it meets its limit
//! * `sweep_lines`, `sweep_heat`: a metric over the values of one key or two; `sweep_scale`: what these share

mod balances;
mod capacity;
mod differences;
mod interval_rows;
mod latencies;
mod replications;
mod server_panels;
mod strokes;
#[cfg(test)]
mod sweep_gallery;
mod sweep_heat;
mod sweep_lines;
mod sweep_scale;

use super::png::Renderer;
use super::{Drawing, FOLDER, latency_distribution, transient};
use crate::report::Provenance;
use crate::report::capacity::CapacityDocument;
use crate::report::comparison::ComparisonReport;
use crate::report::experiment::ExperimentReport;
use crate::report::files::RunFile;
use crate::report::sweep::SweepDocument;
use crate::stats::Metric;
use sweep_scale::Figure;

/// A chart: its name, what a screen reader says of it, and the drawing.
type Chart<Name = &'static str> = (Name, &'static str, Drawing);

/// The charts of an experiment.
pub(crate) fn of_experiment(report: &ExperimentReport) -> Vec<RunFile> {
    files(experiment_charts(report))
}

/// The charts of a comparison.
pub(crate) fn of_comparison(report: &ComparisonReport) -> Vec<RunFile> {
    files(comparison_charts(report))
}

fn comparison_charts(report: &ComparisonReport) -> Vec<Chart> {
    vec![
        (
            "latencies",
            "Share of the requests of each variant that took longer than a latency, on logarithmic axes.",
            latencies::draw(report),
        ),
        (
            "differences",
            "Differences of each variant to the best, with their 95 % intervals.",
            differences::draw(report),
        ),
        (
            "balances",
            "Jain's index of requests and of the number in system of each variant, with their 95 % intervals.",
            balances::draw(report),
        ),
        ("servers", "Utilization of each real server under each variant.", server_panels::draw(report)),
    ]
}

fn experiment_charts(report: &ExperimentReport) -> Vec<Chart> {
    let (provenance, replicated) = (&report.provenance, &report.replicated);
    let latency = replicated.latency();
    let notes = [format!("{} completed requests of {} replications", latency.count(), replicated.replications())];
    let mut charts = vec![
        (
            "latency_distribution",
            "Share of the requests that took longer than a latency, on logarithmic axes, with its quantiles.",
            latency_distribution::draw_of(provenance, latency, &notes),
        ),
        (
            "replications",
            "Values of the main metrics in each replication, with the 95 % intervals of the estimates.",
            replications::draw(provenance, replicated),
        ),
    ];
    let search = replicated.transient_search.as_ref();
    charts.extend(search.map(|search| {
        let meaning = "Number in system in pilot runs, where MSER-5 cuts it and why.";
        ("transient", meaning, transient::draw_search(provenance, search))
    }));
    charts
}

/// The charts of these metrics over the values of a sweep: lines for one axis or two, and a heat map for two. What has more
/// axes cannot be drawn.
pub(crate) fn of_sweep(provenance: &Provenance, document: &SweepDocument, metrics: &[&'static str]) -> Vec<RunFile> {
    files(sweep_charts(provenance, document, metrics))
}

fn sweep_charts(provenance: &Provenance, document: &SweepDocument, metrics: &[&'static str]) -> Vec<Chart<String>> {
    let mut charts = Vec::new();
    if document.axes.len() > 2 {
        return charts;
    }
    for &metric in metrics {
        let figure = Figure { provenance, document, metric };
        let meaning = Metric::named(metric).map_or("", |metric| metric.meaning);
        charts.extend(sweep_lines::draw(&figure).map(|drawing| (metric.to_owned(), meaning, drawing)));
        if document.axes.len() == 2 {
            charts.push((format!("{metric}_heat_map"), meaning, sweep_heat::draw(&figure)));
        }
    }
    charts
}

/// The curve of every objective of a search for a capacity.
pub(crate) fn of_capacity(provenance: &Provenance, document: &CapacityDocument) -> Vec<RunFile> {
    let chart = |(number, objective): (usize, &crate::report::capacity::ObjectiveRecord)| {
        let meaning = Metric::named(&objective.metric).map_or("", |metric| metric.meaning);
        (objective.metric.clone(), meaning, capacity::draw(provenance, document, objective, number))
    };
    files(document.objectives.iter().enumerate().map(chart).collect())
}

/// Each as PNG and SVG.
fn files<Name: std::fmt::Display>(charts: Vec<Chart<Name>>) -> Vec<RunFile> {
    let renderer = Renderer::new();
    let mut files = Vec::with_capacity(2 * charts.len());
    for (name, meaning, drawing) in charts {
        let svg = drawing.to_svg(meaning);
        files.push(RunFile::new(format!("{FOLDER}{name}.png"), renderer.png(&svg)));
        files.push(RunFile::new(format!("{FOLDER}{name}.svg"), svg));
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::gallery::check_labels;
    use crate::report::specimen::{Specimen, provenance};
    use crate::stats::comparison::Variant;
    use crate::stats::replicated::Sample;
    use crate::stats::{Comparison, METRICS, Outcome, Replicated, TransientSearch};
    use crate::time::SimDuration;

    fn replicated(servers: usize, utilization: f64) -> Replicated {
        let mut replicated = Replicated::new(SimDuration::from_secs(60), SimDuration::from_secs(6));
        for load in [0.0, 0.02, 0.05] {
            let specimen = Specimen {
                servers,
                duration_s: 60.0,
                crash_s: None,
                utilization: utilization + load,
                ..Specimen::default()
            };
            replicated.absorb(Sample::of(&specimen.outcome()));
        }
        replicated
    }

    fn comparison(names: &[String], servers: usize) -> ComparisonReport {
        let variant = |(index, name): (usize, &String)| {
            let mut replicated = replicated(servers, 0.3 + 0.3 * index as f64 / names.len() as f64);
            if index % 5 == 4 {
                replicated.no_steady_state = Some("it grows".to_owned());
            }
            Variant { name: name.clone(), replicated }
        };
        let variants = names.iter().enumerate().map(variant).collect();
        let by = METRICS.iter().position(|metric| metric.name == "latency_mean").unwrap();
        let title = "A title that says so much about its scenario that no line of any chart could ever hold all of it";
        let (provenance, varied) = (provenance(title), "scheduler".to_owned());
        ComparisonReport { provenance, varied, by, comparison: Comparison::of(variants) }
    }

    fn check(charts: &[Chart]) {
        for (name, _, drawing) in charts {
            check_labels(name, drawing);
        }
    }

    #[test]
    fn no_label_of_a_comparison_covers_another_or_leaves_the_picture() {
        let numbered = |count: usize| (1..=count).map(|number| format!("variant {number}")).collect::<Vec<_>>();
        let long = |name: &String| format!("{{ lognormal = {{ mean = \"20ms\", cv = 1.5 }} }} and even more of {name}");
        check(&comparison_charts(&comparison(&numbered(2), 3)));
        check(&comparison_charts(&comparison(&numbered(14), 16)));
        check(&comparison_charts(&comparison(&numbered(40), 2)));
        check(&comparison_charts(&comparison(&numbered(6).iter().map(long).collect::<Vec<_>>(), 100)));
    }

    #[test]
    fn no_label_of_an_experiment_covers_another_or_leaves_the_picture() {
        let settling: Vec<f64> = (0..1_000).map(|i| 5.0 - 5.0 * (-f64::from(i) / 50.0).exp()).collect();
        let mut usual = replicated(3, 0.5);
        usual.transient_search = TransientSearch::of(&settling, SimDuration::from_millis(60), 4);
        let mut empty = Replicated::new(SimDuration::from_secs(60), SimDuration::ZERO);
        (0..3).for_each(|_| empty.absorb(Sample::of(&Outcome::default())));
        for replicated in [usual, empty] {
            let report = ExperimentReport { provenance: provenance("Experiment"), replicated, goals: Vec::new() };
            check(&experiment_charts(&report));
        }
    }
}
