//! A request's stay at a real server that does more for it than its own work: it looks into its cache, waits for the
//! storage, fails.
//!
//! ```text
//! arrives -> cache? -> waits, is worked on -> [storage, while its worker stays with it] -> response, or an error
//!                                                 refused, or no answer in time -------------^
//! ```
//!
//! Only clusters in which something of this can happen pay for it: [`Visits`] exists only there.

use crate::cluster::event::{Event, RequestId};
use crate::cluster::machines::Machines;
use crate::cluster::payload::NO_OBJECT;
use crate::cluster::real_server::FaultKind;
use crate::cluster::real_server::cache::ObjectKey;
use crate::cluster::request::{NONE, Request};
use crate::cluster::spec::{ClusterSpec, What};
use crate::cluster::storage::{AccessId, Asked, Storage};
use crate::cluster::world::Cluster;
use crate::engine::{Agenda, EventKey};
use crate::stats::outcome::FailureReason;
use crate::time::{SimDuration, SimTime};
use rand::{Rng, RngExt, SeedableRng};
use rand_xoshiro::SplitMix64;

/// Sets the random numbers of a visit apart from those of the request itself, which stay the same whatever a visit draws.
const APART: u64 = 0xd1b5_4a32_d192_ed03;

/// What servers do for requests besides their own work.
#[derive(Debug)]
pub(super) struct Visits {
    /// By request: its visit at its real server, if it has come there.
    table: Vec<Visit>,
    /// The third tier.
    pub(super) storage: Option<Storage>,
}

/// One request at its real server.
#[derive(Clone, Debug)]
struct Visit {
    /// The visit's own random numbers.
    luck: SplitMix64,
    needs_storage: bool,
    /// Its response says that it failed.
    fails: bool,
    /// What has to be put into the cache once it is there.
    fetches: Option<ObjectKey>,
    bytes: u64,
    /// Its access, or [`NONE`].
    access: AccessId,
    /// Since when it waits for the storage, and how long it did.
    since: SimTime,
    waited: SimDuration,
    /// The server's patience with the storage.
    timer: EventKey,
}

impl Visits {
    /// Nobody is there. `None` if no server of this cluster does anything besides its own work.
    pub(super) fn new(spec: &ClusterSpec) -> Option<Self> {
        let uses_storage = spec.storage.is_some();
        let is_gray = |what: &What| match what {
            What::Server { kind, .. } | What::Rack { kind, .. } => matches!(kind, FaultKind::Gray(_)),
            _ => false,
        };
        let has_habits = spec.servers.iter().any(|server| server.cache.is_some() || server.crash_above.is_some());
        let exists = uses_storage || has_habits || spec.faults.iter().any(|fault| is_gray(&fault.what));
        exists.then(|| Self { table: Vec::new(), storage: spec.storage.as_ref().map(Storage::new) })
    }

    fn begin(&mut self, id: RequestId, visit: Visit) {
        let index = id as usize;
        if self.table.len() <= index {
            self.table.resize(index + 1, visit.clone());
        }
        self.table[index] = visit;
    }

    /// Whether the response to a request says that it failed.
    pub(super) fn fails(&self, id: RequestId) -> bool {
        self.table[id as usize].fails
    }

    /// Nobody waits for the storage on behalf of a request any longer.
    pub(super) fn abandon(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        let visit = &mut self.table[id as usize];
        agenda.cancel(std::mem::replace(&mut visit.timer, EventKey::NONE));
        let access = std::mem::replace(&mut visit.access, NONE);
        if let Some(storage) = self.storage.as_mut().filter(|storage| storage.works_for(access, id)) {
            storage.give_up(access);
        }
    }

    /// A server asks the storage, if the request needs it; whether it has to wait.
    fn ask(&mut self, id: RequestId, patience: SimDuration, agenda: &mut Agenda<Event>) -> bool {
        let (Some(storage), visit) = (&mut self.storage, &mut self.table[id as usize]) else { return false };
        if !visit.needs_storage || visit.fails {
            return false;
        }
        visit.access = match storage.ask(id, visit.bytes, &mut visit.luck, agenda) {
            Asked::Taken(access) => access,
            Asked::Silence => NONE,
            Asked::Refused => {
                storage.count_failure();
                visit.fails = true;
                return false;
            }
        };
        visit.since = agenda.now();
        visit.timer = agenda.schedule_in(patience, Event::StorageTimedOut(id));
        true
    }
}

impl Machines {
    /// A request arrives at its real server.
    #[inline(never)]
    pub(super) fn begin_visit(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        let Some(visits) = &mut self.visits else { return };
        let server = &mut self.servers[request.server as usize];
        let payload = self.payloads.of(request);
        let mut luck = SplitMix64::seed_from_u64(request.luck.clone().next_u64() ^ APART);
        let mut work = server.draw_work(request);
        // Drawn whether needed or not: each request is as lucky at one server as at another.
        let [fate, need]: [f64; 2] = luck.random();
        let mut fails = false;
        for gray in server.grays() {
            if fate < gray.error_share {
                (work, fails) = (gray.error_time, true);
            } else if !fails && fate - gray.error_share < gray.slow_share {
                work = SimDuration::from_secs_f64(work.as_secs_f64() * gray.factor);
            }
        }
        let object = (payload.object != NO_OBJECT && !fails).then(|| self.payloads.key(request));
        let hit = object.and_then(|object| server.look_up(object));
        if hit == Some(false) {
            work += server.miss_time(&mut luck);
        }
        visits.begin(
            request.id,
            Visit {
                luck,
                needs_storage: hit != Some(true) && need < server.storage_use().share,
                fails,
                fetches: object.filter(|_| hit == Some(false)),
                bytes: payload.response_bytes,
                access: NONE,
                since: SimTime::ZERO,
                waited: SimDuration::ZERO,
                timer: EventKey::NONE,
            },
        );
        server.admit_work(work, request, agenda);
        server.check_load(agenda);
    }

