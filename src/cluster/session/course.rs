//! How a session begins, goes on and ends.

use super::Session;
use super::data::Control;
use crate::cluster::event::{Event, RequestId};
use crate::cluster::machines::Machines;
use crate::cluster::owner::{Owner, OwnerId};
use crate::cluster::request::Request;
use crate::cluster::spec::SessionSpec;
use crate::cluster::world::Cluster;
use crate::engine::Agenda;
use crate::ipvs::Endpoint;
use rand::Rng;

/// How far the random numbers of a session's connections start from each other: odd, and unrelated to the other steps.
const CONNECTION_STEP: u64 = 0xc2b2_ae3d_27d4_eb4f;

impl Cluster {
    /// A session of a client group begins: of its user number `number`, or of anybody.
    pub(in crate::cluster) fn begin_session(
        &mut self,
        client: usize,
        number: Option<u32>,
        owner: OwnerId,
        agenda: &mut Agenda<Event>,
    ) {
        let group = &mut self.machines.clients[client];
        let (address, mut luck) = group.visitor(number);
        let SessionSpec { connections, parallel, .. } = group.session().expect("only sessions begin like this");
        let connections = connections.sample(&mut luck);
        let lanes = connections.min(*parallel);
        let session = self.machines.owners.sessions.insert(Session {
            client: client as u16,
            owner,
            address,
            luck: luck.next_u64(),
            thoughts: luck,
            begun: agenda.now(),
            measured: self.machines.recorder.session_offered(agenda.now()),
            left: connections - lanes,
            opened: 0,
            lanes,
            answered: 0,
            failed: false,
            control: Control::default(),
        });
        for _ in 0..lanes {
            self.open_connection(session, agenda);
        }
    }

    /// A session goes on.
    pub(in crate::cluster) fn connection_due(&mut self, session: u32, agenda: &mut Agenda<Event>) {
        if self.machines.owners.sessions[session].control.is_transferring() {
            self.transfer_due(session, agenda);
        } else {
            self.open_connection(session, agenda);
        }
    }

    fn open_connection(&mut self, session: u32, agenda: &mut Agenda<Event>) {
        let client = self.machines.owners.sessions[session].client;
        let client = &self.machines.clients[usize::from(client)];
        let (to, has_data) = (client.to(), client.session().is_some_and(|shape| shape.data.is_some()));
        let id = self.connection(session, to, agenda);
        self.machines.clients[usize::from(self.requests[id].client)].draw_requests(&mut self.requests[id]);
        if has_data {
            self.machines.owners.sessions[session].control = Control::on(id);
        }
        self.begin_for(id, OwnerId::of(Owner::Session(session)), agenda);
    }

    /// A further connection of a session to this address and port, with one request. It has not begun.
    pub(super) fn connection(&mut self, session: u32, to: Endpoint, agenda: &Agenda<Event>) -> RequestId {
        let record = &mut self.machines.owners.sessions[session];
        let luck = record.luck.wrapping_add(CONNECTION_STEP.wrapping_mul(u64::from(record.opened)));
        record.opened += 1;
        let request = self.requests.slot();
        let client = &mut self.machines.clients[usize::from(record.client)];
        client.attempt(record.address, to, luck, 0, agenda.now(), request);
        request.id
    }
}

impl Machines {
    /// A request of an owner was answered: if that is a session, it counts.
    pub(in crate::cluster) fn session_answered(&mut self, owner: OwnerId) {
        if let Some(Owner::Session(session)) = owner.get() {
            self.owners.sessions[session].answered += 1;
        }
    }

    /// A request of an owner has failed for good: if that is a session, so has the session.
    pub(in crate::cluster) fn session_request_failed(&mut self, owner: OwnerId) {
        if let Some(Owner::Session(session)) = owner.get() {
            self.owners.sessions[session].failed = true;
        }
    }

    /// The response to a request of a session has arrived. Returns whether all that follows from it is done.
    pub(in crate::cluster) fn session_request_answered(
        &mut self,
        session: u32,
        request: &mut Request,
        agenda: &mut Agenda<Event>,
    ) -> bool {
        let record = &mut self.owners.sessions[session];
        record.answered += 1;
        let transfers = record.control.is_told_to_transfer(request);
        if transfers {
            record.lanes += 1;
            self.note_visit(request);
            self.recorder.completed(request, agenda.now());
            agenda.schedule(agenda.now(), Event::ConnectionDue(session));
        }
        transfers
    }

    /// A connection of a session is over.
    pub(in crate::cluster) fn session_connection_over(
        &mut self,
        session: u32,
        request: RequestId,
        agenda: &mut Agenda<Event>,
    ) {
        let record = &mut self.owners.sessions[session];
        if record.control.is_transfer(request) {
            agenda.schedule(agenda.now(), Event::ConnectionDue(session));
            return;
        }
        if record.control.is_lost(request) {
            record.failed = true;
        }
        self.session_goes_on(session, agenda);
    }

    /// Something that a session did is over: another connection follows, or the session may be over, too.
    pub(in crate::cluster) fn session_goes_on(&mut self, session: u32, agenda: &mut Agenda<Event>) {
        let record = &mut self.owners.sessions[session];
        if record.left > 0 && !record.failed {
            record.left -= 1;
            let shape = self.clients[usize::from(record.client)].session().expect("a session has a shape");
            let think_time = shape.think_time.sample(&mut record.thoughts);
            agenda.schedule_in(think_time, Event::ConnectionDue(session));
            return;
        }
        self.session_part_over(session, agenda);
    }

    /// One of the things that a session did at once is over; with the last of them, so is the session.
    pub(super) fn session_part_over(&mut self, session: u32, agenda: &mut Agenda<Event>) {
        let record = &mut self.owners.sessions[session];
        record.lanes -= 1;
        if record.lanes > 0 {
            return;
        }
        let Session { owner, begun, measured, answered, failed, .. } = self.owners.sessions.remove(session);
        if measured && failed {
            self.recorder.session_failed();
        } else if measured {
            self.recorder.session_completed(agenda.now().since(begun), answered);
        }
        if owner != OwnerId::NONE {
            self.errand_or_session_over(owner, begun, agenda);
        }
    }
}
