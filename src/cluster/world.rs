//! The cluster as the engine sees it: what there is, and who handles which event.

use crate::cluster::event::{Event, RequestId};
use crate::cluster::fault::Fault;
use crate::cluster::journey;
use crate::cluster::machines::Machines;
use crate::cluster::owner::{Owner, OwnerId};
use crate::cluster::request::{Request, Requests};
use crate::cluster::restart::Restart;
use crate::cluster::spec::{Arrivals, ClusterSpec, OperationSpec, What};
use crate::engine::{self, Agenda, Streams, World};
use crate::stats::Outcome;
use crate::time::{SimDuration, SimTime};

/// A cluster at a moment of its run.
pub struct Cluster {
    pub(super) requests: Requests,
    pub(super) machines: Machines,
    faults: Vec<Fault>,
    /// By real server: the mark of its last crash under its load.
    pub(super) overloads: Vec<usize>,
    operations: Vec<OperationSpec>,
    pub(super) restarts: Vec<Restart>,
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
        let faults = (0..).zip(&spec.faults).map(|(index, fault)| (index, fault, spec.target_of(&fault.what)));
        let mut cluster = Self {
            requests: Requests::default(),
            machines: Machines::new(spec, &streams, agenda),
            faults: faults.map(|(index, fault, target)| Fault::new(index, fault, target, &streams, agenda)).collect(),
            overloads: vec![0; spec.servers.len()],
            operations: spec.operations.clone(),
            restarts: spec.restarts.iter().map(Restart::new).collect(),
            listings: spec.listings.clone(),
            interval: spec.interval,
        };
        cluster.machines.refresh_reach(agenda);
        (0..spec.directors.len()).for_each(|director| cluster.machines.note_lists(director, agenda.now()));
        cluster.machines.start_daemons(agenda);
        cluster.machines.schedule_questions(agenda);
        cluster.machines.servers.iter_mut().for_each(|server| server.lapses().schedule_pause(agenda));
        cluster.schedule_observations(spec, agenda);
        cluster.wake_clients(spec, agenda);
        cluster
    }

    /// The run is over: its results.
    pub fn finish(self, agenda: &Agenda<Event>) -> Outcome {
        self.machines.finish(self.requests.unfinished(), agenda.now())
    }

    fn schedule_observations(&self, spec: &ClusterSpec, agenda: &mut Agenda<Event>) {
        agenda.schedule(SimTime::ZERO + spec.transient, Event::TransientEnded(0));
        agenda.schedule(SimTime::ZERO + spec.interval, Event::IntervalEnded(0));
        for (index, operation) in (0..).zip(&spec.operations) {
            agenda.schedule(operation.at, Event::OperationDue(index));
        }
        for (index, restart) in (0..).zip(&spec.restarts) {
            agenda.schedule(restart.at, Event::RestartDue(index));
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
                    agenda.schedule(client.start + thinks, Event::UserReady(self.machines.owners.users.len() as u32));
                    self.machines.owners.users.push((index, number));
                }
            } else if let Some(at) = self.machines.clients[index].next_arrival(client.start) {
                agenda.schedule(at, Event::Arrived(index as u32));
            }
        }
    }

    #[inline(always)]
    fn arrived(&mut self, index: u32, agenda: &mut Agenda<Event>) {
        let client = &mut self.machines.clients[index as usize];
        if !client.is_plain() {
            return self.arrived_otherwise(index, agenda);
        }
        let request = self.requests.slot();
        client.request(None, agenda.now(), request);
        if let Some(next) = client.next_arrival(agenda.now()) {
            agenda.schedule(next, Event::Arrived(index));
        }
        self.machines.begin(request, agenda);
        if request.holders == 0 {
            let id = request.id;
            self.requests.free(id);
        }
    }

    /// Lets `happen` happen to a request, whose slot is free again if nobody holds on to it any longer.
    #[inline(always)]
    pub(super) fn with(
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
        if self.machines.visits.is_some() {
            return self.worked_on(id, agenda);
        }
        let server = &mut self.machines.servers[self.requests[id].server as usize];
        server.service_done(id, &mut self.requests, agenda);
        self.with(id, agenda, |machines, request, agenda| machines.respond(request, agenda));
    }

    fn share_done(&mut self, server: u32, agenda: &mut Agenda<Event>) {
        if self.machines.visits.is_some() {
            return self.share_worked_on(server, agenda);
        }
        if let Some(id) = self.machines.servers[server as usize].share_done(&mut self.requests, agenda) {
            self.with(id, agenda, Machines::respond);
        }
    }

    fn link_due(&mut self, link: u32, agenda: &mut Agenda<Event>) {
        if let Some((transfer, id)) = self.machines.link_due(link, agenda) {
            self.with(id, agenda, |machines, request, agenda| machines.has_passed(transfer, request, agenda));
        }
    }

    fn user_ready(&mut self, user: u32, agenda: &mut Agenda<Event>) {
        let (client, number) = self.machines.owners.users[user as usize];
        if self.machines.clients[client].goes_on(agenda.now()) {
            self.begin_arrival(client, Some(number), OwnerId::of(Owner::User(user)), agenda);
        }
    }

    fn fault_began(&mut self, index: u32, agenda: &mut Agenda<Event>) {
        let fault = &mut self.faults[index as usize];
        fault.mark = self.machines.recorder.mark(agenda.now(), fault.target.clone(), fault.what.word());
        fault.schedule_end(index, agenda);
        match fault.what.clone() {
            What::Server { server, kind } => self.server_fault_begins(server, kind, agenda),
            What::Rack { servers, kind, .. } => {
                servers.into_iter().for_each(|server| self.server_fault_begins(server, kind, agenda));
            }
            What::Storage(kind) => self.storage_fault_begins(kind, agenda),
            What::Director { director, kind } => self.machines.director_fault_begins(director, &kind, agenda),
            What::Segment(fault) => self.machines.segment_fault_begins(&fault, agenda),
        }
    }

    fn fault_ended(&mut self, index: u32, agenda: &mut Agenda<Event>) {
        let fault = &mut self.faults[index as usize];
        self.machines.recorder.mark_ended(fault.mark, agenda.now());
        fault.schedule_next(index, agenda);
        match fault.what.clone() {
            What::Server { server, kind } => self.server_fault_ends(server, kind, agenda),
            What::Rack { servers, kind, .. } => {
                servers.into_iter().for_each(|server| self.server_fault_ends(server, kind, agenda));
            }
            What::Storage(kind) => self.storage_fault_ends(kind, agenda),
            What::Director { director, kind } => self.machines.director_fault_ends(director, &kind, agenda),
            What::Segment(fault) => self.machines.segment_fault_ends(&fault, agenda),
        }
    }

    fn operation_due(&mut self, index: u32, now: SimTime) {
        let operation = &self.operations[index as usize];
        let kernel = &mut self.machines.directors[operation.director].kernel;
        if kernel.operate(operation.service, operation.server, operation.action, now) {
            self.machines.note_listed(operation.director, operation.service, operation.server, now);
            self.machines.note_weights(now);
            let target = self.machines.recorder.server_name(operation.server);
            self.machines.recorder.mark(now, target, operation.action.word());
        }
    }

    fn interval_ended(&mut self, agenda: &mut Agenda<Event>) {
        self.machines.interval_ended(agenda.now());
        agenda.schedule_in(self.interval, Event::IntervalEnded(0));
    }

    fn listing_due(&mut self, index: u32, agenda: &mut Agenda<Event>) {
        self.machines.listing_due(agenda.now());
        if let Some(&next) = self.listings.get(index as usize + 1) {
            agenda.schedule(next, Event::ListingDue(index + 1));
        }
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
            Event::TransientEnded(_) => self.machines.transient_ended(agenda.now()),
            Event::SentAgain(id) => self.with(id, agenda, Machines::send_again),
            Event::NeighbourForgotten(vip) => self.machines.neighbour_forgotten(vip as usize, agenda),
            Event::Rested(id) => self.with(id, agenda, Machines::rested),
            Event::KeepalivedDue(director) => self.machines.keepalived_due(director as usize, agenda),
            Event::NeighbourDoubted(server) => self.machines.neighbour_doubted(server as usize, agenda),
            Event::RestartDue(index) => self.restart_due(index, agenda),
            Event::NextHopLost(path) => self.machines.next_hop_lost(path as usize, agenda),
            Event::MessageArrived(slot) => self.machines.message_arrived(slot, agenda),
            Event::LinkDue(link) => self.link_due(link, agenda),
            Event::TransferDue(transfer) => {
                let id = self.machines.request_of(transfer);
                self.with(id, agenda, |machines, request, agenda| machines.transfer_due(transfer, request, agenda));
            }
            Event::RetryDue(errand) => self.retry_due(errand, agenda),
            Event::HedgeDue(errand) => self.hedge_due(errand, agenda),
            Event::GaveUp(errand) => self.gave_up(errand, agenda),
            Event::ConnectionDue(session) => self.connection_due(session, agenda),
            Event::Abandoned(id) => self.with(id, agenda, Machines::abandon),
            Event::DatagramAtDirector(id) => self.with(id, agenda, Machines::arrive_from_wire::<journey::Datagram>),
            Event::DatagramAtServer(id) => {
                self.with(id, agenda, Machines::arrive_from_wire::<journey::DatagramForwarded>)
            }
            Event::StorageDone(access) => self.storage_done(access, agenda),
            Event::StorageTransferred(_) => self.storage_transferred(agenda),
            Event::StorageTimedOut(id) => self.storage_timed_out(id, agenda),
            Event::PauseBegan(server) => self.pause_began(server, agenda),
            Event::PauseEnded(server) => self.pause_ended(server, agenda),
            Event::SlowStartStep(server) => self.slow_start_step(server, agenda),
            Event::ServerOverloaded(server) => self.server_overloaded(server as usize, agenda),
            Event::ServerRestarted(server) => self.server_restarted(server as usize, agenda),
        }
    }
}
