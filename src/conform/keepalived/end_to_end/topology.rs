//! The cluster that simulates a recorded run: directors r1 and r2, real servers r3 to r5, the client r6.

use super::run::{Conf, Done, Run};
use crate::cluster::Law;
use crate::cluster::rate::Rate;
use crate::cluster::real_server::FaultKind;
use crate::cluster::spec::{
    Arrivals, ClientSpec, ClusterSpec, DirectorFault, DirectorSpec, FaultSchedule, FaultSpec, KeepAlive,
    KeepalivedSpec, NetworkSpec, RealServerSpec, SyncRole, What,
};
use crate::ipvs::Endpoint;
use crate::keepalived::config::{
    Checker, CheckerKind, Config, ForwardingMethod, Globals, InitialState, RealServer, ServiceKey, SyncDaemon, Version,
    VirtualServer, VrrpInstance,
};
use crate::keepalived::vrrp;
use crate::time::{SimDuration, SimTime};
use std::net::{Ipv4Addr, SocketAddrV4};

const VIP: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 100);
const DIRECTORS: [(&str, u8); 2] = [("r1", 200), ("r2", 100)];
const SERVERS: [&str; 3] = ["r3", "r4", "r5"];
const CLIENT: &str = "r6";
/// `down_timer_adverts`.
const ADVERTS: u8 = 3;
/// Between two echoes of a long-lived connection, and how long its client waits for one.
const ECHO_PAUSE: SimDuration = SimDuration::from_millis(200);
const ECHO_TIMEOUT: SimDuration = SimDuration::from_secs(20);

/// Which of the client's connections are simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Connections {
    /// A new one each period.
    Short,
    /// These, and those that stay.
    All,
}

/// The cluster of a run.
pub(super) fn cluster(run: &Run, connections: Connections) -> Result<ClusterSpec, String> {
    let start = run.when(CLIENT, "client_start").ok_or("the client never starts")?;
    let mut clients = vec![short(run, start)];
    if connections == Connections::All {
        let opened = run.long.iter().map(|long| SimTime::ZERO + SimDuration::from_secs_f64(long.open));
        clients.extend(opened.enumerate().map(|(index, open)| echoing(index, open)));
    }
    // A connection, its request and the response: two ways there and back, and as much again in the machines.
    let leg = SimDuration::from_nanos(run.median_latency().as_nanos() / 12);
    Ok(ClusterSpec {
        seed: u64::from(run.rep),
        interval: SimDuration::from_secs(1),
        directors: (0..2).map(|index| director(run, index)).collect::<Result<_, _>>()?,
        servers: SERVERS.iter().zip(3..).map(|(name, last)| server(run, name, last)).collect(),
        clients,
        network: NetworkSpec {
            client_to_director: Law::Constant(leg),
            director_to_server: Law::Constant(leg),
            server_to_client: Law::Constant(leg),
            director_to_client: Law::Constant(leg),
            director_to_director: Law::Constant(SimDuration::from_millis(1)),
            ..NetworkSpec::instant()
        },
        faults: faults(run)?,
        // The last connections may take their time.
        ..ClusterSpec::new(start.since(SimTime::ZERO) + run.lasts + run.timeout)
    })
}

fn short(run: &Run, start: SimTime) -> ClientSpec {
    ClientSpec {
        arrivals: Arrivals::Deterministic(Rate::constant(1.0 / run.period.as_secs_f64())),
        connect_timeout: Some(run.timeout),
        response_timeout: Some(run.timeout),
        stop: start + run.lasts,
        ..client(start)
    }
}

fn echoing(index: usize, open: SimTime) -> ClientSpec {
    ClientSpec {
        name: format!("{CLIENT}, connection {index} that stays"),
        requests: Some(1),
        keep_alive: Some(KeepAlive { requests: None, pause: Law::Constant(ECHO_PAUSE) }),
        response_timeout: Some(ECHO_TIMEOUT),
        ..client(open)
    }
}

fn client(start: SimTime) -> ClientSpec {
    let arrivals = Arrivals::Deterministic(Rate::constant(1e3));
    ClientSpec {
        start,
        ..ClientSpec::new(CLIENT, Endpoint::new(VIP.into(), 80), Ipv4Addr::new(10, 0, 0, 6).into(), arrivals)
    }
}

fn server(run: &Run, name: &str, last: u8) -> RealServerSpec {
    let service_time = Law::Constant(SimDuration::from_nanos(run.median_latency().as_nanos() / 2));
    RealServerSpec {
        answers_arp_for_vip: run.answer_arp.iter().any(|answering| answering == name),
        workers: 64,
        ..RealServerSpec::new(name, Ipv4Addr::new(10, 0, 0, last), service_time)
    }
}

fn director(run: &Run, index: usize) -> Result<DirectorSpec, String> {
    let ((name, priority), conf) = (DIRECTORS[index], &run.conf[index]);
    let start = run.when(name, "start").ok_or_else(|| format!("{name} never starts"))?;
    let began = run.logged(name, "STATE (init)", start).ok_or_else(|| format!("{name} never begins"))?;
    let began = began + drift(run, name, began, conf, priority);
    let sync_role = if index == 0 { SyncRole::Master } else { SyncRole::Backup };
    Ok(DirectorSpec {
        address: Ipv4Addr::new(10, 0, 0, 1 + index as u8),
        keepalived: Some(KeepalivedSpec {
            config: config(conf, priority)?,
            start: began,
            start_up: SimDuration::ZERO,
            legacy: false,
            first_probes: first_probes(run, name, began),
        }),
        sync_daemon: run.ipvsadm_syncd.then_some(sync_role),
        ..DirectorSpec::without_keepalived(name, Vec::new())
    })
}

