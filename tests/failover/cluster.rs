//! The cluster of these tests, from plain values.

use lvsim::cluster::rate::Rate;
use lvsim::cluster::real_server::FaultKind;
use lvsim::cluster::spec::{
    Arrivals, ClientSpec, ClusterSpec, DirectorFault, DirectorSpec, FaultSchedule, FaultSpec, KeepalivedSpec,
    RealServerSpec, SegmentFault, What,
};
use lvsim::cluster::{Law, simulate};
use lvsim::ipvs::Endpoint;
use lvsim::keepalived::config::{
    Checker, CheckerKind, Config, ForwardingMethod, InitialState, RealServer, ServiceKey, VirtualServer, VrrpInstance,
};
use lvsim::stats::Outcome;
use lvsim::time::{SimDuration, SimTime};
use std::net::{Ipv4Addr, SocketAddrV4};

pub(crate) const VIP: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 100);

pub(crate) struct Pair(pub(crate) ClusterSpec);

impl Pair {
    pub(crate) fn instance_of(&mut self, director: usize) -> &mut VrrpInstance {
        let keepalived = self.0.directors[director].keepalived.as_mut();
        &mut keepalived.expect("both directors run keepalived").config.instances[0]
    }

    pub(crate) fn each_config(&mut self, change: impl Fn(&mut Config)) {
        self.0.directors.iter_mut().filter_map(|director| director.keepalived.as_mut()).for_each(|keepalived| {
            change(&mut keepalived.config);
        });
    }

    pub(crate) fn director_fault(&mut self, director: usize, kind: DirectorFault, at_s: f64, lasts_s: Option<f64>) {
        self.fault(What::Director { director, kind }, at_s, lasts_s);
    }

    pub(crate) fn server_fault(&mut self, server: usize, kind: FaultKind, at_s: f64, lasts_s: Option<f64>) {
        self.fault(What::Server { server, kind }, at_s, lasts_s);
    }

    pub(crate) fn segment_fault(&mut self, fault: SegmentFault, at_s: f64, lasts_s: Option<f64>) {
        self.fault(What::Segment(fault), at_s, lasts_s);
    }

    pub(crate) fn fault(&mut self, what: What, at_s: f64, lasts_s: Option<f64>) {
        let at = SimTime::ZERO + SimDuration::from_secs_f64(at_s);
        let schedule = FaultSchedule::Scripted { at, lasts: lasts_s.map(SimDuration::from_secs_f64) };
        self.0.faults.push(FaultSpec { what, schedule });
    }
}

pub(crate) fn run(pair: &Pair) -> Outcome {
    simulate(&pair.0)
}

pub(crate) fn seconds(at: SimTime) -> f64 {
    at.as_nanos() as f64 / 1e9
}

/// Directors of priority 200 and 100, three real servers that answer in 1 ms, 20 connections a second from the tenth
/// second on.
pub(crate) fn pair(duration_s: u64) -> Pair {
    Pair(ClusterSpec {
        interval: SimDuration::from_secs(1),
        directors: vec![director("LVS-Master", 1, 200), director("LVS-BACKUP", 2, 100)],
        servers: (3..6).map(real_server).collect(),
        clients: vec![client()],
        ..ClusterSpec::new(SimDuration::from_secs(duration_s))
    })
}

fn director(name: &str, last: u8, priority: u8) -> DirectorSpec {
    let config = Config { instances: vec![instance(priority)], virtual_servers: vec![service()], ..Config::default() };
    DirectorSpec {
        address: Ipv4Addr::new(10, 0, 0, last),
        keepalived: Some(KeepalivedSpec {
            config,
            start: SimTime::ZERO,
            start_up: SimDuration::ZERO,
            first_probes: None,
            legacy: false,
        }),
        ..DirectorSpec::without_keepalived(name, Vec::new())
    }
}

fn instance(priority: u8) -> VrrpInstance {
    VrrpInstance {
        state: Some(InitialState::Backup),
        virtual_addresses: vec![VIP],
        ..VrrpInstance::new("VI_1", "eth0", 51, priority)
    }
}

fn service() -> VirtualServer {
    VirtualServer {
        real_servers: (3..6).map(checked_server).collect(),
        ..VirtualServer::new(ServiceKey::Address(SocketAddrV4::new(VIP, 80)), "rr", ForwardingMethod::Route)
    }
}

fn checked_server(last: u8) -> RealServer {
    let address = SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, last), 80);
    let checker = Checker {
        kind: CheckerKind::Tcp,
        target: address,
        delay_loop: SimDuration::from_secs(3),
        connect_timeout: SimDuration::from_secs(2),
        retry: 1,
        delay_before_retry: SimDuration::from_secs(1),
        warmup: SimDuration::from_secs(3),
        alpha: false,
        log_all_failures: false,
    };
    RealServer::new(address, ForwardingMethod::Route, vec![checker])
}

fn real_server(last: u8) -> RealServerSpec {
    let service_time = Law::Constant(SimDuration::from_millis(1));
    RealServerSpec {
        workers: 8,
        ..RealServerSpec::new(format!("r{last}"), Ipv4Addr::new(10, 0, 0, last), service_time)
    }
}

fn client() -> ClientSpec {
    let (to, from) = (Endpoint::new(VIP.into(), 80), Ipv4Addr::new(10, 0, 0, 6));
    let arrivals = Arrivals::Deterministic(Rate::constant(20.0));
    ClientSpec {
        connect_timeout: Some(SimDuration::from_secs(8)),
        response_timeout: Some(SimDuration::from_secs(8)),
        start: SimTime::ZERO + SimDuration::from_secs(10),
        ..ClientSpec::new("r6", to, from.into(), arrivals)
    }
}
