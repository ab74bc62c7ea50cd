//! The charts of a run, as SVG documents and as PNG images of the same.
//!
//! All have the same size, frame and palette (colours that colour-blind readers tell apart, and patterns or names that
//! stay apart in grey), and are drawn from a [`RunReport`] alone, so that they can be drawn again from its files. The
//! font is embedded: a chart has the same bytes everywhere.
//!
//! * one file for each chart: `latency_distribution`, `latency_over_time`, `servers`, `number_in_system`,
//!   `connections`, `balance`
//! * what they share: `panel` (axes and lines), `over_time` (time axis), `flags` (faults), `server_lines`,
//!   `end_labels`, `scale`, `latency_unit`, `palette`, `font`
//! * `drawing` and `png`: shapes to SVG, SVG to pixels

mod balance;
mod connections;
mod drawing;
mod end_labels;
mod flags;
mod font;
#[cfg(test)]
mod gallery;
mod latency_distribution;
mod latency_over_time;
mod latency_unit;
mod number_in_system;
mod over_time;
mod palette;
mod panel;
mod png;
mod scale;
mod server_lines;
mod servers;

pub use drawing::Drawing;

use crate::report::RunReport;
use crate::report::files::RunFile;

/// Where the charts are in the folder of a run.
pub const FOLDER: &str = "charts/";

/// A kind of chart.
#[derive(Clone, Copy, Debug)]
pub struct Chart {
    /// Its name, and that of its files.
    pub name: &'static str,
    /// What it shows, in one sentence.
    pub meaning: &'static str,
    draw: fn(&RunReport) -> Drawing,
}

/// All charts.
pub const CHARTS: [Chart; 6] = [
    Chart {
        name: "latency_distribution",
        meaning: "Share of the requests that took longer than a latency, on logarithmic axes, with its quantiles.",
        draw: latency_distribution::draw,
    },
    Chart {
        name: "latency_over_time",
        meaning: "Mean, median and 99th percentile of the latency in each interval.",
        draw: latency_over_time::draw,
    },
    Chart {
        name: "servers",
        meaning: "Requests and utilization of each real server, beside its share by weight.",
        draw: servers::draw,
    },
    Chart {
        name: "number_in_system",
        meaning: "Requests waiting or in service at each real server over time.",
        draw: number_in_system::draw,
    },
    Chart {
        name: "connections",
        meaning: "ActiveConn and InActConn of each destination over time.",
        draw: connections::draw,
    },
    Chart {
        name: "balance",
        meaning: "Jain's index of requests and of the number in system over time.",
        draw: balance::draw,
    },
];

impl Chart {
    /// The chart of this run as an SVG document.
    pub fn svg(&self, report: &RunReport) -> String {
        (self.draw)(report).to_svg(self.meaning)
    }
}

/// The names of all files that charts of a run can have in its folder.
pub fn names() -> impl Iterator<Item = String> {
    CHARTS.iter().flat_map(|chart| ["png", "svg"].map(|kind| format!("{FOLDER}{}.{kind}", chart.name)))
}

/// These charts of a run, each as SVG and PNG; their names begin with `prefix`.
pub fn files(report: &RunReport, charts: &[Chart], prefix: &str) -> Vec<RunFile> {
    let renderer = png::Renderer::new();
    let mut files = Vec::with_capacity(2 * charts.len());
    for chart in charts {
        let svg = chart.svg(report);
        files.push(RunFile::new(format!("{prefix}{}.png", chart.name), renderer.png(&svg)));
        files.push(RunFile::new(format!("{prefix}{}.svg", chart.name), svg));
    }
    files
}
