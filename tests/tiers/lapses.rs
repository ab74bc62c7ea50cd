//! What servers do by themselves.

use crate::cluster::{
    cluster, estimate, evenly, fault, mean_latency, ms, poisson, run, seconds, storage, with_storage,
};
use lvsim::cluster::Law;
use lvsim::cluster::real_server::FaultKind;
use lvsim::cluster::spec::{Arrivals, ClusterSpec, CrashAbove, Discipline, Pauses, SlowStart, What};
use lvsim::stats::outcome::FailureReason;
use lvsim::time::SimDuration;

const BOTH: [Discipline; 2] = [Discipline::Fcfs, Discipline::ProcessorSharing];

/// One request, at this moment.
fn one_request(at_s: f64, work: SimDuration, discipline: Discipline) -> ClusterSpec {
    let mut cluster = cluster(100.0, evenly(1.0 / at_s), 1, Law::Constant(work));
    cluster.clients[0].requests = Some(1);
    cluster.servers[0].discipline = discipline;
    cluster
}

fn latency_s(cluster: &ClusterSpec) -> f64 {
    let outcome = run(cluster);
    assert_eq!(outcome.whole_run.completed, 1, "{:?}", outcome.whole_run);
    mean_latency(&outcome)
}

#[test]
fn a_server_that_has_returned_climbs_in_twenty_steps() {
    for discipline in BOTH {
        let mut cluster = one_request(5.0, ms(1000), discipline);
        cluster.servers[0].slow_start = Some(SlowStart { time: seconds(20.0), from: 0.5 });
        fault(&mut cluster, What::Server { server: 0, kind: FaultKind::PowerOff }, 1.0, 1.0);
        // Back at 2 s; three steps later, at 5 s, half its speed and 3/20 of the other half: 0.575 until 6 s, then 0.6.
        let expected = 1.0 + (1.0 - 0.575) / 0.6;
        assert!((latency_s(&cluster) - expected).abs() < 1e-8, "{discipline:?}: {}", latency_s(&cluster));
    }
}

#[test]
fn a_server_that_crashes_while_it_climbs_begins_anew() {
    let mut cluster = one_request(5.0, ms(100), Discipline::Fcfs);
    cluster.servers[0].slow_start = Some(SlowStart { time: seconds(20.0), from: 0.5 });
    for at_s in [1.0, 3.2] {
        fault(&mut cluster, What::Server { server: 0, kind: FaultKind::Crash }, at_s, 1.0);
    }
    // Back at 4.2 s for good; at 5 s it has made no step: 0.5 until 5.2 s.
    assert!((latency_s(&cluster) - 0.2).abs() < 1e-8, "{}", latency_s(&cluster));
}

#[test]
fn a_server_that_was_never_gone_is_as_fast_as_ever() {
    let mut cluster = one_request(5.0, ms(1000), Discipline::Fcfs);
    cluster.servers[0].slow_start = Some(SlowStart { time: seconds(20.0), from: 0.5 });
    fault(&mut cluster, What::Server { server: 0, kind: FaultKind::Hang }, 1.0, 1.0);
    assert_eq!(latency_s(&cluster), 1.0);
}

#[test]
fn work_goes_on_after_a_pause_where_it_was() {
    for discipline in BOTH {
        let mut cluster = one_request(0.9, ms(300), discipline);
        cluster.servers[0].pauses = Some(Pauses { every: Law::Constant(seconds(1.0)), lasts: Law::Constant(ms(500)) });
        // 100 ms of work, the pause from 1 s to 1.5 s, 200 ms of work.
        assert!((latency_s(&cluster) - 0.8).abs() < 1e-8, "{discipline:?}: {}", latency_s(&cluster));
    }
}

