//! Several directors at once: each has a kernel, entries and a view of its own, and clients' packets go to one or another.
//!
//! Behind a router with equal-cost multi-path every connection has the director that its hash names; or each client is a
//! machine with a director of its own, as kube-proxy makes every node of a cluster. A director that falls silent goes on
//! getting its share until the router knows.

use crate::cluster::director::Route;
use crate::cluster::event::Event;
use crate::cluster::gateway::{Beyond, Gateway};
use crate::cluster::machines::Machines;
use crate::cluster::request::Request;
use crate::cluster::segment::Machine;
use crate::engine::Agenda;
use crate::ipvs::PacketKind;
use crate::stats::timeline::{Changed, Reached};
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

impl Machines {
    /// Shows a packet of a request to whoever takes it where that is not always the same director.
    #[inline(never)]
    pub(super) fn past_one_director(
        &mut self,
        gateway: Gateway,
        kind: PacketKind,
        request: &mut Request,
        agenda: &mut Agenda<Event>,
    ) -> Route {
        match Beyond::of(gateway) {
            Beyond::Nobody => Route::Lost,
            Beyond::Server(server) => Route::Server(server),
            Beyond::Several(path) => match self.paths.director_for(path, &request.packet) {
                Some(director) => self.through(director, kind, request, agenda),
                None => Route::Lost,
            },
        }
    }

    /// The director that the next packet of a request goes to, if it goes to one.
    pub(super) fn director_ahead(&self, request: &Request) -> Option<usize> {
        let gateway = self.vips.gateway(request.client);
        if (gateway as usize) < self.directors.len() {
            return Some(gateway as usize);
        }
        match Beyond::of(gateway) {
            Beyond::Several(path) => self.paths.director_for(path, &request.packet),
            Beyond::Nobody | Beyond::Server(_) => None,
        }
    }

    /// Finds out anew which directors take what comes on each way that leads to several.
    pub(super) fn refresh_paths(&mut self, agenda: &mut Agenda<Event>) {
        let answers: Vec<Vec<bool>> = self
            .paths
            .iter()
            .map(|path| {
                let takes = |director| match path.mark {
                    0 => self.answers(Machine::Director(director), path.to.addr.into()),
                    _ => self.hears_clients(director),
                };
                path.directors().map(takes).collect()
            })
            .collect();
        for (path, answers) in answers.into_iter().enumerate() {
            let mut falls_silent = false;
            for (place, answers) in answers.into_iter().enumerate() {
                falls_silent |= self.paths.tell(path, place, answers, agenda.now());
            }
            if falls_silent {
                agenda.schedule_in(self.paths.detection(), Event::NextHopLost(path as u32));
            }
        }
        self.note_paths(agenda);
    }

    /// The router learns which directors of a way are silent.
    pub(super) fn next_hop_lost(&mut self, path: usize, agenda: &mut Agenda<Event>) {
        self.paths.give_up(path, agenda.now());
        self.note_paths(agenda);
    }

    /// Takes down how many directors are sent to, and how many of them answer, address by address.
    fn note_paths(&mut self, agenda: &mut Agenda<Event>) {
        let mut reached: BTreeMap<Ipv4Addr, (usize, usize)> = BTreeMap::new();
        for path in self.paths.iter() {
            let of_address = reached.entry(path.to.addr.into()).or_default();
            *of_address = (of_address.0 + path.targets(), of_address.1 + path.answering().count());
        }
        for (address, (targets, answering)) in reached {
            let by = match answering {
                0 => Reached::Nobody,
                _ => Reached::Directors { targets: targets as u32, answering: answering as u32 },
            };
            if self.paths.note_reached(address, by) {
                self.recorder.changed(agenda.now(), Changed::Reach { address, by });
            }
        }
    }
}
