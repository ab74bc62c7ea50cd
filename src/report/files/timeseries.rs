//! `timeseries.csv`: the run in intervals.

use super::{seconds, table};
use crate::report::number::significant;
use crate::stats::outcome::Interval;
use crate::stats::{Outcome, balance, metric};
use crate::time::SimTime;
use serde::{Deserialize, Serialize};

/// The file's name.
pub const NAME: &str = "timeseries.csv";

#[derive(Serialize, Deserialize, Default)]
struct Row {
    #[serde(with = "seconds::of_moment")]
    start_s: SimTime,
    #[serde(with = "seconds::of_moment")]
    end_s: SimTime,
    offered: u64,
    completed: u64,
    failed: u64,
    latency_mean_s: Option<f64>,
    latency_p50_s: Option<f64>,
    latency_p99_s: Option<f64>,
    requests_jain: Option<f64>,
    number_in_system_jain: Option<f64>,
}

/// The table, one row for each interval, the transient included; the balance is over the servers, per unit of weight.
pub fn write(outcome: &Outcome) -> Vec<u8> {
    table::write(outcome.series.iter().enumerate().map(|(index, interval)| Row {
        start_s: interval.start,
        end_s: outcome.interval_end(index),
        offered: interval.offered,
        completed: interval.completed,
        failed: interval.failed,
        latency_mean_s: interval.latency_mean_s,
        latency_p50_s: interval.latency_p50_s,
        latency_p99_s: interval.latency_p99_s,
        requests_jain: balance::jain(&metric::requests_of(interval)).map(significant),
        number_in_system_jain: balance::jain(&metric::number_in_system_of(interval)).map(significant),
    }))
}

/// The intervals of a table, still without their servers.
pub fn read(text: &str) -> Result<Vec<Interval>, String> {
    let rows = table::read::<Row>(text)?;
    let interval = |row: Row| Interval {
        start: row.start_s,
        offered: row.offered,
        completed: row.completed,
        failed: row.failed,
        latency_mean_s: row.latency_mean_s,
        latency_p50_s: row.latency_p50_s,
        latency_p99_s: row.latency_p99_s,
        servers: Vec::new(),
        directors: Vec::new(),
    };
    Ok(rows.into_iter().map(interval).collect())
}
