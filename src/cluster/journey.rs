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
//! On a leg without delay a packet arrives in the same moment: the next step is a call, not an event. These calls are all
//! inlined, so that a request whose way takes no time passes through one straight piece of code.

use crate::cluster::director::Route;
use crate::cluster::event::{Event, RequestId};
use crate::cluster::machines::Machines;
use crate::cluster::network::{Delay, Leg};
use crate::cluster::owner::OwnerId;
use crate::cluster::real_server::SynAnswer;
use crate::cluster::request::{Phase, Request};
use crate::cluster::spec::Close;
use crate::cluster::transport::Message;
use crate::engine::{Agenda, EventKey};
use crate::ipvs::{PacketKind, Verdict};
use crate::stats::outcome::FailureReason;

/// One packet's way. A type each, so that a hop without delay costs no more than the code of its arrival.
pub(super) trait Hop {
    /// Along which leg.
    const LEG: Leg;

    /// What it is where bandwidth and packets matter.
    const MESSAGE: Message;

    /// The event of its arrival, if it takes time.
    fn arrival(id: RequestId) -> Event;

    /// What happens at its end.
    fn arrive(machines: &mut Machines, request: &mut Request, agenda: &mut Agenda<Event>);
}

/// Declares the hops.
macro_rules! hops {
    ($($name:ident: $leg:ident, $arrival:ident, $arrive:ident;)*) => {
    $(
        pub(super) struct $name;

        impl Hop for $name {
            const LEG: Leg = Leg::$leg;
            const MESSAGE: Message = Message::$name;

            #[inline(always)]
            fn arrival(id: RequestId) -> Event {
                Event::$arrival(id)
            }

            #[inline(always)]
            fn arrive(machines: &mut Machines, request: &mut Request, agenda: &mut Agenda<Event>) {
                machines.$arrive(request, agenda);
            }
        }
    )*

        impl Machines {
            /// What happens where a message of these arrives that came over links.
            pub(super) fn arrive(&mut self, message: Message, request: &mut Request, agenda: &mut Agenda<Event>) {
                match message {
                    $(Message::$name => $name::arrive(self, request, agenda),)*
                    _ => unreachable!("{message:?} is no matter of the journey"),
                }
            }
        }
    };
}

hops! {
    Syn: ClientToDirector, SynAtDirector, syn_at_director;
    SynForwarded: DirectorToServer, SynAtServer, syn_at_server;
    SynAck: ServerToClient, SynAckAtClient, syn_ack_at_client;
    RequestSent: ClientToDirector, RequestAtDirector, request_at_director;
    RequestForwarded: DirectorToServer, RequestAtServer, request_at_server;
    Response: ServerToClient, ResponseAtClient, response_at_client;
    CloseSent: ClientToDirector, CloseAtDirector, close_at_director;
    Datagram: ClientToDirector, DatagramAtDirector, datagram_at_director;
    DatagramForwarded: DirectorToServer, DatagramAtServer, datagram_at_server;
    Reset: ServerToClient, ResetAtClient, reset_at_client;
    ResetByDirector: DirectorToClient, ResetAtClient, reset_at_client;
    Unreachable: DirectorToClient, UnreachableAtClient, unreachable_at_client;
}

impl Machines {
    /// A client begins a request.
    #[inline(always)]
    pub(super) fn begin(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        self.recorder.offered(request);
        if self.payloads.vary() {
            self.draw_payload(request);
        }
        self.connect(request, agenda);
    }

    /// What opens a request goes out for the first time: a SYN, or the datagram that is all of it.
    #[inline(always)]
    pub(super) fn connect(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        if request.is_datagram() {
            self.begin_datagram(request, agenda);
            return;
        }
        self.send::<Syn>(request, agenda);
        if request.phase == Phase::Connecting {
            let patience = self.clients[usize::from(request.client)].connect_patience();
            request.timer = patience.start(Event::TimedOut(request.id), agenda);
        }
    }

    /// A SYN goes out once more.
    pub(super) fn send_syn(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        self.send::<Syn>(request, agenda);
    }

    /// A request goes out on an established connection, or once more.
    pub(super) fn send_request(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        self.send::<RequestSent>(request, agenda);
    }

    /// Puts a packet of a request on its way.
    #[inline(always)]
    pub(super) fn send<H: Hop>(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        if self.network.is_instant(H::LEG) {
            H::arrive(self, request, agenda);
        } else {
            self.put_on_wire(H::LEG, (H::MESSAGE, H::arrival(request.id)), request, agenda);
        }
    }

