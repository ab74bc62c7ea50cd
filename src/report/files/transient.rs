//! `transient.csv`: how the transient was found.

use super::{seconds, table};
use crate::report::number::significant;
use crate::stats::TransientSearch;
use crate::time::{SimDuration, SimTime};
use serde::{Deserialize, Serialize};

/// The file's name.
pub const NAME: &str = "transient.csv";

#[derive(Serialize, Deserialize, Default)]
struct Row {
    #[serde(with = "seconds::of_moment")]
    start_s: SimTime,
    #[serde(with = "seconds::of_moment")]
    end_s: SimTime,
    number_in_system: f64,
    mser: Option<f64>,
    is_cut: bool,
}

/// The table, one row for each batch of the pilots.
pub fn write(search: &TransientSearch) -> Vec<u8> {
    let start = |index: usize| SimTime::ZERO + search.batch * index as u64;
    table::write(search.number_in_system.iter().enumerate().map(|(index, &number_in_system)| Row {
        start_s: start(index),
        end_s: start(index + 1),
        number_in_system: significant(number_in_system),
        mser: search.statistics.get(index).copied().map(significant),
        is_cut: index < search.batches,
    }))
}

/// The search of a table that averaged so many pilots.
pub fn read(text: &str, pilots: usize) -> Result<TransientSearch, String> {
    let rows = table::read::<Row>(text)?;
    let batches = rows.iter().filter(|row| row.is_cut).count();
    let statistics: Vec<f64> = rows.iter().map_while(|row| row.mser).collect();
    Ok(TransientSearch {
        pilots,
        batch: rows.first().map_or(SimDuration::ZERO, |row| row.end_s.since(row.start_s)),
        number_in_system: rows.iter().map(|row| row.number_in_system).collect(),
        is_conclusive: batches + 1 < statistics.len(),
        statistics,
        batches,
    })
}
