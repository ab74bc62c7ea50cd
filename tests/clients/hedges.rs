//! Attempts beside each other, by hand.

use crate::cluster::{at_ms, client, cluster, efforts, failed_at, fault, ms, retries, run};
use lvsim::cluster::real_server::FaultKind;
use lvsim::cluster::spec::{ClientSpec, ClusterSpec, FailureReason, HedgeSpec};
use lvsim::time::SimDuration;

fn hedge(after_ms: u64, at_most: u32) -> Option<HedgeSpec> {
    Some(HedgeSpec { after: ms(after_ms), at_most })
}

#[test]
fn the_faster_of_two_attempts_wins_and_the_other_connection_is_closed() {
    // rr begins with the last server of the list, which takes a second; the hedge 0.1 s later goes to the fast one.
    let client = ClientSpec { hedge: hedge(100, 1), ..client(ms(100), 1) };
    let outcome = run(&ClusterSpec { clients: vec![client], ..cluster(SimDuration::from_secs(3), &[10, 1_000]) });
    assert_eq!((efforts(&outcome).hedges, efforts(&outcome).hedges_won), (1, 1));
    assert_eq!(outcome.latency.max(), Some(ms(110)));
    assert_eq!(outcome.parts.retry_ns, u128::from(ms(100).as_nanos()));
    // Both servers have worked; both entries have seen a FIN before the first second was over.
    let servers = &outcome.series[0].servers;
    assert_eq!([servers[0].requests, servers[1].requests], [1, 1]);
    assert_eq!([servers[0].active_conns, servers[1].active_conns], [0, 0]);
    assert_eq!([servers[0].inact_conns, servers[1].inact_conns], [1, 1]);
}

#[test]
fn the_first_attempt_may_win_after_all() {
    let client = ClientSpec { hedge: hedge(100, 1), ..client(ms(100), 1) };
    let outcome = run(&ClusterSpec { clients: vec![client], ..cluster(SimDuration::from_secs(3), &[1_000, 150]) });
    assert_eq!((efforts(&outcome).hedges, efforts(&outcome).hedges_won), (1, 0));
    assert_eq!((outcome.latency.max(), outcome.parts.retry_ns), (Some(ms(150)), 0));
}

#[test]
fn responses_of_the_same_moment_make_one_answer() {
    // The first attempt takes 0.11 s from 0.1 s on, the hedge 0.01 s from 0.2 s on.
    let client = ClientSpec { hedge: hedge(100, 1), ..client(ms(100), 1) };
    let outcome = run(&ClusterSpec { clients: vec![client], ..cluster(SimDuration::from_secs(3), &[10, 110]) });
    assert_eq!((outcome.whole_run.completed, outcome.latency.max()), (1, Some(ms(110))));
}

#[test]
fn who_is_answered_in_time_makes_no_hedge() {
    let client = ClientSpec { hedge: hedge(100, 1), ..client(ms(200), 10) };
    let outcome = run(&ClusterSpec { clients: vec![client], ..cluster(SimDuration::from_secs(3), &[99, 99]) });
    assert_eq!((outcome.whole_run.completed, efforts(&outcome).hedges), (10, 0));
}

#[test]
fn there_are_at_most_so_many_each_as_long_after_the_one_before() {
    let client = ClientSpec { hedge: hedge(100, 2), ..client(ms(100), 1) };
    let outcome = run(&ClusterSpec { clients: vec![client], ..cluster(SimDuration::from_secs(3), &[900, 900, 900]) });
    assert_eq!((efforts(&outcome).hedges, outcome.connections.established), (2, 3));
    assert_eq!(outcome.latency.max(), Some(ms(900)));
}

#[test]
fn while_an_attempt_is_under_way_the_failure_of_another_changes_nothing() {
    // The first attempt hangs; the hedge at 0.2 s is refused; the first one goes on when its server does, at 1 s.
    let client = ClientSpec { hedge: hedge(100, 1), retries: Some(retries(5)), ..client(ms(100), 1) };
    let faults = vec![fault(1, FaultKind::Hang, at_ms(0), ms(1_000)), fault(0, FaultKind::Crash, at_ms(0), ms(2_000))];
    let outcome = run(&ClusterSpec { clients: vec![client], faults, ..cluster(SimDuration::from_secs(3), &[10, 10]) });
    assert_eq!((efforts(&outcome).retries, efforts(&outcome).hedges), (0, 1));
    assert_eq!(outcome.latency.max(), Some(ms(910)));
}

#[test]
fn a_deadline_ends_all_attempts_at_once() {
    let client = ClientSpec { hedge: hedge(100, 3), give_up_after: Some(ms(500)), ..client(ms(100), 1) };
    let outcome = run(&ClusterSpec { clients: vec![client], ..cluster(SimDuration::from_secs(9), &[2_000, 2_000]) });
    assert_eq!(failed_at(&outcome), [(6, 1)]);
    assert_eq!(outcome.whole_run.failed[FailureReason::GaveUp as usize], 1);
    assert_eq!(outcome.connections.established, 4);
    assert!(outcome.series.last().unwrap().servers.iter().all(|server| server.active_conns == 0));
}
