//! How messages get through where that takes more than a delay: links of limited bandwidth, directors that need time for
//! each packet, replies that go back through the director (NAT), tunnels whose packets grow.
//!
//! A message passes all links of its way at once, as the packets of TCP do, and has arrived when it has passed the slowest
//! of them, and its delay. On its way through a director its first packet goes ahead: IPVS decides about that one. A
//! scenario in which none of this matters has no transport, and its messages arrive by a call or by one event.
//!
//! * [`message`]: what is sent, in packets and bytes
//! * [`link`], [`processor`]: what it has to pass
//! * `transfer`: messages that are under way
//! * `load`: which message needs what
//! * `carry`: from link to link
//! * `reply`: what servers send back, and how a connection ends
//! * `loss`: what TCP does about losses
//! * `tally`: takes it down

mod carry;
pub mod link;
mod load;
mod loss;
pub mod message;
pub mod processor;
mod reply;
mod tally;
mod transfer;

pub use message::Message;
pub use tally::TransportTally;

use crate::cluster::event::RequestId;
use crate::cluster::slab::Slab;
use crate::cluster::spec::{ClusterSpec, Forwarder};
use crate::ipvs::{Endpoint, ForwardingMethod};
use crate::keepalived::config;
use link::{Link, TransferId};
use message::HEADERS;
use processor::Processor;
use transfer::Transfer;

/// All links and processors, and what is under way.
#[derive(Debug)]
pub struct Transport {
    links: Vec<Link>,
    clients: Vec<Card>,
    directors: Vec<Card>,
    servers: Vec<Card>,
    /// By director.
    processors: Vec<Processor>,
    forwarders: Vec<Forwarder>,
    /// How often each director had booted when it last forwarded something.
    boots: Vec<u32>,
    transfers: Slab<Transfer>,
    /// By request: what is known of its connection.
    conns: Vec<Conn>,
    /// The most data in a packet.
    mss: u64,
    /// Packets that TCP has sent again.
    retransmitted: u64,
}

/// The two directions of a network card, or of an access link; `None` is no limit.
#[derive(Clone, Copy, Debug, Default)]
struct Card {
    incoming: Option<u32>,
    outgoing: Option<u32>,
}

/// What is known of a connection.
#[derive(Clone, Copy, Debug)]
struct Conn {
    /// Through which director its packets go.
    director: Option<usize>,
    /// How that forwards them.
    method: ForwardingMethod,
    /// From which address and port its real server answers.
    server: Endpoint,
    /// Its client has acknowledged the handshake.
    is_established: bool,
    /// Its client knows that its packets go through a tunnel.
    knows_tunnel: bool,
    /// Its response, while that is under way.
    response: Option<TransferId>,
}

impl Conn {
    const NEW: Self = Self {
        director: None,
        method: ForwardingMethod::Route,
        server: Endpoint::new(0, 0),
        is_established: false,
        knows_tunnel: false,
        response: None,
    };
}

impl Transport {
    /// The transport of a cluster; `None` if nothing in it is limited and all its services forward by direct routing.
    pub fn new(spec: &ClusterSpec) -> Option<Self> {
        let is_limited = spec.directors.iter().any(|director| !director.forwarder.is_unlimited())
            || spec.servers.iter().any(|server| server.bandwidth.is_some())
            || spec.clients.iter().any(|client| client.bandwidth.is_some());
        if !is_limited && forwards_by_routing_only(spec) {
            return None;
        }
        let mut links = Vec::new();
        let mut card = |bandwidth: Option<f64>| {
            let mut link = || {
                let bytes_per_s = bandwidth?;
                links.push(Link::new(links.len() as u32, bytes_per_s));
                Some(links.len() as u32 - 1)
            };
            Card { incoming: link(), outgoing: link() }
        };
        Some(Self {
            directors: spec.directors.iter().map(|director| card(director.forwarder.bandwidth)).collect(),
            servers: spec.servers.iter().map(|server| card(server.bandwidth)).collect(),
            clients: spec.clients.iter().map(|client| card(client.bandwidth)).collect(),
            processors: spec.directors.iter().map(|director| Processor::new(&director.forwarder)).collect(),
            forwarders: spec.directors.iter().map(|director| director.forwarder).collect(),
            boots: vec![1; spec.directors.len()],
            links,
            transfers: Slab::default(),
            conns: Vec::new(),
            mss: u64::from(spec.network.mtu) - HEADERS,
            retransmitted: 0,
        })
    }

    fn conn(&mut self, request: RequestId) -> &mut Conn {
        let index = request as usize;
        if self.conns.len() <= index {
            self.conns.resize(index + 1, Conn::NEW);
        }
        &mut self.conns[index]
    }
}

/// Whether no destination is reached by NAT or through a tunnel.
fn forwards_by_routing_only(spec: &ClusterSpec) -> bool {
    let of_ipvsadm = spec.directors.iter().flat_map(|director| &director.services).flat_map(|service| &service.dests);
    let added = spec.operations.iter().filter_map(|operation| operation.action.dest());
    let mut methods = of_ipvsadm.map(|(_, dest)| dest.forwarding).chain(added.map(|dest| dest.forwarding));
    let of_keepalived = spec.directors.iter().filter_map(|director| director.keepalived.as_ref());
    let mut services = of_keepalived.flat_map(|keepalived| &keepalived.config.virtual_servers);
    let routes = |method: config::ForwardingMethod| method == config::ForwardingMethod::Route;
    methods.all(|method| method == ForwardingMethod::Route)
        && services.all(|service| {
            service.real_servers.iter().all(|server| routes(server.lvs_method))
                && service.sorry_server.iter().all(|server| routes(server.lvs_method))
        })
}
