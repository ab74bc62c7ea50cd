//! How an errand and its attempts begin.

use super::Errand;
use crate::cluster::event::{Event, RequestId};
use crate::cluster::machines::Machines;
use crate::cluster::owner::{Owner, OwnerId};
use crate::cluster::world::Cluster;
use crate::engine::{Agenda, EventKey};
use crate::time::SimTime;
use rand::Rng;

/// How far the random numbers of an errand's attempts start from each other: each attempt draws its own service time. Odd,
/// and unrelated to the other steps.
const ATTEMPT_STEP: u64 = 0xd6e8_feb8_6659_fd93;

impl Cluster {
    /// Begins the request in a slot for its owner: as an errand, if its group sees its requests through.
    pub(in crate::cluster) fn begin_for(&mut self, id: RequestId, owner: OwnerId, agenda: &mut Agenda<Event>) {
        let request = &mut self.requests[id];
        let client = &self.machines.clients[usize::from(request.client)];
        if !client.has_errands() {
            request.owner = owner;
            self.with(id, agenda, Machines::begin);
            return;
        }
        let mut record = Errand {
            client: request.client,
            owner,
            from: request.packet.client.addr,
            to: request.packet.to,
            luck: request.luck.clone().next_u64(),
            further: request.further,
            payload: None,
            begun: SimTime::ZERO,
            measured: false,
            waits: false,
            attempts: 0,
            hedges: 0,
            live: Vec::with_capacity(1),
            retry: EventKey::NONE,
            hedge: EventKey::NONE,
            deadline: EventKey::NONE,
        };
        record.take_on(id, false);
        let errand = self.machines.owners.errands.insert(record);
        request.owner = OwnerId::of(Owner::Errand(errand));
        self.with(id, agenda, |machines, request, agenda| {
            machines.recorder.offered(request);
            if machines.payloads.vary() {
                machines.draw_payload(request);
            }
            machines.errand_asks(errand, request, agenda);
            machines.connect(request, agenda);
        });
    }

    /// The back-off after a failed attempt is over.
    pub(in crate::cluster) fn retry_due(&mut self, errand: u32, agenda: &mut Agenda<Event>) {
        let record = &mut self.machines.owners.errands[errand];
        record.retry = EventKey::NONE;
        record.attempts += 1;
        self.machines.recorder.retried(record.measured);
        self.another_attempt(errand, false, agenda);
    }

    /// The last attempt has taken so long that another one is made beside it.
    pub(in crate::cluster) fn hedge_due(&mut self, errand: u32, agenda: &mut Agenda<Event>) {
        let record = &mut self.machines.owners.errands[errand];
        record.hedge = EventKey::NONE;
        record.hedges += 1;
        self.machines.recorder.hedged(record.measured);
        self.another_attempt(errand, true, agenda);
    }

    fn another_attempt(&mut self, errand: u32, is_hedge: bool, agenda: &mut Agenda<Event>) {
        let record = &mut self.machines.owners.errands[errand];
        let further = record.attempts + record.hedges - 1;
        let luck = record.luck.wrapping_add(ATTEMPT_STEP.wrapping_mul(u64::from(further)));
        let request = self.requests.slot();
        let client = &mut self.machines.clients[usize::from(record.client)];
        client.attempt(record.from, record.to, luck, record.further, agenda.now(), request);
        request.owner = OwnerId::of(Owner::Errand(errand));
        request.measured = record.measured;
        let id = request.id;
        record.take_on(id, is_hedge);
        if let Some(payload) = record.payload {
            self.machines.payloads.set(id, payload);
        }
        self.machines.plan_hedge(errand, agenda);
        self.with(id, agenda, Machines::connect);
    }

    /// The client has waited for a response as long as it wants to.
    pub(in crate::cluster) fn gave_up(&mut self, errand: u32, agenda: &mut Agenda<Event>) {
        for id in self.machines.errand_timed_out(errand, agenda) {
            self.with(id, agenda, Machines::abandon);
        }
    }
}
