//! The third tier: shared storage behind all real servers.
//!
//! One station: an access waits, first come, first served, until the storage works on it, and then, if the storage's link
//! has a bandwidth, its data share that with all other transfers. It knows nothing of requests: whoever waits for an
//! access may give it up, and the storage works it off all the same.

use std::collections::VecDeque;

use crate::cluster::event::{Event, RequestId};
use crate::cluster::fair_share::FairShare;
use crate::cluster::law::Law;
use crate::cluster::real_server::{Condition, FaultKind};
use crate::cluster::request::NONE;
use crate::cluster::spec::StorageSpec;
use crate::engine::{Agenda, EventKey};
use crate::stats::Level;
use crate::time::{SimDuration, SimTime};
use rand::Rng;

/// Index of an access under way.
pub type AccessId = u32;

/// The storage.
#[derive(Debug)]
pub struct Storage {
    workers: u32,
    /// How many accesses may wait besides those worked on.
    queue: u64,
    service_time: Law,
    speed: f64,
    /// Bytes a nanosecond; `None` is as many as there are.
    bandwidth: Option<f64>,
    condition: Condition,
    accesses: Vec<Access>,
    free: Vec<AccessId>,
    waiting: VecDeque<AccessId>,
    in_service: Vec<AccessId>,
    busy: Level,
    in_system: Level,
    pace: f64,
    pace_since: SimTime,
    transfers: FairShare,
    transferring: Level,
    transferred: EventKey,
    requests: u64,
    failed: u64,
}

/// One access.
#[derive(Clone, Copy, Debug)]
struct Access {
    /// Who waits for it; [`NONE`] if nobody does any longer.
    waiter: RequestId,
    /// Work left, as of when it began or the pace last changed.
    work: SimDuration,
    since: SimTime,
    departure: EventKey,
    /// While it is worked on: its place among those.
    place: u32,
    bytes: u64,
}

/// How the storage takes an access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It is under way.
    Taken(AccessId),
    /// The storage says no: its queue is full, or its process is gone.
    Refused,
    /// Nobody answers.
    Silence,
}

impl Storage {
    /// An idle, healthy storage.
    pub fn new(spec: &StorageSpec) -> Self {
        Self {
            workers: spec.workers,
            queue: spec.queue.map_or(u64::MAX, u64::from),
            service_time: spec.service_time.clone(),
            speed: spec.speed,
            bandwidth: spec.bytes_per_s.map(|bytes| bytes * 1e-9),
            condition: Condition::default(),
            accesses: Vec::new(),
            free: Vec::new(),
            waiting: VecDeque::new(),
            in_service: Vec::new(),
            busy: Level::default(),
            in_system: Level::default(),
            pace: 1.0,
            pace_since: SimTime::ZERO,
            transfers: FairShare::default(),
            transferring: Level::default(),
            transferred: EventKey::NONE,
            requests: 0,
            failed: 0,
        }
    }

    /// How many accesses it can work on at once.
    pub fn workers(&self) -> u32 {
        self.workers
    }

    /// Accesses worked on, over time.
    pub fn busy(&self) -> &Level {
        &self.busy
    }

    /// Accesses waiting, worked on or being transferred, over time.
    pub fn in_system(&self) -> &Level {
        &self.in_system
    }

    /// 1 while anything is being transferred, 0 otherwise, over time.
    pub fn transferring(&self) -> &Level {
        &self.transferring
    }

    /// Whether its link has a bandwidth.
    pub fn has_link(&self) -> bool {
        self.bandwidth.is_some()
    }

    /// Forgets the largest number in system.
    pub fn reset_max(&mut self) {
        self.in_system.reset_max();
    }

    /// How often it was asked since the start, and how often in vain: it refused, was silent, or took too long.
    pub fn counts(&self) -> (u64, u64) {
        (self.requests, self.failed)
    }

    /// Someone has waited in vain.
    pub fn count_failure(&mut self) {
        self.failed += 1;
    }

    /// A real server asks for `bytes` on behalf of a request, whose random numbers say how much work that is.
    pub fn ask<R: Rng>(&mut self, waiter: RequestId, bytes: u64, luck: &mut R, agenda: &mut Agenda<Event>) -> Asked {
        self.requests += 1;
        let work = SimDuration::from_secs_f64(self.service_time.sample(luck).as_secs_f64() / self.speed);
        if self.condition.is_off() {
            return Asked::Silence;
        }
        let is_full = self.busy.count() == self.workers && self.waiting.len() as u64 >= self.queue;
        if self.condition.is_crashed() || is_full {
            return Asked::Refused;
        }
        let access = Access { waiter, work, since: agenda.now(), departure: EventKey::NONE, place: NONE, bytes };
        let id = self.slot(access);
        self.in_system.increment(agenda.now());
        if self.busy.count() < self.workers {
            self.busy.increment(agenda.now());
            self.start(id, agenda);
        } else {
            self.waiting.push_back(id);
        }
        Asked::Taken(id)
    }

    /// Nobody waits for an access any longer.
    pub fn give_up(&mut self, id: AccessId) {
        self.accesses[id as usize].waiter = NONE;
    }

