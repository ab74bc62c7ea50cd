//! Processor sharing: everyone is in service at once, each with an equal share of the workers.

use crate::cluster::event::{Event, RequestId};
use crate::cluster::fair_share::FairShare;
use crate::cluster::request::{Request, Requests};
use crate::engine::{Agenda, EventKey};
use crate::stats::Level;
use crate::time::{SimDuration, SimTime};

/// Who shares the machine.
#[derive(Debug)]
pub struct Sharing {
    server: u32,
    workers: u32,
    /// Their needs are nanoseconds of work.
    jobs: FairShare,
    pace: f64,
    departure: EventKey,
    busy: Level,
}

impl Sharing {
    /// Nobody on the machine with index `server`.
    pub fn new(server: u32, workers: u32) -> Self {
        Self {
            server,
            workers,
            jobs: FairShare::default(),
            pace: 1.0,
            departure: EventKey::NONE,
            busy: Level::default(),
        }
    }

    /// Busy workers, over time.
    pub fn busy(&self) -> &Level {
        &self.busy
    }

    /// Takes in a request whose `work` is known.
    pub fn admit(&mut self, request: &Request, agenda: &mut Agenda<Event>) {
        self.settle(agenda.now());
        self.jobs.add(request.id, request.work.as_nanos() as f64);
        self.reschedule(agenda);
    }

    /// The next request to leave has its work done; which one.
    pub fn finish(&mut self, requests: &mut Requests, agenda: &mut Agenda<Event>) -> RequestId {
        self.departure = EventKey::NONE;
        let id = self.jobs.pop(agenda.now());
        let request = &mut requests[id];
        let stay = agenda.now().since(request.since);
        request.service = request.work.min(stay);
        request.queue = stay - request.service;
        self.reschedule(agenda);
        id
    }

    /// From now on `pace` of a healthy machine's work is done; 0 freezes it.
    pub fn set_pace(&mut self, pace: f64, agenda: &mut Agenda<Event>) {
        self.settle(agenda.now());
        self.pace = pace;
        self.reschedule(agenda);
    }

    /// Everything is lost; who was here, in the order of their departures.
    pub fn wipe(&mut self, agenda: &mut Agenda<Event>) -> Vec<RequestId> {
        self.settle(agenda.now());
        let lost = self.jobs.clear();
        self.reschedule(agenda);
        lost
    }

    /// Work that each request receives per second.
    fn share(&self) -> f64 {
        self.pace * (f64::from(self.workers) / self.jobs.count() as f64).min(1.0)
    }

    fn settle(&mut self, now: SimTime) {
        self.jobs.settle(self.share(), now);
    }

    /// Who is here has changed, or the pace.
    fn reschedule(&mut self, agenda: &mut Agenda<Event>) {
        self.busy.set(self.workers.min(self.jobs.count() as u32), agenda.now());
        if self.departure != EventKey::NONE {
            agenda.cancel(self.departure);
        }
        self.departure = match self.jobs.next_needs() {
            Some(needs_ns) if self.pace > 0.0 => {
                let left_ns = needs_ns / self.share();
                agenda.schedule_in(SimDuration::from_secs_f64(left_ns * 1e-9), Event::ShareDone(self.server))
            }
            _ => EventKey::NONE,
        };
    }
}
