//! The cluster as the engine sees it: what there is, and who handles which event.

use crate::cluster::client::Client;
use crate::cluster::director::Director;
use crate::cluster::event::{Event, RequestId};
use crate::cluster::fault::Fault;
use crate::cluster::journey::{self, Machines};
use crate::cluster::network::Network;
use crate::cluster::real_server::RealServer;
use crate::cluster::recorder::Recorder;
use crate::cluster::request::{Request, Requests};
use crate::cluster::spec::{Arrivals, ClusterSpec, OperationSpec};
use crate::engine::{self, Agenda, Streams, World};
use crate::stats::Outcome;
use crate::time::{SimDuration, SimTime};

/// A cluster at a moment of its run.
pub struct Cluster {
    requests: Requests,
    machines: Machines,
    faults: Vec<Fault>,
    operations: Vec<OperationSpec>,
    listings: Vec<SimTime>,
    interval: SimDuration,
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
        let machines = Machines {
            clients: clients.collect(),
            users: Vec::new(),
            network: Network::new(&spec.network, agenda),
            director: Director::new(spec, streams.stream("director")),
            servers: (0..).zip(&spec.servers).map(|(index, server)| RealServer::new(index, server)).collect(),
            recorder: Recorder::new(spec),
        };
        let mut cluster = Self {
            requests: Requests::default(),
            machines,
            faults: faults.map(|(index, fault, server)| Fault::new(index, fault, server, &streams, agenda)).collect(),
            operations: spec.operations.clone(),
            listings: spec.listings.clone(),
            interval: spec.interval,
        };
        cluster.schedule_observations(spec, agenda);
        cluster.wake_clients(spec, agenda);
        cluster
    }

    /// The run is over: its results.
    pub fn finish(mut self, agenda: &Agenda<Event>) -> Outcome {
        self.machines.director.advance(agenda.now());
        self.machines.recorder.finish(&self.machines.servers, &self.machines.director, self.requests.unfinished())
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
                    let thinks = self.machines.clients[index].think();
                    agenda.schedule(client.start + thinks, Event::UserReady(self.machines.users.len() as u32));
                    self.machines.users.push((index, number));
                }
            } else if let Some(at) = self.machines.clients[index].next_arrival(client.start) {
                agenda.schedule(at, Event::Arrived(index as u32));
            }
        }
    }

    #[inline(always)]
    fn arrived(&mut self, index: u32, agenda: &mut Agenda<Event>) {
        let (client, request) = (&mut self.machines.clients[index as usize], self.requests.slot());
        client.request(None, agenda.now(), request);
        if let Some(next) = client.next_arrival(agenda.now()) {
            agenda.schedule(next, Event::Arrived(index));
        }
        let id = request.id;
        self.with(id, agenda, |machines, request, agenda| machines.begin(request, agenda));
    }

    /// Lets `happen` happen to a request, whose slot is free again if nobody holds on to it any longer.
    #[inline(always)]
    fn with(
        &mut self,
        id: RequestId,
        agenda: &mut Agenda<Event>,
        happen: impl FnOnce(&mut Machines, &mut Request, &mut Agenda<Event>),
    ) {
        let request = &mut self.requests[id];
        happen(&mut self.machines, request, agenda);
        if request.holders == 0 {
            self.requests.free(id);
        }
    }

    #[inline(always)]
    fn service_done(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        let server = &mut self.machines.servers[self.requests[id].server as usize];
        server.service_done(id, &mut self.requests, agenda);
        self.with(id, agenda, |machines, request, agenda| machines.respond(request, agenda));
    }

    fn share_done(&mut self, server: u32, agenda: &mut Agenda<Event>) {
        if let Some(id) = self.machines.servers[server as usize].share_done(&mut self.requests, agenda) {
            self.with(id, agenda, Machines::respond);
        }
    }

    fn user_ready(&mut self, user: u32, agenda: &mut Agenda<Event>) {
        let (client, number) = self.machines.users[user as usize];
        let client = &mut self.machines.clients[client];
        if client.goes_on(agenda.now()) {
            let request = self.requests.slot();
            client.request(Some(number), agenda.now(), request);
            request.user = user;
            let id = request.id;
            self.with(id, agenda, Machines::begin);
        }
    }

    fn fault_began(&mut self, index: u32, agenda: &mut Agenda<Event>) {
        let fault = &mut self.faults[index as usize];
        fault.mark = self.machines.recorder.mark(agenda.now(), fault.server, fault.kind.word());
        fault.schedule_end(index, agenda);
        let lost = self.machines.servers[fault.server].fault_begins(fault.kind, &mut self.requests, agenda);
        lost.into_iter().for_each(|id| self.with(id, agenda, Machines::lose));
    }

    fn fault_ended(&mut self, index: u32, agenda: &mut Agenda<Event>) {
        let fault = &mut self.faults[index as usize];
        self.machines.recorder.mark_ended(fault.mark, agenda.now());
        fault.schedule_next(index, agenda);
        self.machines.servers[fault.server].fault_ends(fault.kind, &mut self.requests, agenda);
    }

    fn operation_due(&mut self, index: u32, now: SimTime) {
        let operation = &self.operations[index as usize];
        if self.machines.director.operate(operation.service, operation.server, operation.action, now) {
            self.machines.recorder.mark(now, operation.server, operation.action.word());
        }
    }

    fn interval_ended(&mut self, agenda: &mut Agenda<Event>) {
        self.machines.director.advance(agenda.now());
        self.machines.recorder.interval_ended(&self.machines.servers, &self.machines.director, agenda.now());
        agenda.schedule_in(self.interval, Event::IntervalEnded(0));
    }

    fn listing_due(&mut self, index: u32, agenda: &mut Agenda<Event>) {
        self.machines.director.advance(agenda.now());
        self.machines.recorder.listing(agenda.now(), self.machines.director.listing());
        if let Some(&next) = self.listings.get(index as usize + 1) {
            agenda.schedule(next, Event::ListingDue(index + 1));
        }
    }

    fn transient_ended(&mut self, now: SimTime) {
        self.machines.director.advance(now);
        self.machines.recorder.transient_ended(&mut self.machines.servers, &self.machines.director, now);
    }
}

