//! A small cluster whose links and packets matter.

use lvsim::cluster::payload::{PayloadSpec, SizeLaw};
use lvsim::cluster::rate::Rate;
use lvsim::cluster::spec::{
    Arrivals, ClientSpec, ClusterSpec, DirectorSpec, Forwarder, NetworkSpec, RealServerSpec, VirtualServiceSpec,
};
use lvsim::cluster::{Law, simulate};
use lvsim::ipvs::{DestSpec, Endpoint, ForwardingMethod, ServiceAddress, ServiceSpec, scheduler};
use lvsim::stats::Outcome;
use lvsim::time::{SimDuration, SimTime};

/// A gigabit in bytes per second.
pub(crate) const GIGABIT: f64 = 125e6;
pub(crate) const VIP: Endpoint = Endpoint::new(0x0a00_0001, 80);
pub(crate) const METHODS: [ForwardingMethod; 3] =
    [ForwardingMethod::Masq, ForwardingMethod::Route, ForwardingMethod::Tunnel];

/// A request each `gap` to one of some servers, over gigabit cards and a director that needs 1 us for a packet.
#[derive(Clone)]
pub(crate) struct Forwarding {
    pub method: ForwardingMethod,
    pub servers: u32,
    pub requests: u64,
    pub gap: SimDuration,
    pub service: Law,
    pub request_bytes: u64,
    pub response_bytes: u64,
    pub duration: SimDuration,
    pub forwarder: Forwarder,
    pub listings: Vec<SimTime>,
}

impl Forwarding {
    /// One request of 400 bytes, one second after the start, answered with 12 KiB after 10 ms.
    pub(crate) fn of_one(method: ForwardingMethod) -> Self {
        Self {
            method,
            servers: 1,
            requests: 1,
            gap: SimDuration::from_secs(1),
            service: Law::Constant(SimDuration::from_millis(10)),
            request_bytes: 400,
            response_bytes: 12_288,
            duration: SimDuration::from_secs(10),
            forwarder: Forwarder {
                bandwidth: Some(GIGABIT),
                packet_time: SimDuration::from_nanos(1_000),
                encapsulation_time: SimDuration::from_nanos(500),
                ..Forwarder::UNLIMITED
            },
            listings: Vec::new(),
        }
    }

    pub(crate) fn cluster(&self) -> ClusterSpec {
        let address = |server: u32| Endpoint::new(0x0a01_0000 + server, 80);
        let dest = |server: u32| DestSpec { forwarding: self.method, ..DestSpec::new(address(server), 1) };
        let service = ServiceSpec::new(ServiceAddress::tcp(VIP), scheduler::find("rr").unwrap());
        let dests = (0..self.servers).map(|server| (server as usize, dest(server))).collect();
        let real_server = |server: u32| RealServerSpec {
            workers: 64,
            bandwidth: Some(GIGABIT),
            ..RealServerSpec::new(format!("web-{server}"), address(server).addr.into(), self.service.clone())
        };
        let arrivals = Arrivals::Deterministic(Rate::constant(self.gap.as_secs_f64().recip()));
        ClusterSpec {
            listings: self.listings.clone(),
            directors: vec![DirectorSpec {
                forwarder: self.forwarder,
                ..DirectorSpec::without_keepalived("director", vec![VirtualServiceSpec { service, dests }])
            }],
            servers: (0..self.servers).map(real_server).collect(),
            clients: vec![ClientSpec {
                requests: Some(self.requests),
                addresses: 1 << 16,
                payload: PayloadSpec {
                    request: SizeLaw::constant(self.request_bytes),
                    response: SizeLaw::constant(self.response_bytes),
                    content: None,
                    destinations: None,
                },
                bandwidth: Some(GIGABIT),
                ..ClientSpec::new("clients", VIP, 0xac10_0000, arrivals)
            }],
            network: NetworkSpec {
                client_to_director: Law::Constant(SimDuration::from_millis(1)),
                director_to_client: Law::Constant(SimDuration::from_millis(1)),
                director_to_server: Law::Constant(SimDuration::from_nanos(100_000)),
                server_to_director: Law::Constant(SimDuration::from_nanos(100_000)),
                server_to_client: Law::Constant(SimDuration::from_millis(1)),
                ..NetworkSpec::instant()
            },
            ..ClusterSpec::new(self.duration)
        }
    }

    pub(crate) fn run(&self) -> Outcome {
        simulate(&self.cluster())
    }
}

/// Bytes that came to a machine's card, in and out.
pub(crate) fn bytes(outcome: &Outcome, machine: &str) -> (u64, u64) {
    let of = |is_incoming| {
        let links = outcome.links.iter().filter(|link| link.machine == machine && link.is_incoming == is_incoming);
        links.map(|link| link.bytes).sum()
    };
    (of(true), of(false))
}
