//! Replaying what real systems were recorded doing.
//!
//! A recording is a file of JSON lines: a header that says what kind it is, then one operation each. A replay performs
//! the operations on the model of that kind and compares every fact the recording holds with what the model says.
//! This room may use the protocol rooms, time and serde; nothing of a simulation.
//!
//! - `folder`: which files are recordings
//! - `recording`: reading lines, plain or compressed, and the header
//! - `ipvs`: recordings of a kernel's director

mod folder;
mod ipvs;
mod recording;

use std::fmt;
use std::path::{Path, PathBuf};

pub use folder::find_recordings;
use recording::{Header, Lines};

/// What a replay found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Facts that were compared.
    pub facts: u64,
    /// Those that differ, in the order of the recording.
    pub mismatches: Vec<Mismatch>,
}

impl Outcome {
    /// Facts that are the same.
    pub fn matched(&self) -> u64 {
        self.facts - self.mismatches.len() as u64
    }
}

/// A fact that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Line of the recording, from 1.
    pub line: usize,
    /// The operation, in a few words.
    pub operation: String,
    /// What was recorded.
    pub expected: String,
    /// What the model says.
    pub got: String,
    /// What the model's decision was based on, one item a line: the destinations with their counters.
    pub state: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.operation)?;
        for (title, text) in [("expected", &self.expected), ("got", &self.got), ("at that moment", &self.state)] {
            // A text of several lines starts on a line of its own.
            match text.trim_end() {
                text if text.contains('\n') => write!(f, "\n  {title}:\n    {}", text.replace('\n', "\n    "))?,
                text => write!(f, "\n  {title}: {text}")?,
            }
        }
        Ok(())
    }
}

/// Why a recording cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub enum ConformError {
    /// The file or folder cannot be read.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A folder without recordings.
    #[error("{}: no recording in this folder (*.jsonl or *.jsonl.gz)", path.display())]
    NoRecording {
        /// Which one.
        path: PathBuf,
    },
    /// A line that is not what the format says.
    #[error("{}:{line}: {reason}", path.display())]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// Its line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A recording without a fact.
    #[error("{}: nothing to compare: the recording holds no facts", path.display())]
    NoFacts {
        /// Which file.
        path: PathBuf,
    },
}

/// Replays one kind of recording, operation by operation.
trait Replay {
    /// Performs the operation in this line and compares its facts. An error says what is wrong with the line.
    fn line(&mut self, number: usize, text: &str, outcome: &mut Outcome) -> Result<(), String>;
}

/// Replays the recording in the file at `path`.
///
/// # Errors
/// The file cannot be read, a line is not what the format says, or there is nothing to compare.
pub fn replay(path: &Path) -> Result<Outcome, ConformError> {
    let mut lines = Lines::open(path)?;
    let malformed = |line, reason| ConformError::Malformed { path: path.to_owned(), line, reason };
    let Some((number, text)) = lines.next_line()? else {
        return Err(malformed(1, "the recording is empty".to_owned()));
    };
    let mut replay = Header::parse(text).and_then(start).map_err(|reason| malformed(number, reason))?;
    let mut outcome = Outcome::default();
    while let Some((number, text)) = lines.next_line()? {
        replay.line(number, text, &mut outcome).map_err(|reason| malformed(number, reason))?;
    }
    if outcome.facts == 0 {
        return Err(ConformError::NoFacts { path: path.to_owned() });
    }
    Ok(outcome)
}

/// The replay of the header's kind.
fn start(header: Header) -> Result<Box<dyn Replay>, String> {
    match header.kind() {
        "ipvs" => Ok(Box::new(ipvs::IpvsReplay::new(&header)?)),
        other => Err(format!("unknown kind of recording \"{other}\", expected \"ipvs\"")),
    }
}
