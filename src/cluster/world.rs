//! The cluster as the engine sees it: what there is, and who handles which event.

use crate::cluster::client::Client;
use crate::cluster::director::Director;
use crate::cluster::event::Event;
use crate::cluster::fault::Fault;
use crate::cluster::journey;
use crate::cluster::network::Network;
use crate::cluster::real_server::RealServer;
use crate::cluster::recorder::Recorder;
use crate::cluster::request::Requests;
use crate::cluster::spec::{Arrivals, ClusterSpec, OperationSpec};
use crate::engine::{self, Agenda, Streams, World};
use crate::stats::Outcome;
use crate::time::{SimDuration, SimTime};

/// A cluster at a moment of its run.
pub struct Cluster {
    pub(super) requests: Requests,
    pub(super) clients: Vec<Client>,
    /// Closed-loop users: the group of each, and its number there.
    users: Vec<(usize, u32)>,
    pub(super) network: Network,
    pub(super) director: Director,
    pub(super) servers: Vec<RealServer>,
    faults: Vec<Fault>,
    operations: Vec<OperationSpec>,
    listings: Vec<SimTime>,
    interval: SimDuration,
    pub(super) recorder: Recorder,
}

/// Runs a cluster from its start to its end.
pub fn simulate(spec: &ClusterSpec) -> Outcome {
    simulate_watched(spec, |_| {})
}

/// Runs a cluster from its start to its end and tells `watch` at each hundredth how far it is.
pub fn simulate_watched(spec: &ClusterSpec, mut watch: impl FnMut(SimTime)) -> Outcome {
    let mut agenda = Agenda::new();
    let mut cluster = Cluster::new(spec, &mut agenda);
    for hundredth in 1..=100 {
        let until = SimTime::from_nanos((u128::from(spec.duration.as_nanos()) * hundredth / 100) as u64);
        engine::run(&mut cluster, &mut agenda, until);
        watch(until);
    }
    cluster.finish(&agenda)
}

impl Cluster {
    /// The cluster of this description, with all that will happen to it by itself on the agenda.
    pub fn new(spec: &ClusterSpec, agenda: &mut Agenda<Event>) -> Self {
        let streams = Streams::new(spec.seed, spec.replication);
        let clients = (0..).zip(&spec.clients).map(|(index, client)| Client::new(index, client, &streams, agenda));
        let faults = (0..).zip(&spec.faults).map(|(index, fault)| (index, fault, &spec.servers[fault.server].name[..]));
        let mut cluster = Self {
            requests: Requests::default(),
            clients: clients.collect(),
            users: Vec::new(),
            network: Network::new(&spec.network, agenda),
            director: Director::new(spec, streams.stream("director")),
            servers: (0..).zip(&spec.servers).map(|(index, server)| RealServer::new(index, server)).collect(),
            faults: faults.map(|(index, fault, server)| Fault::new(index, fault, server, &streams, agenda)).collect(),
            operations: spec.operations.clone(),
            listings: spec.listings.clone(),
            interval: spec.interval,
            recorder: Recorder::new(spec),
        };
        cluster.schedule_observations(spec, agenda);
        cluster.wake_clients(spec, agenda);
        cluster
    }

    /// The run is over: its results.
    pub fn finish(mut self, agenda: &Agenda<Event>) -> Outcome {
        self.director.advance(agenda.now());
        self.recorder.finish(&self.servers, &self.director, self.requests.unfinished())
    }

    fn schedule_observations(&self, spec: &ClusterSpec, agenda: &mut Agenda<Event>) {
        agenda.schedule(SimTime::ZERO + spec.transient, Event::TransientEnded(0));
        agenda.schedule(SimTime::ZERO + spec.interval, Event::IntervalEnded(0));
        for (index, operation) in (0..).zip(&spec.operations) {
            agenda.schedule(operation.at, Event::OperationDue(index));
        }
        if let Some(&first) = spec.listings.first() {
            agenda.schedule(first, Event::ListingDue(0));
        }
    }

    fn wake_clients(&mut self, spec: &ClusterSpec, agenda: &mut Agenda<Event>) {
        for (index, client) in spec.clients.iter().enumerate() {
            if let Arrivals::Closed { users, .. } = &client.arrivals {
                for number in 0..*users {
                    let thinks = self.clients[index].think();
                    agenda.schedule(client.start + thinks, Event::UserReady(self.users.len() as u32));
                    self.users.push((index, number));
                }
            } else if let Some(at) = self.clients[index].next_arrival(client.start) {
                agenda.schedule(at, Event::Arrived(index as u32));
            }
        }
    }

    #[inline]
    fn arrived(&mut self, index: u32, agenda: &mut Agenda<Event>) {
        let client = &mut self.clients[index as usize];
        let Some(request) = client.request(None, agenda.now()) else { return };
        if let Some(next) = client.next_arrival(agenda.now()) {
            agenda.schedule(next, Event::Arrived(index));
        }
        self.begin(request, agenda);
    }

