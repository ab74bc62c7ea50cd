//! `arrivals` that come in bursts, and shapes of their rate.

use super::Checks;
use super::arrivals::{positive_rate, share_of_capacity};
use super::client::moment;
use super::law::positive_law;
use crate::scenario::file;
use crate::scenario::meant::{Arrivals, BurstState, DailyCourse, FlashCrowd};
use crate::scenario::mistake::Mistake;
use crate::scenario::text::{Duration, Rate, TimeOfDay};
use crate::scenario::tree::Path;
use crate::time::SimDuration;

const MAX_STATES: usize = 1000;
const MAX_SOURCES: u32 = 1_000_000;
const DAY: SimDuration = SimDuration::from_secs(86_400);
/// Each day of a run needs some memory.
const MAX_DAYS: u64 = 10_000;

/// A process whose rate changes by chance.
pub(super) fn mmpp(typed: &file::Mmpp, path: &Path, capacity_per_s: Option<f64>, checks: &mut Checks<'_>) -> Arrivals {
    let all = path.to("states");
    checks.require((1..=MAX_STATES).contains(&typed.states.len()), || {
        let label = format!("there are {}", typed.states.len());
        Mistake::value(all.clone(), format!("must have 1 to {MAX_STATES} states"), label)
    });
    checks.require(typed.states.is_empty() || typed.states.iter().any(|state| state.rate.0 > 0.0), || {
        Mistake::value(all.clone(), "never sends anything", "every rate is 0")
    });
    for (index, state) in typed.states.iter().enumerate() {
        not_zero(state.lasts, &all.to(index).to("lasts"), checks);
    }
    let time_s: f64 = typed.states.iter().map(|state| state.lasts.0.as_secs_f64()).sum();
    let arrivals: f64 = typed.states.iter().map(|state| state.rate.0 * state.lasts.0.as_secs_f64()).sum();
    let scale = scale(typed.utilization, arrivals / time_s, path, capacity_per_s, checks);
    let state = |state: &file::MmppState| BurstState { rate_per_s: state.rate.0 * scale, lasts: state.lasts.0 };
    Arrivals::Mmpp(typed.states.iter().map(state).collect())
}

/// Sources that are on and off in turn.
pub(super) fn on_off(
    typed: &file::OnOff,
    path: &Path,
    capacity_per_s: Option<f64>,
    checks: &mut Checks<'_>,
) -> Arrivals {
    let sources = typed.sources.unwrap_or(1);
    checks.require((1..=MAX_SOURCES).contains(&sources), || {
        let range = format!("must be a number from 1 to {MAX_SOURCES}");
        Mistake::value(path.to("sources"), range, format!("this is {sources}"))
    });
    let on = positive_law(&typed.on, &path.to("on"), checks);
    let off = positive_law(&typed.off, &path.to("off"), checks);
    let share_on = on.mean_s() / (on.mean_s() + off.mean_s());
    let mean_per_s = rate_or_share(typed.rate, typed.utilization, path, capacity_per_s, checks);
    let rate_per_s = match typed.rate {
        Some(rate) => rate.0,
        None => mean_per_s / (f64::from(sources.max(1)) * share_on),
    };
    Arrivals::OnOff { sources, rate_per_s, on, off }
}

/// A crowd that comes all at once.
pub(super) fn flash_crowd(
    typed: &file::FlashCrowd,
    path: &Path,
    capacity_per_s: Option<f64>,
    checks: &mut Checks<'_>,
) -> Arrivals {
    positive_rate(typed.base, &path.to("base"), checks);
    checks.require(typed.peak.0 >= typed.base.0, || {
        Mistake::value(path.to("peak"), "must not be below `base`", format!("`base` is {}", typed.base))
    });
    not_zero(typed.rise, &path.to("rise"), checks);
    not_zero(typed.decay, &path.to("decay"), checks);
    let scale = scale(typed.utilization, typed.base.0, path, capacity_per_s, checks);
    Arrivals::FlashCrowd(FlashCrowd {
        base_per_s: typed.base.0 * scale,
        peak_per_s: typed.peak.0 * scale,
        at: moment(typed.at),
        rise: typed.rise.0,
        hold: typed.hold.map_or(SimDuration::ZERO, |Duration(span)| span),
        decay: typed.decay.0,
    })
}