    #[inline(never)]
    fn put_on_wire(
        &mut self,
        leg: Leg,
        (message, arrival): (Message, Event),
        request: &mut Request,
        agenda: &mut Agenda<Event>,
    ) {
        if self.transport.is_some() {
            return self.transmit(message, request, agenda);
        }
        match self.network.delay(leg) {
            Delay::None => agenda.schedule(agenda.now(), arrival),
            Delay::Ring(ring) => agenda.schedule_in_ring(*ring, arrival),
            Delay::Random(law) => agenda.schedule_in(law.sample(&mut request.luck), arrival),
        };
        request.holders += 1;
    }

    /// A packet that was on the wire arrives; the wire lets go of its request.
    pub(super) fn arrive_from_wire<H: Hop>(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        request.holders -= 1;
        H::arrive(self, request, agenda);
    }

    /// Shows a packet of a request to whoever takes it for the virtual address; where it goes from there.
    #[inline(always)]
    pub(super) fn at_director(&mut self, kind: PacketKind, request: &mut Request, agenda: &mut Agenda<Event>) -> Route {
        let gateway = self.vips.gateway(request.client);
        if (gateway as usize) < self.directors.len() {
            self.through(gateway as usize, kind, request, agenda)
        } else {
            self.past_one_director(gateway, kind, request, agenda)
        }
    }

    /// Shows a packet of a request to a director; where it goes from there.
    #[inline(always)]
    pub(super) fn through(
        &mut self,
        index: usize,
        kind: PacketKind,
        request: &mut Request,
        agenda: &mut Agenda<Event>,
    ) -> Route {
        let director = &mut self.directors[index];
        request.director = index as u16;
        director.openings += u64::from(matches!(kind, PacketKind::Syn | PacketKind::Datagram));
        request.packet.kind = kind;
        let verdict = director.kernel.packet(&request.packet, &mut request.hint, agenda.now());
        let (route, is_cut_off) = (director.kernel.route(verdict), director.is_cut_off);
        if let (true, Verdict::Forward(dest)) = (director.sync.is_told(), verdict) {
            self.forwarded(index, kind, request, dest, agenda);
        }
        if is_cut_off { self.across_the_cut(index, route) } else { route }
    }

    #[inline(always)]
    fn syn_at_director(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        match self.at_director(PacketKind::Syn, request, agenda) {
            Route::Server(server) => {
                // A SYN that is sent again mostly goes the same way.
                if request.server != server {
                    request.server = server;
                    self.recorder.forwarded(request);
                }
                self.send::<SynForwarded>(request, agenda);
            }
            Route::Unreachable => self.send::<Unreachable>(request, agenda),
            Route::Dropped | Route::Lost => self.lost(request, agenda),
            Route::Local => self.send::<ResetByDirector>(request, agenda),
        }
    }

    #[inline(always)]
    fn syn_at_server(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        let server = &mut self.servers[request.server as usize];
        match server.answer_syn() {
            SynAnswer::Accept => {
                request.epoch = server.epoch();
                if request.owner != OwnerId::NONE && self.is_unannounced(request) {
                    self.servers[request.server as usize].expect_no_longer(request.epoch);
                    self.send::<Reset>(request, agenda);
                    return;
                }
                self.send::<SynAck>(request, agenda);
            }
            SynAnswer::Refuse => self.send::<Reset>(request, agenda),
            SynAnswer::Silence => self.lost(request, agenda),
        }
    }

    #[inline(always)]
    fn syn_ack_at_client(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        if request.phase != Phase::Connecting {
            // Too late: the client answers with RST, and the real server forgets the connection.
            self.servers[request.server as usize].expect_no_longer(request.epoch);
            return;
        }
        request.phase = Phase::Connected;
        request.connected = agenda.now();
        self.recorder.established();
        agenda.cancel(request.timer);
        let patience = self.clients[usize::from(request.client)].response_patience();
        request.timer = patience.start(Event::TimedOut(request.id), agenda);
        self.send::<RequestSent>(request, agenda);
    }

    #[inline(always)]
    fn request_at_director(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        let before = request.director;
        match self.at_director(PacketKind::Ack, request, agenda) {
            Route::Server(server) if server == request.server => {
                if request.director != before {
                    self.recorder.kept();
                }
                self.send::<RequestForwarded>(request, agenda);
            }
            // The entry is gone and another machine, or the director itself, does not know the connection.
            Route::Server(_) | Route::Local => {
                self.servers[request.server as usize].expect_no_longer(request.epoch);
                self.send::<ResetByDirector>(request, agenda);
            }
            Route::Unreachable | Route::Dropped | Route::Lost => self.lost(request, agenda),
        }
    }

