//! Laws that hold whatever the cluster: conservation, Little's law, common random numbers.

use lvsim::cluster::Law;
use lvsim::cluster::real_server::FaultKind;
use lvsim::cluster::simulate;
use lvsim::cluster::spec::{Discipline, FaultSchedule, FaultSpec, What};
use lvsim::stats::Outcome;
use lvsim::time::{SimDuration, SimTime};

use crate::station::{SERVICE, Station, number_in_system};

fn small(scheduler: &'static str) -> Station {
    Station { scheduler, servers: 4, workers: 2, requests: 5_000.0, ..Station::default() }
}

#[test]
fn every_request_is_accounted_for_under_every_scheduler() {
    for scheduler in lvsim::ipvs::scheduler::names() {
        let outcome = simulate(&small(scheduler).cluster(0));
        assert!(outcome.whole_run.are_conserved(), "{scheduler}: {:?}", outcome.whole_run);
        assert!(outcome.measured.are_conserved(), "{scheduler}: {:?}", outcome.measured);
        // dh and fo send everything to one server, which serves two a second.
        assert!(outcome.whole_run.completed > 1_500, "{scheduler}: {:?}", outcome.whole_run);
    }
}

#[test]
fn every_request_is_accounted_for_under_every_fault() {
    let faults = [FaultKind::Crash, FaultKind::PowerOff, FaultKind::Hang, FaultKind::Slow { factor: 5.0 }];
    for discipline in [Discipline::Fcfs, Discipline::ProcessorSharing] {
        for (server, kind) in faults.into_iter().enumerate() {
            let mut cluster = Station { discipline, ..small("wlc") }.cluster(0);
            cluster.clients[0].connect_timeout = Some(SimDuration::from_secs(8));
            cluster.clients[0].response_timeout = Some(SimDuration::from_secs(20));
            cluster.network.server_to_client = Law::exponential(SimDuration::from_millis(50));
            let schedule = FaultSchedule::Random {
                between: Law::exponential(SimDuration::from_secs(60)),
                repair: Law::exponential(SimDuration::from_secs(20)),
            };
            cluster.faults.push(FaultSpec { what: What::Server { server, kind }, schedule });
            let outcome = simulate(&cluster);
            assert!(outcome.marks.len() > 3, "{kind:?}: {:?}", outcome.marks);
            assert!(outcome.whole_run.are_conserved(), "{kind:?}: {:?}", outcome.whole_run);
            assert!(outcome.measured.are_conserved(), "{kind:?}: {:?}", outcome.measured);
        }
    }
}

/// Time that completed requests spent at real servers, in seconds.
fn time_at_servers(outcome: &Outcome) -> f64 {
    (outcome.parts.queue_ns + outcome.parts.service_ns) as f64 * 1e-9
}

#[test]
fn the_number_in_system_is_the_arrival_rate_times_the_sojourn_time() {
    for discipline in [Discipline::Fcfs, Discipline::ProcessorSharing] {
        let outcome = simulate(&Station { discipline, requests: 40_000.0, ..small("lc") }.cluster(0));
        // Little's law for a finite window, exactly: both sides count the same request-seconds, except those of requests
        // that were there at its edges. None of these counts for longer than the longest latency.
        let edges: u64 = outcome.servers.iter().map(|server| 2 * server.number_in_system_max).sum();
        let slack = edges as f64 * outcome.latency.max().unwrap().as_secs_f64();
        let difference = number_in_system(&outcome) * outcome.measured_s() - time_at_servers(&outcome);
        assert!(difference.abs() <= slack, "{discipline:?}: {difference} request-seconds, slack {slack}");
        assert!(slack < 0.1 * time_at_servers(&outcome), "the slack {slack} says nothing");
    }
}

#[test]
fn the_parts_of_the_latency_add_up_to_it() {
    let mut cluster = small("rr").cluster(0);
    cluster.network.client_to_director = Law::Constant(SimDuration::from_millis(10));
    cluster.network.director_to_server = Law::exponential(SimDuration::from_millis(3));
    cluster.network.server_to_client = Law::Constant(SimDuration::from_millis(7));
    let outcome = simulate(&cluster);
    let parts = outcome.parts;
    assert_eq!(parts.connect_ns + parts.queue_ns + parts.service_ns + parts.network_ns, outcome.latency.sum_ns());
    // Connecting takes one way there and back: 20 ms in the mean, and never less than the constant 17.
    let connect_s = parts.connect_ns as f64 * 1e-9 / outcome.latency.count() as f64;
    assert!((connect_s - 0.020).abs() < 0.000_3, "{connect_s}: 4 standard errors of an exponential of 3 ms are 0.2 ms");
}

#[test]
fn two_schedulers_see_the_same_arrivals_and_the_same_work() {
    let [rr, sh] = ["rr", "sh"].map(|scheduler| simulate(&small(scheduler).cluster(3)));
    let arrivals = |outcome: &Outcome| outcome.series.iter().map(|interval| interval.offered).collect::<Vec<_>>();
    assert_eq!(arrivals(&rr), arrivals(&sh));
    // All that finished did the same work; only what was under way at the end differs.
    let work = |outcome: &Outcome| outcome.servers.iter().map(|server| server.utilization).sum::<f64>();
    let unfinished = (rr.whole_run.in_flight + sh.whole_run.in_flight) as f64;
    assert!((work(&rr) - work(&sh)).abs() * 2.0 * rr.measured_s() < 12.0 * unfinished, "{} {}", work(&rr), work(&sh));
}

#[test]
fn a_slow_server_takes_its_factor_longer_while_it_lasts() {
    // One worker, one request of 1 s each 10 s; at 15 s the server becomes 4 times as slow for 20 s.
    let mut cluster = Station { service: Law::Constant(SERVICE), load: 0.1, ..Station::default() }.cluster(0);
    cluster.clients[0].arrivals =
        lvsim::cluster::spec::Arrivals::Deterministic(lvsim::cluster::rate::Rate::constant(0.1));
    cluster.duration = SimDuration::from_secs(58);
    cluster.transient = SimDuration::ZERO;
    let schedule = FaultSchedule::Scripted {
        at: SimTime::ZERO + SimDuration::from_millis(20_500),
        lasts: Some(SimDuration::from_secs(20)),
    };
    cluster
        .faults
        .push(FaultSpec { what: What::Server { server: 0, kind: FaultKind::Slow { factor: 4.0 } }, schedule });
    let outcome = simulate(&cluster);
    // At 10 s: 1 s. At 20 s: half in time, half at a quarter of the pace, 2.5 s. At 30 s: 4 s. At 40 s: 0.5 s slow does
    // 0.125 s of work, the rest takes 0.875 s: 1.375 s. At 50 s: 1 s.
    assert_eq!(outcome.latency.sum_ns(), 9_875_000_000);
    assert_eq!(outcome.latency.max(), Some(SimDuration::from_secs(4)));
}
