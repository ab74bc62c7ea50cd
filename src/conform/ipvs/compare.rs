//! Comparing what was recorded with what the model says, and saying where they differ.

use std::collections::BTreeMap;
use std::fmt;

use super::operation::{EntryRow, ServerRow};

/// What was recorded and what the model says, where they differ.
pub(super) struct Difference {
    pub(super) expected: String,
    pub(super) got: String,
}

/// The difference of two values, if there is one.
pub(super) fn values<T: PartialEq + fmt::Display>(expected: &T, got: &T) -> Option<Difference> {
    (expected != got).then(|| Difference { expected: expected.to_string(), got: got.to_string() })
}

/// The difference of two listings: order counts. Without `persistent` in it a recorded listing says nothing of that.
pub(super) fn listings(expected: &[ServerRow], got: &[ServerRow]) -> Option<Difference> {
    let persistent = expected.iter().any(|row| row.persistent.is_some());
    let got: Vec<_> =
        got.iter().map(|row| ServerRow { persistent: row.persistent.filter(|_| persistent), ..*row }).collect();
    (expected != got).then(|| Difference { expected: lines(expected), got: lines(&got) })
}

/// The difference of two tallies by state.
pub(super) fn counts(expected: &BTreeMap<String, u64>, got: &BTreeMap<String, u64>) -> Option<Difference> {
    let text = |counts: &BTreeMap<String, u64>| match counts.len() {
        0 => "none".to_owned(),
        _ => counts.iter().map(|(state, count)| format!("{state} {count}")).collect::<Vec<_>>().join(", "),
    };
    (expected != got).then(|| Difference { expected: text(expected), got: text(got) })
}

/// The difference of two connection tables. Order does not count, and the seconds left may differ by one, as the
/// recorder read the table a moment after the time it noted. Shown are only the rows the other one lacks.
pub(super) fn tables(mut expected: Vec<EntryRow>, mut got: Vec<EntryRow>) -> Option<Difference> {
    expected.sort();
    got.sort();
    let same = |(expected, got): (&EntryRow, &EntryRow)| {
        let near = expected.expires.abs_diff(got.expires) <= 1;
        near && *expected == EntryRow { expires: expected.expires, ..got.clone() }
    };
    if expected.len() == got.len() && expected.iter().zip(&got).all(same) {
        return None;
    }
    let lacks = |rows: &[EntryRow], row: &EntryRow| !rows.iter().any(|other| same((row, other)));
    let only = |rows: &[EntryRow], others: &[EntryRow]| {
        rows.iter().filter(|row| lacks(others, row)).cloned().collect::<Vec<_>>()
    };
    Some(Difference { expected: lines(&only(&expected, &got)), got: lines(&only(&got, &expected)) })
}

/// The difference of two texts of ipvsadm. `unsorted` ones have their services in any order.
pub(super) fn texts(expected: &str, got: &str, unsorted: bool) -> Option<Difference> {
    let equal = if unsorted { by_service(expected) == by_service(got) } else { expected == got };
    (!equal).then(|| Difference { expected: expected.to_owned(), got: got.to_owned() })
}

/// A listing as its heading and its services, each with its destinations, in the order of their text.
fn by_service(text: &str) -> Vec<String> {
    const HEADING_LINES: usize = 3;
    let mut blocks: Vec<String> = vec![String::new()];
    for (number, line) in text.lines().enumerate() {
        if number >= HEADING_LINES && !line.starts_with("  -> ") {
            blocks.push(String::new());
        }
        let block = blocks.last_mut().expect("there is always one");
        block.push_str(line);
        block.push('\n');
    }
    blocks[1..].sort();
    blocks
}

fn lines<T: fmt::Display>(rows: &[T]) -> String {
    match rows {
        [] => "nothing".to_owned(),
        _ => rows.iter().map(|row| format!("{row}\n")).collect(),
    }
}
