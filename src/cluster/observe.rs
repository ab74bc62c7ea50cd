//! Looking at the machines from time to time, for the results.

use crate::cluster::errand::Errand;
use crate::cluster::machines::Machines;
use crate::cluster::paths::Path;
use crate::cluster::real_server::RealServer;
use crate::cluster::recorder::{Recorder, View};
use crate::cluster::request::Request;
use crate::stats::Outcome;
use crate::stats::timeline::{Changed, Reached};
use crate::time::SimTime;

impl Machines {
    /// Lets entries expire whose time-out is over, and parts what is looked at from who takes it down.
    fn look(&mut self, now: SimTime) -> (View<'_>, &mut Recorder) {
        self.advance_directors(now);
        let storage = self.visits.as_ref().and_then(|visits| visits.storage.as_ref());
        let view = View {
            directors: &self.directors,
            servers: &self.servers,
            storage,
            transport: self.transport.as_deref(),
            weights: &self.weights,
        };
        (view, &mut self.recorder)
    }

    fn advance_directors(&mut self, now: SimTime) {
        self.directors.iter_mut().for_each(|director| director.kernel.advance(now));
    }

    /// An interval of the time series is over.
    pub(super) fn interval_ended(&mut self, now: SimTime) {
        let (view, recorder) = self.look(now);
        recorder.interval_ended(view, now);
    }

    /// What is measured begins.
    pub(super) fn transient_ended(&mut self, now: SimTime) {
        self.servers.iter_mut().for_each(RealServer::reset_max);
        if let Some(storage) = self.visits.as_mut().and_then(|visits| visits.storage.as_mut()) {
            storage.reset_max();
        }
        let (view, recorder) = self.look(now);
        recorder.transient_ended(view, now);
    }

    /// It is time to list what the directors have.
    pub(super) fn listing_due(&mut self, now: SimTime) {
        self.advance_directors(now);
        for (index, director) in self.directors.iter().enumerate().filter(|(_, director)| director.is_on()) {
            self.recorder.listing(now, index, director.kernel.listing());
        }
    }

    /// The run is over: its results.
    pub(super) fn finish<'a>(mut self, unfinished: impl Iterator<Item = &'a Request>, now: SimTime) -> Outcome {
        self.advance_directors(now);
        // Of an errand several attempts may be under way, or none.
        let plain = unfinished.filter(|request| request.owner.errand().is_none()).map(|request| request.measured);
        let under_way = plain.chain(self.owners.errands.iter().filter_map(Errand::under_way));
        let storage = self.visits.as_ref().and_then(|visits| visits.storage.as_ref());
        let view = View {
            directors: &self.directors,
            servers: &self.servers,
            storage,
            transport: self.transport.as_deref(),
            weights: &self.weights,
        };
        self.recorder.finish(view, under_way)
    }

    /// ipvsadm has changed a list: takes down how a real server stands there now.
    pub(super) fn note_listed(&mut self, director: usize, service: usize, server: usize, now: SimTime) {
        let kernel = &self.directors[director].kernel;
        let service = self.directors[director].spec().services[service].service.address;
        let weight = kernel.listed_weight(service, server);
        let service = service.to_string();
        self.recorder.changed(now, Changed::Listed { director, service, server, weight });
    }

    /// Takes down what ipvsadm has put into a director's lists at its boot.
    pub(super) fn note_lists(&mut self, director: usize, now: SimTime) {
        let services = &self.directors[director].spec().services;
        let listed = services.iter().enumerate();
        let listed = listed.flat_map(|(service, spec)| spec.dests.iter().map(move |&(server, _)| (service, server)));
        for (service, server) in listed.collect::<Vec<_>>() {
            self.note_listed(director, service, server, now);
        }
    }

    /// A list has changed, or clients reach other directors.
    pub(super) fn note_weights(&mut self, now: SimTime) {
        let held = self.vips.iter().find_map(|vip| match vip.reached {
            Reached::Director(director) => Some(director),
            Reached::Nobody | Reached::Server(_) | Reached::Directors { .. } => None,
        });
        let mut reached: Vec<usize> = held.into_iter().chain(self.paths.iter().flat_map(Path::answering)).collect();
        reached.sort_unstable();
        reached.dedup();
        // While nobody is reached the last lists stand.
        if reached.is_empty() {
            return;
        }
        self.weights.set_reached(reached.len(), now);
        for server in 0..self.servers.len() {
            let sum = reached.iter().map(|&director| self.directors[director].kernel.weight(server)).sum();
            self.weights.set_sum(server, sum, now);
        }
    }
}
