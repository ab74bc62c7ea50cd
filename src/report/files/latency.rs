//! `latency.csv`: the distribution of the latency in its buckets.

use super::{seconds, table};
use crate::report::number::significant;
use crate::stats::Histogram;
use crate::stats::histogram::Bucket;
use crate::time::SimDuration;
use serde::{Deserialize, Serialize};

/// The file's name.
pub const NAME: &str = "latency.csv";

#[derive(Serialize, Deserialize, Default)]
struct Row {
    #[serde(with = "seconds")]
    from_s: SimDuration,
    #[serde(with = "seconds")]
    to_s: SimDuration,
    count: u64,
    cumulative_share: f64,
}

/// The table, one row for each bucket that is not empty: durations from `from_s` to below `to_s`, how many there were,
/// and the share of all requests that took less than `to_s`.
pub fn write(latency: &Histogram) -> Vec<u8> {
    let total = latency.count() as f64;
    let mut below = 0;
    table::write(latency.buckets().map(|Bucket { from, to, count }| {
        below += count;
        Row { from_s: from, to_s: to, count, cumulative_share: significant(below as f64 / total) }
    }))
}

/// The buckets of a table.
pub fn read(text: &str) -> Result<Vec<Bucket>, String> {
    let rows = table::read::<Row>(text)?;
    Ok(rows.into_iter().map(|row| Bucket { from: row.from_s, to: row.to_s, count: row.count }).collect())
}
