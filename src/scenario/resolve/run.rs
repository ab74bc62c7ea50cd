//! `[run]`: lengths that must fit into each other.

use super::Checks;
use crate::scenario::file;
use crate::scenario::meant::{Run, Transient};
use crate::scenario::mistake::Mistake;
use crate::scenario::text::Duration;
use crate::scenario::tree::Path;
use crate::time::{SimDuration, SimTime};

/// A time series has at most so many intervals, and a run shows at most so many listings.
const MAX_INTERVALS: u64 = 10_000;

pub(super) fn run(run: &file::Run, checks: &mut Checks<'_>) -> Run {
    let path = Path::root().to("run");
    let duration = run.duration.0;
    checks.require(!duration.is_zero(), || {
        Mistake::value(path.to("duration"), "must be more than zero", "nothing can happen in no time")
    });
    let transient = run.transient.unwrap_or(Transient::Fixed(SimDuration::ZERO));
    checks.require(transient.given().is_none_or(|span| span < duration) || duration.is_zero(), || {
        let label = format!("the run lasts {duration}, so nothing would be left to measure");
        Mistake::value(path.to("transient"), "must be shorter than `duration`", label)
    });
    Run {
        duration,
        seed: run.seed.unwrap_or(1),
        clock: run.clock.map_or(SimDuration::ZERO, |clock| SimDuration::from_secs(clock.0.into())),
        transient,
        interval: interval(run.interval, duration, 200, &path.to("interval"), checks),
        listings: listings(run.listings.as_deref().unwrap_or_default(), duration, &path.to("listings"), checks),
        listing_interval: interval(run.listing_interval, duration, 10, &path.to("listing_interval"), checks),
    }
}

/// The interval typed, or `duration` cut into `parts`.
fn interval(
    typed: Option<Duration>,
    duration: SimDuration,
    parts: u64,
    path: &Path,
    checks: &mut Checks<'_>,
) -> SimDuration {
    let Some(Duration(interval)) = typed else {
        return SimDuration::from_nanos((duration.as_nanos() / parts).max(1));
    };
    let (span, most) = (interval.as_nanos(), duration.as_nanos());
    let wrong = if span == 0 {
        Some(("must be more than zero", "no interval is that short".to_owned()))
    } else if span > most {
        Some(("must not be longer than `duration`", format!("the run lasts {duration}")))
    } else if most / span > MAX_INTERVALS {
        let label = format!("{} of these fit into {duration}; at most {MAX_INTERVALS} are allowed", most / span);
        Some(("is too short for the run", label))
    } else {
        None
    };
    if let Some((predicate, label)) = wrong
        && most > 0
    {
        checks.add(Mistake::value(path.clone(), predicate, label));
    }
    interval
}

fn listings(typed: &[Duration], duration: SimDuration, path: &Path, checks: &mut Checks<'_>) -> Vec<SimTime> {
    let mut moments: Vec<SimTime> = Vec::with_capacity(typed.len());
    for (index, Duration(at)) in typed.iter().enumerate() {
        let moment = SimTime::ZERO + *at;
        checks.require(*at <= duration, || {
            Mistake::value(path.to(index), "is after the end of the run", format!("the run lasts {duration}"))
        });
        if let Err(place) = moments.binary_search(&moment) {
            moments.insert(place, moment);
        }
    }
    checks.require(moments.len() as u64 <= MAX_INTERVALS, || {
        Mistake::value(path.clone(), "has too many moments", format!("at most {MAX_INTERVALS} are allowed"))
    });
    moments
}
