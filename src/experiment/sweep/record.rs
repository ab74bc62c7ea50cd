//! What is written down of a sweep: one line for each thing done, with a checksum in front.

use crate::experiment::transient::Start;
use crate::stats::TransientSearch;
use crate::stats::replicated::Sample;
use crate::time::SimDuration;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// One thing done.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Record {
    /// The first line: which sweep this is.
    Sweep {
        /// The format of the lines below.
        format: u32,
        /// See [`super::key`].
        key: String,
        /// The command line, for people.
        command: String,
    },
    /// The transient of a point was found.
    Start {
        /// Number of the point.
        point: usize,
        /// What was found.
        start: StartRecord,
    },
    /// A replication is done.
    Replication {
        /// Number of the point.
        point: usize,
        /// Its number there.
        replication: u64,
        /// What is kept of it.
        sample: Sample,
    },
}

/// A [`Start`] in whole nanoseconds.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StartRecord {
    transient_ns: u64,
    pilots: usize,
    batch_ns: u64,
    number_in_system: Vec<f64>,
    statistics: Vec<f64>,
    batches: usize,
    is_conclusive: bool,
}

impl From<&Start> for StartRecord {
    fn from(start: &Start) -> Self {
        let empty = || TransientSearch {
            pilots: 0,
            batch: SimDuration::ZERO,
            number_in_system: Vec::new(),
            statistics: Vec::new(),
            batches: 0,
            is_conclusive: true,
        };
        let search = start.search.clone().unwrap_or_else(empty);
        Self {
            transient_ns: start.transient.as_nanos(),
            pilots: search.pilots,
            batch_ns: search.batch.as_nanos(),
            number_in_system: search.number_in_system,
            statistics: search.statistics,
            batches: search.batches,
            is_conclusive: search.is_conclusive,
        }
    }
}

impl From<&StartRecord> for Start {
    fn from(record: &StartRecord) -> Self {
        let search = TransientSearch {
            pilots: record.pilots,
            batch: SimDuration::from_nanos(record.batch_ns),
            number_in_system: record.number_in_system.clone(),
            statistics: record.statistics.clone(),
            batches: record.batches,
            is_conclusive: record.is_conclusive,
        };
        let was_searched = search.pilots > 0;
        Self { transient: SimDuration::from_nanos(record.transient_ns), search: was_searched.then_some(search) }
    }
}

/// Digits of the checksum.
const DIGITS: usize = 16;

/// The line of a record, with its line break.
pub(super) fn line(record: &Record) -> String {
    let text = serde_json::to_string(record).expect("a record has string keys and finite numbers");
    format!("{} {text}\n", checksum(&text))
}

/// The record of a line that was read, without its line break; `None` if it is not what was written.
pub(super) fn read(line: &[u8]) -> Option<Record> {
    let (sum, text) = std::str::from_utf8(line).ok()?.split_once(' ')?;
    (sum == checksum(text)).then(|| serde_json::from_str(text).ok()).flatten()
}

fn checksum(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(DIGITS / 2).map(|byte| format!("{byte:02x}")).collect()
}
