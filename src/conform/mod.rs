//! Replaying what real systems were recorded doing.
//!
//! A recording is a file of lines, JSON or a table. A replay performs what was done to the real system on the model of
//! that kind and compares every fact the recording holds with what the model says. What a race decided in reality is
//! listed as such.
//! This room may use the protocol rooms, time and serde; a cluster is simulated only where a whole one was recorded.
//!
//! - `folder`: which files are recordings
//! - `recording`: reading lines, plain or compressed, and the header
//! - `kind`: what kind of recording a file is
//! - `outcome`, `error`: what a replay found, or why there is none
//! - `ipvs`: recordings of a kernel's director
//! - `keepalived`: recordings of the daemon

mod error;
mod folder;
mod ipvs;
mod keepalived;
mod kind;
mod outcome;
mod recording;

use std::path::Path;

pub use error::ConformError;
pub use folder::find_recordings;
use kind::Kind;
pub use outcome::{Mismatch, Outcome, Race, TimeErrors};
use recording::{Header, Lines};

/// Replays one kind of recording, line by line.
trait Replay {
    /// Performs what is in this line and compares its facts. An error says what is wrong with the line.
    fn line(&mut self, number: usize, text: &str, outcome: &mut Outcome) -> Result<(), String>;

    /// Compares what only all lines together tell.
    fn finish(&mut self, _outcome: &mut Outcome) {}
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
    let mut outcome = Outcome::default();
    let mut replay = start(text, number, &mut outcome).map_err(|reason| malformed(number, reason))?;
    while let Some((number, text)) = lines.next_line()? {
        replay.line(number, text, &mut outcome).map_err(|reason| malformed(number, reason))?;
    }
    replay.finish(&mut outcome);
    if outcome.facts == 0 && outcome.derived_from.is_none() {
        return Err(ConformError::NoFacts { path: path.to_owned() });
    }
    Ok(outcome)
}

/// The replay of the kind that the first line tells, with that line behind it.
fn start(text: &str, number: usize, outcome: &mut Outcome) -> Result<Box<dyn Replay>, String> {
    let kind = Kind::of(text)?;
    let mut replay: Box<dyn Replay> = match kind {
        Kind::Ipvs => Box::new(ipvs::IpvsReplay::new(&Header::parse(text)?)?),
        Kind::CheckersSummary => Box::new(keepalived::DerivedReplay::new("checkers.jsonl", outcome)),
        Kind::Failover => Box::new(keepalived::FailoverReplay::new(text)?),
        Kind::Scenarios => Box::new(keepalived::ScenarioReplay::default()),
        Kind::Checkers => Box::new(keepalived::CheckersReplay::new()),
        Kind::EndToEnd => Box::new(keepalived::EndToEndReplay::default()),
    };
    if !kind.has_header() {
        replay.line(number, text, outcome)?;
    }
    Ok(replay)
}
