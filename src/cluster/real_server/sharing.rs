//! Processor sharing: everyone is in service at once, each with an equal share of the workers.
//!
//! All shares are equal, so one number says how much work each request has received since it came: the total attained
//! by a request that was always here. A request leaves when that total has grown by its own work since its arrival; the
//! order of departures is known at arrival and a heap keeps it. Every step is O(log n), however many share.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::cluster::event::{Event, RequestId};
use crate::cluster::request::{Request, Requests};
use crate::engine::{Agenda, EventKey};
use crate::stats::Level;
use crate::time::{SimDuration, SimTime};

/// Who shares the machine.
#[derive(Debug)]
pub struct Sharing {
    server: u32,
    workers: u32,
    /// By (attained work at which it leaves, order of arrival).
    jobs: BinaryHeap<Reverse<(Attained, u64, RequestId)>>,
    arrivals: u64,
    /// Work that each request has received, in nanoseconds, counted from when the machine was last empty.
    attained_ns: f64,
    settled: SimTime,
    pace: f64,
    departure: EventKey,
    busy: Level,
}

/// Nanoseconds of work, never negative and never NaN, so that their bits order as they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Attained(u64);

impl Attained {
    fn new(ns: f64) -> Self {
        Self(ns.to_bits())
    }

    fn ns(self) -> f64 {
        f64::from_bits(self.0)
    }
}

impl Sharing {
    /// Nobody on the machine with index `server`.
    pub fn new(server: u32, workers: u32) -> Self {
        Self {
            server,
            workers,
            jobs: BinaryHeap::new(),
            arrivals: 0,
            attained_ns: 0.0,
            settled: SimTime::ZERO,
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
        let leaves = self.attained_ns + request.work.as_nanos() as f64;
        self.jobs.push(Reverse((Attained::new(leaves), self.arrivals, request.id)));
        self.arrivals += 1;
        self.reschedule(agenda);
    }

    /// The next request to leave has its work done; which one.
    pub fn finish(&mut self, requests: &mut Requests, agenda: &mut Agenda<Event>) -> RequestId {
        self.departure = EventKey::NONE;
        let Reverse((leaves, _, id)) = self.jobs.pop().expect("somebody was to leave");
        // What the request was promised, not what the clock's whole nanoseconds make of it.
        (self.attained_ns, self.settled) = (leaves.ns(), agenda.now());
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
        let lost = std::mem::take(&mut self.jobs).into_sorted_vec();
        self.reschedule(agenda);
        lost.into_iter().rev().map(|Reverse((_, _, id))| id).collect()
    }

    /// Work that each request receives per second.
    fn share(&self) -> f64 {
        self.pace * (f64::from(self.workers) / self.jobs.len() as f64).min(1.0)
    }

    fn settle(&mut self, now: SimTime) {
        if self.jobs.is_empty() {
            self.attained_ns = 0.0;
        } else {
            self.attained_ns += now.since(self.settled).as_nanos() as f64 * self.share();
        }
        self.settled = now;
    }

    /// Who is here has changed, or the pace.
    fn reschedule(&mut self, agenda: &mut Agenda<Event>) {
        self.busy.set(self.workers.min(self.jobs.len() as u32), agenda.now());
        if self.departure != EventKey::NONE {
            agenda.cancel(self.departure);
        }
        self.departure = match self.jobs.peek() {
            Some(Reverse((leaves, _, _))) if self.pace > 0.0 => {
                let left_ns = (leaves.ns() - self.attained_ns).max(0.0) / self.share();
                agenda.schedule_in(SimDuration::from_secs_f64(left_ns * 1e-9), Event::ShareDone(self.server))
            }
            _ => EventKey::NONE,
        };
    }
}
