//! The cluster of these tests: one director without keepalived, no delay on the wire, clients that come evenly.

use lvsim::cluster::rate::Rate;
use lvsim::cluster::real_server::FaultKind;
use lvsim::cluster::spec::{
    Arrivals, ClientSpec, ClusterSpec, DirectorSpec, FailureReason, FaultSchedule, FaultSpec, Jitter, RealServerSpec,
    RetrySpec, VirtualServiceSpec, What,
};
use lvsim::cluster::{Law, simulate};
use lvsim::ipvs::{DestSpec, Endpoint, ServiceAddress, ServiceSpec, scheduler};
use lvsim::stats::Outcome;
use lvsim::stats::outcome::Efforts;
use lvsim::time::{SimDuration, SimTime};

pub(crate) const VIP: Endpoint = Endpoint::new(0x0a00_0001, 80);
const CLIENTS: u32 = 0xac10_0000;

pub(crate) const fn ms(milliseconds: u64) -> SimDuration {
    SimDuration::from_millis(milliseconds)
}

pub(crate) const fn at_ms(milliseconds: u64) -> SimTime {
    SimTime::from_nanos(milliseconds * 1_000_000)
}

/// Servers with these service times behind rr, with room for everybody. The kernel's list begins with the last one.
pub(crate) fn cluster(duration: SimDuration, service_ms: &[u64]) -> ClusterSpec {
    let address = |server: usize| Endpoint::new(0x0a01_0000 + server as u32, 80);
    let dests = (0..service_ms.len()).map(|server| (server, DestSpec::new(address(server), 1))).collect();
    let server = |(index, &service): (usize, &u64)| RealServerSpec {
        workers: 1000,
        ..RealServerSpec::new(format!("s{index}"), address(index).addr.into(), Law::Constant(ms(service)))
    };
    let service = ServiceSpec::new(ServiceAddress::tcp(VIP), scheduler::find("rr").unwrap());
    ClusterSpec {
        interval: SimDuration::from_secs(1),
        directors: vec![DirectorSpec::without_keepalived("director", vec![VirtualServiceSpec { service, dests }])],
        servers: service_ms.iter().enumerate().map(server).collect(),
        ..ClusterSpec::new(duration)
    }
}

/// So many requests, the first after one gap and the others a gap apart.
pub(crate) fn client(gap: SimDuration, requests: u64) -> ClientSpec {
    let arrivals = Arrivals::Deterministic(Rate::constant(gap.as_secs_f64().recip()));
    ClientSpec { requests: Some(requests), addresses: 100, ..ClientSpec::new("clients", VIP, CLIENTS, arrivals) }
}

/// Attempts after 100, 200, 400 ms and so on, after any failure.
pub(crate) fn retries(attempts: u32) -> RetrySpec {
    RetrySpec {
        attempts,
        on: FailureReason::ALL.to_vec(),
        backoff: ms(100),
        factor: 2.0,
        max: SimDuration::from_secs(10),
        jitter: Jitter::None,
        budget: None,
    }
}

pub(crate) fn fault(server: usize, kind: FaultKind, at: SimTime, lasts: SimDuration) -> FaultSpec {
    FaultSpec { what: What::Server { server, kind }, schedule: FaultSchedule::Scripted { at, lasts: Some(lasts) } }
}

/// What comes out, whose books balance.
pub(crate) fn run(spec: &ClusterSpec) -> Outcome {
    let outcome = simulate(spec);
    assert!(outcome.whole_run.are_conserved(), "{:?}", outcome.whole_run);
    assert!(outcome.measured.are_conserved(), "{:?}", outcome.measured);
    let parts = outcome.parts;
    let sum = parts.retry_ns + parts.connect_ns + parts.queue_ns + parts.service_ns + parts.network_ns;
    assert_eq!(sum, outcome.latency.sum_ns());
    outcome
}

pub(crate) fn efforts(outcome: &Outcome) -> Efforts {
    outcome.efforts.expect("some client insists")
}

/// When requests failed, in tenths of a second.
pub(crate) fn failed_at(outcome: &Outcome) -> Vec<(u64, u64)> {
    outcome.failed_per_100ms.iter().map(|(at, count)| (at.as_nanos() / 100_000_000, *count)).collect()
}
