//! A real server as it truly is: its workers, its queue, its faults. The director believes what it likes.
//!
//! * [`condition`]: what is wrong with it
//! * [`lapses`]: what it does by itself: pauses, crashes under overload, slow starts
//! * [`fcfs`], [`sharing`]: who gets a worker when
//! * `held`: requests that have been worked on and wait for something else
//! * [`cache`]: what it keeps in memory

pub mod cache;
pub mod condition;
pub mod fcfs;
mod held;
pub mod lapses;
pub mod sharing;

pub use condition::{Condition, FaultKind, Gray};

use crate::cluster::event::{Event, RequestId};
use crate::cluster::law::Law;
use crate::cluster::request::{Request, Requests};
use crate::cluster::spec::{AcceptOverflow, Discipline, RealServerSpec, StorageUse};
use crate::engine::{Agenda, Streams};
use crate::stats::Level;
use crate::stats::timeline::ServerCondition;
use crate::time::{SimDuration, SimTime};
use cache::Cache;
use fcfs::Fcfs;
use lapses::Lapses;
use sharing::Sharing;

/// A machine that serves.
#[derive(Debug)]
pub struct RealServer {
    service_time: Law,
    speed: f64,
    /// How many connections fit, in service and waiting, while it accepts any.
    room: u64,
    /// How many fit now: none while it is off or crashed.
    room_now: u64,
    accept_overflow: AcceptOverflow,
    answers_arp_for_vip: bool,
    announces_vip: bool,
    station: Station,
    condition: Condition,
    /// How often it lost all its connections.
    epoch: u32,
    /// Connections accepted whose request has not come yet.
    expected: u32,
    in_system: Level,
    /// Requests that have been worked on and wait for something else.
    held: Vec<RequestId>,
    /// What it keeps in memory, and the work that finding nothing there makes.
    cache: Option<(Cache, Law)>,
    storage: StorageUse,
    lapses: Lapses,
}

#[derive(Debug)]
enum Station {
    Fcfs(Fcfs),
    Sharing(Sharing),
}

/// A machine's answer to a SYN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SynAnswer {
    /// SYN+ACK.
    Accept,
    /// RST.
    Refuse,
    /// None.
    Silence,
}

impl RealServer {
    /// An idle, healthy machine with this index.
    pub fn new(index: u32, spec: &RealServerSpec, streams: &Streams) -> Self {
        let station = match spec.discipline {
            Discipline::Fcfs => Station::Fcfs(Fcfs::new(spec.workers)),
            Discipline::ProcessorSharing => Station::Sharing(Sharing::new(index, spec.workers)),
        };
        let room = spec.accept_queue.map_or(u64::MAX, |waiting| u64::from(spec.workers) + u64::from(waiting));
        Self {
            service_time: spec.service_time.clone(),
            speed: spec.speed,
            room,
            room_now: room,
            accept_overflow: spec.accept_overflow,
            answers_arp_for_vip: spec.answers_arp_for_vip,
            announces_vip: spec.announces_vip,
            station,
            condition: Condition::default(),
            epoch: 0,
            expected: 0,
            in_system: Level::default(),
            held: Vec::new(),
            cache: spec.cache.as_ref().map(|cache| (Cache::new(cache.limit), cache.miss_time.clone())),
            storage: spec.storage,
            lapses: Lapses::new(index, spec, streams),
        }
    }

    /// Requests waiting or in service, over time.
    pub fn in_system(&self) -> &Level {
        &self.in_system
    }

    /// Busy workers, over time.
    pub fn busy(&self) -> &Level {
        match &self.station {
            Station::Fcfs(station) => station.busy(),
            Station::Sharing(station) => station.busy(),
        }
    }

    /// Forgets the largest number in system.
    pub fn reset_max(&mut self) {
        self.in_system.reset_max();
    }

    /// How often it lost all its connections: one that was accepted in another epoch is unknown to it.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Whether it is silent.
    pub fn is_off(&self) -> bool {
        self.condition.is_off()
    }

    /// Answers a SYN; if it accepts, it keeps room for the request.
    #[inline(always)]
    pub fn answer_syn(&mut self) -> SynAnswer {
        if u64::from(self.in_system.count()) + u64::from(self.expected) < self.room_now {
            self.expected += 1;
            return SynAnswer::Accept;
        }
        if self.condition.is_off() {
            return SynAnswer::Silence;
        }
        if self.condition.is_crashed() {
            return SynAnswer::Refuse;
        }
        match self.accept_overflow {
            AcceptOverflow::Drop => SynAnswer::Silence,
            AcceptOverflow::Refuse => SynAnswer::Refuse,
        }
    }

    /// Answers a datagram; if it accepts, it keeps room for it. One that finds no room is ignored: nothing is refused
    /// but a port on which no process listens.
    pub fn answer_datagram(&mut self) -> SynAnswer {
        match self.answer_syn() {
            SynAnswer::Refuse if !self.condition.is_crashed() => SynAnswer::Silence,
            answer => answer,
        }
    }

