//! `failures.csv`: how many requests failed when, in tenths of a second.

use super::{seconds, table};
use crate::stats::Outcome;
use crate::time::SimTime;
use serde::{Deserialize, Serialize};

/// The file's name.
pub const NAME: &str = "failures.csv";

#[derive(Serialize, Deserialize, Default)]
struct Row {
    #[serde(with = "seconds::of_moment")]
    start_s: SimTime,
    failed: u64,
}

/// The table, one row for each tenth of a second, from `start_s` on, in which requests failed.
pub fn write(outcome: &Outcome) -> Vec<u8> {
    table::write(outcome.failed_per_100ms.iter().map(|&(start_s, failed)| Row { start_s, failed }))
}

/// The tenths of a second of a table.
pub fn read(text: &str) -> Result<Vec<(SimTime, u64)>, String> {
    Ok(table::read::<Row>(text)?.into_iter().map(|row| (row.start_s, row.failed)).collect())
}
