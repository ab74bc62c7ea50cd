//! Clients.

use super::{errand, session};
use crate::cluster::addresses;
use crate::cluster::burst::{BurstSpec, BurstState, OnOffSpec};
use crate::cluster::payload::{self, PayloadSpec};
use crate::cluster::rate::Rate;
use crate::cluster::shape::Daily;
use crate::cluster::spec;
use crate::cluster::trace::TraceSpec;
use crate::ipvs::Endpoint;
use crate::scenario::meant::{self, Arrivals, Client, Close, Popularity, RatePoint, RateProfile, Run, Through};
use crate::time::SimTime;
use std::num::NonZeroU32;

const SECONDS_OF_A_DAY: f64 = 86_400.0;

/// Where it sends to: of many addresses the first.
fn to(client: &Client) -> Endpoint {
    match client.destinations {
        Some(destinations) => Endpoint::new(destinations.pool.first.into(), destinations.port),
        None => Endpoint::new((*client.to.address.ip()).into(), client.to.address.port()),
    }
}

pub(super) fn client(client: &Client, run: &Run) -> spec::ClientSpec {
    spec::ClientSpec {
        name: client.name.clone(),
        to: to(client),
        protocol: client.to.protocol,
        source_port: client.source_port,
        way: match &client.through {
            Through::Vip => {
                let next_hop = client.destinations.and_then(|destinations| destinations.next_hop);
                spec::Way::Holder(next_hop.unwrap_or(*client.to.address.ip()))
            }
            Through::Ecmp(directors) => spec::Way::Ecmp(directors.clone()),
            Through::Own(directors) => spec::Way::Own(directors.clone()),
        },
        arrivals: arrivals(&client.arrivals, run),
        first_address: client.addresses.pool.first.into(),
        addresses: client.addresses.pool.size(),
        popularity: popularity(client.addresses.popularity),
        payload: PayloadSpec {
            request: (&client.request_size).into(),
            response: (&client.response_size).into(),
            content: client.content,
            destinations: client.destinations.map(|destinations| payload::Destinations {
                fwmark: client.to.fwmark.map_or(0, NonZeroU32::get),
                first: destinations.pool.first.into(),
                count: destinations.pool.size(),
                port: destinations.port,
                popularity: popularity(destinations.popularity),
            }),
        },
        bandwidth: client.bandwidth.map(super::bytes_per_s),
        syn_retries: client.syn_retries,
        session: client.session.as_ref().map(session::session),
        keep_alive: client.keep_alive.as_ref().map(session::keep_alive),
        connect_timeout: Some(client.connect_timeout),
        response_timeout: client.response_timeout,
        give_up_after: client.give_up_after,
        retries: client.retries.as_ref().map(errand::retries),
        hedge: client.hedge.map(errand::hedge),
        start: client.start,
        stop: client.stop.unwrap_or(SimTime::MAX),
        requests: client.requests,
        close: match client.close {
            Close::Fin => spec::Close::Fin,
            Close::Rst => spec::Close::Rst,
        },
    }
}

pub(super) fn popularity(popularity: Popularity) -> addresses::Popularity {
    match popularity {
        Popularity::Uniform => addresses::Popularity::Uniform,
        Popularity::Zipf(exponent) => addresses::Popularity::Zipf { exponent },
    }
}

fn arrivals(arrivals: &Arrivals, run: &Run) -> spec::Arrivals {
    match arrivals {
        Arrivals::Poisson(profile) => spec::Arrivals::Poisson(rate(profile)),
        Arrivals::Deterministic(profile) => spec::Arrivals::Deterministic(rate(profile)),
        Arrivals::Mmpp(states) => {
            let state =
                |state: &meant::BurstState| BurstState { per_s: state.rate_per_s, mean_s: state.lasts.as_secs_f64() };
            spec::Arrivals::Burst(BurstSpec::Mmpp(states.iter().map(state).collect()))
        }
        Arrivals::OnOff { sources, rate_per_s, on, off } => {
            let (sources, per_s) = (*sources, *rate_per_s);
            spec::Arrivals::Burst(BurstSpec::OnOff(OnOffSpec { sources, per_s, on: on.into(), off: off.into() }))
        }
        Arrivals::FlashCrowd(crowd) => spec::Arrivals::Poisson(crowd.rate()),
        Arrivals::Daily { rate_per_s, course, day } => {
            let daily = Daily {
                mean_per_s: *rate_per_s,
                course: course.clone(),
                day: *day,
                starts_at: (run.clock.as_secs_f64() / SECONDS_OF_A_DAY).fract(),
            };
            spec::Arrivals::Poisson(daily.rate(run.duration))
        }
        Arrivals::Trace(trace) => spec::Arrivals::Trace(TraceSpec {
            workload: trace.workload.clone(),
            speed: trace.speed,
            rounds: trace.repeat,
        }),
        Arrivals::Closed { users, think_time } => {
            spec::Arrivals::Closed { users: *users, think_time: think_time.into() }
        }
    }
}

fn rate(profile: &RateProfile) -> Rate {
    let points = |points: &[RatePoint]| points.iter().map(|point| (point.at, point.rate_per_s)).collect::<Vec<_>>();
    match profile {
        RateProfile::Constant(per_s) => Rate::constant(*per_s),
        RateProfile::Steps(steps) => Rate::steps(&points(steps)),
        RateProfile::Ramps(ramps) => Rate::ramps(&points(ramps)),
    }
}
