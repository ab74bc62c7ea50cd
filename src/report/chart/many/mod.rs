//! Charts of many runs: of one scenario, or of its variants beside each other.
//!
//! * `replications`: what single replications say, and what they say together
//! * `latencies`, `differences`, `balances`, `server_panels`: variants compared
//! * `interval_rows`: names, dots and intervals, as several of these draw them

mod replications;

use super::png::Renderer;
use super::{Drawing, FOLDER, latency_distribution, transient};
use crate::report::experiment::ExperimentReport;
use crate::report::files::RunFile;

/// A chart: its name, what a screen reader says of it, and the drawing.
type Chart = (&'static str, &'static str, Drawing);

/// The charts of an experiment.
pub(crate) fn of_experiment(report: &ExperimentReport) -> Vec<RunFile> {
    files(experiment_charts(report))
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

/// Each as PNG and SVG.
fn files(charts: Vec<Chart>) -> Vec<RunFile> {
    let renderer = Renderer::new();
    let mut files = Vec::with_capacity(2 * charts.len());
    for (name, meaning, drawing) in charts {
        let svg = drawing.to_svg(meaning);
        files.push(RunFile::new(format!("{FOLDER}{name}.png"), renderer.png(&svg)));
        files.push(RunFile::new(format!("{FOLDER}{name}.svg"), svg));
    }
    files
}
