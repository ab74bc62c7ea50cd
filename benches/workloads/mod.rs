//! The four workloads of `docs/performance.md`: Poisson arrivals, exponential service of mean 1 s, utilization 0.8.

use lvsim::cluster::Law;
use lvsim::cluster::rate::Rate;
use lvsim::cluster::spec::{Arrivals, ClientSpec, ClusterSpec, DirectorSpec, RealServerSpec, VirtualServiceSpec};
use lvsim::ipvs::{DestSpec, Endpoint, ServiceAddress, ServiceSpec, scheduler};
use lvsim::time::SimDuration;

/// Which scheduler picks among how many servers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Workload {
    pub(crate) name: &'static str,
    pub(crate) scheduler: &'static str,
    pub(crate) servers: u32,
}

pub(crate) const WORKLOADS: [Workload; 4] = [
    Workload { name: "W1", scheduler: "rr", servers: 16 },
    Workload { name: "W2", scheduler: "lc", servers: 16 },
    Workload { name: "W3", scheduler: "twos", servers: 16 },
    Workload { name: "W4", scheduler: "lc", servers: 1000 },
];

const UTILIZATION: f64 = 0.8;
const VIP: Endpoint = Endpoint::new(0x0a00_0001, 80);

impl Workload {
    /// The workload as a cluster that sees about `requests` requests, a tenth of them as its transient. Each is a TCP
    /// connection through the director.
    pub(crate) fn cluster(self, requests: u64) -> ClusterSpec {
        let rate = UTILIZATION * f64::from(self.servers);
        let duration = SimDuration::from_secs_f64(requests as f64 / rate);
        let address = |server: u32| Endpoint::new(0x0a01_0000 + server, 80);
        ClusterSpec {
            seed: 1,
            replication: 0,
            duration,
            transient: SimDuration::from_nanos(duration.as_nanos() / 10),
            interval: SimDuration::from_nanos(duration.as_nanos() / 200),
            directors: vec![DirectorSpec::without_keepalived(
                "director",
                vec![VirtualServiceSpec {
                    service: ServiceSpec::new(
                        ServiceAddress::tcp(VIP),
                        scheduler::find(self.scheduler).expect("a scheduler of the kernel"),
                    ),
                    dests: (0..self.servers)
                        .map(|server| (server as usize, DestSpec::new(address(server), 1)))
                        .collect(),
                }],
            )],
            servers: (0..self.servers).map(|server| real_server(address(server))).collect(),
            clients: vec![clients(rate)],
            ..ClusterSpec::new(duration)
        }
    }
}

fn real_server(address: Endpoint) -> RealServerSpec {
    RealServerSpec::new(address.to_string(), address.addr.into(), Law::exponential(SimDuration::from_secs(1)))
}

fn clients(rate: f64) -> ClientSpec {
    ClientSpec {
        addresses: 1 << 16,
        syn_retries: 0,
        connect_timeout: Some(SimDuration::from_secs(127)),
        ..ClientSpec::new("clients", VIP, 0xac10_0000, Arrivals::Poisson(Rate::constant(rate)))
    }
}
