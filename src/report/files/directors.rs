//! `directors.csv`: the directors.

use super::table;
use crate::stats::Outcome;
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
}

impl<'a> From<&'a DirectorOutcome> for DirectorRow<'a> {
    fn from(director: &'a DirectorOutcome) -> Self {
        Self { director: Cow::Borrowed(&director.name), requests: director.requests }
    }
}

/// The table, one row for each director, in the order of the scenario.
pub fn write(outcome: &Outcome) -> Vec<u8> {
    table::write(outcome.directors.iter().map(DirectorRow::from))
}

/// The directors of a table.
pub fn read(text: &str) -> Result<Vec<DirectorOutcome>, String> {
    let director = |row: DirectorRow<'_>| DirectorOutcome { name: row.director.into_owned(), requests: row.requests };
    Ok(table::read(text)?.into_iter().map(director).collect())
}
