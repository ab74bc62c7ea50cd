//! `storage.csv` and `timeseries_storage.csv`: the storage behind the real servers.

use super::{seconds, table};
use crate::stats::Outcome;
use crate::stats::outcome::Interval;
use crate::stats::storage::{StorageOutcome, StorageSpan};
use crate::time::SimTime;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The name of the file about the measured time.
pub const NAME: &str = "storage.csv";
/// The name of the file about the intervals.
pub const SERIES_NAME: &str = "timeseries_storage.csv";

/// The storage, as `storage.csv` and the JSON document show it.
#[derive(Serialize, Deserialize, Default)]
pub struct StorageRow<'a> {
    storage: Cow<'a, str>,
    accesses: u64,
    failed: u64,
    utilization: f64,
    link_utilization: Option<f64>,
    number_in_system_mean: f64,
    number_in_system_max: u64,
}

#[derive(Serialize, Deserialize, Default)]
struct SpanRow {
    #[serde(with = "seconds::of_moment")]
    start_s: SimTime,
    accesses: u64,
    failed: u64,
    utilization: f64,
    link_utilization: Option<f64>,
    number_in_system_mean: f64,
}

impl<'a> From<&'a StorageOutcome> for StorageRow<'a> {
    fn from(storage: &'a StorageOutcome) -> Self {
        let measured = storage.measured;
        Self {
            storage: Cow::Borrowed(&storage.name),
            accesses: measured.accesses,
            failed: measured.failed,
            utilization: measured.utilization,
            link_utilization: measured.link_utilization,
            number_in_system_mean: measured.number_in_system_mean,
            number_in_system_max: storage.number_in_system_max,
        }
    }
}

/// The table of one row.
pub fn write(storage: &StorageOutcome) -> Vec<u8> {
    table::write([StorageRow::from(storage)])
}

/// The table, one row for each interval, the transient included.
pub fn write_series(outcome: &Outcome, storage: &StorageOutcome) -> Vec<u8> {
    table::write(outcome.series.iter().zip(&storage.series).map(|(interval, span)| SpanRow {
        start_s: interval.start,
        accesses: span.accesses,
        failed: span.failed,
        utilization: span.utilization,
        link_utilization: span.link_utilization,
        number_in_system_mean: span.number_in_system_mean,
    }))
}

/// The storage of a table, still without its intervals; none if there is no row.
pub fn read(text: &str) -> Result<Option<StorageOutcome>, String> {
    let storage = |row: StorageRow<'_>| StorageOutcome {
        name: row.storage.into_owned(),
        measured: StorageSpan {
            accesses: row.accesses,
            failed: row.failed,
            utilization: row.utilization,
            link_utilization: row.link_utilization,
            number_in_system_mean: row.number_in_system_mean,
        },
        number_in_system_max: row.number_in_system_max,
        series: Vec::new(),
    };
    Ok(table::read(text)?.into_iter().next().map(storage))
}

/// The intervals of a table, which are those of `series`.
pub fn read_series(text: &str, series: &[Interval]) -> Result<Vec<StorageSpan>, String> {
    let rows = table::read::<SpanRow>(text)?;
    if !rows.iter().map(|row| row.start_s).eq(series.iter().map(|interval| interval.start)) {
        return Err("its intervals are not those of the other tables".to_owned());
    }
    let span = |row: SpanRow| StorageSpan {
        accesses: row.accesses,
        failed: row.failed,
        utilization: row.utilization,
        link_utilization: row.link_utilization,
        number_in_system_mean: row.number_in_system_mean,
    };
    Ok(rows.into_iter().map(span).collect())
}