/// The course of a day.
pub(super) fn daily(
    typed: &file::Daily,
    path: &Path,
    capacity_per_s: Option<f64>,
    run: SimDuration,
    checks: &mut Checks<'_>,
) -> Arrivals {
    let day = typed.day.map_or(DAY, |Duration(span)| span);
    not_zero(Duration(day), &path.to("day"), checks);
    checks.require(day.is_zero() || run.as_nanos() / day.as_nanos() < MAX_DAYS, || {
        let label = format!("the run lasts {run}: at most {MAX_DAYS} days are allowed");
        Mistake::value(path.to("day"), "is too short for the run", label)
    });
    let rate_per_s = rate_or_share(typed.rate, typed.utilization, path, capacity_per_s, checks);
    Arrivals::Daily { rate_per_s, course: course(typed, path, checks), day: day.max(SimDuration::from_nanos(1)) }
}

fn course(typed: &file::Daily, path: &Path, checks: &mut Checks<'_>) -> DailyCourse {
    let wave = |peak: TimeOfDay, amplitude| DailyCourse::Wave { peak: f64::from(peak.0) / 86_400.0, amplitude };
    match (typed.peak, typed.amplitude, &typed.hours) {
        (Some(peak), Some(amplitude), None) => {
            checks.require((0.0..=1.0).contains(&amplitude), || {
                let label = format!("this is {amplitude}; with more the rate would be negative at night");
                Mistake::value(path.to("amplitude"), "must be a number from 0 to 1", label)
            });
            wave(peak, amplitude)
        }
        (None, None, Some(hours)) => of_hours(hours, &path.to("hours"), checks),
        _ => {
            let label = "give `peak` and `amplitude`, or `hours`";
            checks.add(Mistake::value(path.clone(), "needs one of two forms", label));
            wave(TimeOfDay(0), 0.0)
        }
    }
}

fn of_hours(typed: &[f64], path: &Path, checks: &mut Checks<'_>) -> DailyCourse {
    for (hour, &share) in typed.iter().enumerate() {
        checks.require(share.is_finite() && share >= 0.0, || {
            Mistake::value(path.to(hour), "must be a number from 0 on", format!("this is {share}"))
        });
    }
    checks.require(typed.is_empty() || typed.iter().any(|&share| share > 0.0), || {
        Mistake::value(path.clone(), "never sends anything", "every hour is 0")
    });
    let hours = typed.try_into().unwrap_or_else(|_| {
        let label = format!("there are {}", typed.len());
        checks.add(Mistake::value(path.clone(), "must have 24 numbers, one for each hour", label));
        [1.0; 24]
    });
    DailyCourse::Hours(hours)
}

fn not_zero(Duration(span): Duration, path: &Path, checks: &mut Checks<'_>) {
    checks
        .require(!span.is_zero(), || Mistake::value(path.clone(), "must be more than zero", "this is no time at all"));
}

/// By how much rates that come to `per_s` have to be multiplied to be the share that is asked for, if one is.
fn scale(share: Option<f64>, per_s: f64, path: &Path, capacity_per_s: Option<f64>, checks: &mut Checks<'_>) -> f64 {
    match share {
        Some(share) if per_s > 0.0 => share_of_capacity(share, capacity_per_s, &path.to("utilization"), checks) / per_s,
        _ => 1.0,
    }
}

/// What is typed of `rate` and `utilization`, in requests per second.
fn rate_or_share(
    rate: Option<Rate>,
    share: Option<f64>,
    path: &Path,
    capacity_per_s: Option<f64>,
    checks: &mut Checks<'_>,
) -> f64 {
    match (rate, share) {
        (Some(rate), None) => positive_rate(rate, &path.to("rate"), checks),
        (None, Some(share)) => share_of_capacity(share, capacity_per_s, &path.to("utilization"), checks),
        _ => {
            checks.add(Mistake::value(path.clone(), "needs one of two forms", "give `rate` or `utilization`"));
            1.0
        }
    }
}
