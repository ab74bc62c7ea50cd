//! Attempts one after the other, by hand.

use crate::cluster::{at_ms, client, cluster, efforts, failed_at, fault, ms, retries, run};
use lvsim::cluster::Law;
use lvsim::cluster::real_server::FaultKind;
use lvsim::cluster::spec::{BudgetSpec, ClientSpec, ClusterSpec, FailureReason, KeepAlive, RetrySpec};
use lvsim::time::SimDuration;

/// One server that answers in 10 ms, and nobody listens from the start until `back_ms`.
fn refusing_until(back_ms: u64, client: ClientSpec) -> ClusterSpec {
    ClusterSpec {
        clients: vec![client],
        faults: vec![fault(0, FaultKind::Crash, at_ms(0), ms(back_ms))],
        ..cluster(SimDuration::from_secs(30), &[10])
    }
}

#[test]
fn attempts_follow_each_other_after_back_offs_that_double() {
    // Attempts at 0.1, 0.2, 0.4, 0.8 s are refused; that at 1.6 s finds a server that listens again.
    let outcome = run(&refusing_until(1_000, ClientSpec { retries: Some(retries(5)), ..client(ms(100), 1) }));
    assert_eq!((outcome.whole_run.completed, efforts(&outcome).retries), (1, 4));
    assert_eq!(outcome.latency.max(), Some(ms(1_510)));
    assert_eq!(outcome.parts.retry_ns, u128::from(ms(1_500).as_nanos()));
    assert_eq!(outcome.parts.service_ns, u128::from(ms(10).as_nanos()));
    // Each attempt is one that the director forwarded; those that were refused are the server's failures.
    assert_eq!((outcome.servers[0].requests, outcome.servers[0].completed, outcome.servers[0].failed), (5, 1, 4));
}

#[test]
fn whose_last_attempt_fails_has_failed_then_and_once() {
    let outcome = run(&refusing_until(20_000, ClientSpec { retries: Some(retries(3)), ..client(ms(100), 1) }));
    // Attempts at 0.1, 0.2 and 0.4 s.
    assert_eq!(failed_at(&outcome), [(4, 1)]);
    assert_eq!(outcome.whole_run.failed[FailureReason::Refused as usize], 1);
    assert_eq!(outcome.whole_run.failed_total(), 1);
}

#[test]
fn a_request_between_two_attempts_is_in_flight() {
    let mut spec = refusing_until(20_000, ClientSpec { retries: Some(retries(8)), ..client(ms(100), 1) });
    // Between the attempts at 0.8 and 1.6 s.
    spec.duration = ms(1_200);
    assert_eq!(run(&spec).whole_run.in_flight, 1);
}

#[test]
fn failures_that_are_not_listed_are_final() {
    let only_resets = RetrySpec { on: vec![FailureReason::Reset], ..retries(5) };
    let outcome = run(&refusing_until(20_000, ClientSpec { retries: Some(only_resets), ..client(ms(100), 1) }));
    assert_eq!((failed_at(&outcome), efforts(&outcome).retries), (vec![(1, 1)], 0));
}

#[test]
fn a_time_out_of_an_attempt_is_followed_by_another_on_a_new_connection() {
    // The server hangs until 1 s. Attempts at 0.1, 0.5 (0.3 s of patience, 0.1 s of back-off) and 1.0 s.
    let client = ClientSpec { retries: Some(retries(3)), response_timeout: Some(ms(300)), ..client(ms(100), 1) };
    let spec = ClusterSpec {
        clients: vec![client],
        faults: vec![fault(0, FaultKind::Hang, at_ms(0), ms(1_000))],
        ..cluster(SimDuration::from_secs(5), &[10])
    };
    let outcome = run(&spec);
    assert_eq!(outcome.connections.established, 3);
    assert_eq!(outcome.latency.max(), Some(ms(910)));
}

#[test]
fn a_budget_of_a_tenth_pays_for_every_tenth_request() {
    let budget = Some(BudgetSpec { share: 0.1, burst: 1 });
    let retries = RetrySpec { attempts: 2, backoff: ms(10), budget, ..retries(2) };
    let outcome = run(&refusing_until(30_000, ClientSpec { retries: Some(retries), ..client(ms(100), 100) }));
    // The first one is paid for from the start, and then the 11th, the 21st and so on to the 91st.
    assert_eq!((efforts(&outcome).retries, efforts(&outcome).retries_denied), (10, 90));
    assert_eq!(outcome.whole_run.failed_total(), 100);
}

#[test]
fn a_deadline_ends_whatever_is_tried() {
    let client = ClientSpec { retries: Some(retries(9)), give_up_after: Some(ms(1_000)), ..client(ms(100), 1) };
    let outcome = run(&refusing_until(20_000, client));
    // Attempts at 0.1, 0.2, 0.4 and 0.8 s; the next one would have been at 1.6 s.
    assert_eq!((failed_at(&outcome), efforts(&outcome).retries), (vec![(11, 1)], 3));
    assert_eq!(outcome.whole_run.failed[FailureReason::GaveUp as usize], 1);
}

#[test]
fn a_deadline_closes_the_connection_that_is_under_way() {
    let client = ClientSpec { give_up_after: Some(ms(400)), ..client(ms(100), 1) };
    let outcome = run(&ClusterSpec { clients: vec![client], ..cluster(SimDuration::from_secs(5), &[1_000]) });
    assert_eq!(failed_at(&outcome), [(5, 1)]);
    // The server has worked to the end for nobody; the director has seen the FIN.
    assert_eq!(outcome.servers[0].utilization, 1.0 / 5.0 / 1000.0);
    assert_eq!(outcome.series.last().unwrap().servers[0].active_conns, 0);
}

#[test]
fn on_a_kept_connection_each_request_is_tried_for_itself_and_the_next_goes_where_the_answer_came_from() {
    let keep_alive = KeepAlive { requests: Some(3.into()), pause: Law::Constant(ms(1_000)) };
    let client = ClientSpec { retries: Some(retries(3)), keep_alive: Some(keep_alive), ..client(ms(100), 1) };
    // Requests at 0.1, 1.11 and 2.12 s. The server restarts between the first two: the idle connection is unknown
    // afterwards, so the second request is reset, and tried again after 0.1 s on a connection that carries the third.
    let spec = ClusterSpec {
        clients: vec![client],
        faults: vec![fault(0, FaultKind::Crash, at_ms(500), ms(100))],
        ..cluster(SimDuration::from_secs(9), &[10])
    };
    let outcome = run(&spec);
    assert_eq!((outcome.whole_run.offered, outcome.whole_run.completed), (3, 3));
    assert_eq!((efforts(&outcome).retries, outcome.connections.established), (1, 2));
    assert_eq!(outcome.latency.max(), Some(ms(110)));
}