/// M/G/1 with a server that breaks down, busy or idle, after exponential times (rate α) for a time R, and then goes on where it
/// was (Avi-Itzhak and Naor, Some queueing problems with the service station subject to breakdown, 1963, model A). From
/// its beginning to its end a service takes C: E[C] = S(1 + αR), E[C²] = E[S²](1 + αR)² + S·α·E[R²].
#[test]
fn pauses_lengthen_the_queue_as_breakdowns_do() {
    let (arrivals, pauses, mean_pause) = (0.5_f64, 0.1_f64, 1.0_f64);
    for (service, second_moment) in [(Law::exponential(seconds(1.0)), 2.0), (Law::Constant(seconds(1.0)), 1.0)] {
        let mut cluster = cluster(40_000.0, poisson(arrivals), 1, service.clone());
        cluster.transient = seconds(1_000.0);
        let lasts = Law::exponential(seconds(mean_pause));
        cluster.servers[0].pauses = Some(Pauses { every: Law::exponential(seconds(1.0 / pauses)), lasts });
        let stretched = 1.0 + pauses * mean_pause;
        let squared_pause = 2.0 * mean_pause * mean_pause;
        let completion = stretched;
        let squared = second_moment * stretched * stretched + pauses * squared_pause;
        // Waiting for those before, for the rest of a pause if it comes in one, and its own completion.
        let truth = arrivals * squared / (2.0 * (1.0 - arrivals * completion))
            + pauses * squared_pause / (2.0 * stretched)
            + completion;
        let interval = estimate(&cluster, mean_latency);
        assert!(interval.contains(truth), "{service:?}: {interval:?} does not hold {truth}");
        assert!(interval.half_width < 0.05 * truth, "{interval:?} says nothing");
    }
}

fn crashing(restart: SimDuration, discipline: Discipline) -> ClusterSpec {
    let mut cluster = cluster(1.65, evenly(10.0), 1, Law::Constant(ms(1000)));
    cluster.servers[0].discipline = discipline;
    cluster.servers[0].crash_above = Some(CrashAbove { in_system: 3, restart_after: Law::Constant(restart) });
    cluster
}

#[test]
fn one_request_too_many_is_the_end_of_the_process() {
    for discipline in BOTH {
        let outcome = run(&crashing(ms(950), discipline));
        let failed = |reason: FailureReason| outcome.whole_run.failed[reason as usize];
        // The fourth, at 0.4 s, takes all with it; until 1.35 s nobody listens; then three are in the system again.
        assert_eq!((failed(FailureReason::Reset), failed(FailureReason::Refused)), (4, 9), "{discipline:?}");
        assert_eq!((outcome.whole_run.in_flight, outcome.marks.len()), (3, 1));
        let mark = &outcome.marks[0];
        assert_eq!((mark.kind.as_str(), mark.target.as_str()), ("overload", "web-0"));
        assert_eq!((mark.at.as_nanos(), mark.until.map(|until| until.as_nanos())), (400_000_000, Some(1_350_000_000)));
    }
}

#[test]
fn whatever_goes_wrong_at_once_every_request_is_accounted_for() {
    for discipline in BOTH {
        let mut cluster = with_storage(
            cluster(300.0, poisson(60.0), 3, Law::exponential(ms(30))),
            storage(Law::exponential(ms(8))),
            ms(300),
        );
        for server in &mut cluster.servers {
            server.workers = 2;
            server.discipline = discipline;
            server.crash_above = Some(CrashAbove { in_system: 25, restart_after: Law::exponential(ms(700)) });
            server.slow_start = Some(SlowStart { time: seconds(3.0), from: 0.3 });
            server.pauses = Some(Pauses { every: Law::exponential(seconds(2.0)), lasts: Law::exponential(ms(200)) });
        }
        cluster.network.server_to_client = Law::Constant(ms(3));
        cluster.clients[0].response_timeout = Some(ms(900));
        for (at_s, kind) in [(50.0, FaultKind::Hang), (100.0, FaultKind::Crash), (150.0, FaultKind::PowerOff)] {
            fault(&mut cluster, What::Storage(kind), at_s, 2.0);
            fault(&mut cluster, What::Server { server: 0, kind }, at_s + 20.0, 3.0);
        }
        let outcome = run(&cluster);
        assert!(outcome.whole_run.failed.iter().filter(|&&count| count > 0).count() >= 4, "{:?}", outcome.whole_run);
        let parts = outcome.parts;
        let sum = parts.connect_ns + parts.queue_ns + parts.service_ns + parts.storage_ns + parts.network_ns;
        assert_eq!(sum, outcome.latency.sum_ns());
        // One packet's way back, 3 ms, is all that the network takes; no part was counted twice.
        let per_request = parts.network_ns / u128::from(outcome.latency.count());
        assert_eq!(per_request, 3_000_000);
    }
}

#[test]
fn closed_loops_go_on_after_errors() {
    let arrivals = Arrivals::Closed { users: 5, think_time: Law::Constant(ms(100)) };
    let mut cluster =
        with_storage(cluster(10.0, arrivals, 1, Law::Constant(ms(10))), storage(Law::Constant(ms(1))), ms(50));
    fault(&mut cluster, What::Storage(FaultKind::Crash), 2.0, 2.0);
    let outcome = run(&cluster);
    assert!(outcome.whole_run.failed_total() > 20 && outcome.series.last().expect("one").completed > 100);
}
