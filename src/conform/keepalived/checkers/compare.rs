//! Comparing a run with what the model did.

use super::case::Case;
use super::drive::Story;
use super::event::Event;
use super::lines::{Subject, is_detection, is_recovery};
use super::score::Score;
use super::tables::{Follower, SLACK, shown};
use crate::conform::{Mismatch, Outcome};
use crate::time::{SimDuration, SimTime};

/// The probes and changes of all runs so far.
#[derive(Debug)]
pub(super) struct Scores {
    pub(super) probes: Score,
    pub(super) detections: Score,
    pub(super) recoveries: Score,
}

impl Scores {
    pub(super) fn new() -> Self {
        Self { probes: Score::probes(), detections: Score::detections(), recoveries: Score::recoveries() }
    }

    /// The score that a line of the log belongs to, if it tells a change.
    fn of(&mut self, line: &str) -> Option<&mut Score> {
        if is_detection(line) { Some(&mut self.detections) } else { is_recovery(line).then_some(&mut self.recoveries) }
    }

    /// Scores the changes of a run and nothing else.
    pub(super) fn add(&mut self, case: &Case, story: &Story) {
        for subject in case.log.subjects() {
            let model = case.log.model_about(&story.log, subject);
            for (recorded, model) in case.log.about(subject).into_iter().zip(model) {
                if let Some(score) = self.of(recorded.1).filter(|_| recorded.1 == model.1) {
                    score.add(difference(recorded.0, model.0), &case.name);
                }
            }
        }
    }
}

/// Each recorded probe is a fact by its time. One more or one less is a mismatch.
pub(super) fn compare_probes(case: &Case, story: &Story, scores: &mut Scores, outcome: &mut Outcome) {
    for probe in &story.probes {
        let address = case.service.real_servers[probe.server].address.ip();
        let operation = format!("{}: probe of {address}", case.name);
        let got = format!("at {:.3} s", probe.due.as_secs_f64());
        match probe.recorded {
            Some(recorded) => {
                outcome.facts += 1;
                let error = difference(recorded, probe.due);
                outcome.time_errors.add(error);
                outcome.matched += u64::from(scores.probes.add(error, &case.name));
            }
            // The recording ends at some moment, and with it what can be expected.
            None if probe.due + SLACK < case.end => {
                outcome.facts += 1;
                outcome.mismatches.push(mismatch(case, operation, "no probe".to_owned(), got));
            }
            None => {}
        }
    }
    for (server, track) in case.tracks.iter().enumerate() {
        let modelled = story.probes.iter().filter(|probe| probe.server == server).count();
        for recorded in track.iter().skip(modelled) {
            outcome.facts += 1;
            let operation = format!("{}: probe of {}", case.name, case.service.real_servers[server].address.ip());
            let expected = format!("at {:.3} s", recorded.as_secs_f64());
            outcome.mismatches.push(mismatch(case, operation, expected, "no probe".to_owned()));
        }
    }
}

/// Each recorded line is a fact: its text and its place among the lines about the same thing. Changes are scored, and
/// are facts by their time too.
pub(super) fn compare_lines(case: &Case, story: &Story, scores: &mut Scores, outcome: &mut Outcome) {
    for subject in case.log.subjects() {
        let recorded = case.log.about(subject);
        let model = case.log.model_about(&story.log, subject);
        outcome.facts += recorded.len() as u64;
        let alike = recorded.iter().zip(&model).take_while(|(recorded, model)| recorded.1 == model.1).count();
        for (recorded, model) in recorded[..alike].iter().zip(&model) {
            let error = difference(recorded.0, model.0);
            let in_time = match scores.of(recorded.1) {
                Some(score) => {
                    outcome.time_errors.add(error);
                    score.add(error, &case.name)
                }
                None => true,
            };
            outcome.matched += u64::from(in_time);
        }
        compare_rest(case, subject, &recorded[alike..], &model[alike..], outcome);
    }
}

/// From the first line that differs on, the rest is a consequence and is not listed.
fn compare_rest(
    case: &Case,
    subject: Subject,
    recorded: &[(SimTime, &str)],
    model: &[(SimTime, &str)],
    outcome: &mut Outcome,
) {
    let about = match subject {
        Subject::Service => "the service".to_owned(),
        Subject::Server(server) => case.service.real_servers[server].address.ip().to_string(),
    };
    // At the end of the recording the model may be ahead.
    let said = model.first().filter(|line| line.0 + SLACK <= case.end || !recorded.is_empty());
    if recorded.is_empty() && said.is_none() {
        return;
    }
    let show = |line: Option<&(SimTime, &str)>| {
        line.map_or("nothing more".to_owned(), |(time, text)| format!("{text} (at {:.3} s)", time.as_secs_f64()))
    };
    let operation = format!("{}: log about {about}", case.name);
    outcome.mismatches.push(mismatch(case, operation, show(recorded.first()), show(said)));
    outcome.facts += u64::from(recorded.is_empty());
}

/// Each recorded table is a fact.
pub(super) fn compare_tables(case: &Case, story: &Story, outcome: &mut Outcome) {
    let mut follower = Follower::new(&story.tables);
    for (time, event) in &case.events {
        let Event::Table(table) = event else { continue };
        outcome.facts += 1;
        if follower.find(*time, table) {
            outcome.matched += 1;
        } else {
            let operation = format!("{}: table at {:.3} s", case.name, time.as_secs_f64());
            outcome.mismatches.push(mismatch(case, operation, shown(table), follower.around(*time)));
        }
    }
}

fn mismatch(case: &Case, operation: String, expected: String, got: String) -> Mismatch {
    Mismatch { line: case.number, operation, expected, got, state: String::new() }
}

fn difference(a: SimTime, b: SimTime) -> SimDuration {
    a.since(b).max(b.since(a))
}
