//! `timeseries_directors.csv`: every director in every interval, where packets matter.

use super::{seconds, table};
use crate::stats::Outcome;
use crate::stats::network::DirectorLoad;
use crate::stats::outcome::{DirectorOutcome, Interval};
use crate::time::SimTime;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The file's name.
pub const NAME: &str = "timeseries_directors.csv";

#[derive(Serialize, Deserialize, Default)]
struct Row<'a> {
    #[serde(with = "seconds::of_moment")]
    start_s: SimTime,
    director: Cow<'a, str>,
    packets: u64,
    packets_lost: u64,
    utilization: Option<f64>,
    link_in_utilization: Option<f64>,
    link_out_utilization: Option<f64>,
}

/// The table: for each interval one row for each director, in the order of `directors.csv`. `None` if packets do not matter.
pub fn write(outcome: &Outcome) -> Option<Vec<u8>> {
    let matters = outcome.series.iter().any(|interval| !interval.directors.is_empty());
    let rows = outcome.series.iter().flat_map(|interval| {
        interval.directors.iter().zip(&outcome.directors).map(|(load, named)| Row {
            start_s: interval.start,
            director: Cow::Borrowed(&named.name),
            packets: load.packets,
            packets_lost: load.packets_lost,
            utilization: load.utilization,
            link_in_utilization: load.link_in,
            link_out_utilization: load.link_out,
        })
    });
    matters.then(|| table::write(rows))
}

/// Fills the intervals with the directors of a table.
pub fn read_into(series: &mut [Interval], directors: &[DirectorOutcome], text: &str) -> Result<(), String> {
    let rows = table::read::<Row<'_>>(text)?;
    if rows.len() != series.len() * directors.len() {
        let (found, intervals, directors) = (rows.len(), series.len(), directors.len());
        return Err(format!(
            "expected a row for each of {directors} directors in {intervals} intervals, found {found}"
        ));
    }
    for (row, (index, named)) in rows.iter().zip((0..).flat_map(|index| directors.iter().map(move |one| (index, one))))
    {
        let interval: &mut Interval = &mut series[index];
        if row.start_s != interval.start || row.director != named.name {
            let (at, director) = (row.start_s, &row.director);
            return Err(format!("the row of {director} at {at} is not in the order of the other tables"));
        }
        interval.directors.push(DirectorLoad {
            packets: row.packets,
            packets_lost: row.packets_lost,
            utilization: row.utilization,
            link_in: row.link_in_utilization,
            link_out: row.link_out_utilization,
        });
    }
    Ok(())
}