    /// The response says that the request failed.
    #[inline(never)]
    pub(super) fn error_at_client(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        if let Some(errand) = request.owner.errand() {
            // Another attempt makes a connection of its own.
            self.close_early(request, agenda);
            return self.attempt_failed(errand, request, FailureReason::Error, agenda);
        }
        agenda.cancel(std::mem::replace(&mut request.timer, EventKey::NONE));
        self.recorder.failed(request, FailureReason::Error, agenda.now());
        self.session_request_failed(request.owner);
        self.go_on(request, agenda);
    }

    /// The client has its response: takes down how long was waited for the storage.
    #[inline(always)]
    pub(super) fn note_visit(&mut self, request: &Request) {
        if let Some(visits) = &self.visits {
            self.recorder.waited_for_storage(request, visits.table[request.id as usize].waited);
        }
    }
}

impl Cluster {
    /// A worker of a first-come first-served server has done its own work on a request.
    #[inline(never)]
    pub(super) fn worked_on(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        let server = &mut self.machines.servers[self.requests[id].server as usize];
        server.hold(id, &mut self.requests, agenda.now());
        self.go_on(id, agenda);
    }

    /// The next request of a processor-sharing server has been worked on.
    #[inline(never)]
    pub(super) fn share_worked_on(&mut self, server: u32, agenda: &mut Agenda<Event>) {
        let server = &mut self.machines.servers[server as usize];
        if let Some(id) = server.next_share_done(&mut self.requests, agenda) {
            server.hold(id, &mut self.requests, agenda.now());
            self.go_on(id, agenda);
        }
    }

    /// To the storage, if it is needed, and else back to the client.
    fn go_on(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        let patience = self.machines.servers[self.requests[id].server as usize].storage_use().timeout;
        let waits = self.machines.visits.as_mut().is_some_and(|visits| visits.ask(id, patience, agenda));
        if !waits {
            self.leave(id, agenda);
        }
    }

    /// The server has all that it needs, or knows that it will not get it: it answers.
    fn leave(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        let Some(visits) = &self.machines.visits else { return };
        let visit = &visits.table[id as usize];
        let server = &mut self.machines.servers[self.requests[id].server as usize];
        if let Some(object) = visit.fetches.filter(|_| !visit.fails) {
            server.keep(object, visit.bytes);
        }
        server.release(id, &mut self.requests, agenda);
        self.with(id, agenda, Machines::respond);
    }

    /// The storage has done its work on an access.
    pub(super) fn storage_done(&mut self, access: AccessId, agenda: &mut Agenda<Event>) {
        let waiter = self.storage().and_then(|storage| storage.work_done(access, agenda));
        waiter.into_iter().for_each(|id| self.storage_answered(id, true, agenda));
    }

    /// The storage has transferred the data of an access.
    pub(super) fn storage_transferred(&mut self, agenda: &mut Agenda<Event>) {
        let waiter = self.storage().and_then(|storage| storage.transfer_done(agenda));
        waiter.into_iter().for_each(|id| self.storage_answered(id, true, agenda));
    }

    /// A server has waited long enough for the storage.
    pub(super) fn storage_timed_out(&mut self, id: RequestId, agenda: &mut Agenda<Event>) {
        if let Some(visits) = &mut self.machines.visits {
            visits.table[id as usize].timer = EventKey::NONE;
            visits.abandon(id, agenda);
        }
        self.storage_answered(id, false, agenda);
    }

    /// Something goes wrong with the storage.
    pub(super) fn storage_fault_begins(&mut self, kind: FaultKind, agenda: &mut Agenda<Event>) {
        let told = self.storage().map(|storage| storage.fault_begins(kind, agenda)).unwrap_or_default();
        told.into_iter().for_each(|id| self.storage_answered(id, false, agenda));
    }

    /// Such a fault is over.
    pub(super) fn storage_fault_ends(&mut self, kind: FaultKind, agenda: &mut Agenda<Event>) {
        if let Some(storage) = self.storage() {
            storage.fault_ends(kind, agenda);
        }
    }

    fn storage(&mut self) -> Option<&mut Storage> {
        self.machines.visits.as_mut()?.storage.as_mut()
    }

    /// A request that waits for the storage has what it needs, or its server knows that it will not get it.
    fn storage_answered(&mut self, id: RequestId, succeeds: bool, agenda: &mut Agenda<Event>) {
        let Some(Visits { table, storage }) = &mut self.machines.visits else { return };
        let visit = &mut table[id as usize];
        visit.waited = agenda.now().since(visit.since);
        visit.access = NONE;
        agenda.cancel(std::mem::replace(&mut visit.timer, EventKey::NONE));
        if !succeeds {
            visit.fails = true;
            storage.iter_mut().for_each(Storage::count_failure);
        }
        self.leave(id, agenda);
    }
}
