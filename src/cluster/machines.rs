//! All that a request can meet on its way.

use crate::cluster::client::Client;
use crate::cluster::director::Director;
use crate::cluster::event::{Event, RequestId};
use crate::cluster::gateway::Beyond;
use crate::cluster::keepalived::{Daemon, Mail};
use crate::cluster::network::Network;
use crate::cluster::owner::Owners;
use crate::cluster::paths::Paths;
use crate::cluster::payload::Payloads;
use crate::cluster::reach::Waiting;
use crate::cluster::real_server::RealServer;
use crate::cluster::recorder::Recorder;
use crate::cluster::segment::Segment;
use crate::cluster::spec::{ClientSpec, ClusterSpec, Way};
use crate::cluster::transport::Transport;
use crate::cluster::vips::Vips;
use crate::cluster::visit::Visits;
use crate::cluster::weights::Weights;
use crate::engine::{Agenda, Stream, Streams};
use rand::Rng;
use std::collections::BTreeMap;

/// What a request meets on its way.
pub(super) struct Machines {
    pub(super) clients: Vec<Client>,
    /// On whose behalf requests are made.
    pub(super) owners: Owners,
    pub(super) payloads: Payloads,
    pub(super) network: Network,
    /// Links and processors, if any of them matters.
    pub(super) transport: Option<Box<Transport>>,
    pub(super) directors: Vec<Director>,
    /// By director: its keepalived, if it has one.
    pub(super) daemons: Vec<Option<Daemon>>,
    pub(super) mail: Mail,
    pub(super) servers: Vec<RealServer>,
    /// What servers do for requests besides their own work, if they ever do.
    pub(super) visits: Option<Visits>,
    pub(super) segment: Segment,
    pub(super) vips: Vips,
    /// The ways of clients that send to several directors at once.
    pub(super) paths: Paths,
    /// By request: packets that a router keeps until it knows to whom to send them.
    pub(super) waiting: BTreeMap<RequestId, Waiting>,
    /// Who is first to answer when several hold an address.
    pub(super) arp_race: Stream,
    pub(super) weights: Weights,
    pub(super) recorder: Recorder,
}

impl Machines {
    /// The machines of this description, before anything has happened.
    pub(super) fn new(spec: &ClusterSpec, streams: &Streams, agenda: &mut Agenda<Event>) -> Self {
        let clients =
            (0..).zip(&spec.clients).map(|(index, client)| Client::new(index, client, streams, agenda)).collect();
        let (vips, paths) = ways(&spec.clients, Paths::new(spec.router, streams.stream("ecmp").next_u64()));
        let transport = Transport::new(spec);
        let mut network: Network = Network::new(&spec.network, streams, agenda);
        if transport.is_some() {
            network.expect_load();
        }
        let mut directors: Vec<Director> =
            spec.directors.iter().map(|one| Director::new(one, spec.servers.len(), streams)).collect();
        if transport.is_some() {
            directors.iter_mut().for_each(|director| director.sync.tell_always());
        }
        let recorder = Recorder::new(spec, transport.as_ref());
        Self {
            clients,
            payloads: Payloads::new(spec, streams),
            owners: Owners::default(),
            network,
            transport: transport.map(Box::new),
            directors,
            daemons: spec.directors.iter().map(|one| Daemon::new(one, &spec.servers, streams)).collect(),
            mail: Mail::default(),
            servers: (0..).zip(&spec.servers).map(|(index, one)| RealServer::new(index, one, streams)).collect(),
            visits: Visits::new(spec),
            segment: Segment::new(streams.stream("adverts")),
            vips,
            paths,
            waiting: BTreeMap::new(),
            arp_race: streams.stream("arp race"),
            weights: Weights::new(spec.servers.len()),
            recorder,
        }
    }
}

/// How the packets of each client group get to a director.
fn ways(clients: &[ClientSpec], mut paths: Paths) -> (Vips, Paths) {
    let address = |client: &ClientSpec| match client.way {
        Way::Holder(address) => Some(address),
        Way::Ecmp(_) | Way::Own(_) => None,
    };
    let mut vips = Vips::new(clients.iter().map(|client| (address(client), client.start)));
    for (index, client) in clients.iter().enumerate() {
        if let Some(path) = paths.add(&client.way, client.to, client.fwmark(), client.first_address) {
            vips.set_gateway(index, Beyond::Several(path).gateway());
        }
    }
    (vips, paths)
}
