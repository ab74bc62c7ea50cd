//! What an arrival begins, or a user who is ready, where it may be more than a plain request: an errand, a session, a
//! connection that carries a random number of requests.

use crate::cluster::event::Event;
use crate::cluster::owner::OwnerId;
use crate::cluster::world::Cluster;
use crate::engine::Agenda;

impl Cluster {
    /// Somebody of an open-loop group arrives.
    #[inline(never)]
    pub(super) fn arrived_otherwise(&mut self, index: u32, agenda: &mut Agenda<Event>) {
        self.begin_arrival(index as usize, None, OwnerId::NONE, agenda);
        if let Some(next) = self.machines.clients[index as usize].next_arrival(agenda.now()) {
            agenda.schedule(next, Event::Arrived(index));
        }
    }

    /// Begins what one of a group's arrivals is: of its user number `number`, or of anybody.
    pub(super) fn begin_arrival(
        &mut self,
        index: usize,
        number: Option<u32>,
        owner: OwnerId,
        agenda: &mut Agenda<Event>,
    ) {
        let client = &mut self.machines.clients[index];
        if client.session().is_some() {
            return self.begin_session(index, number, owner, agenda);
        }
        let request = self.requests.slot();
        client.request(number, agenda.now(), request);
        client.draw_requests(request);
        let id = request.id;
        self.begin_for(id, owner, agenda);
    }
}
