//! What happens to an errand: an attempt is answered, or fails, or nobody waits for it any longer.

use super::rules::Next;
use super::{Attempt, Errand};
use crate::cluster::event::{Event, RequestId};
use crate::cluster::machines::Machines;
use crate::cluster::owner::OwnerId;
use crate::cluster::request::Request;
use crate::engine::{Agenda, EventKey};
use crate::stats::outcome::FailureReason;

impl Machines {
    /// The first attempt of an errand's present request goes out.
    pub(in crate::cluster) fn errand_asks(&mut self, errand: u32, request: &Request, agenda: &mut Agenda<Event>) {
        let rules = self.clients[usize::from(request.client)].rules();
        rules.requested();
        let deadline = rules.give_up().start(Event::GaveUp(errand), agenda);
        let payload = self.payloads.vary().then(|| self.payloads.of(request));
        let record = &mut self.owners.errands[errand];
        (record.begun, record.measured, record.further) = (request.sent, request.measured, request.further);
        record.payload = payload;
        // On a kept-alive connection, whoever won the last time is now the first.
        record.live.iter_mut().for_each(|attempt| attempt.is_hedge = false);
        (record.waits, record.attempts, record.hedges, record.deadline) = (true, 1, 0, deadline);
        self.plan_hedge(errand, agenda);
    }

    /// Its next hedge becomes due some time after its last attempt.
    pub(super) fn plan_hedge(&mut self, errand: u32, agenda: &mut Agenda<Event>) {
        let record = &mut self.owners.errands[errand];
        agenda.cancel(std::mem::replace(&mut record.hedge, EventKey::NONE));
        let rules = self.clients[usize::from(record.client)].rules();
        if let Some(after) = rules.hedge(record.hedges) {
            record.hedge = after.start(Event::HedgeDue(errand), agenda);
        }
    }

    /// A response has arrived: the first one is the errand's.
    pub(in crate::cluster) fn attempt_answered(
        &mut self,
        errand: u32,
        request: &mut Request,
        agenda: &mut Agenda<Event>,
    ) {
        let record = &mut self.owners.errands[errand];
        if !record.waits {
            // Another one was faster in this very moment: this connection is about to be closed.
            return;
        }
        record.conclude(agenda);
        for loser in record.live.iter().filter(|attempt| attempt.request != request.id) {
            agenda.schedule(agenda.now(), Event::Abandoned(loser.request));
        }
        let owner = record.owner;
        let by_hedge = record.live.iter().any(|attempt| attempt.request == request.id && attempt.is_hedge);
        let begun = record.begun;
        self.note_visit(request);
        self.recorder.completed_since(begun, request, agenda.now(), by_hedge);
        self.session_answered(owner);
        self.go_on(request, agenda);
    }

    /// An attempt has failed: there may be another one.
    pub(in crate::cluster) fn attempt_failed(
        &mut self,
        errand: u32,
        request: &mut Request,
        reason: FailureReason,
        agenda: &mut Agenda<Event>,
    ) {
        let record = &mut self.owners.errands[errand];
        if !record.waits {
            return;
        }
        self.recorder.attempt_failed(request, reason);
        if record.live.len() == 1 {
            self.last_attempt_failed(errand, reason, agenda);
        }
        self.end(request, agenda);
    }

    fn last_attempt_failed(&mut self, errand: u32, reason: FailureReason, agenda: &mut Agenda<Event>) {
        let record = &mut self.owners.errands[errand];
        let next = self.clients[usize::from(record.client)].rules().next(record.attempts, reason, record.luck);
        if let Next::Retry(after) = next {
            agenda.cancel(std::mem::replace(&mut record.hedge, EventKey::NONE));
            record.retry = agenda.schedule_in(after, Event::RetryDue(errand));
            return;
        }
        if next == Next::Denied {
            self.recorder.retry_denied(record.measured);
        }
        record.conclude(agenda);
        let owner = record.owner;
        self.recorder.gave_up(record.measured, reason, agenda.now());
        self.session_request_failed(owner);
    }

    /// The client has waited for the response as long as it wants to; which connections it gives up.
    pub(in crate::cluster) fn errand_timed_out(&mut self, errand: u32, agenda: &mut Agenda<Event>) -> Vec<RequestId> {
        let record = &mut self.owners.errands[errand];
        record.deadline = EventKey::NONE;
        record.conclude(agenda);
        self.recorder.gave_up(record.measured, FailureReason::GaveUp, agenda.now());
        let owner = record.owner;
        let live: Vec<RequestId> = record.live.iter().map(|attempt| attempt.request).collect();
        self.session_request_failed(owner);
        if live.is_empty() {
            self.errand_over(errand, agenda);
        }
        live
    }

    /// Nobody waits for a request any longer: its connection is closed.
    pub(in crate::cluster) fn abandon(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        self.close_early(request, agenda);
        self.end(request, agenda);
    }

    /// A connection of an errand is over. If it was the last and there will be no other, so is the errand.
    pub(in crate::cluster) fn attempt_over(&mut self, errand: u32, request: RequestId, agenda: &mut Agenda<Event>) {
        let record = &mut self.owners.errands[errand];
        record.live.retain(|attempt| attempt.request != request);
        if record.live.is_empty() && !record.waits {
            self.errand_over(errand, agenda);
        }
    }

    fn errand_over(&mut self, errand: u32, agenda: &mut Agenda<Event>) {
        let Errand { owner, begun, .. } = self.owners.errands.remove(errand);
        if owner != OwnerId::NONE {
            self.errand_or_session_over(owner, begun, agenda);
        }
    }
}

impl Errand {
    /// The client no longer waits for its present response.
    fn conclude(&mut self, agenda: &mut Agenda<Event>) {
        self.waits = false;
        for key in [&mut self.retry, &mut self.hedge, &mut self.deadline] {
            agenda.cancel(std::mem::replace(key, EventKey::NONE));
        }
    }

    /// Another connection belongs to it.
    pub(super) fn take_on(&mut self, request: RequestId, is_hedge: bool) {
        self.live.push(Attempt { request, is_hedge });
    }
}
