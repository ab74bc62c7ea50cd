//! `[[client]]`.

use super::bursts;
use super::content::size_law;
use super::errand;
use super::law::law;
use super::{moment, session};
use crate::ipvs::Protocol;
use crate::scenario::file;
use crate::scenario::meant::{Arrivals, Client, RatePoint, RateProfile, Scenario, Through};
use crate::scenario::quantity::Bandwidth;
use crate::scenario::text::{Address, Duration, Endpoint, Rate};
use std::num::NonZeroU32;

pub(super) fn client(client: &Client, scenario: &Scenario) -> file::Client {
    let connects = client.to.protocol == Protocol::Tcp;
    // A trace says from where requests come and what they carry.
    let is_recorded = matches!(client.arrivals, Arrivals::Trace(_));
    file::Client {
        name: Some(client.name.clone()),
        // Spread out.
        profile: None,
        to: client.to.fwmark.is_none().then_some(Endpoint(client.to.address)),
        fwmark: client.to.fwmark.map(NonZeroU32::get),
        destinations: client.destinations.map(|destinations| file::Destinations {
            pool: destinations.pool,
            port: Some(destinations.port),
            popularity: client.content.is_none().then_some(destinations.popularity),
        }),
        next_hop: client.destinations.and_then(|destinations| destinations.next_hop).map(Address),
        protocol: client.to.fwmark.is_none().then(|| client.to.protocol.into()),
        through: Some(match client.through {
            Through::Vip => file::Through::Vip,
            Through::Ecmp(_) => file::Through::Ecmp,
            Through::Own(_) => file::Through::Own,
        }),
        directors: client.through.directors().map(|directors| {
            file::Names::Several(directors.iter().map(|&index| scenario.directors[index].name.clone()).collect())
        }),
        arrivals: match &client.arrivals {
            Arrivals::Poisson(profile) => file::Arrivals::Poisson(file::Poisson::Rate(rate(profile))),
            Arrivals::Deterministic(profile) => file::Arrivals::Deterministic(file::Deterministic::Rate(rate(profile))),
            Arrivals::Mmpp(states) => bursts::mmpp(states),
            Arrivals::OnOff { sources, rate_per_s, on, off } => bursts::on_off(*sources, *rate_per_s, on, off),
            Arrivals::FlashCrowd(crowd) => bursts::flash_crowd(crowd),
            Arrivals::Daily { rate_per_s, course, day } => bursts::daily(*rate_per_s, course, *day),
            Arrivals::Trace(trace) => file::Arrivals::Trace(file::Trace {
                file: trace.file.clone(),
                sha256: Some(trace.sha256.clone()),
                speed: Some(trace.speed),
                repeat: Some(trace.repeat),
            }),
            Arrivals::Closed { users, think_time } => {
                file::Arrivals::Closed(file::Closed { users: *users, think_time: law(think_time) })
            }
        },
        addresses: (!is_recorded).then_some(file::Addresses {
            pool: Some(client.addresses.pool),
            popularity: Some(client.addresses.popularity),
        }),
        source_port: client.source_port,
        syn_retries: connects.then_some(client.syn_retries),
        connect_timeout: connects.then_some(Duration(client.connect_timeout)),
        bandwidth: client.bandwidth.map(Bandwidth),
        response_timeout: client.response_timeout.map(Duration),
        give_up_after: client.give_up_after.map(Duration),
        retries: client.retries.as_ref().map(errand::retries),
        hedge: client.hedge.as_ref().map(errand::hedge),
        start: Some(moment(client.start)),
        stop: client.stop.map(moment),
        requests: client.requests,
        session: client.session.as_ref().map(session::session),
        keep_alive: client.keep_alive.as_ref().map(session::keep_alive),
        request_size: (!is_recorded).then(|| size_law(&client.request_size)),
        response_size: (!is_recorded && client.content.is_none()).then(|| size_law(&client.response_size)),
        content: client.content.map(|content| scenario.contents[content].name.clone()),
        close: connects.then_some(client.close),
    }
}

fn rate(profile: &RateProfile) -> file::ArrivalRate {
    let points = |points: &[RatePoint]| {
        let point = |point: &RatePoint| file::RatePoint { at: moment(point.at), rate: Rate(point.rate_per_s) };
        points.iter().map(point).collect()
    };
    match profile {
        RateProfile::Constant(rate_per_s) => file::ArrivalRate::Constant(Rate(*rate_per_s)),
        RateProfile::Steps(steps) => file::ArrivalRate::Changing(file::RateCurve::Steps(points(steps))),
        RateProfile::Ramps(ramps) => file::ArrivalRate::Changing(file::RateCurve::Ramps(points(ramps))),
    }
}
