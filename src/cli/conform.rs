//! `lvsim conform`: replays recordings of real systems on the models.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::exit::Exit;
use super::output::Output;
use crate::conform::{ConformError, Outcome, find_recordings, replay};

/// How many mismatches of one recording are shown; those after the first are mostly its consequences.
const SHOWN: usize = 5;

/// Replays recordings of real systems and compares every fact in them with the models.
///
/// Prints one line for each recording and a line with the total. Exits with 0 only if everything matched, with 1 if
/// something differs, and with 2 if a recording could not be replayed.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Recordings, or folders with recordings (*.jsonl, *.jsonl.gz)
    #[arg(required = true, value_name = "FILE_OR_FOLDER")]
    paths: Vec<PathBuf>,
}

/// What all recordings together came to.
#[derive(Debug, Default)]
struct Total {
    matched: u64,
    facts: u64,
    recordings: usize,
    unusable: usize,
    exit: Exit,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> io::Result<Exit> {
    let mut total = Total::default();
    for path in &arguments.paths {
        match find_recordings(path) {
            Ok(recordings) => {
                for recording in recordings {
                    total.add(&recording, replay(&recording), output)?;
                }
            }
            Err(error) => total.give_up(&error),
        }
    }
    let Total { matched, facts, recordings, unusable, exit } = total;
    let failed = if unusable > 0 { format!(", {unusable} could not be replayed") } else { String::new() };
    output.line(format_args!("total: {matched} of {facts} facts match in {recordings} recordings{failed}"))?;
    Ok(exit)
}

impl Total {
    fn add(&mut self, path: &Path, result: Result<Outcome, ConformError>, output: &mut Output) -> io::Result<()> {
        let outcome = match result {
            Ok(outcome) => outcome,
            Err(error) => {
                self.give_up(&error);
                return Ok(());
            }
        };
        self.recordings += 1;
        self.matched += outcome.matched();
        self.facts += outcome.facts;
        let path = path.display();
        output.line(format_args!("{path}: {} of {} facts match", outcome.matched(), outcome.facts))?;
        for mismatch in outcome.mismatches.iter().take(SHOWN) {
            output.line(format_args!("{path}: {mismatch}"))?;
        }
        if outcome.mismatches.len() > SHOWN {
            output.line(format_args!("{path}: and {} more mismatches", outcome.mismatches.len() - SHOWN))?;
        }
        if !outcome.mismatches.is_empty() {
            self.exit = self.exit.max(Exit::Failed);
        }
        Ok(())
    }

    fn give_up(&mut self, error: &ConformError) {
        eprintln!("error: {error}");
        self.unusable += 1;
        self.exit = Exit::Unusable;
    }
}
