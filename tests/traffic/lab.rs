//! A small cluster to try traffic on.

use lvsim::cluster::spec::{
    Arrivals, ClientSpec, ClusterSpec, DirectorSpec, NetworkSpec, RealServerSpec, VirtualServiceSpec,
};
use lvsim::cluster::{Law, simulate};
use lvsim::ipvs::{DestSpec, Endpoint, Protocol, ServiceAddress, ServiceSpec, scheduler};
use lvsim::stats::Outcome;
use lvsim::time::SimDuration;
use std::net::Ipv4Addr;

pub(crate) const VIP: Endpoint = Endpoint::new(0x0a00_0001, 53);
const FIRST_SERVER: u32 = 0x0a00_0101;
const FIRST_CLIENT: u32 = 0xac10_0001;

pub(crate) const fn ms(milliseconds: u64) -> SimDuration {
    SimDuration::from_millis(milliseconds)
}

pub(crate) const fn s(seconds: u64) -> SimDuration {
    SimDuration::from_secs(seconds)
}

/// A cluster of so many servers under rr, with a service at [`VIP`] and nobody who asks.
pub(crate) fn cluster(duration: SimDuration, servers: u32, protocol: Protocol, service_time: Law) -> ClusterSpec {
    let address = |server| Endpoint::new(FIRST_SERVER + server, VIP.port);
    let rr = scheduler::find("rr").expect("a scheduler of the kernel");
    ClusterSpec {
        directors: vec![DirectorSpec::without_keepalived(
            "director",
            vec![VirtualServiceSpec {
                service: ServiceSpec::new(ServiceAddress::Endpoint(protocol, VIP), rr),
                dests: (0..servers).map(|server| (server as usize, DestSpec::new(address(server), 1))).collect(),
            }],
        )],
        servers: (0..servers)
            .map(|server| {
                let ip = Ipv4Addr::from_bits(address(server).addr);
                RealServerSpec::new(format!("ns-{}", server + 1), ip, service_time.clone())
            })
            .collect(),
        ..ClusterSpec::new(duration)
    }
}

/// One address that asks over UDP and waits 5 s.
pub(crate) fn resolver(arrivals: Arrivals) -> ClientSpec {
    ClientSpec {
        protocol: Protocol::Udp,
        response_timeout: Some(s(5)),
        ..ClientSpec::new("resolver", VIP, FIRST_CLIENT, arrivals)
    }
}

/// 5 ms to the director, 1 ms on to the servers, 4 ms back.
pub(crate) fn network() -> NetworkSpec {
    NetworkSpec {
        client_to_director: Law::Constant(ms(5)),
        director_to_server: Law::Constant(ms(1)),
        server_to_client: Law::Constant(ms(4)),
        ..NetworkSpec::instant()
    }
}

/// What comes out of it; nothing is lost from the books.
pub(crate) fn run(cluster: &ClusterSpec) -> Outcome {
    let outcome = simulate(cluster);
    assert!(outcome.whole_run.are_conserved(), "{:?}", outcome.whole_run);
    outcome
}

/// How many requests each server was sent.
pub(crate) fn requests(outcome: &Outcome) -> Vec<u64> {
    outcome.servers.iter().map(|server| server.requests).collect()
}
