//! The tables of a sweep. Each row begins with the number of its point and the value of every key that is varied.

use super::{SweepDocument, SweepReport};
use crate::report::number::Written;
use crate::stats::METRICS;
use serde::Serialize;

/// Every point.
pub const POINTS: &str = "points.csv";
/// Every estimate.
pub const SUMMARY: &str = "summary.csv";
/// Every value of every replication.
pub const REPLICATIONS: &str = "replications.csv";

/// `points.csv`.
pub fn points(report: &SweepReport) -> Vec<u8> {
    let mut table = Table::new(report.keys(), &["transient_s", "scenario_sha256", "no_steady_state"]);
    for (number, point) in report.points.iter().enumerate() {
        let transient_s = Written(point.replicated.transient.as_secs_f64());
        let reason = &point.replicated.no_steady_state;
        table.row(number, point.values.iter(), (transient_s, &point.scenario_sha256, reason));
    }
    table.finish()
}

/// `summary.csv`: one row for each point and metric.
pub fn summary(document: &SweepDocument) -> Vec<u8> {
    let keys = document.axes.iter().flat_map(|axis| axis.keys.iter().map(String::as_str));
    let mut table = Table::new(keys, &["metric", "unit", "value", "low", "high", "replications"]);
    for (number, point) in document.points.iter().enumerate() {
        for (metric, estimate) in &point.metrics {
            let columns = (metric, &estimate.unit, estimate.value, estimate.low, estimate.high, estimate.replications);
            table.row(number, point.values.values(), columns);
        }
    }
    table.finish()
}

/// `replications.csv`: one row for each point, replication and metric.
pub fn replications(report: &SweepReport) -> Vec<u8> {
    let mut table = Table::new(report.keys(), &["replication", "metric", "unit", "value"]);
    for (number, point) in report.points.iter().enumerate() {
        for replication in 0..point.replicated.replications() {
            for (index, metric) in METRICS.iter().enumerate() {
                let value = point.replicated.value(index, replication).map(Written);
                table.row(number, point.values.iter(), (replication, metric.name, metric.unit, value));
            }
        }
    }
    table.finish()
}

/// A table whose columns are not known before.
struct Table(csv::Writer<Vec<u8>>);

impl Table {
    fn new<'a>(keys: impl Iterator<Item = &'a str>, columns: &[&'a str]) -> Self {
        let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
        let header: Vec<&str> = std::iter::once("point").chain(keys).chain(columns.iter().copied()).collect();
        writer.write_record(header).expect("a header fits a table in memory");
        Self(writer)
    }

    fn row<'a>(&mut self, point: usize, values: impl Iterator<Item = &'a String>, columns: impl Serialize) {
        let values: Vec<&String> = values.collect();
        self.0.serialize((point, values, columns)).expect("a row of plain fields fits a table in memory");
    }

    fn finish(self) -> Vec<u8> {
        self.0.into_inner().expect("memory takes what is flushed to it")
    }
}
