//! `arrivals`: rates, changing rates, and rates given as a share of the capacity.

use super::client::moment;
use super::law::law;
use super::{Checks, bursts, trace};
use crate::scenario::file::{self, ArrivalRate, Deterministic, Poisson, RateCurve};
use crate::scenario::meant::{Arrivals, RatePoint, RateProfile};
use crate::scenario::mistake::Mistake;
use crate::scenario::text::{Duration, MAX_RATE_PER_S, Rate};
use crate::scenario::tree::Path;
use crate::time::{SimDuration, SimTime};

const MAX_USERS: u32 = 1_000_000;
const MAX_POINTS: usize = 10_000;
/// More than this is no experiment but a slip of the finger (80 for 80 %).
const MAX_UTILIZATION: f64 = 20.0;

/// When requests are sent to a virtual service whose real servers can serve so many per second, or when begins what brings
/// several requests, of which they can serve so many per second; in a run of this length.
pub(super) fn arrivals(
    typed: &file::Arrivals,
    path: &Path,
    capacity_per_s: Option<f64>,
    run: SimDuration,
    checks: &mut Checks<'_>,
) -> Arrivals {
    match typed {
        file::Arrivals::Poisson(typed) => {
            let path = path.to("poisson");
            Arrivals::Poisson(match typed {
                Poisson::Rate(rate) => profile(rate, &path.to("rate"), checks),
                Poisson::Utilization(share) => {
                    RateProfile::Constant(share_of_capacity(*share, capacity_per_s, &path.to("utilization"), checks))
                }
            })
        }
        file::Arrivals::Deterministic(typed) => {
            let path = path.to("deterministic");
            Arrivals::Deterministic(match typed {
                Deterministic::Rate(rate) => profile(rate, &path.to("rate"), checks),
                Deterministic::Utilization(share) => {
                    RateProfile::Constant(share_of_capacity(*share, capacity_per_s, &path.to("utilization"), checks))
                }
                Deterministic::Interval(Duration(gap)) => {
                    checks.require(!gap.is_zero(), || {
                        Mistake::value(path.to("interval"), "must be more than zero", "this is no time at all")
                    });
                    RateProfile::Constant(1.0 / gap.as_secs_f64())
                }
            })
        }
        file::Arrivals::Mmpp(typed) => bursts::mmpp(typed, &path.to("mmpp"), capacity_per_s, checks),
        file::Arrivals::OnOff(typed) => bursts::on_off(typed, &path.to("on_off"), capacity_per_s, checks),
        file::Arrivals::FlashCrowd(typed) => {
            bursts::flash_crowd(typed, &path.to("flash_crowd"), capacity_per_s, checks)
        }
        file::Arrivals::Daily(typed) => bursts::daily(typed, &path.to("daily"), capacity_per_s, run, checks),
        file::Arrivals::Trace(typed) => trace::trace(typed, &path.to("trace"), checks),
        file::Arrivals::Closed(typed) => {
            let path = path.to("closed");
            checks.require((1..=MAX_USERS).contains(&typed.users), || {
                let range = format!("must be a number from 1 to {MAX_USERS}");
                Mistake::value(path.to("users"), range, format!("this is {}", typed.users))
            });
            let think_time = law(&typed.think_time, &path.to("think_time"), checks);
            Arrivals::Closed { users: typed.users, think_time }
        }
    }
}

/// Requests per second that are this share of the capacity.
pub(super) fn share_of_capacity(share: f64, capacity_per_s: Option<f64>, path: &Path, checks: &mut Checks<'_>) -> f64 {
    checks.require(share > 0.0 && share <= MAX_UTILIZATION, || {
        let label = match share {
            _ if share > 20.0 => format!("1 is all of the capacity: for {share} % write {}", share / 100.0),
            _ => format!("this is {share}"),
        };
        Mistake::value(path.clone(), "must be more than 0 and at most 20", label)
    });
    let rate_per_s = share * capacity_per_s.unwrap_or(1.0);
    checks.require(rate_per_s > 0.0 || share <= 0.0, || {
        let label = "no real server is in its list at the start, so there is no capacity to take a share of";
        Mistake::value(path.clone(), "has no meaning here", label)
    });
    checks.require(rate_per_s <= MAX_RATE_PER_S, || {
        let label = format!("this comes to {rate_per_s:.1e}");
        Mistake::value(path.clone(), format!("must come to at most {MAX_RATE_PER_S} requests per second"), label)
    });
    rate_per_s
}

/// A rate that is more than zero, in requests per second.
pub(super) fn positive_rate(Rate(per_s): Rate, path: &Path, checks: &mut Checks<'_>) -> f64 {
    checks.require(per_s > 0.0, || {
        Mistake::value(path.clone(), "must be more than zero", "for no requests leave the client out")
    });
    per_s
}

fn profile(typed: &ArrivalRate, path: &Path, checks: &mut Checks<'_>) -> RateProfile {
    match typed {
        ArrivalRate::Constant(rate) => RateProfile::Constant(positive_rate(*rate, path, checks)),
        ArrivalRate::Changing(RateCurve::Steps(typed)) => RateProfile::Steps(points(typed, &path.to("steps"), checks)),
        ArrivalRate::Changing(RateCurve::Ramps(typed)) => RateProfile::Ramps(points(typed, &path.to("ramps"), checks)),
    }
}

fn points(typed: &[file::RatePoint], path: &Path, checks: &mut Checks<'_>) -> Vec<RatePoint> {
    let points: Vec<RatePoint> =
        typed.iter().map(|point| RatePoint { at: moment(point.at), rate_per_s: point.rate.0 }).collect();
    checks.require((1..=MAX_POINTS).contains(&points.len()), || {
        let label = format!("there are {}", points.len());
        Mistake::value(path.clone(), format!("must have 1 to {MAX_POINTS} points"), label)
    });
    if let Some(first) = points.first() {
        checks.require(first.at == SimTime::ZERO, || {
            let label = "what is the rate before this moment?";
            Mistake::value(path.to(0).to("at"), "must be \"0s\"", label)
        });
    }
    for index in 1..points.len() {
        let before = points[index - 1].at;
        checks.require(points[index].at > before, || {
            let label = format!("the point before is at {before}");
            Mistake::value(path.to(index).to("at"), "must be later than the point before", label)
        });
    }
    checks.require(points.is_empty() || points.iter().any(|point| point.rate_per_s > 0.0), || {
        Mistake::value(path.clone(), "never sends anything", "every rate is 0")
    });
    points
}
