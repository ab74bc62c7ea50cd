//! `retries`, `hedge` and `give_up_after` of a `[[client]]`.

use super::Checks;
use crate::scenario::file;
use crate::scenario::meant::{Budget, Failure, Hedge, Jitter, Retries};
use crate::scenario::mistake::Mistake;
use crate::scenario::text::Duration;
use crate::scenario::tree::Path;
use crate::time::SimDuration;

const ATTEMPTS: u32 = 3;
const MAX_ATTEMPTS: u32 = 100;
const BACKOFF: SimDuration = SimDuration::from_millis(100);
const FACTOR: f64 = 2.0;
const MAX_FACTOR: f64 = 100.0;
const LONGEST_BACKOFF: SimDuration = SimDuration::from_secs(10);
const MAX_BUDGET: f64 = 1000.0;
const BUDGET_BURST: u32 = 10;
const MAX_HEDGES: u32 = 100;

/// What is tried again, and when.
pub(super) fn retries(typed: &file::Retries, path: &Path, checks: &mut Checks<'_>) -> Retries {
    let attempts = typed.attempts.unwrap_or(ATTEMPTS);
    checks.require((2..=MAX_ATTEMPTS).contains(&attempts), || {
        let range = format!("must be a number from 2 to {MAX_ATTEMPTS}");
        let label =
            if attempts == 1 { "for one attempt leave `retries` out".into() } else { format!("this is {attempts}") };
        Mistake::value(path.to("attempts"), range, label)
    });
    let factor = typed.factor.unwrap_or(FACTOR);
    checks.require((1.0..=MAX_FACTOR).contains(&factor), || {
        let range = format!("must be a number from 1 to {MAX_FACTOR}");
        Mistake::value(path.to("factor"), range, format!("this is {factor}"))
    });
    let backoff = typed.backoff.map_or(BACKOFF, |Duration(span)| span);
    let max = typed.max.map_or(LONGEST_BACKOFF.max(backoff), |Duration(span)| span);
    checks.require(max >= backoff, || {
        Mistake::value(path.to("max"), "must not be shorter than `backoff`", format!("`backoff` is {backoff}"))
    });
    Retries {
        attempts,
        on: reasons(typed.on.as_deref(), &path.to("on"), checks),
        backoff,
        factor,
        max,
        jitter: typed.jitter.unwrap_or(Jitter::Full),
        budget: budget(typed, path, checks),
    }
}

/// Without a response nobody knows whether the request was served; an error is an answer.
fn reasons(typed: Option<&[Failure]>, path: &Path, checks: &mut Checks<'_>) -> Vec<Failure> {
    checks.require(typed.is_none_or(|typed| !typed.is_empty()), || {
        Mistake::value(path.clone(), "is empty", "nothing would ever be tried again")
    });
    let wanted = |word: &Failure| typed.map_or(*word != Failure::Error, |typed| typed.contains(word));
    Failure::ALL.into_iter().filter(wanted).collect()
}

fn budget(typed: &file::Retries, path: &Path, checks: &mut Checks<'_>) -> Option<Budget> {
    checks.require(typed.budget_burst.is_none() || typed.budget.is_some(), || {
        Mistake::value(path.to("budget_burst"), "has no meaning here", "there is no `budget` that it could belong to")
    });
    checks.require(typed.budget_burst != Some(0), || {
        Mistake::value(
            path.to("budget_burst"),
            "must be at least 1",
            "a budget that holds nothing never pays for a retry",
        )
    });
    let share = typed.budget?;
    checks.require((0.0..=MAX_BUDGET).contains(&share), || {
        let range = format!("must be a number from 0 to {MAX_BUDGET}");
        Mistake::value(path.to("budget"), range, format!("this is {share}"))
    });
    Some(Budget { share, burst: typed.budget_burst.unwrap_or(BUDGET_BURST) })
}

/// What is tried beside an attempt, and when.
pub(super) fn hedge(typed: &file::Hedge, path: &Path, checks: &mut Checks<'_>) -> Hedge {
    let Duration(after) = typed.after;
    checks.require(!after.is_zero(), || {
        Mistake::value(path.to("after"), "must be more than zero", "every request would be made twice at once")
    });
    let at_most = typed.at_most.unwrap_or(1);
    checks.require((1..=MAX_HEDGES).contains(&at_most), || {
        let range = format!("must be a number from 1 to {MAX_HEDGES}");
        Mistake::value(path.to("at_most"), range, format!("this is {at_most}"))
    });
    Hedge { after, at_most }
}