    #[inline(always)]
    fn request_at_server(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        let server = &mut self.servers[request.server as usize];
        if server.is_off() {
            self.lost(request, agenda);
            return;
        }
        if request.epoch == server.epoch() {
            self.take_in(request, agenda);
        } else {
            self.send::<Reset>(request, agenda);
        }
    }

    /// A real server takes in a request that it has accepted.
    #[inline(always)]
    pub(super) fn take_in(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        if self.visits.is_some() {
            self.begin_visit(request, agenda);
        } else {
            self.servers[request.server as usize].admit(request, agenda);
        }
    }

    /// A real server has finished a request: its response goes out, and the server forgets it.
    #[inline(always)]
    pub(super) fn respond(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        request.holders -= 1;
        if request.phase != Phase::Over {
            self.send::<Response>(request, agenda);
        }
    }

    /// A real server has lost a request: if the machine still runs, it resets the connection, if there is one.
    pub(super) fn lose(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        request.holders -= 1;
        if let Some(visits) = &mut self.visits {
            visits.abandon(request.id, agenda);
        }
        if !self.servers[request.server as usize].is_off() && !request.is_datagram() {
            self.send::<Reset>(request, agenda);
        }
    }

    #[inline(always)]
    fn response_at_client(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        if request.phase != Phase::Connected {
            return;
        }
        if self.visits.as_ref().is_some_and(|visits| visits.fails(request.id)) {
            return self.error_at_client(request, agenda);
        }
        agenda.cancel(std::mem::replace(&mut request.timer, EventKey::NONE));
        if request.owner != OwnerId::NONE && self.owner_answered(request, agenda) {
            return;
        }
        self.note_visit(request);
        self.recorder.completed(request, agenda.now());
        self.go_on(request, agenda);
    }

    /// The client has a response: it keeps the connection for its next request, or closes it.
    #[inline(always)]
    pub(super) fn go_on(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        if request.further > 0 {
            self.rest(request, agenda);
            return;
        }
        if !request.is_datagram() {
            self.send::<CloseSent>(request, agenda);
        }
        self.end(request, agenda);
    }

    /// The client closes a connection, if it has one yet, before it has what it came for.
    pub(super) fn close_early(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        agenda.cancel(std::mem::replace(&mut request.timer, EventKey::NONE));
        if matches!(request.phase, Phase::Connected | Phase::Resting) && !request.is_datagram() {
            self.send::<CloseSent>(request, agenda);
        }
    }

    /// The client is told that there is no connection, or no longer; or that nobody listens for its datagram.
    #[inline(never)]
    fn reset_at_client(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        match request.phase {
            Phase::Connecting => self.fail(request, FailureReason::Refused, agenda),
            Phase::Connected if request.is_datagram() => self.fail(request, FailureReason::Refused, agenda),
            Phase::Connected => self.fail(request, FailureReason::Reset, agenda),
            Phase::Resting => {
                self.recorder.broken_at_rest();
                self.end(request, agenda);
            }
            Phase::Over => {}
        }
    }

    /// The director has told the client that it has no destination.
    #[inline(never)]
    fn unreachable_at_client(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        self.fail(request, FailureReason::NoDestination, agenda);
    }

    /// The client has waited long enough.
    pub(super) fn timed_out(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        request.timer = EventKey::NONE;
        if request.phase == Phase::Connecting {
            self.fail(request, FailureReason::ConnectTimeout, agenda);
        } else {
            // It closes the connection that it does have. The real server goes on with work that nobody waits for.
            if !request.is_datagram() {
                self.send::<CloseSent>(request, agenda);
            }
            self.fail(request, FailureReason::ResponseTimeout, agenda);
        }
    }

    fn fail(&mut self, request: &mut Request, reason: FailureReason, agenda: &mut Agenda<Event>) {
        if request.phase == Phase::Over {
            return;
        }
        agenda.cancel(std::mem::replace(&mut request.timer, EventKey::NONE));
        if let Some(errand) = request.owner.errand() {
            self.attempt_failed(errand, request, reason, agenda);
            return;
        }
        self.recorder.failed(request, reason, agenda.now());
        self.session_request_failed(request.owner);
        self.end(request, agenda);
    }

    /// The client is done with a connection and lets go of it; its owner is told.
    #[inline(always)]
    pub(super) fn end(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        request.phase = Phase::Over;
        request.holders -= 1;
        if request.owner != OwnerId::NONE {
            self.tell_owner(request, agenda);
        }
    }

    #[inline(always)]
    pub(super) fn close_at_director(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) -> Route {
        let kind = match self.clients[usize::from(request.client)].close() {
            Close::Fin => PacketKind::Fin,
            Close::Rst => PacketKind::Rst,
        };
        // The real server knows already: it has answered everything. Only the director's entry changes.
        self.at_director(kind, request, agenda)
    }
}
