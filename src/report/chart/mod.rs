//! The charts of a run, as SVG documents and as PNG images of the same.
//!
//! All have the same width, frame and palette (colours that colour-blind readers tell apart, and patterns or names that
//! stay apart in grey), and are drawn from a [`RunReport`] alone, so that they can be drawn again from its files. The
//! font is embedded: a chart has the same bytes everywhere.
//!
//! * one file for each chart: `latency_distribution`, `latency_over_time`, `servers`, `number_in_system`,
//!   `connections`, `balance`, `caches`, `storage`, `transient`; a folder for `failover` and `takeover`
//! * `many`: those of many runs
//! * what they share: `panel` (axes and lines), `over_time` (time axis), `flags` (faults), `server_lines`,
//!   `end_labels`, `scale`, `latency_unit`, `palette`, `font`
//! * `drawing` and `png`: shapes to SVG, SVG to pixels

mod balance;
mod caches;
mod connections;
mod curves;
mod director;
mod drawing;
mod end_labels;
mod failover;
mod flags;
mod font;
#[cfg(test)]
mod gallery;
mod latency_distribution;
mod latency_over_time;
mod latency_unit;
pub(crate) mod many;
mod number_in_system;
mod over_time;
mod palette;
mod panel;
mod png;
mod scale;
mod server_lines;
mod servers;
mod storage;
mod transient;

pub use curves::{Curve, Curves};
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
    draw: Draw,
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug)]
enum Draw {
    /// Once for every run.
    Once(fn(&RunReport) -> Drawing),
    /// As often as the run gives cause to, at most so many times.
    UpTo(usize, fn(&RunReport) -> Vec<Drawing>),
}

/// All charts.
pub const CHARTS: [Chart; 12] = [
    Chart {
        name: "latency_distribution",
        meaning: "Share of the requests that took longer than a latency, on logarithmic axes, with its quantiles.",
        draw: Draw::Once(latency_distribution::draw),
    },
    Chart {
        name: "latency_over_time",
        meaning: "Mean, median and 99th percentile of the latency in each interval.",
        draw: Draw::Once(latency_over_time::draw),
    },
    Chart {
        name: "servers",
        meaning: "Requests and utilization of each real server, beside its share by weight.",
        draw: Draw::Once(servers::draw),
    },
    Chart {
        name: "number_in_system",
        meaning: "Requests waiting or in service at each real server over time.",
        draw: Draw::Once(number_in_system::draw),
    },
    Chart {
        name: "connections",
        meaning: "ActiveConn and InActConn of each destination over time.",
        draw: Draw::Once(connections::draw),
    },
    Chart {
        name: "balance",
        meaning: "Jain's index of requests and of the number in system over time.",
        draw: Draw::Once(balance::draw),
    },
    Chart {
        name: "caches",
        meaning: "How often each real server finds in its cache what it is asked for, over time.",
        draw: Draw::UpTo(1, caches::draw),
    },
    Chart {
        name: "storage",
        meaning: "Utilization of the storage and the accesses waiting, worked on or transferred over time.",
        draw: Draw::UpTo(1, storage::draw),
    },
    Chart {
        name: "director",
        meaning: "Packets through the busiest director over time, and how full its processor and its card are.",
        draw: Draw::UpTo(1, director::draw),
    },
    Chart {
        name: "failover",
        meaning: "States of directors, real servers and lists over time, with failed requests and latency.",
        draw: Draw::UpTo(1, failover::draw_run),
    },
    Chart {
        name: "takeover",
        meaning: "The same in the seconds around a takeover.",
        draw: Draw::UpTo(failover::MAX_TAKEOVERS, failover::draw_takeovers),
    },
    Chart {
        name: "transient",
        meaning: "Number in system in pilot runs, where MSER-5 cuts it and why.",
        draw: Draw::UpTo(1, transient::draw),
    },
];

impl Chart {
    /// The drawings of this run: one, or as many as the run gives cause to.
    fn drawings(&self, report: &RunReport) -> Vec<Drawing> {
        match self.draw {
            Draw::Once(draw) => vec![draw(report)],
            Draw::UpTo(most, draw) => draw(report).into_iter().take(most).collect(),
        }
    }

    /// The chart of this run as SVG documents: one, or as many as the run gives cause to.
    pub fn svgs(&self, report: &RunReport) -> Vec<String> {
        self.drawings(report).iter().map(|drawing| drawing.to_svg(self.meaning)).collect()
    }

    /// What the files of its drawings can be called: the first as the chart, the others with their numbers.
    fn file_names(&self) -> impl Iterator<Item = String> {
        let name = self.name;
        let most = if let Draw::UpTo(most, _) = self.draw { most } else { 1 };
        (1..=most).map(move |number| if number == 1 { name.to_owned() } else { format!("{name}_{number}") })
    }
}

/// The names of all files that charts of a run can have in its folder.
pub fn names() -> impl Iterator<Item = String> {
    let files = CHARTS.iter().flat_map(Chart::file_names);
    files.flat_map(|name| ["png", "svg"].map(|kind| format!("{FOLDER}{name}.{kind}")))
}

/// These charts of a run, each as SVG and PNG; their names begin with `prefix`.
pub fn files(report: &RunReport, charts: &[Chart], prefix: &str) -> Vec<RunFile> {
    let renderer = png::Renderer::new();
    let mut files = Vec::with_capacity(2 * charts.len());
    for chart in charts {
        for (name, svg) in chart.file_names().zip(chart.svgs(report)) {
            files.push(RunFile::new(format!("{prefix}{name}.png"), renderer.png(&svg)));
            files.push(RunFile::new(format!("{prefix}{name}.svg"), svg));
        }
    }
    files
}
