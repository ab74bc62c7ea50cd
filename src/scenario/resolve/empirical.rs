//! Measured values from a CSV file beside the scenario.

use super::Checks;
use crate::scenario::file::{Empirical, Unit};
use crate::scenario::mistake::Mistake;
use crate::scenario::text::Duration;
use crate::scenario::tree::Path;
use crate::time::SimDuration;
use std::sync::Arc;

/// A law is printed back with its values, so they are not unlimited.
const MAX_VALUES: usize = 100_000;

/// The values of an empirical law, in the order given.
pub(super) fn values(typed: &Empirical, path: &Path, checks: &mut Checks<'_>) -> Arc<[SimDuration]> {
    let values = match (&typed.file, &typed.values) {
        (None, Some(values)) => inline(typed, values, path),
        (Some(file), None) => from_file(typed, file, path, checks.input.folder),
        _ => Err(Mistake::value(path.clone(), "needs one of two forms", "give `file` or `values`")),
    };
    let checked = values.and_then(|values| match values.len() {
        0 => Err(Mistake::value(path.clone(), "has no values", "at least one is needed")),
        count if count > MAX_VALUES => {
            let label = format!("these are {count}; at most {MAX_VALUES} are allowed");
            Err(Mistake::value(path.clone(), "has too many values", label))
        }
        _ => Ok(values),
    });
    checked
        .unwrap_or_else(|mistake| {
            checks.add(mistake);
            vec![SimDuration::ZERO]
        })
        .into()
}

fn inline(typed: &Empirical, values: &[Duration], path: &Path) -> Result<Vec<SimDuration>, Mistake> {
    for (given, key) in [(typed.column.is_some(), "column"), (typed.unit.is_some(), "unit")] {
        if given {
            let label = "`values` are durations with their units";
            return Err(Mistake::value(path.to(key), "belongs to `file`", label));
        }
    }
    Ok(values.iter().map(|Duration(value)| *value).collect())
}

fn from_file(
    typed: &Empirical,
    file: &str,
    path: &Path,
    folder: &std::path::Path,
) -> Result<Vec<SimDuration>, Mistake> {
    let here = |title: String, label: String| Mistake::titled(path.to("file"), title, label);
    let full = folder.join(file);
    let text = std::fs::read_to_string(&full).map_err(|error| {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such file beside the scenario".to_owned(),
            std::io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
            _ => error.to_string(),
        };
        here(format!("cannot read {file}"), why)
    })?;
    let mut records = csv::ReaderBuilder::new().has_headers(false).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut rows = records.records().map(|row| {
        row.map_err(|error| {
            let line = error.position().map_or(1, csv::Position::line);
            here(format!("{file}:{line} is not CSV"), "a line has more or fewer values than the first".to_owned())
        })
    });
    let first = rows.next().transpose()?.unwrap_or_default();
    let named = first.iter().any(|cell| cell.parse::<f64>().is_err());
    let column = column(typed, &first, named, file, path)?;
    let unit = unit(typed, &first[column], path)?;
    let mut values = Vec::new();
    let first = (!named).then_some(Ok(first));
    for row in first.into_iter().chain(rows) {
        let row = row?;
        let line = row.position().map_or(1, csv::Position::line);
        let cell = row.get(column).unwrap_or_default();
        values.push(value(cell, unit).map_err(|why| here(format!("{file}:{line}: {cell:?} {why}"), String::new()))?);
    }
    Ok(values)
}

/// Which column is meant.
fn column(
    typed: &Empirical,
    first: &csv::StringRecord,
    named: bool,
    file: &str,
    path: &Path,
) -> Result<usize, Mistake> {
    let names: Vec<&str> = first.iter().collect();
    match &typed.column {
        Some(name) if !named => {
            let label = format!("the first line of {file} has no names, it has numbers");
            Err(Mistake::value_of(path.to("column"), format!("unknown column `{name}` for"), label))
        }
        Some(name) => names.iter().position(|known| known == name).ok_or_else(|| {
            let title = format!("unknown column `{name}` for");
            Mistake::value_of(path.to("column"), title, "no such column").suggesting(name, &names)
        }),
        None if names.len() == 1 => Ok(0),
        None if names.is_empty() => {
            Err(Mistake::titled(path.to("file"), format!("{file} is empty"), "at least one value is needed"))
        }
        None => {
            let label = format!("{file} has {} columns: say which one with `column`", names.len());
            Err(Mistake::value(path.to("file"), "leaves open which column is meant", label))
        }
    }
}

/// The unit typed, or the one the column's name ends with.
fn unit(typed: &Empirical, column: &str, path: &Path) -> Result<Unit, Mistake> {
    let ending = match column.rsplit_once('_').map(|(_, ending)| ending) {
        Some("ns") => Some(Unit::Ns),
        Some("us") => Some(Unit::Us),
        Some("ms") => Some(Unit::Ms),
        Some("s") => Some(Unit::S),
        _ => None,
    };
    typed.unit.or(ending).ok_or_else(|| {
        let label = "the column's name does not end with a unit: add `unit = \"ms\"`, or ns, us or s";
        Mistake::value(path.to("file"), "leaves the unit open", label)
    })
}

fn value(cell: &str, unit: Unit) -> Result<SimDuration, &'static str> {
    let per_second = match unit {
        Unit::Ns => 1e9,
        Unit::Us => 1e6,
        Unit::Ms => 1e3,
        Unit::S => 1.0,
    };
    match cell.parse::<f64>() {
        Ok(number) if !number.is_finite() => Err("is not finite"),
        Ok(number) if number < 0.0 => Err("is negative"),
        Ok(number) => Ok(SimDuration::from_secs_f64(number / per_second)),
        Err(_) => Err("is not a number"),
    }
}