    fn user_ready(&mut self, user: u32, agenda: &mut Agenda<Event>) {
        let (client, number) = self.users[user as usize];
        if let Some(mut request) = self.clients[client].request(Some(number), agenda.now()) {
            request.user = user;
            self.begin(request, agenda);
        }
    }

    /// A user whose request, sent at `sent`, is over thinks and then asks again.
    pub(super) fn think(&mut self, user: u32, sent: SimTime, agenda: &mut Agenda<Event>) {
        /// Who is answered in no time and does not think would ask for ever in the same moment.
        const SHORTEST_CYCLE: SimDuration = SimDuration::from_nanos(1_000);
        let (client, _) = self.users[user as usize];
        let ready = agenda.now() + self.clients[client].think();
        agenda.schedule(ready.max(sent + SHORTEST_CYCLE), Event::UserReady(user));
    }

    fn fault_began(&mut self, index: u32, agenda: &mut Agenda<Event>) {
        let fault = &mut self.faults[index as usize];
        fault.mark = self.recorder.mark(agenda.now(), fault.server, fault.kind.word());
        fault.schedule_end(index, agenda);
        let lost = self.servers[fault.server].fault_begins(fault.kind, &mut self.requests, agenda);
        self.lose(&lost, agenda);
    }

    fn fault_ended(&mut self, index: u32, agenda: &mut Agenda<Event>) {
        let fault = &mut self.faults[index as usize];
        self.recorder.mark_ended(fault.mark, agenda.now());
        fault.schedule_next(index, agenda);
        self.servers[fault.server].fault_ends(fault.kind, &mut self.requests, agenda);
    }

    fn operation_due(&mut self, index: u32, now: SimTime) {
        let operation = &self.operations[index as usize];
        if self.director.operate(operation.service, operation.server, operation.action, now) {
            self.recorder.mark(now, operation.server, operation.action.word());
        }
    }

    fn interval_ended(&mut self, agenda: &mut Agenda<Event>) {
        self.director.advance(agenda.now());
        self.recorder.interval_ended(&self.servers, &self.director, agenda.now());
        agenda.schedule_in(self.interval, Event::IntervalEnded(0));
    }

    fn listing_due(&mut self, index: u32, agenda: &mut Agenda<Event>) {
        self.director.advance(agenda.now());
        self.recorder.listing(agenda.now(), self.director.listing());
        if let Some(&next) = self.listings.get(index as usize + 1) {
            agenda.schedule(next, Event::ListingDue(index + 1));
        }
    }

    fn transient_ended(&mut self, now: SimTime) {
        self.director.advance(now);
        self.recorder.transient_ended(&mut self.servers, &self.director, now);
    }
}

impl World for Cluster {
    type Event = Event;

    #[inline]
    fn handle(&mut self, event: Event, agenda: &mut Agenda<Event>) {
        match event {
            Event::Arrived(client) => self.arrived(client, agenda),
            Event::ServiceDone(id) => {
                let server = &mut self.servers[self.requests[id].server as usize];
                server.service_done(id, &mut self.requests, agenda);
                self.respond(id, agenda);
            }
            Event::SynAtDirector(id) => self.arrive_from_wire::<journey::Syn>(id, agenda),
            Event::SynAtServer(id) => self.arrive_from_wire::<journey::SynForwarded>(id, agenda),
            Event::SynAckAtClient(id) => self.arrive_from_wire::<journey::SynAck>(id, agenda),
            Event::RequestAtDirector(id) => self.arrive_from_wire::<journey::RequestSent>(id, agenda),
            Event::RequestAtServer(id) => self.arrive_from_wire::<journey::RequestForwarded>(id, agenda),
            Event::ResponseAtClient(id) => self.arrive_from_wire::<journey::Response>(id, agenda),
            Event::ResetAtClient(id) => self.arrive_from_wire::<journey::Reset>(id, agenda),
            Event::UnreachableAtClient(id) => self.arrive_from_wire::<journey::Unreachable>(id, agenda),
            Event::CloseAtDirector(id) => self.arrive_from_wire::<journey::CloseSent>(id, agenda),
            Event::ShareDone(server) => {
                if let Some(id) = self.servers[server as usize].share_done(&mut self.requests, agenda) {
                    self.respond(id, agenda);
                }
            }
            Event::UserReady(user) => self.user_ready(user, agenda),
            Event::TimedOut(id) => self.timed_out(id, agenda),
            Event::FaultBegan(index) => self.fault_began(index, agenda),
            Event::FaultEnded(index) => self.fault_ended(index, agenda),
            Event::OperationDue(index) => self.operation_due(index, agenda.now()),
            Event::IntervalEnded(_) => self.interval_ended(agenda),
            Event::ListingDue(index) => self.listing_due(index, agenda),
            Event::TransientEnded(_) => self.transient_ended(agenda.now()),
        }
    }
}
