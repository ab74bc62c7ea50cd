//! A request over UDP: one datagram there, one back.
//!
//! ```text
//! client -- datagram --> director -- datagram --> real server: wait, be served; or no port
//! client <--------------------------------------- answer; or ICMP port unreachable
//! ```
//!
//! There is no connection to wait for and none to close, and nobody sends again what is lost: the client waits until it
//! gives up.

use crate::cluster::director::Route;
use crate::cluster::event::Event;
use crate::cluster::journey::{Datagram, DatagramForwarded, Reset, ResetByDirector, Unreachable};
use crate::cluster::machines::Machines;
use crate::cluster::real_server::SynAnswer;
use crate::cluster::request::{Phase, Request};
use crate::engine::Agenda;
use crate::ipvs::PacketKind;

impl Machines {
    /// A client sends a datagram and waits for the answer.
    #[inline(never)]
    pub(super) fn begin_datagram(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        request.phase = Phase::Connected;
        request.connected = request.sent;
        let patience = self.clients[usize::from(request.client)].response_patience();
        request.timer = patience.start(Event::TimedOut(request.id), agenda);
        self.send::<Datagram>(request, agenda);
    }

    pub(super) fn datagram_at_director(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        match self.at_director(PacketKind::Datagram, request, agenda) {
            Route::Server(server) => {
                request.server = server;
                self.recorder.forwarded(request);
                self.send::<DatagramForwarded>(request, agenda);
            }
            Route::Unreachable => self.send::<Unreachable>(request, agenda),
            // Nothing listens on the director's own port: as an RST, its ICMP message tells the client.
            Route::Local => self.send::<ResetByDirector>(request, agenda),
            Route::Dropped | Route::Lost => self.keep_datagram(request, agenda),
        }
    }

    pub(super) fn datagram_at_server(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        let server = &mut self.servers[request.server as usize];
        match server.answer_datagram() {
            SynAnswer::Accept => {
                request.epoch = server.epoch();
                self.take_in(request, agenda);
            }
            SynAnswer::Refuse => self.send::<Reset>(request, agenda),
            SynAnswer::Silence => {}
        }
    }

    /// A datagram that a router has kept goes on.
    pub(super) fn send_datagram(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        self.send::<Datagram>(request, agenda);
    }
}