    /// The work on an access is done. Who waits for it and has it now: nobody yet if its data are still to be transferred.
    pub fn work_done(&mut self, id: AccessId, agenda: &mut Agenda<Event>) -> Option<RequestId> {
        let place = self.accesses[id as usize].place as usize;
        self.in_service.swap_remove(place);
        if let Some(&moved) = self.in_service.get(place) {
            self.accesses[moved as usize].place = place as u32;
        }
        match self.waiting.pop_front() {
            Some(next) => self.start(next, agenda),
            None => self.busy.decrement(agenda.now()),
        }
        let Some(bandwidth) = self.bandwidth else { return self.end(id, agenda.now()) };
        self.settle(agenda.now());
        self.transfers.add(id, self.accesses[id as usize].bytes as f64 / bandwidth);
        self.transfer(agenda);
        None
    }

    /// The next transfer is over. Who waits for it, if anybody still does.
    pub fn transfer_done(&mut self, agenda: &mut Agenda<Event>) -> Option<RequestId> {
        self.transferred = EventKey::NONE;
        let id = self.transfers.pop(agenda.now());
        self.transfer(agenda);
        self.end(id, agenda.now())
    }

    /// A fault begins. Who is told at once that there will be no answer.
    pub fn fault_begins(&mut self, kind: FaultKind, agenda: &mut Agenda<Event>) -> Vec<RequestId> {
        self.condition.begin(kind);
        let lost = match kind {
            FaultKind::Crash | FaultKind::PowerOff => self.wipe(agenda),
            _ => Vec::new(),
        };
        self.set_pace(agenda);
        // Connections to a machine without power are not reset: whoever waits goes on waiting.
        if kind == FaultKind::PowerOff { Vec::new() } else { lost }
    }

    /// A fault is over.
    pub fn fault_ends(&mut self, kind: FaultKind, agenda: &mut Agenda<Event>) {
        self.condition.end(kind);
        self.set_pace(agenda);
    }

    /// Whether an access is still under way for this request: one that went down with the storage is not.
    pub fn works_for(&self, id: AccessId, waiter: RequestId) -> bool {
        self.accesses.get(id as usize).is_some_and(|access| access.waiter == waiter)
    }

    fn slot(&mut self, access: Access) -> AccessId {
        if let Some(id) = self.free.pop() {
            self.accesses[id as usize] = access;
            return id;
        }
        self.accesses.push(access);
        self.accesses.len() as AccessId - 1
    }

    fn start(&mut self, id: AccessId, agenda: &mut Agenda<Event>) {
        let access = &mut self.accesses[id as usize];
        access.place = self.in_service.len() as u32;
        self.in_service.push(id);
        access.since = agenda.now();
        access.departure = departure(id, access.work, self.pace, agenda);
    }

    fn end(&mut self, id: AccessId, now: SimTime) -> Option<RequestId> {
        self.in_system.decrement(now);
        self.free.push(id);
        let waiter = std::mem::replace(&mut self.accesses[id as usize].waiter, NONE);
        (waiter != NONE).then_some(waiter)
    }

    /// Everything is lost; who waited.
    fn wipe(&mut self, agenda: &mut Agenda<Event>) -> Vec<RequestId> {
        let mut lost = std::mem::take(&mut self.in_service);
        if self.pace > 0.0 {
            lost.iter().for_each(|&id| agenda.cancel(self.accesses[id as usize].departure));
        }
        lost.extend(self.waiting.drain(..));
        lost.extend(self.transfers.clear());
        self.transfer(agenda);
        self.busy.set(0, agenda.now());
        lost.into_iter().filter_map(|id| self.end(id, agenda.now())).collect()
    }

    fn set_pace(&mut self, agenda: &mut Agenda<Event>) {
        let (now, pace) = (agenda.now(), self.condition.pace());
        for &id in &self.in_service {
            let access = &mut self.accesses[id as usize];
            let done = now.since(access.since.max(self.pace_since)).as_secs_f64() * self.pace;
            access.work = access.work - SimDuration::from_secs_f64(done);
            if self.pace > 0.0 {
                agenda.cancel(access.departure);
            }
            access.departure = departure(id, access.work, pace, agenda);
        }
        (self.pace, self.pace_since) = (pace, now);
    }

    /// Part of the link that each transfer has; their needs are nanoseconds of the whole link.
    fn share(&self) -> f64 {
        (self.transfers.count() as f64).recip().min(1.0)
    }

    fn settle(&mut self, now: SimTime) {
        self.transfers.settle(self.share(), now);
    }

    /// Who shares the link has changed.
    fn transfer(&mut self, agenda: &mut Agenda<Event>) {
        self.transferring.set(u32::from(self.transfers.count() > 0), agenda.now());
        if self.transferred != EventKey::NONE {
            agenda.cancel(self.transferred);
        }
        self.transferred = self.transfers.next_needs().map_or(EventKey::NONE, |needs_ns| {
            let left = SimDuration::from_secs_f64(needs_ns / self.share() * 1e-9);
            agenda.schedule_in(left, Event::StorageTransferred(0))
        });
    }
}

/// Puts the end of the work on an access on the agenda, unless the storage stands still.
fn departure(id: AccessId, work: SimDuration, pace: f64, agenda: &mut Agenda<Event>) -> EventKey {
    if pace == 0.0 {
        return EventKey::NONE;
    }
    agenda.schedule_in(SimDuration::from_secs_f64(work.as_secs_f64() / pace), Event::StorageDone(id))
}