impl World for Cluster {
    type Event = Event;

    #[inline(always)]
    fn handle(&mut self, event: Event, agenda: &mut Agenda<Event>) {
        match event {
            Event::Arrived(client) => self.arrived(client, agenda),
            Event::ServiceDone(id) => self.service_done(id, agenda),
            Event::SynAtDirector(id) => self.with(id, agenda, Machines::arrive_from_wire::<journey::Syn>),
            Event::SynAtServer(id) => self.with(id, agenda, Machines::arrive_from_wire::<journey::SynForwarded>),
            Event::SynAckAtClient(id) => self.with(id, agenda, Machines::arrive_from_wire::<journey::SynAck>),
            Event::RequestAtDirector(id) => self.with(id, agenda, Machines::arrive_from_wire::<journey::RequestSent>),
            Event::RequestAtServer(id) => {
                self.with(id, agenda, Machines::arrive_from_wire::<journey::RequestForwarded>)
            }
            Event::ResponseAtClient(id) => self.with(id, agenda, Machines::arrive_from_wire::<journey::Response>),
            Event::ResetAtClient(id) => self.with(id, agenda, Machines::arrive_from_wire::<journey::Reset>),
            Event::UnreachableAtClient(id) => self.with(id, agenda, Machines::arrive_from_wire::<journey::Unreachable>),
            Event::CloseAtDirector(id) => self.with(id, agenda, Machines::arrive_from_wire::<journey::CloseSent>),
            Event::ShareDone(server) => self.share_done(server, agenda),
            Event::UserReady(user) => self.user_ready(user, agenda),
            Event::TimedOut(id) => self.with(id, agenda, Machines::timed_out),
            Event::FaultBegan(index) => self.fault_began(index, agenda),
            Event::FaultEnded(index) => self.fault_ended(index, agenda),
            Event::OperationDue(index) => self.operation_due(index, agenda.now()),
            Event::IntervalEnded(_) => self.interval_ended(agenda),
            Event::ListingDue(index) => self.listing_due(index, agenda),
            Event::TransientEnded(_) => self.transient_ended(agenda.now()),
        }
    }
}
