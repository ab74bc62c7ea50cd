//! Sessions, by hand.

use crate::cluster::{at_ms, client, cluster, efforts, fault, ms, retries, run};
use lvsim::cluster::Law;
use lvsim::cluster::count::CountLaw;
use lvsim::cluster::real_server::FaultKind;
use lvsim::cluster::spec::{Arrivals, ClientSpec, ClusterSpec, KeepAlive, SessionSpec};
use lvsim::ipvs::scheduler;
use lvsim::stats::Outcome;
use lvsim::stats::outcome::Sessions;
use lvsim::time::SimDuration;

/// So many connections, so many at a time, 0.1 s apart.
fn session(connections: u32, parallel: u32) -> Option<SessionSpec> {
    Some(SessionSpec { connections: connections.into(), parallel, think_time: Law::Constant(ms(100)), data: None })
}

fn sessions(outcome: &Outcome) -> Sessions {
    outcome.sessions.expect("some client has sessions")
}

/// How long its one session took, in milliseconds, and how many requests it had.
fn only_session(client: ClientSpec) -> (f64, u64) {
    let outcome = run(&ClusterSpec { clients: vec![client], ..cluster(SimDuration::from_secs(9), &[10]) });
    let sessions = sessions(&outcome);
    assert_eq!((sessions.offered, sessions.completed, sessions.failed), (1, 1, 0));
    assert_eq!(outcome.whole_run.completed, sessions.requests);
    duration_and_requests(&outcome)
}

fn duration_and_requests(outcome: &Outcome) -> (f64, u64) {
    let sessions = sessions(outcome);
    ((sessions.duration_mean_s.unwrap() * 1e3).round(), sessions.requests)
}

#[test]
fn connections_in_series_have_time_to_think_in_between() {
    // Three times 10 ms, and two thoughts.
    assert_eq!(only_session(ClientSpec { session: session(3, 1), ..client(ms(100), 1) }), (230.0, 3));
}

#[test]
fn of_three_connections_two_at_a_time_one_follows_another() {
    assert_eq!(only_session(ClientSpec { session: session(3, 2), ..client(ms(100), 1) }), (120.0, 3));
}

#[test]
fn a_browser_opens_no_more_connections_than_it_needs() {
    assert_eq!(only_session(ClientSpec { session: session(4, 6), ..client(ms(100), 1) }), (10.0, 4));
}

#[test]
fn each_connection_carries_several_requests() {
    let keep_alive = Some(KeepAlive { requests: Some(2.into()), pause: Law::Constant(ms(50)) });
    // Two connections of 10 + 50 + 10 ms, and a thought.
    let client = ClientSpec { session: session(2, 1), keep_alive, ..client(ms(100), 1) };
    assert_eq!(only_session(client), (240.0, 4));
}

#[test]
fn all_connections_of_a_session_come_from_one_address() {
    let session = Some(SessionSpec { connections: CountLaw::Uniform { min: 2, max: 9 }, ..session(1, 3).unwrap() });
    let client = ClientSpec { session, ..client(SimDuration::from_secs(5), 12) };
    let mut spec = ClusterSpec { clients: vec![client], ..cluster(SimDuration::from_secs(70), &[10; 8]) };
    // sh goes by the client's address alone. Each session has its own interval of five seconds.
    spec.directors[0].services[0].service.scheduler = scheduler::find("sh").unwrap();
    spec.interval = SimDuration::from_secs(5);
    let outcome = run(&spec);
    let busy = outcome.series.iter().filter(|interval| interval.offered > 0);
    let servers_used: Vec<usize> =
        busy.map(|interval| interval.servers.iter().filter(|s| s.requests > 0).count()).collect();
    assert_eq!(servers_used, [1; 12]);
}

#[test]
fn after_a_failure_no_further_connection_begins() {
    // Connections at 0.1 and 0.21 s; the server is gone from 0.2 s on.
    let client = ClientSpec { session: session(9, 1), ..client(ms(100), 1) };
    let faults = vec![fault(0, FaultKind::Crash, at_ms(200), ms(5_000))];
    let outcome = run(&ClusterSpec { clients: vec![client], faults, ..cluster(SimDuration::from_secs(9), &[10]) });
    assert_eq!((outcome.whole_run.completed, outcome.whole_run.failed_total()), (1, 1));
    assert_eq!((sessions(&outcome).completed, sessions(&outcome).failed), (0, 1));
}

#[test]
fn a_retry_may_save_a_session() {
    let client = ClientSpec { session: session(2, 1), retries: Some(retries(5)), ..client(ms(100), 1) };
    let faults = vec![fault(0, FaultKind::Crash, at_ms(200), ms(200))];
    let outcome = run(&ClusterSpec { clients: vec![client], faults, ..cluster(SimDuration::from_secs(9), &[10]) });
    // The second connection is refused at 0.21 and 0.31 s and served at 0.51 s.
    assert_eq!((efforts(&outcome).retries, sessions(&outcome).completed), (2, 1));
    assert_eq!(duration_and_requests(&outcome), (420.0, 2));
}

#[test]
fn a_user_thinks_between_two_sessions() {
    let arrivals = Arrivals::Closed { users: 1, think_time: Law::Constant(ms(1_000)) };
    let client = ClientSpec { session: session(2, 2), arrivals, requests: None, ..client(ms(100), 1) };
    let outcome = run(&ClusterSpec { clients: vec![client], ..cluster(SimDuration::from_secs(9), &[250]) });
    // From 1, 2.25, 3.5, 4.75, 6 and 7.25 s on, for a quarter of a second each; the seventh begins at 8.5 s.
    assert_eq!((sessions(&outcome).offered, sessions(&outcome).completed), (7, 7));
    assert_eq!(outcome.whole_run.completed, 14);
}

#[test]
fn a_session_under_way_at_the_end_is_neither_completed_nor_failed() {
    let client = ClientSpec { session: session(99, 1), ..client(ms(100), 1) };
    let outcome = run(&ClusterSpec { clients: vec![client], ..cluster(SimDuration::from_secs(2), &[10]) });
    let sessions = sessions(&outcome);
    assert_eq!((sessions.offered, sessions.completed, sessions.failed), (1, 0, 0));
    assert_eq!(sessions.duration_mean_s, None);
}
