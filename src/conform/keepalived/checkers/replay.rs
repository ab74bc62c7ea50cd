//! Replaying the runs of a recording, and what is asked of all of them together.

use super::case::Case;
use super::compare::{Scores, compare_lines, compare_probes, compare_tables};
use super::drive::{Pace, drive};
use super::run::{self, Line};
use crate::conform::{Outcome, Race, Replay};
use crate::time::SimDuration;

/// How many detections in 244 may be too far from the model: as many as the reference model had, where something was
/// done to a server that was just answering.
const MISSED_DETECTIONS: u64 = 2;
/// How many probes: as many, for the same reason.
const MISSED_PROBES: u64 = 2;
/// By how much half of all times may differ. Single ones are late when the machine was; a model that is off is off
/// everywhere.
const MEDIAN_LIMIT: SimDuration = SimDuration::from_millis(100);
/// How many recoveries: none.
const MISSED_RECOVERIES: u64 = 0;

/// Replays recordings of health checkers.
pub(crate) struct CheckersReplay {
    scores: Scores,
    /// With no more than the first probes given.
    free: Scores,
    runs: u64,
}

impl CheckersReplay {
    pub(crate) fn new() -> Self {
        Self { scores: Scores::new(), free: Scores::new(), runs: 0 }
    }
}

impl Replay for CheckersReplay {
    fn line(&mut self, number: usize, text: &str, outcome: &mut Outcome) -> Result<(), String> {
        let (run, events) = match run::parse(text)? {
            Line::Run(run, events) => (run, events),
            Line::Failed(error) => {
                outcome.notes.push(format!("line {number}: passed over, the recorder failed: {error}"));
                return Ok(());
            }
        };
        let case = Case::new(number, &run, events)?;
        let story = drive(&case.script(), case.start, Pace::EachProbe)?;
        let race = |reason: &String| Race { line: number, run: case.name.clone(), reason: reason.clone() };
        outcome.races.extend(story.races.iter().map(race));
        compare_probes(&case, &story, &mut self.scores, outcome);
        compare_lines(&case, &story, &mut self.scores, outcome);
        compare_tables(&case, &story, outcome);
        self.free.add(&case, &drive(&case.script(), case.start, Pace::FirstProbe)?);
        self.runs += 1;
        Ok(())
    }

    fn finish(&mut self, outcome: &mut Outcome) {
        let Self { scores, free, runs } = self;
        outcome.notes.push(format!("{runs} runs: {}, {}", scores.detections, scores.recoveries));
        let (detections, recoveries) = (free.detections.in_time(), free.recoveries.in_time());
        outcome.notes.push(format!("with no more than the first probes given: {detections}, {recoveries}"));
        outcome.notes.push(scores.probes.in_time());
        if let Some(median) = outcome.time_errors.median().filter(|median| *median > MEDIAN_LIMIT) {
            outcome
                .unmet
                .push(format!("half of all times differ by {median} or more, at most {MEDIAN_LIMIT} is allowed"));
        }
        outcome.unmet.extend(scores.probes.unmet(MISSED_PROBES));
        outcome.unmet.extend(scores.detections.unmet(MISSED_DETECTIONS));
        outcome.unmet.extend(scores.recoveries.unmet(MISSED_RECOVERIES));
    }
}
