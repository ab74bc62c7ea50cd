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

/// One packet's way. A type each, so that a hop without delay costs no more than the code of its arrival.
pub(super) trait Hop {
    /// Along which leg.
    const LEG: Leg;

    /// The event of its arrival, if it takes time.
    fn arrival(id: RequestId) -> Event;

    /// What happens at its end.
    fn arrive(cluster: &mut Cluster, id: RequestId, agenda: &mut Agenda<Event>);
}

/// Declares the hops.
macro_rules! hops {
    ($($name:ident: $leg:ident, $arrival:ident, $arrive:ident;)*) => {$(
        pub(super) struct $name;

        impl Hop for $name {
            const LEG: Leg = Leg::$leg;

            #[inline(always)]
            fn arrival(id: RequestId) -> Event {
                Event::$arrival(id)
            }

            #[inline(always)]
            fn arrive(cluster: &mut Cluster, id: RequestId, agenda: &mut Agenda<Event>) {
                cluster.$arrive(id, agenda);
            }
        }
    )*};
}

hops! {
    Syn: ClientToDirector, SynAtDirector, syn_at_director;
    SynForwarded: DirectorToServer, SynAtServer, syn_at_server;
    SynAck: ServerToClient, SynAckAtClient, syn_ack_at_client;
    RequestSent: ClientToDirector, RequestAtDirector, request_at_director;
    RequestForwarded: DirectorToServer, RequestAtServer, request_at_server;
    Response: ServerToClient, ResponseAtClient, response_at_client;
    CloseSent: ClientToDirector, CloseAtDirector, close_at_director;
    Reset: ServerToClient, ResetAtClient, reset_at_client;
    // The director's own answers take as long as the client's packets to it.
    ResetByDirector: ClientToDirector, ResetAtClient, reset_at_client;
    Unreachable: ClientToDirector, UnreachableAtClient, unreachable_at_client;
}

impl Cluster {
    /// A client sends a request's SYN.
    #[inline(always)]
    pub(super) fn begin(&mut self, mut request: Request, agenda: &mut Agenda<Event>) {
        self.recorder.offered(&mut request);
        // Held by its client until it is over, and by this function.
        request.holders = 2;
        let id = self.requests.insert(request);
        self.send::<Syn>(id, agenda);
        let request = &mut self.requests[id];
        if request.phase == Phase::Connecting {
            let patience = self.clients[usize::from(request.client)].connect_patience();
            request.timer = patience.start(Event::TimedOut(id), agenda);
        }
        self.requests.release(id);
    }

    /// Puts a packet of request `id` on its way.
    #[inline(always)]
    fn send<H: Hop>(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        match self.network.delay(H::LEG) {
            Delay::None => return H::arrive(self, id, agenda),
            Delay::Ring(ring) => agenda.schedule_in_ring(*ring, H::arrival(id)),
            Delay::Random(law) => agenda.schedule_in(law.sample(&mut self.requests[id].luck), H::arrival(id)),
        };
        self.requests[id].holders += 1;
    }

    /// A packet that was on the wire arrives; the wire lets go of its request.
    #[inline(always)]
    pub(super) fn arrive_from_wire<H: Hop>(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        H::arrive(self, id, agenda);
        self.requests.release(id);
    }

    /// Shows the director a packet of request `id`.
    #[inline(always)]
    fn at_director(&mut self, kind: PacketKind, id: RequestId, agenda: &Agenda<Event>) -> Route {
        let request = &self.requests[id];
        let client = Endpoint { addr: request.address, port: request.port };
        self.director.packet(kind, client, self.clients[usize::from(request.client)].to(), agenda.now())
    }

    #[inline(always)]
    fn syn_at_director(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        match self.at_director(PacketKind::Syn, id, agenda) {
            Route::Server(server) => {
                self.requests[id].server = server;
                self.recorder.forwarded(&self.requests[id]);
                self.send::<SynForwarded>(id, agenda);
            }
            Route::Unreachable => self.send::<Unreachable>(id, agenda),
            Route::Dropped => {}
            Route::Local => self.send::<ResetByDirector>(id, agenda),
        }
    }

    #[inline(always)]
    fn syn_at_server(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        let request = &mut self.requests[id];
        let server = &mut self.servers[request.server as usize];
        match server.answer_syn() {
            SynAnswer::Accept => {
                request.epoch = server.epoch();
                self.send::<SynAck>(id, agenda);
            }
            SynAnswer::Refuse => self.send::<Reset>(id, agenda),
            SynAnswer::Silence => {}
        }
    }

    #[inline(always)]
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
        self.send::<RequestSent>(id, agenda);
    }

    #[inline(always)]
    fn request_at_director(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        let accepted_by = self.requests[id].server;
        match self.at_director(PacketKind::Ack, id, agenda) {
            Route::Server(server) if server == accepted_by => {
                self.send::<RequestForwarded>(id, agenda);
            }
            // The entry is gone and another machine, or the director itself, does not know the connection.
            Route::Server(_) | Route::Local => self.send::<ResetByDirector>(id, agenda),
            Route::Unreachable | Route::Dropped => {}
        }
    }

    #[inline(always)]
    fn request_at_server(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        let request = &self.requests[id];
        let server = &mut self.servers[request.server as usize];
        if server.is_off() {
            return;
        }
        if request.epoch == server.epoch() {
            server.admit(id, &mut self.requests, agenda);
        } else {
            self.send::<Reset>(id, agenda);
        }
    }

    /// A real server has finished a request: its response goes out, and the server forgets it.
    #[inline(always)]
    pub(super) fn respond(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        if self.requests[id].phase != Phase::Over {
            self.send::<Response>(id, agenda);
        }
        self.requests.release(id);
    }

    /// A real server has lost requests: if the machine still runs, it resets their connections.
    pub(super) fn lose(&mut self, lost: &[RequestId], agenda: &mut Agenda<Event>) {
        for &id in lost {
            if !self.servers[self.requests[id].server as usize].is_off() {
                self.send::<Reset>(id, agenda);
            }
            self.requests.release(id);
        }
    }

    #[inline(always)]
    fn response_at_client(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        let request = &mut self.requests[id];
        if request.phase != Phase::Connected {
            return;
        }
        agenda.cancel(std::mem::replace(&mut request.timer, EventKey::NONE));
        self.recorder.completed(request, agenda.now());
        self.send::<CloseSent>(id, agenda);
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

    /// The director has told the client that it has no destination.
    fn unreachable_at_client(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        self.fail(id, FailureReason::NoDestination, agenda);
    }

    /// The client has waited long enough.
    pub(super) fn timed_out(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        self.requests[id].timer = EventKey::NONE;
        if self.requests[id].phase == Phase::Connecting {
            self.fail(id, FailureReason::ConnectTimeout, agenda);
        } else {
            // It closes the connection that it does have. The real server goes on with work that nobody waits for.
            self.send::<CloseSent>(id, agenda);
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
    #[inline(always)]
    fn end(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        let request = &mut self.requests[id];
        request.phase = Phase::Over;
        if request.user != NONE {
            let (user, sent) = (request.user, request.sent);
            self.think(user, sent, agenda);
        }
        self.requests.release(id);
    }

    #[inline(always)]
    fn close_at_director(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        let kind = match self.clients[usize::from(self.requests[id].client)].close() {
            Close::Fin => PacketKind::Fin,
            Close::Rst => PacketKind::Rst,
        };
        // The real server knows already: it has answered everything. Only the director's entry changes.
        self.at_director(kind, id, agenda);
    }
}
