//! First come, first served: a row of workers and one queue in front of them.

use std::collections::VecDeque;

use crate::cluster::event::{Event, RequestId};
use crate::cluster::request::{Request, Requests};
use crate::engine::{Agenda, EventKey};
use crate::stats::Level;
use crate::time::{SimDuration, SimTime};

/// Who is in service and who waits.
#[derive(Debug)]
pub struct Fcfs {
    workers: u32,
    in_service: Vec<RequestId>,
    /// How many these are, over time.
    busy: Level,
    waiting: VecDeque<RequestId>,
    /// Work done per second, 1 for a healthy machine.
    pace: f64,
    /// Since when.
    pace_since: SimTime,
}

impl Fcfs {
    /// Idle workers.
    pub fn new(workers: u32) -> Self {
        Self {
            workers,
            in_service: Vec::new(),
            busy: Level::default(),
            waiting: VecDeque::new(),
            pace: 1.0,
            pace_since: SimTime::ZERO,
        }
    }

    /// Busy workers, over time.
    pub fn busy(&self) -> &Level {
        &self.busy
    }

    /// Takes in a request whose `since` is now and whose `work` is known: to a worker if one is free.
    #[inline(always)]
    pub fn admit(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        if self.busy.count() < self.workers {
            self.busy.increment(agenda.now());
            request.place = self.in_service.len() as u32;
            self.in_service.push(request.id);
            self.start(request, agenda);
        } else {
            self.waiting.push_back(request.id);
        }
    }

    /// A worker has finished `id` and takes the next one.
    #[inline(always)]
    pub fn finish(&mut self, id: RequestId, requests: &mut Requests, agenda: &mut Agenda<Event>) {
        let request = &mut requests[id];
        request.service = agenda.now().since(request.since);
        let place = request.place as usize;
        if let Some(id) = self.waiting.pop_front() {
            let next = &mut requests[id];
            next.place = place as u32;
            self.in_service[place] = id;
            self.start(next, agenda);
            return;
        }
        self.busy.decrement(agenda.now());
        self.remove(place, requests);
    }

    /// A worker has done its own work on `id`, and stays with it.
    pub fn hold(&mut self, id: RequestId, requests: &mut Requests, now: SimTime) {
        let request = &mut requests[id];
        request.service = now.since(request.since);
        let place = request.place as usize;
        self.remove(place, requests);
    }

    /// A worker leaves a request that it was held by, and takes the next one.
    pub fn release(&mut self, requests: &mut Requests, agenda: &mut Agenda<Event>) {
        let Some(id) = self.waiting.pop_front() else { return self.busy.decrement(agenda.now()) };
        let next = &mut requests[id];
        next.place = self.in_service.len() as u32;
        self.in_service.push(id);
        self.start(next, agenda);
    }

    fn remove(&mut self, place: usize, requests: &mut Requests) {
        self.in_service.swap_remove(place);
        if let Some(&moved) = self.in_service.get(place) {
            requests[moved].place = place as u32;
        }
    }

    /// From now on `pace` of a healthy machine's work is done; 0 freezes it.
    pub fn set_pace(&mut self, pace: f64, requests: &mut Requests, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        for &id in &self.in_service {
            let request = &mut requests[id];
            let done = now.since(request.since.max(self.pace_since)).as_secs_f64() * self.pace;
            request.work = request.work - SimDuration::from_secs_f64(done);
            if self.pace > 0.0 {
                agenda.cancel(request.departure);
            }
            request.departure = departure(id, request.work, pace, agenda);
        }
        (self.pace, self.pace_since) = (pace, now);
    }

    /// Everything is lost; who was here, those in service first, without those who hold a worker.
    pub fn wipe(&mut self, requests: &Requests, agenda: &mut Agenda<Event>) -> Vec<RequestId> {
        let mut lost = std::mem::take(&mut self.in_service);
        if self.pace > 0.0 {
            lost.iter().for_each(|&id| agenda.cancel(requests[id].departure));
        }
        lost.extend(self.waiting.drain(..));
        self.busy.set(0, agenda.now());
        lost
    }

    #[inline(always)]
    fn start(&self, request: &mut Request, agenda: &mut Agenda<Event>) {
        request.queue = agenda.now().since(request.since);
        request.since = agenda.now();
        request.departure = departure(request.id, request.work, self.pace, agenda);
    }
}

/// Puts the end of a service on the agenda, unless the machine stands still.
#[inline(always)]
fn departure(id: RequestId, work: SimDuration, pace: f64, agenda: &mut Agenda<Event>) -> EventKey {
    let span = if pace == 1.0 {
        work
    } else if pace > 0.0 {
        SimDuration::from_secs_f64(work.as_secs_f64() / pace)
    } else {
        return EventKey::NONE;
    };
    agenda.schedule_in(span, Event::ServiceDone(id))
}
