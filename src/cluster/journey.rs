//! A request's way: what each packet does where it arrives.
//!
//! ```text
//! client -- SYN --> director -- SYN --> real server: accept, refuse or silence
//! client <--------------------- SYN+ACK, RST
//! client -- ACK, request --> director --> real server: wait, be served
//! client <--------------------- response
//! client -- FIN --> director: the entry counts as InActConn until its time-out
//! ```
//!
//! On a leg without delay a packet arrives in the same moment: the next step is a call, not an event.

use crate::cluster::Cluster;
use crate::cluster::director::Route;
use crate::cluster::event::{Event, RequestId};
use crate::cluster::network::{Delay, Leg};
use crate::cluster::real_server::SynAnswer;
use crate::cluster::request::{NONE, Phase, Request};
use crate::cluster::spec::Close;
use crate::engine::{Agenda, EventKey};
use crate::ipvs::{Endpoint, PacketKind};
use crate::stats::outcome::FailureReason;

impl Cluster {
    /// A client sends a request's SYN.
    #[inline]
    pub(super) fn begin(&mut self, mut request: Request, agenda: &mut Agenda<Event>) {
        self.recorder.offered(&mut request);
        // Held by its client until it is over, and by this function.
        request.holders = 2;
        let id = self.requests.insert(request);
        self.send(Leg::ClientToDirector, Event::SynAtDirector, id, agenda);
        let request = &mut self.requests[id];
        if request.phase == Phase::Connecting {
            let patience = self.clients[usize::from(request.client)].connect_patience();
            request.timer = patience.start(Event::TimedOut(id), agenda);
        }
        self.requests.release(id);
    }

    /// Puts a packet of request `id` on a leg of its way; `arrival` is the event of its arrival.
    #[inline]
    fn send(&mut self, leg: Leg, arrival: fn(RequestId) -> Event, id: RequestId, agenda: &mut Agenda<Event>) {
        match self.network.delay(leg) {
            Delay::None => return self.arrive(arrival(id), agenda),
            Delay::Ring(ring) => agenda.schedule_in_ring(*ring, arrival(id)),
            Delay::Random(law) => agenda.schedule_in(law.sample(&mut self.requests[id].luck), arrival(id)),
        };
        self.requests[id].holders += 1;
    }

    /// A packet has come to the end of a leg.
    #[inline]
    fn arrive(&mut self, arrival: Event, agenda: &mut Agenda<Event>) {
        match arrival {
            Event::SynAtDirector(id) => self.syn_at_director(id, agenda),
            Event::SynAtServer(id) => self.syn_at_server(id, agenda),
            Event::SynAckAtClient(id) => self.syn_ack_at_client(id, agenda),
            Event::RequestAtDirector(id) => self.request_at_director(id, agenda),
            Event::RequestAtServer(id) => self.request_at_server(id, agenda),
            Event::ResponseAtClient(id) => self.response_at_client(id, agenda),
            Event::ResetAtClient(id) => self.reset_at_client(id, agenda),
            Event::UnreachableAtClient(id) => self.fail(id, FailureReason::NoDestination, agenda),
            Event::CloseAtDirector(id) => self.close_at_director(id, agenda),
            other => unreachable!("{other:?} is not the arrival of a packet"),
        }
    }

    /// A packet that was on the wire arrives; the wire lets go of its request.
    #[inline]
    pub(super) fn arrive_from_wire(&mut self, arrival: Event, id: RequestId, agenda: &mut Agenda<Event>) {
        self.arrive(arrival, agenda);
        self.requests.release(id);
    }

    /// Shows the director a packet of request `id`.
    #[inline]
    fn at_director(&mut self, kind: PacketKind, id: RequestId, agenda: &Agenda<Event>) -> Route {
        let request = &self.requests[id];
        let client = Endpoint { addr: request.address, port: request.port };
        self.director.packet(kind, client, self.clients[usize::from(request.client)].to(), agenda.now())
    }

    #[inline]
    fn syn_at_director(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        match self.at_director(PacketKind::Syn, id, agenda) {
            Route::Server(server) => {
                self.requests[id].server = server;
                self.recorder.forwarded(&self.requests[id]);
                self.send(Leg::DirectorToServer, Event::SynAtServer, id, agenda);
            }
            Route::Unreachable => self.send(Leg::ClientToDirector, Event::UnreachableAtClient, id, agenda),
            Route::Dropped => {}
            Route::Local => self.send(Leg::ClientToDirector, Event::ResetAtClient, id, agenda),
        }
    }

    #[inline]
    fn syn_at_server(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        let request = &mut self.requests[id];
        let server = &mut self.servers[request.server as usize];
        match server.answer_syn() {
            SynAnswer::Accept => {
                request.epoch = server.epoch();
                self.send(Leg::ServerToClient, Event::SynAckAtClient, id, agenda);
            }
            SynAnswer::Refuse => self.send(Leg::ServerToClient, Event::ResetAtClient, id, agenda),
            SynAnswer::Silence => {}
        }
    }

