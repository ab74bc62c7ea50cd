//! `scenarios/servers`: what each of them claims, against the other choice.

use crate::{metric, outcome};
use lvsim::stats::Outcome;
use lvsim::stats::outcome::FailureReason;

fn overloads(outcome: &Outcome) -> usize {
    outcome.marks.iter().filter(|mark| mark.kind == "overload").count()
}

#[test]
fn one_crash_becomes_many_unless_servers_refuse_what_they_cannot_take() {
    let falls = outcome("servers/cascade.toml", &[]);
    let refuses = outcome("servers/cascade.toml", &["real_server.web.accept_queue=150"]);
    assert!(overloads(&falls) > 30 && metric(&falls, "availability_requests") < 0.4);
    assert_eq!(overloads(&refuses), 0);
    assert!(metric(&refuses, "availability_requests") > 0.98);
    // The accident was over at 90 s.
    assert!(falls.marks.iter().any(|mark| mark.kind == "overload" && mark.at.as_secs_f64() > 250.0));
}

#[test]
fn who_fails_fast_looks_idle_to_who_counts_open_connections() {
    let failed = |scheduler: &str| {
        let option = format!("director.keepalived.virtual_server.0.lvs_sched={scheduler}");
        let outcome = outcome("servers/gray-failure.toml", &[&option]);
        assert_eq!((metric(&outcome, "faults_undetected"), metric(&outcome, "false_removals")), (1.0, 0.0));
        metric(&outcome, "requests_failed_error")
    };
    let (sed, lc, rr) = (failed("sed"), failed("lc"), failed("rr"));
    // 600 a second for 120 s, a quarter of them, 9 of 10.
    let quarter = 600.0 * 120.0 / 4.0 * 0.9;
    assert!((rr - quarter).abs() < 3.3 * quarter.sqrt(), "{rr} for {quarter}");
    assert!(sed > 2.0 * rr, "{sed} against {rr}");
    assert!(lc < 1.2 * rr, "{lc} against {rr}");
}

#[test]
fn counting_connections_goes_around_pauses() {
    let rr = outcome("servers/pauses.toml", &[]);
    let lc = outcome("servers/pauses.toml", &["virtual_server.0.lb_algo=lc"]);
    assert!(metric(&rr, "latency_p99") > 2.5 * metric(&lc, "latency_p99"));
    assert!(metric(&rr, "latency_mean") < 1.5 * metric(&lc, "latency_mean"));
}

#[test]
fn a_quarter_is_too_much_for_a_server_that_has_just_returned() {
    let slow = outcome("servers/slow-start.toml", &[]);
    let fast = outcome("servers/slow-start.toml", &["real_server.web.slow_start.time=1ms"]);
    let wlc = outcome("servers/slow-start.toml", &["virtual_server.0.lb_algo=wlc"]);
    assert!(metric(&slow, "latency_p99") > 2.0, "{}", metric(&slow, "latency_p99"));
    assert!(metric(&fast, "latency_p99") < 0.3 && metric(&wlc, "latency_p99") < 0.3);
    // Its cache has lost all: at 180 s it misses what it had.
    let hits = |second: usize| slow.series[second].servers[0].cache_hit_ratio.expect("it is asked");
    assert!(hits(181) < hits(110) - 0.2 && hits(290) > hits(110) - 0.1, "{} {} {}", hits(110), hits(181), hits(290));
}

#[test]
fn a_service_survives_a_rack_if_its_servers_stand_in_two() {
    let apart = outcome("servers/racks.toml", &["real_server.mail-right.rack=B", "real_server.news-left.rack=A"]);
    let together = outcome("servers/racks.toml", &[]);
    assert!(metric(&together, "requests_failed_no_destination") > 5000.0);
    assert_eq!(metric(&apart, "requests_failed_no_destination"), 0.0);
    assert!(metric(&apart, "requests_failed") * 100.0 < metric(&together, "requests_failed"));
    for outcome in [&apart, &together] {
        assert_eq!((outcome.marks.len(), outcome.marks[0].target.as_str()), (1, "A"));
    }
}

#[test]
fn a_drained_server_has_nothing_to_lose_when_it_is_restarted() {
    let plain = outcome("servers/rolling-restart.toml", &[]);
    let drained = outcome("servers/rolling-restart.toml", &["operation.0.drain=30s"]);
    let restarts = |outcome: &Outcome| -> Vec<(String, f64)> {
        let restarts = outcome.marks.iter().filter(|mark| mark.kind == "restart");
        restarts.map(|mark| (mark.target.clone(), mark.at.as_secs_f64())).collect()
    };
    let targets = |outcome: &Outcome| restarts(outcome).into_iter().map(|(target, _)| target).collect::<Vec<_>>();
    assert_eq!(targets(&plain), ["web-1", "web-2", "web-3", "web-4"]);
    assert_eq!(targets(&drained), targets(&plain));
    // At once: each is down for 10 s, and 5 s later the next one's turn comes.
    assert_eq!(restarts(&plain).iter().map(|(_, at)| *at).collect::<Vec<_>>(), [30.0, 45.0, 60.0, 75.0]);
    // New connections come at 20/s, a quarter of them to a server that is down and refuses; those that it had are broken.
    assert!(plain.whole_run.failed_total() > 200, "{:?}", plain.whole_run);
    assert!(plain.connections.broken > 50, "{:?}", plain.connections);
    assert_eq!((drained.whole_run.failed_total(), drained.connections.broken), (0, 0));
    // Ten requests with 0.6 s each: within 30 s a connection is at its end, and nobody waits longer than that.
    let drains = drained.marks.iter().filter(|mark| mark.kind == "drain");
    assert!(drains.clone().count() == 4);
    assert!(drains.into_iter().all(|mark| mark.until.is_some_and(|until| until.since(mark.at).as_secs_f64() < 30.0)));
}

#[test]
fn a_drain_that_takes_too_long_ends_all_the_same() {
    let impatient = outcome("servers/rolling-restart.toml", &["operation.0.drain=1s"]);
    let plain = outcome("servers/rolling-restart.toml", &[]);
    assert!(impatient.connections.broken > 0);
    // Whoever comes while it is down goes elsewhere.
    let refused = |outcome: &Outcome| outcome.whole_run.failed[FailureReason::Refused as usize];
    assert!(refused(&impatient) == 0 && refused(&plain) > 0);
}
