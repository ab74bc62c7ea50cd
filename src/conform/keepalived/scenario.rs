//! Scripted runs of some routers: what was done to them is done to the model, and what followed is compared.

use super::compare::Difference;
use super::race;
use super::rehearsal::Rehearsal;
use super::run::Run;
use super::sequence::Happening;
use crate::conform::{Mismatch, Outcome, Race, Replay, TimeErrors};
use crate::time::SimDuration;

/// How many of the runs must go as recorded, in percent. In the others a race decided.
const AS_RECORDED_PERCENT: u64 = 93;
/// The largest median error of single timers.
const MEDIAN_WITHIN: SimDuration = SimDuration::from_millis(5);

/// Replays runs.
#[derive(Default)]
pub(crate) struct ScenarioReplay {
    runs: u64,
    as_recorded: u64,
    as_recorded_if_aligned: u64,
    failed_recordings: u64,
    advert_errors: TimeErrors,
    take_over_errors: TimeErrors,
    free_errors: TimeErrors,
}

impl Replay for ScenarioReplay {
    fn line(&mut self, number: usize, text: &str, outcome: &mut Outcome) -> Result<(), String> {
        let Some(run) = Run::parse(text)? else {
            self.failed_recordings += 1;
            return Ok(());
        };
        let rehearsal = Rehearsal::new(&run)?;
        let free = rehearsal.perform(None, None)?;
        let aligned = rehearsal.perform(Some(rehearsal.alignment()), None)?;
        if free.comparison.total == 0 {
            return Err(format!("{}: nothing to compare", run.name));
        }
        self.runs += 1;
        outcome.facts += free.comparison.total;
        outcome.matched += free.comparison.matched;
        self.free_errors.extend(&free.comparison.errors);
        self.as_recorded_if_aligned += u64::from(aligned.comparison.differences.is_empty());
        if let Some(alignment) = &aligned.alignment {
            self.advert_errors.extend(&alignment.advert_errors);
            self.take_over_errors.extend(&alignment.take_over_errors);
        }
        let differences = &free.comparison.differences;
        if differences.is_empty() {
            self.as_recorded += 1;
        } else if let Some(reason) = race::explain(&run, &rehearsal, &free, &aligned)? {
            outcome.races.push(Race { line: number, run: run.name, reason });
        } else {
            outcome.mismatches.extend(differences.iter().map(|difference| mismatch(number, &run, difference)));
        }
        Ok(())
    }

    fn finish(&mut self, outcome: &mut Outcome) {
        let Self { runs, as_recorded, as_recorded_if_aligned, failed_recordings, .. } = *self;
        let percent = as_recorded as f64 * 100.0 / runs.max(1) as f64;
        let notes = &mut outcome.notes;
        notes.push(format!("{as_recorded} of {runs} runs as recorded ({percent:.1} %)"));
        notes.push(format!("{as_recorded_if_aligned} of {runs} runs as recorded with the timers aligned"));
        if failed_recordings > 0 {
            notes.push(format!("{failed_recordings} runs in which the recorder failed, passed over"));
        }
        let aligned = [("masters' advert timers", &self.advert_errors), ("take-over timers", &self.take_over_errors)];
        for (name, errors) in aligned {
            notes.push(format!("{} {name}, aligned: {errors}", errors.count()));
            outcome.time_errors.extend(errors);
        }
        notes.push(format!("{} happenings, not aligned: {}", self.free_errors.count(), self.free_errors));
        if outcome.time_errors.median() > Some(MEDIAN_WITHIN) {
            outcome.unmet.push(format!("the median error of advert and take-over timers is at most {MEDIAN_WITHIN}"));
        }
        if as_recorded * 100 < runs * AS_RECORDED_PERCENT {
            outcome.unmet.push(format!("at least {AS_RECORDED_PERCENT} % of the runs go as recorded"));
        }
    }
}

fn mismatch(line: usize, run: &Run, difference: &Difference) -> Mismatch {
    let (router, subject) = &difference.whose;
    let router = run.routers.get_index(*router).map_or("?", |(name, _)| name);
    Mismatch {
        line,
        operation: format!("{}: {router} {subject}", run.name),
        expected: text(&difference.recorded),
        got: text(&difference.modelled),
        state: format!("differs from {:.3} s on, and no race was found", difference.begins().as_secs_f64()),
    }
}

fn text(happenings: &[Happening]) -> String {
    let lines = happenings.iter().map(|happening| format!("{:.3} {}\n", happening.at.as_secs_f64(), happening.what));
    if happenings.is_empty() { "nothing".to_owned() } else { lines.collect() }
}