    #[inline]
    fn syn_ack_at_client(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        let request = &mut self.requests[id];
        if request.phase != Phase::Connecting {
            // Too late: the client answers with RST, and the real server forgets the connection.
            self.servers[request.server as usize].expect_no_longer(request.epoch);
            return;
        }
        request.phase = Phase::Connected;
        request.connected = agenda.now();
        agenda.cancel(request.timer);
        let patience = self.clients[usize::from(request.client)].response_patience();
        request.timer = patience.start(Event::TimedOut(id), agenda);
        self.send(Leg::ClientToDirector, Event::RequestAtDirector, id, agenda);
    }

    #[inline]
    fn request_at_director(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        let accepted_by = self.requests[id].server;
        match self.at_director(PacketKind::Ack, id, agenda) {
            Route::Server(server) if server == accepted_by => {
                self.send(Leg::DirectorToServer, Event::RequestAtServer, id, agenda);
            }
            // The entry is gone and another machine, or the director itself, does not know the connection.
            Route::Server(_) | Route::Local => self.send(Leg::ClientToDirector, Event::ResetAtClient, id, agenda),
            Route::Unreachable | Route::Dropped => {}
        }
    }

    #[inline]
    fn request_at_server(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        let request = &self.requests[id];
        let server = &mut self.servers[request.server as usize];
        if server.is_off() {
            return;
        }
        if request.epoch == server.epoch() {
            server.admit(id, &mut self.requests, agenda);
        } else {
            self.send(Leg::ServerToClient, Event::ResetAtClient, id, agenda);
        }
    }

    /// A real server has finished a request: its response goes out, and the server forgets it.
    #[inline]
    pub(super) fn respond(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        if self.requests[id].phase != Phase::Over {
            self.send(Leg::ServerToClient, Event::ResponseAtClient, id, agenda);
        }
        self.requests.release(id);
    }

    /// A real server has lost requests: if the machine still runs, it resets their connections.
    pub(super) fn lose(&mut self, lost: &[RequestId], agenda: &mut Agenda<Event>) {
        for &id in lost {
            if !self.servers[self.requests[id].server as usize].is_off() {
                self.send(Leg::ServerToClient, Event::ResetAtClient, id, agenda);
            }
            self.requests.release(id);
        }
    }

    #[inline]
    fn response_at_client(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        let request = &mut self.requests[id];
        if request.phase != Phase::Connected {
            return;
        }
        agenda.cancel(std::mem::replace(&mut request.timer, EventKey::NONE));
        self.recorder.completed(request, agenda.now());
        self.send(Leg::ClientToDirector, Event::CloseAtDirector, id, agenda);
        self.end(id, agenda);
    }

    /// The client is told that there is no connection, or no longer.
    fn reset_at_client(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        match self.requests[id].phase {
            Phase::Connecting => self.fail(id, FailureReason::Refused, agenda),
            Phase::Connected => self.fail(id, FailureReason::Reset, agenda),
            Phase::Over => {}
        }
    }

    /// The client has waited long enough.
    pub(super) fn timed_out(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        self.requests[id].timer = EventKey::NONE;
        if self.requests[id].phase == Phase::Connecting {
            self.fail(id, FailureReason::ConnectTimeout, agenda);
        } else {
            // It closes the connection that it does have. The real server goes on with work that nobody waits for.
            self.send(Leg::ClientToDirector, Event::CloseAtDirector, id, agenda);
            self.fail(id, FailureReason::ResponseTimeout, agenda);
        }
    }

    fn fail(&mut self, id: RequestId, reason: FailureReason, agenda: &mut Agenda<Event>) {
        let request = &mut self.requests[id];
        if request.phase == Phase::Over {
            return;
        }
        agenda.cancel(std::mem::replace(&mut request.timer, EventKey::NONE));
        self.recorder.failed(request, reason);
        self.end(id, agenda);
    }

    /// The client is done with a request; a closed-loop user begins to think.
    #[inline]
    fn end(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        let request = &mut self.requests[id];
        request.phase = Phase::Over;
        if request.user != NONE {
            let (user, sent) = (request.user, request.sent);
            self.think(user, sent, agenda);
        }
        self.requests.release(id);
    }

    #[inline]
    fn close_at_director(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        let kind = match self.clients[usize::from(self.requests[id].client)].close() {
            Close::Fin => PacketKind::Fin,
            Close::Rst => PacketKind::Rst,
        };
        // The real server knows already: it has answered everything. Only the director's entry changes.
        self.at_director(kind, id, agenda);
    }
}
