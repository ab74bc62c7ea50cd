//! `lvsim conform`: replays recordings of real systems on the models.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::exit::Exit;
use super::output::Output;
use crate::conform::{ConformError, Outcome, TimeErrors, find_recordings, replay};

/// How many mismatches of one recording are shown; those after the first are mostly its consequences.
const SHOWN: usize = 5;

/// Replays recordings of real systems and compares every fact in them with the models.
///
/// Prints one line for each recording and a line with the total. What differs because of a race is listed with it.
/// Exits with 0 only if everything else matched, with 1 if something differs, and with 2 if a recording could not be
/// replayed or nothing was compared.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Recordings, or folders with recordings (*.jsonl, *.csv, or these with .gz)
    #[arg(required = true, value_name = "FILE_OR_FOLDER")]
    paths: Vec<PathBuf>,
}

/// What all recordings together came to.
#[derive(Debug, Default)]
struct Total {
    matched: u64,
    facts: u64,
    time_errors: TimeErrors,
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
    if total.recordings == 0 && total.unusable == 0 {
        eprintln!("error: nothing was compared");
        total.exit = Exit::Unusable;
    }
    let Total { matched, facts, ref time_errors, recordings, unusable, exit } = total;
    let times = times(time_errors);
    let failed = if unusable > 0 { format!(", {unusable} could not be replayed") } else { String::new() };
    output.line(format_args!("total: {matched} of {facts} facts match in {recordings} recordings{times}{failed}"))?;
    Ok(exit)
}

impl Total {
    fn add(&mut self, path: &Path, result: Result<Outcome, ConformError>, output: &mut Output) -> io::Result<()> {
        match result {
            Ok(Outcome { derived_from: Some(source), .. }) => {
                output.line(format_args!("{}: passed over, computed from {source}", path.display()))
            }
            Ok(outcome) => {
                self.recordings += 1;
                self.matched += outcome.matched;
                self.facts += outcome.facts;
                self.time_errors.extend(&outcome.time_errors);
                if !outcome.holds() {
                    self.exit = self.exit.max(Exit::Failed);
                }
                print(&path.display().to_string(), &outcome, output)
            }
            Err(error) => {
                self.give_up(&error);
                Ok(())
            }
        }
    }

    fn give_up(&mut self, error: &ConformError) {
        eprintln!("error: {error}");
        self.unusable += 1;
        self.exit = Exit::Unusable;
    }
}

/// The lines of one recording.
fn print(path: &str, outcome: &Outcome, output: &mut Output) -> io::Result<()> {
    let Outcome { matched, facts, mismatches, races, time_errors, unmet, notes, .. } = outcome;
    output.line(format_args!("{path}: {matched} of {facts} facts match{}", times(time_errors)))?;
    for note in notes {
        output.line(format_args!("{path}: {note}"))?;
    }
    for race in races {
        output.line(format_args!("{path}: {race}"))?;
    }
    for mismatch in mismatches.iter().take(SHOWN) {
        output.line(format_args!("{path}: {mismatch}"))?;
    }
    if mismatches.len() > SHOWN {
        output.line(format_args!("{path}: and {} more mismatches", mismatches.len() - SHOWN))?;
    }
    for condition in unmet {
        output.line(format_args!("{path}: does not hold: {condition}"))?;
    }
    Ok(())
}

/// The times as the end of a line.
fn times(errors: &TimeErrors) -> String {
    if errors.count() == 0 { String::new() } else { format!(", {errors}") }
}
