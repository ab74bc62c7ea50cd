//! `[[fault]]`: what breaks ([`what`]), and when: once or again and again, but one of the two.

mod gray;
mod network;
mod what;

use super::Checks;
use super::client::moment;
use super::law::positive_law;
use super::names::Roster;
use crate::scenario::file::{self, ScenarioFile};
use crate::scenario::meant::{Fault, FaultTiming, Scenario};
use crate::scenario::mistake::Mistake;
use crate::scenario::tree::Path;
use crate::time::{SimDuration, SimTime};

/// Faults and operations, each counted per machine.
pub(super) const MAX_DISTURBANCES: usize = 100_000;

pub(super) fn faults(file: &ScenarioFile, scenario: &Scenario, roster: &Roster, checks: &mut Checks<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, typed) in file.fault.iter().flatten().enumerate() {
        let path = Path::root().to("fault").to(index);
        let whats = what::whats(typed, &path, scenario, roster, checks);
        let Some(timing) = timing(typed, &path, scenario.run.duration, checks) else { continue };
        if faults.len() + whats.len() > MAX_DISTURBANCES {
            let label = format!("at most {MAX_DISTURBANCES} are allowed, counted per machine");
            checks.add(Mistake::value(path, "is one too many", label));
            break;
        }
        faults.extend(whats.into_iter().map(|what| Fault { what, timing: timing.clone() }));
    }
    faults
}

fn timing(typed: &file::Fault, path: &Path, duration: SimDuration, checks: &mut Checks<'_>) -> Option<FaultTiming> {
    if let Some(at) = typed.at {
        for (key, given) in [("between", typed.between.is_some()), ("repair", typed.repair.is_some())] {
            checks.require(!given, || {
                let label = "`at` says it happens once";
                Mistake::value(path.to(key), "contradicts `at`", label).with_help(FORMS)
            });
        }
        checks.require(typed.lasts.is_none_or(|span| !span.0.is_zero()), || {
            Mistake::value(path.to("for"), "must be more than zero", "leave `for` out if it lasts for good")
        });
        before_end(at.0, path, duration, checks);
        return Some(FaultTiming::Scripted { at: moment(at), lasts: typed.lasts.map(|span| span.0) });
    }
    checks.require(typed.lasts.is_none(), || {
        let label = "without `at` nothing is known to begin then";
        Mistake::value(path.to("for"), "needs `at`", label).with_help(FORMS)
    });
    match (&typed.between, &typed.repair) {
        (Some(between), Some(repair)) => {
            let between = positive_law(between, &path.to("between"), checks);
            let repair = positive_law(repair, &path.to("repair"), checks);
            return Some(FaultTiming::Random { between, repair });
        }
        (Some(_), None) => {
            checks.add(Mistake::value(path.to("between"), "needs `repair`", "how long until it works again?"));
        }
        (None, Some(_)) => {
            checks.add(Mistake::value(path.to("repair"), "needs `between`", "how long until it fails?"));
        }
        (None, None) if typed.lasts.is_none() => {
            checks.add(Mistake::value(path.clone(), "never happens", "it has no `at`").with_help(FORMS));
        }
        (None, None) => {}
    }
    None
}

const FORMS: &str = "a fault happens once (`at`, and `for` if it ends) or again and again (`between`, `repair`)";

/// A moment at or after the end never comes.
pub(super) fn before_end(at: SimDuration, table: &Path, duration: SimDuration, checks: &mut Checks<'_>) {
    checks.require(SimTime::ZERO + at < SimTime::ZERO + duration || duration.is_zero(), || {
        let label = format!("the run lasts {duration}, so this never happens");
        Mistake::value(table.to("at"), "must be before the end of the run", label)
    });
}
