//! FTP: transfers have connections of their own, which have to reach the server of their commands.

use crate::cluster::{VIP, at_ms, client, cluster, fault, ms, run};
use lvsim::cluster::Law;
use lvsim::cluster::real_server::FaultKind;
use lvsim::cluster::spec::{ClientSpec, ClusterSpec, DataMode, FailureReason, KeepAlive, SessionSpec};
use lvsim::ipvs::{Endpoint, Persistence, ServiceAddress};
use lvsim::stats::Outcome;
use lvsim::time::SimDuration;

/// Three servers behind port 21, and so many sessions of a login and two transfers, a second apart.
fn ftp(sessions: u64, data: DataMode, persistence: Option<Persistence>) -> ClusterSpec {
    let client = ClientSpec {
        to: Endpoint { port: 21, ..VIP },
        session: Some(SessionSpec { connections: 1.into(), parallel: 1, think_time: Law::ZERO, data: Some(data) }),
        keep_alive: Some(KeepAlive { requests: Some(3.into()), pause: Law::Constant(ms(100)) }),
        ..client(SimDuration::from_secs(1), sessions)
    };
    let mut spec = ClusterSpec { clients: vec![client], ..cluster(SimDuration::from_secs(30), &[10, 10, 10]) };
    let service = &mut spec.directors[0].services[0].service;
    (service.address, service.persistence) = (ServiceAddress::tcp(Endpoint { port: 21, ..VIP }), persistence);
    spec
}

fn completed_and_failed(outcome: &Outcome) -> (u64, u64) {
    let sessions = outcome.sessions.expect("there are sessions");
    (sessions.completed, sessions.failed)
}

#[test]
fn under_persistence_every_transfer_reaches_the_server_of_its_commands() {
    for data in [DataMode::Passive, DataMode::Active] {
        let outcome = run(&ftp(20, data, Some(Persistence::new(300))));
        assert_eq!(completed_and_failed(&outcome), (20, 0), "{data:?}");
        let sessions = outcome.sessions.unwrap();
        // 10 ms of login, twice 100 ms of rest with 10 ms of command and 10 ms of transfer after it.
        assert_eq!((sessions.requests, sessions.duration_mean_s), (100, Some(0.250)), "{data:?}");
        assert_eq!(outcome.connections.established, 60, "{data:?}");
    }
}

#[test]
fn without_persistence_the_director_turns_every_transfer_away() {
    for data in [DataMode::Passive, DataMode::Active] {
        let outcome = run(&ftp(20, data, None));
        assert_eq!(completed_and_failed(&outcome), (0, 20), "{data:?}");
        // Each session has a login and a command; its first transfer fails, and its client gives up.
        assert_eq!((outcome.whole_run.completed, outcome.whole_run.failed_total()), (40, 20), "{data:?}");
        assert_eq!(outcome.whole_run.failed[FailureReason::Refused as usize], 20, "{data:?}");
    }
}

#[test]
fn another_server_than_that_of_the_commands_refuses_a_transfer() {
    // Commands on port 2121, each connection scheduled by itself; every other port sticks to a server of its own.
    let mut spec = ftp(20, DataMode::Passive, None);
    let other = |port| ServiceAddress::tcp(Endpoint { port, ..VIP });
    let services = &mut spec.directors[0].services;
    let mut catch_all = services[0].clone();
    services[0].service.address = other(2121);
    (catch_all.service.address, catch_all.service.persistence) = (other(0), Some(Persistence::new(300)));
    services.push(catch_all);
    spec.clients[0].to.port = 2121;
    let outcome = run(&spec);
    let (completed, failed) = completed_and_failed(&outcome);
    assert_eq!(completed + failed, 20);
    assert!(failed > 0 && completed > 0, "{completed} completed, {failed} failed");
    assert_eq!(outcome.whole_run.failed[FailureReason::Refused as usize], failed);
}

#[test]
fn whose_commands_are_cut_off_during_a_transfer_has_failed() {
    // The only session begins at 1 s; its first transfer takes from 1.12 to 1.13 s. All servers restart in between.
    let mut spec = ftp(1, DataMode::Passive, Some(Persistence::new(300)));
    spec.faults = (0..3).map(|server| fault(server, FaultKind::Crash, at_ms(1_125), ms(1))).collect();
    let outcome = run(&spec);
    assert_eq!(completed_and_failed(&outcome), (0, 1));
    assert_eq!(outcome.whole_run.failed[FailureReason::Reset as usize], 1);
    // The client has closed the control connection. Of the transfer's RST the director knows nothing: under direct routing
    // the server sends it straight to the client.
    let active = outcome.series.last().unwrap().servers.iter().map(|server| server.active_conns);
    assert_eq!(active.sum::<u32>(), 1);
}
