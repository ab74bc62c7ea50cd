//! The clusters of these tests, from plain values: a director, real servers, and one group of clients without a network.

use lvsim::cluster::addresses::Popularity;
use lvsim::cluster::payload::{ContentSpec, PayloadSpec, SizeLaw};
use lvsim::cluster::rate::Rate;
use lvsim::cluster::spec::{
    Arrivals, ClientSpec, ClusterSpec, DirectorSpec, FaultSchedule, FaultSpec, RealServerSpec, StorageSpec,
    VirtualServiceSpec, What,
};
use lvsim::cluster::{Law, simulate};
use lvsim::ipvs::{DestSpec, Endpoint, ServiceAddress, ServiceSpec, scheduler};
use lvsim::stats::{ConfidenceInterval, Outcome};
use lvsim::time::{SimDuration, SimTime};

const VIP: Endpoint = Endpoint::new(0x0a00_0001, 80);
const CLIENTS: u32 = 0xac10_0000;
const REPLICATIONS: u64 = 10;

pub(crate) const fn ms(milliseconds: u64) -> SimDuration {
    SimDuration::from_millis(milliseconds)
}

pub(crate) fn seconds(seconds: f64) -> SimDuration {
    SimDuration::from_secs_f64(seconds)
}

pub(crate) fn at(moment: f64) -> SimTime {
    SimTime::ZERO + seconds(moment)
}

/// Round robin over `servers` machines, each with one worker and constant service.
pub(crate) fn cluster(duration_s: f64, arrivals: Arrivals, servers: usize, service: Law) -> ClusterSpec {
    let address = |server: usize| Endpoint::new(0x0a01_0000 + server as u32, 80);
    let dests = (0..servers).map(|server| (server, DestSpec::new(address(server), 1)));
    let service_spec = ServiceSpec::new(ServiceAddress::tcp(VIP), scheduler::find("rr").expect("rr is known"));
    let services = vec![VirtualServiceSpec { service: service_spec, dests: dests.collect() }];
    let server = |server| RealServerSpec::new(format!("web-{server}"), address(server).addr.into(), service.clone());
    ClusterSpec {
        seed: 4,
        directors: vec![DirectorSpec::without_keepalived("director", services)],
        servers: (0..servers).map(server).collect(),
        clients: vec![ClientSpec {
            addresses: 1 << 12,
            syn_retries: 0,
            ..ClientSpec::new("clients", VIP, CLIENTS, arrivals)
        }],
        ..ClusterSpec::new(seconds(duration_s))
    }
}

pub(crate) fn poisson(rate_per_s: f64) -> Arrivals {
    Arrivals::Poisson(Rate::constant(rate_per_s))
}

/// Evenly spaced: the first arrival after one gap.
pub(crate) fn evenly(rate_per_s: f64) -> Arrivals {
    Arrivals::Deterministic(Rate::constant(rate_per_s))
}

/// A storage of one worker.
pub(crate) fn storage(service_time: Law) -> StorageSpec {
    StorageSpec { name: "storage".into(), workers: 1, queue: None, service_time, speed: 1.0, bytes_per_s: None }
}

/// All servers need it for every request.
pub(crate) fn with_storage(mut cluster: ClusterSpec, storage: StorageSpec, timeout: SimDuration) -> ClusterSpec {
    for server in &mut cluster.servers {
        server.storage.share = 1.0;
        server.storage.timeout = timeout;
    }
    ClusterSpec { storage: Some(storage), ..cluster }
}

/// All clients ask for objects.
pub(crate) fn with_content(mut cluster: ClusterSpec, objects: u32, popularity: Popularity) -> ClusterSpec {
    cluster.contents = vec![ContentSpec { name: "pages".into(), objects, popularity, size: SizeLaw::constant(1000) }];
    for client in &mut cluster.clients {
        client.payload = PayloadSpec { content: Some(0), ..PayloadSpec::DEFAULT };
    }
    cluster
}

pub(crate) fn fault(cluster: &mut ClusterSpec, what: What, at_s: f64, lasts_s: f64) {
    let schedule = FaultSchedule::Scripted { at: at(at_s), lasts: Some(seconds(lasts_s)) };
    cluster.faults.push(FaultSpec { what, schedule });
}

/// The outcome, whose books balance.
pub(crate) fn run(cluster: &ClusterSpec) -> Outcome {
    let outcome = simulate(cluster);
    assert!(outcome.whole_run.are_conserved(), "{:?}", outcome.whole_run);
    outcome
}

/// The 99.9 % interval of a number over replications.
pub(crate) fn estimate(cluster: &ClusterSpec, number: impl Fn(&Outcome) -> f64) -> ConfidenceInterval {
    let replication = |replication| ClusterSpec { replication, ..cluster.clone() };
    let observations: Vec<f64> = (0..REPLICATIONS).map(|index| number(&run(&replication(index)))).collect();
    ConfidenceInterval::of_replications(&observations, 0.999).expect("several replications")
}

pub(crate) fn mean_latency(outcome: &Outcome) -> f64 {
    outcome.latency.mean_s().expect("some completed")
}
