//! What was too close to call in a run that went another way than the model.
//!
//! A recording says to the microsecond when an advert left, but not when a process would have acted had it not heard
//! another one first, nor when a packet was read. So a run is said to have been decided by a race only if the model
//! itself goes as recorded once such moments are late, by no more than the test bed was: the smallest such lateness that
//! was found is part of the explanation, and so are the two happenings that were closest.

use super::compare::Difference;
use super::rehearsal::{Performance, Rehearsal};
use super::run::Run;
use super::unrest::Unrest;
use crate::time::{SimDuration, SimTime};

/// Latenesses that are tried, in milliseconds. The test bed was busy: most timers fired within 10 ms, a few only after
/// 250 ms.
const LATENESS_MS: [u64; 6] = [1, 3, 10, 30, 100, 250];
/// How many ways of being late are tried for each.
const TRIES: u64 = 60;
/// How far before and behind the first difference its cause is looked for.
const AROUND: SimDuration = SimDuration::from_millis(1_000);
/// A router that still holds an address answers the announcement of another one within this time.
const ANSWER: SimDuration = SimDuration::from_millis(5);

/// Why a run went another way, if a race explains it.
pub(super) fn explain(
    run: &Run,
    rehearsal: &Rehearsal<'_>,
    free: &Performance,
    aligned: &Performance,
) -> Result<Option<String>, String> {
    let differences = &free.comparison.differences;
    let begins = differences.iter().map(Difference::begins).min().unwrap_or(SimTime::MAX);
    let close = closest(run, free, begins);
    if aligned.comparison.differences.is_empty() {
        return Ok(Some(format!("late timers: woken when the real ones were, the model goes as recorded; {close}")));
    }
    for most_ms in LATENESS_MS {
        for seed in 0..TRIES {
            let unrest = Unrest::new(SimDuration::from_millis(most_ms), seed);
            let tried = rehearsal.perform(Some(rehearsal.alignment()), Some(unrest))?;
            if tried.comparison.differences.is_empty() {
                return Ok(Some(format!("decided by less than {most_ms} ms; {close}")));
            }
        }
    }
    Ok(answered(run, differences))
}

/// The two happenings around the first difference that were closest: adverts of different routers, or an advert and
/// something done to a router, recorded or modelled.
fn closest(run: &Run, free: &Performance, begins: SimTime) -> String {
    let name = |router: usize| run.routers.get_index(router).map_or("?", |(name, _)| name.as_str());
    let near = |at: SimTime| at.since(begins) <= AROUND && begins.since(at) <= AROUND;
    let traces = [("recorded", &run.trace), ("modelled", &free.trace)];
    let mut happenings: Vec<(SimTime, Option<usize>, String)> = Vec::new();
    for (kind, trace) in traces {
        for advert in trace.adverts.iter().filter(|advert| near(advert.at)) {
            happenings.push((advert.at, Some(advert.router), format!("{kind} advert of {}", name(advert.router))));
        }
    }
    for stimulus in run.stimuli.iter().filter(|stimulus| near(stimulus.at)) {
        happenings.push((stimulus.done, None, stimulus.what.clone()));
    }
    happenings.sort();
    let pairs = happenings.windows(2).filter(|pair| pair[0].1 != pair[1].1);
    match pairs.min_by_key(|pair| pair[1].0.since(pair[0].0)) {
        Some([(one, _, first), (other, _, second)]) => {
            let millis = other.since(*one).as_secs_f64() * 1_000.0;
            format!("{first} and {second} {millis:.1} ms apart at {:.3} s", one.as_secs_f64())
        }
        _ => format!("from {:.3} s on", begins.as_secs_f64()),
    }
}

/// All that differs is a single frame: the kernel of a router that had not yet removed an address has answered the
/// announcement of the new master.
fn answered(run: &Run, differences: &[Difference]) -> Option<String> {
    let [difference] = differences else {
        return None;
    };
    let router = difference.whose.0;
    let extra = difference.recorded.iter().find(|happening| {
        let announced = |frame: &super::run::GarpSeen| {
            frame.router != router && happening.at.since(frame.at) <= ANSWER && frame.at <= happening.at
        };
        happening.what == "1 gratuitous ARPs" && run.trace.garps.iter().any(announced)
    })?;
    let others = difference.recorded.iter().filter(|happening| *happening != extra).map(|happening| &happening.what);
    let same = others.eq(difference.modelled.iter().map(|happening| &happening.what));
    same.then(|| {
        let at = extra.at.as_secs_f64();
        format!("at {at:.3} s a router that still held the address answered the announcement of the new master")
    })
}
