//! Connections that carry several requests: the client rests between them.

use crate::cluster::event::Event;
use crate::cluster::machines::Machines;
use crate::cluster::request::{Phase, Request};
use crate::engine::Agenda;
use crate::time::SimDuration;

/// Who is answered in no time and does not pause would ask for ever in the same moment.
const SHORTEST_PAUSE: SimDuration = SimDuration::from_nanos(1_000);

impl Machines {
    /// The response has arrived, and the connection is to carry further requests: the client rests.
    #[inline(never)]
    pub(super) fn rest(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        let pause = self.clients[usize::from(request.client)].pause().max(SHORTEST_PAUSE);
        request.phase = Phase::Resting;
        request.further -= 1;
        request.holders += 1;
        agenda.schedule_in(pause, Event::Rested(request.id));
    }

    /// The client has rested: it sends its next request.
    pub(super) fn rested(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        request.holders -= 1;
        if request.phase != Phase::Resting {
            return;
        }
        request.ask_again(agenda.now());
        self.recorder.offered(request);
        if self.payloads.vary() {
            self.draw_payload(request);
        }
        if let Some(errand) = request.owner.errand() {
            self.errand_asks(errand, request, agenda);
        }
        self.servers[request.server as usize].expect_again(request.epoch);
        let patience = self.clients[usize::from(request.client)].response_patience();
        request.timer = patience.start(Event::TimedOut(request.id), agenda);
        self.send_request(request, agenda);
    }
}
