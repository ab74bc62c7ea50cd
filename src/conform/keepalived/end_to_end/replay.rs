//! Runs of the same kind side by side: what the simulation gives has to lie in the range of what was recorded.

use super::fate::Fate;
use super::run::Run;
use crate::conform::{Mismatch, Outcome, Replay};
use crate::time::SimDuration;
use indexmap::IndexMap;

/// How far a time may lie beside the recorded one: a late timer, a slow command and a busy machine.
const TIME_WITHIN: SimDuration = SimDuration::from_millis(500);

/// How far a count may lie beside the range of the recorded runs, of which there are but a few: one connection, or a
/// tenth.
const BESIDE: (u64, u64) = (1, 10);

/// Replays runs.
#[derive(Default)]
pub(crate) struct EndToEndReplay {
    families: IndexMap<String, Vec<Compared>>,
    failed_recordings: u64,
}

/// A run, recorded and simulated.
struct Compared {
    line: usize,
    rep: u32,
    recorded: Fate,
    simulated: Fate,
}

impl Replay for EndToEndReplay {
    fn line(&mut self, number: usize, text: &str, _outcome: &mut Outcome) -> Result<(), String> {
        let Some(run) = Run::parse(text)? else {
            self.failed_recordings += 1;
            return Ok(());
        };
        let (recorded, simulated) = (Fate::recorded(&run), Fate::simulated(&run)?);
        let compared = Compared { line: number, rep: run.rep, recorded, simulated };
        self.families.entry(run.family).or_default().push(compared);
        Ok(())
    }

    fn finish(&mut self, outcome: &mut Outcome) {
        for (family, runs) in &self.families {
            compare(family, runs, outcome);
        }
        if self.failed_recordings > 0 {
            outcome.notes.push(format!("{} runs in which the recorder failed, passed over", self.failed_recordings));
        }
    }
}

/// A number of connections that is compared: its name, and where it stands.
type Count = (&'static str, fn(&Fate) -> u64);

const COUNTS: [Count; 4] = [
    ("refused", |fate| fate.refused),
    ("reset", |fate| fate.reset),
    ("hung", |fate| fate.hung),
    ("long-lived ones broken", |fate| fate.long_broken),
];

fn compare(family: &str, runs: &[Compared], outcome: &mut Outcome) {
    for (name, count) in COUNTS {
        let recorded = || runs.iter().map(|run| count(&run.recorded));
        let (least, most) = (recorded().min().unwrap_or(0), recorded().max().unwrap_or(0));
        let beside = |count: u64| BESIDE.0.max(count / BESIDE.1);
        let range = least.saturating_sub(beside(least))..=most + beside(most);
        for run in runs {
            let simulated = count(&run.simulated);
            check(outcome, range.contains(&simulated), || Mismatch {
                line: run.line,
                operation: format!("{family} rep {}: connections {name}", run.rep),
                expected: format!("{least} to {most}, in this run {}", count(&run.recorded)),
                got: simulated.to_string(),
                state: format!("{:?}", run.simulated),
            });
        }
    }
    for run in runs {
        let times = [("outage", run.recorded.outage, run.simulated.outage)];
        for (name, recorded, simulated) in times {
            let (Some(recorded), Some(simulated)) = (recorded, simulated) else {
                check(outcome, recorded == simulated, || mismatch(family, run, name, recorded, simulated));
                continue;
            };
            let error = recorded.max(simulated) - recorded.min(simulated);
            outcome.time_errors.add(error);
            check(outcome, error <= TIME_WITHIN, || mismatch(family, run, name, Some(recorded), Some(simulated)));
        }
    }
}

fn mismatch(
    family: &str,
    run: &Compared,
    name: &str,
    recorded: Option<SimDuration>,
    simulated: Option<SimDuration>,
) -> Mismatch {
    let text = |time: Option<SimDuration>| time.map_or("none".to_owned(), |time| time.to_string());
    Mismatch {
        line: run.line,
        operation: format!("{family} rep {}: {name}", run.rep),
        expected: text(recorded),
        got: text(simulated),
        state: format!("{:?}", run.simulated),
    }
}

fn check(outcome: &mut Outcome, holds: bool, mismatch: impl FnOnce() -> Mismatch) {
    outcome.facts += 1;
    if holds {
        outcome.matched += 1;
    } else {
        outcome.mismatches.push(mismatch());
    }
}