/// By how much the adverts of a director were late when the first director was lost: real ones drift.
fn drift(run: &Run, name: &str, began: SimTime, conf: &Conf, priority: u8) -> SimDuration {
    let lost = run.director_lost().unwrap_or(SimTime::MAX);
    let mut sent = run.adverts.iter().filter(|(at, whose)| *at < lost && whose == name).map(|(at, _)| *at);
    let (Some(last), Ok(version)) = (sent.next_back(), version(conf)) else { return SimDuration::ZERO };
    let interval = SimDuration::from_secs_f64(conf.adv);
    let first = began + vrrp::master_down(version, priority, interval, ADVERTS);
    SimDuration::from_nanos(last.since(first.min(last)).as_nanos() % interval.as_nanos())
}

/// When each health checker first succeeded, counted from the beginning, if all did.
fn first_probes(run: &Run, name: &str, began: SimTime) -> Option<Vec<SimDuration>> {
    let first = |last: u8| run.logged(name, &format!("TCP connection to [10.0.0.{last}]:tcp:80 success"), began);
    (3..6).map(|last| first(last).filter(|at| *at >= began).map(|at| at.since(began))).collect()
}

fn version(conf: &Conf) -> Result<Version, String> {
    match conf.ver {
        2 => Ok(Version::V2),
        3 => Ok(Version::V3),
        other => Err(format!("VRRP version {other}")),
    }
}

fn config(conf: &Conf, priority: u8) -> Result<Config, String> {
    let instance = VrrpInstance {
        version: version(conf)?,
        state: Some(InitialState::Backup),
        advert_int: SimDuration::from_secs_f64(conf.adv),
        down_timer_adverts: ADVERTS,
        virtual_addresses: vec![VIP],
        ..VrrpInstance::new("VI_1", "eth0", 51, priority)
    };
    let sync = SyncDaemon { interface: "eth0".to_owned(), instance: "VI_1".to_owned(), syncid: 0 };
    let globals =
        Globals { checker_log_all_failures: true, lvs_sync_daemon: conf.syncd.then_some(sync), ..Globals::default() };
    Ok(Config { globals, instances: vec![instance], virtual_servers: vec![service(conf)], ..Config::default() })
}

fn service(conf: &Conf) -> VirtualServer {
    VirtualServer {
        real_servers: (3..6).map(|last| checked(conf, last)).collect(),
        ..VirtualServer::new(ServiceKey::Address(SocketAddrV4::new(VIP, 80)), "rr", ForwardingMethod::Route)
    }
}

fn checked(conf: &Conf, last: u8) -> RealServer {
    let address = SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, last), 80);
    let checker = Checker {
        kind: CheckerKind::Tcp,
        target: address,
        delay_loop: SimDuration::from_secs_f64(conf.dl),
        connect_timeout: SimDuration::from_secs_f64(conf.ct),
        retry: conf.retry,
        delay_before_retry: SimDuration::from_secs_f64(conf.dbr),
        warmup: SimDuration::from_secs_f64(conf.dl),
        alpha: false,
        log_all_failures: false,
    };
    RealServer::new(address, ForwardingMethod::Route, vec![checker])
}

/// What was done to the machines, as faults of the simulation.
fn faults(run: &Run) -> Result<Vec<FaultSpec>, String> {
    let mut faults = Vec::new();
    for Done { at, machine, what } in &run.done {
        let director = DIRECTORS.iter().position(|(name, _)| name == machine);
        let server = SERVERS.iter().position(|name| name == machine);
        let (broken, ended_by) = match (&what[..], director, server) {
            ("linkdown", Some(director), _) => {
                (What::Director { director, kind: DirectorFault::LinkDown { interface: None } }, "linkup")
            }
            ("sigkill", Some(director), _) => {
                (What::Director { director, kind: DirectorFault::KeepalivedKilled }, "start")
            }
            ("sigterm", Some(director), _) => {
                (What::Director { director, kind: DirectorFault::KeepalivedStopped }, "start")
            }
            ("linkdown", _, Some(server)) => (What::Server { server, kind: FaultKind::PowerOff }, "linkup"),
            ("rs_stop", _, Some(server)) => (What::Server { server, kind: FaultKind::Crash }, "rs_start"),
            ("start" | "linkup" | "rs_start" | "client_start", ..) => continue,
            (other, ..) => return Err(format!("unknown stimulus \"{other}\" of {machine}")),
        };
        let end = run.all(machine, ended_by).find(|end| end > at);
        // A keepalived that is started again takes its time until it begins.
        let begins = end.filter(|_| ended_by == "start").and_then(|end| run.logged(machine, "STATE (init)", end));
        let lasts = begins.or(end).map(|end| end.since(*at));
        faults.push(FaultSpec { what: broken, schedule: FaultSchedule::Scripted { at: *at, lasts } });
    }
    Ok(faults)
}
