//! `marks.csv`: faults and operations.

use super::{seconds, table};
use crate::stats::Outcome;
use crate::stats::outcome::Mark;
use crate::time::SimTime;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The file's name.
pub const NAME: &str = "marks.csv";

#[derive(Serialize, Deserialize, Default)]
struct Row<'a> {
    #[serde(with = "seconds::of_moment")]
    at_s: SimTime,
    #[serde(with = "seconds::of_moment_if_any")]
    until_s: Option<SimTime>,
    kind: Cow<'a, str>,
    target: Cow<'a, str>,
}

/// The table, one row for each fault or operation, in order of time; `until_s` is empty if it was not over by the end.
pub fn write(outcome: &Outcome) -> Vec<u8> {
    table::write(outcome.marks.iter().map(|mark| Row {
        at_s: mark.at,
        until_s: mark.until,
        kind: Cow::Borrowed(&mark.kind),
        target: Cow::Borrowed(&mark.target),
    }))
}

/// The marks of a table.
pub fn read(text: &str) -> Result<Vec<Mark>, String> {
    let rows = table::read::<Row<'_>>(text)?;
    let mark = |row: Row<'_>| Mark {
        at: row.at_s,
        until: row.until_s,
        target: row.target.into_owned(),
        kind: row.kind.into_owned(),
    };
    Ok(rows.into_iter().map(mark).collect())
}
