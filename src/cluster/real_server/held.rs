//! Requests that a machine has worked on and that wait for something else before it can answer.
//!
//! Under first come, first served such a request keeps its worker. Under processor sharing it takes no share while it
//! waits. Either way it is in the system, and takes its place of those that the machine accepts.

use super::cache::{Cache, ObjectKey};
use super::lapses::Lapses;
use super::{FaultKind, Gray, RealServer, Station};
use crate::cluster::event::{Event, RequestId};
use crate::cluster::law::Law;
use crate::cluster::request::{Request, Requests};
use crate::cluster::spec::StorageUse;
use crate::engine::Agenda;
use crate::time::{SimDuration, SimTime};
use rand_xoshiro::SplitMix64;

impl RealServer {
    /// The work that a request asks for, on a machine of speed 1.
    pub fn draw_work(&self, request: &mut Request) -> SimDuration {
        self.service_time.sample(&mut request.luck)
    }

    /// How it uses the storage.
    pub fn storage_use(&self) -> StorageUse {
        self.storage
    }

    /// What it keeps in memory.
    pub fn cache(&self) -> Option<&Cache> {
        self.cache.as_ref().map(|(cache, _)| cache)
    }

    /// Looks for an object in its cache; `None` if it has none.
    pub fn look_up(&mut self, object: ObjectKey) -> Option<bool> {
        self.cache.as_mut().map(|(cache, _)| cache.look_up(object))
    }

    /// The work that an object makes that was not in the cache.
    pub fn miss_time(&self, luck: &mut SplitMix64) -> SimDuration {
        self.cache.as_ref().map_or(SimDuration::ZERO, |(_, miss_time): &(_, Law)| miss_time.sample(luck))
    }

    /// An object has been fetched.
    pub fn keep(&mut self, object: ObjectKey, bytes: u64) {
        if let Some((cache, _)) = &mut self.cache {
            cache.keep(object, bytes);
        }
    }

    /// What happens to some of its requests.
    pub fn grays(&self) -> &[Gray] {
        self.condition.grays()
    }

    /// What it does by itself.
    pub fn lapses(&mut self) -> &mut Lapses {
        &mut self.lapses
    }

    /// If too many requests are in it, it crashes.
    pub fn check_load(&mut self, agenda: &mut Agenda<Event>) {
        self.lapses.check_load(self.in_system.count(), agenda);
    }

    /// The next request of a processor-sharing machine has been worked on; which one.
    pub fn next_share_done(&mut self, requests: &mut Requests, agenda: &mut Agenda<Event>) -> Option<RequestId> {
        match &mut self.station {
            Station::Fcfs(_) => None,
            Station::Sharing(station) => Some(station.finish(requests, agenda)),
        }
    }

    /// A request has been worked on and waits for something else.
    pub fn hold(&mut self, id: RequestId, requests: &mut Requests, now: SimTime) {
        if let Station::Fcfs(station) = &mut self.station {
            station.hold(id, requests, now);
        }
        requests[id].place = self.held.len() as u32;
        self.held.push(id);
    }

    /// A request that was held leaves.
    pub fn release(&mut self, id: RequestId, requests: &mut Requests, agenda: &mut Agenda<Event>) {
        let place = requests[id].place as usize;
        self.held.swap_remove(place);
        if let Some(&moved) = self.held.get(place) {
            requests[moved].place = place as u32;
        }
        if let Station::Fcfs(station) = &mut self.station {
            station.release(requests, agenda);
        }
        self.in_system.decrement(agenda.now());
    }

    /// A pause begins.
    pub fn pause_begins(&mut self, requests: &mut Requests, agenda: &mut Agenda<Event>) {
        let until = self.lapses.begin_pause(agenda);
        self.condition.set_pause(Some(until));
        self.condition_changed(requests, agenda);
    }

    /// A pause is over.
    pub fn pause_ends(&mut self, requests: &mut Requests, agenda: &mut Agenda<Event>) {
        self.lapses.schedule_pause(agenda);
        self.condition.set_pause(None);
        self.condition_changed(requests, agenda);
    }

    /// It becomes faster by a step of its slow start.
    pub fn steps_up(&mut self, requests: &mut Requests, agenda: &mut Agenda<Event>) {
        self.lapses.step_up(agenda);
        self.condition_changed(requests, agenda);
    }

    /// Its process crashes under its load. Returns the requests that are lost with it.
    pub fn crashes_under_load(&mut self, requests: &mut Requests, agenda: &mut Agenda<Event>) -> Vec<RequestId> {
        self.lapses.schedule_restart(agenda);
        self.fault_begins(FaultKind::Crash, requests, agenda)
    }

    /// Its process is there again.
    pub fn restarts(&mut self, requests: &mut Requests, agenda: &mut Agenda<Event>) {
        self.lapses.restarted();
        self.fault_ends(FaultKind::Crash, requests, agenda);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::spec::{Pauses, RealServerSpec};
    use crate::engine::Streams;
    use std::net::Ipv4Addr;

    #[test]
    fn a_health_check_waits_for_the_end_of_a_pause() {
        let (ms, mut agenda, mut requests) = (SimDuration::from_millis, Agenda::new(), Requests::default());
        let law = |milliseconds| Law::Constant(ms(milliseconds));
        let mut spec = RealServerSpec::new("web", Ipv4Addr::UNSPECIFIED, law(10));
        spec.pauses = Some(Pauses { every: law(1000), lasts: law(500) });
        let mut server = RealServer::new(0, &spec, &Streams::new(1, 0));
        assert_eq!(server.time_to_answer(agenda.now()), ms(10));
        server.pause_begins(&mut requests, &mut agenda);
        assert_eq!(server.time_to_answer(agenda.now() + ms(200)), ms(300 + 10));
        server.pause_ends(&mut requests, &mut agenda);
        assert_eq!(server.time_to_answer(agenda.now()), ms(10));
    }
}
