//! `links.csv`: the cards and access links of limited bandwidth, measured.

use super::table;
use crate::stats::Outcome;
use crate::stats::network::{LinkOutcome, MachineKind};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The file's name.
pub const NAME: &str = "links.csv";

#[derive(Serialize, Deserialize, Default)]
struct Row<'a> {
    machine: Cow<'a, str>,
    kind: Cow<'a, str>,
    direction: Cow<'a, str>,
    bandwidth_bit_per_s: f64,
    bytes: u64,
    utilization: f64,
}

impl<'a> From<&'a LinkOutcome> for Row<'a> {
    fn from(link: &'a LinkOutcome) -> Self {
        Self {
            machine: Cow::Borrowed(&link.machine),
            kind: Cow::Borrowed(link.kind.word()),
            direction: Cow::Borrowed(if link.is_incoming { "in" } else { "out" }),
            bandwidth_bit_per_s: link.bandwidth_bit_per_s,
            bytes: link.bytes,
            utilization: link.utilization,
        }
    }
}

/// The table: for each machine that has a limit two rows, `in` and `out`; directors, real servers, client groups. `None` if
/// there is no limit anywhere.
pub fn write(outcome: &Outcome) -> Option<Vec<u8>> {
    (!outcome.links.is_empty()).then(|| table::write(outcome.links.iter().map(Row::from)))
}

/// The links of a table.
pub fn read(text: &str) -> Result<Vec<LinkOutcome>, String> {
    let link = |row: Row<'_>| {
        let kind = MachineKind::named(&row.kind).ok_or_else(|| format!("unknown kind of machine {:?}", row.kind))?;
        Ok(LinkOutcome {
            machine: row.machine.into_owned(),
            kind,
            is_incoming: row.direction == "in",
            bandwidth_bit_per_s: row.bandwidth_bit_per_s,
            bytes: row.bytes,
            utilization: row.utilization,
        })
    };
    table::read::<Row<'_>>(text)?.into_iter().map(link).collect()
}
