//! `directors.csv`: the directors.

use super::table;
use crate::stats::Outcome;
use crate::stats::network::DirectorLoad;
use crate::stats::outcome::DirectorOutcome;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The file's name.
pub const NAME: &str = "directors.csv";

/// One director, as `directors.csv` and the JSON document show it.
#[derive(Serialize, Deserialize, Default)]
pub struct DirectorRow<'a> {
    director: Cow<'a, str>,
    requests: u64,
    packets: Option<u64>,
    packets_lost: Option<u64>,
    utilization: Option<f64>,
    link_in_utilization: Option<f64>,
    link_out_utilization: Option<f64>,
}

impl<'a> From<&'a DirectorOutcome> for DirectorRow<'a> {
    fn from(director: &'a DirectorOutcome) -> Self {
        let load = director.load;
        Self {
            director: Cow::Borrowed(&director.name),
            requests: director.requests,
            packets: load.map(|load| load.packets),
            packets_lost: load.map(|load| load.packets_lost),
            utilization: load.and_then(|load| load.utilization),
            link_in_utilization: load.and_then(|load| load.link_in),
            link_out_utilization: load.and_then(|load| load.link_out),
        }
    }
}

impl From<DirectorRow<'_>> for DirectorOutcome {
    fn from(row: DirectorRow<'_>) -> Self {
        let load = row.packets.zip(row.packets_lost).map(|(packets, packets_lost)| DirectorLoad {
            packets,
            packets_lost,
            utilization: row.utilization,
            link_in: row.link_in_utilization,
            link_out: row.link_out_utilization,
        });
        Self { name: row.director.into_owned(), requests: row.requests, load }
    }
}

/// The table, one row for each director, in the order of the scenario.
pub fn write(outcome: &Outcome) -> Vec<u8> {
    table::write(outcome.directors.iter().map(DirectorRow::from))
}

/// The directors of a table.
pub fn read(text: &str) -> Result<Vec<DirectorOutcome>, String> {
    Ok(table::read::<DirectorRow<'_>>(text)?.into_iter().map(DirectorOutcome::from).collect())
}