    /// A further request will come on a connection accepted in `epoch`.
    pub fn expect_again(&mut self, epoch: u32) {
        if epoch == self.epoch {
            self.expected += 1;
        }
    }

    /// How it truly is.
    pub fn condition(&self) -> ServerCondition {
        self.condition.word()
    }

    /// Whether health checks of it fail although it serves.
    pub fn fails_checks(&self) -> bool {
        self.condition.fails_checks()
    }

    /// How long it takes, on average, to answer one request while nothing else is asked of it; a health check is one.
    pub fn time_to_answer(&self, now: SimTime) -> SimDuration {
        let still = self.condition.paused_until().map_or(SimDuration::ZERO, |until| until.since(now));
        let pace = self.condition.pace_of_work() * self.lapses.part_of_speed();
        still + SimDuration::from_secs_f64(self.service_time.mean_s() / self.speed / pace)
    }

    /// Whether it is there to answer ARP for the virtual address, which it should not do.
    pub fn answers_arp_for_vip(&self) -> bool {
        self.answers_arp_for_vip && !self.is_off()
    }

    /// Whether it asks for others in the name of a virtual address.
    pub fn announces_vip(&self) -> bool {
        self.announces_vip && !self.is_off()
    }

    /// The request of a connection accepted in `epoch` will not come.
    pub fn expect_no_longer(&mut self, epoch: u32) {
        if epoch == self.epoch {
            self.expected -= 1;
        }
    }

    /// Takes in the request of a connection accepted in this epoch.
    #[inline(always)]
    pub fn admit(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        let work = self.service_time.sample(&mut request.luck);
        self.admit_work(work, request, agenda);
    }

    /// Takes in a request that asks for this much work on a machine of speed 1.
    #[inline(always)]
    pub fn admit_work(&mut self, work: SimDuration, request: &mut Request, agenda: &mut Agenda<Event>) {
        request.work =
            if self.speed == 1.0 { work } else { SimDuration::from_secs_f64(work.as_secs_f64() / self.speed) };
        request.since = agenda.now();
        request.holders += 1;
        self.expected -= 1;
        self.in_system.increment(agenda.now());
        match &mut self.station {
            Station::Fcfs(station) => station.admit(request, agenda),
            Station::Sharing(station) => station.admit(request, agenda),
        }
    }

    /// A worker of a first-come first-served machine has finished `id`.
    #[inline(always)]
    pub fn service_done(&mut self, id: RequestId, requests: &mut Requests, agenda: &mut Agenda<Event>) {
        if let Station::Fcfs(station) = &mut self.station {
            station.finish(id, requests, agenda);
        }
        self.in_system.decrement(agenda.now());
    }

    /// The next request of a processor-sharing machine is finished; which one.
    pub fn share_done(&mut self, requests: &mut Requests, agenda: &mut Agenda<Event>) -> Option<RequestId> {
        let Station::Sharing(station) = &mut self.station else { return None };
        let id = station.finish(requests, agenda);
        self.in_system.decrement(agenda.now());
        Some(id)
    }

    /// A fault begins. Returns the requests that are lost with it.
    pub fn fault_begins(
        &mut self,
        kind: FaultKind,
        requests: &mut Requests,
        agenda: &mut Agenda<Event>,
    ) -> Vec<RequestId> {
        self.condition.begin(kind);
        let lost = match kind {
            FaultKind::Crash | FaultKind::PowerOff => {
                self.lapses.go_down(agenda);
                self.wipe(requests, agenda)
            }
            FaultKind::Hang | FaultKind::Slow { .. } | FaultKind::CheckFails | FaultKind::Gray(_) => Vec::new(),
        };
        self.condition_changed(requests, agenda);
        lost
    }

    /// A fault is over.
    pub fn fault_ends(&mut self, kind: FaultKind, requests: &mut Requests, agenda: &mut Agenda<Event>) {
        let was_down = self.condition.is_down();
        self.condition.end(kind);
        if was_down && !self.condition.is_down() {
            self.lapses.return_slowly(agenda);
        }
        self.condition_changed(requests, agenda);
    }

    fn wipe(&mut self, requests: &Requests, agenda: &mut Agenda<Event>) -> Vec<RequestId> {
        self.epoch += 1;
        self.expected = 0;
        if let Some((cache, _)) = &mut self.cache {
            cache.clear();
        }
        let mut lost = match &mut self.station {
            Station::Fcfs(station) => station.wipe(requests, agenda),
            Station::Sharing(station) => station.wipe(agenda),
        };
        lost.append(&mut self.held);
        self.in_system.set(0, agenda.now());
        lost
    }

    fn condition_changed(&mut self, requests: &mut Requests, agenda: &mut Agenda<Event>) {
        self.room_now = if self.condition.is_down() { 0 } else { self.room };
        let pace = self.condition.pace() * self.lapses.part_of_speed();
        match &mut self.station {
            Station::Fcfs(station) => station.set_pace(pace, requests, agenda),
            Station::Sharing(station) => station.set_pace(pace, agenda),
        }
    }
}
