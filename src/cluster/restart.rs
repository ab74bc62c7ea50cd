//! A rolling restart: one real server after the other is drained, stopped and started again.
//!
//! To drain is to give weight 0 in every list, wherever it came from, so that no new connection comes, and to look every
//! second whether the active connections are gone, but for no longer than was said.

use crate::cluster::event::Event;
use crate::cluster::machines::Machines;
use crate::cluster::real_server::FaultKind;
use crate::cluster::spec::RestartSpec;
use crate::cluster::world::Cluster;
use crate::engine::Agenda;
use crate::ipvs::ServiceAddress;
use crate::stats::timeline::Changed;
use crate::time::{SimDuration, SimTime};

/// How often somebody looks whether a server is drained.
const LOOK: SimDuration = SimDuration::from_secs(1);

/// A rolling restart under way.
#[derive(Debug)]
pub(super) struct Restart {
    spec: RestartSpec,
    /// Whose turn it is.
    turn: usize,
    phase: Phase,
    /// What its drain, or its stop, has marked.
    mark: usize,
    /// The weights that were taken from it: at which director, in which list.
    weights: Vec<(usize, ServiceAddress, u32)>,
}

/// How far it is with one server.
#[derive(Clone, Copy, Debug)]
enum Phase {
    /// It is about to begin.
    Begins,
    /// The server gets no new connections.
    Drains {
        /// For no longer than this.
        until: SimTime,
    },
    /// The server is down.
    Down,
}

impl Restart {
    /// Nothing has happened yet.
    pub(super) fn new(spec: &RestartSpec) -> Self {
        Self { spec: spec.clone(), turn: 0, phase: Phase::Begins, mark: 0, weights: Vec::new() }
    }
}

impl Cluster {
    /// The next step of a rolling restart.
    pub(super) fn restart_due(&mut self, index: u32, agenda: &mut Agenda<Event>) {
        let restart = &mut self.restarts[index as usize];
        let Some(&server) = restart.spec.servers.get(restart.turn) else { return };
        let now = agenda.now();
        match (restart.phase, restart.spec.drain) {
            (Phase::Begins, Some(drain)) => {
                restart.weights = self.machines.quiesce(server, now);
                restart.phase = Phase::Drains { until: now + drain };
                let name = self.machines.recorder.server_name(server);
                restart.mark = self.machines.recorder.mark(now, name, "drain");
                self.restart_due(index, agenda);
            }
            (Phase::Begins, None) => self.stop_for_restart(index, server, agenda),
            (Phase::Drains { until }, _) => {
                if now < until && self.machines.active_conns(server, now) > 0 {
                    agenda.schedule((now + LOOK).min(until), Event::RestartDue(index));
                } else {
                    self.machines.recorder.mark_ended(restart.mark, now);
                    self.stop_for_restart(index, server, agenda);
                }
            }
            (Phase::Down, _) => {
                self.machines.recorder.mark_ended(restart.mark, now);
                restart.turn += 1;
                restart.phase = Phase::Begins;
                agenda.schedule_in(restart.spec.pause, Event::RestartDue(index));
                let weights = std::mem::take(&mut restart.weights);
                self.server_fault_ends(server, FaultKind::Crash, agenda);
                self.machines.give_weights_back(server, &weights, now);
            }
        }
    }

    fn stop_for_restart(&mut self, index: u32, server: usize, agenda: &mut Agenda<Event>) {
        let restart = &mut self.restarts[index as usize];
        let name = self.machines.recorder.server_name(server);
        restart.mark = self.machines.recorder.mark(agenda.now(), name, "restart");
        restart.phase = Phase::Down;
        agenda.schedule_in(restart.spec.down, Event::RestartDue(index));
        self.server_fault_begins(server, FaultKind::Crash, agenda);
    }
}

impl Machines {
    /// ActiveConn of a server, over all directors.
    fn active_conns(&mut self, server: usize, now: SimTime) -> u32 {
        let conns = self.directors.iter_mut().map(|director| {
            director.kernel.advance(now);
            director.kernel.conns(server).0
        });
        conns.sum()
    }

    /// A server gets weight 0 in every list: what it had where.
    fn quiesce(&mut self, server: usize, now: SimTime) -> Vec<(usize, ServiceAddress, u32)> {
        let mut weights = Vec::new();
        for director in 0..self.directors.len() {
            for (service, weight) in self.directors[director].kernel.weights(server) {
                if weight > 0 {
                    self.set_weight(director, service, server, 0, now);
                    weights.push((director, service, weight));
                }
            }
        }
        weights
    }

    /// It gets its weights back, where it is still listed.
    fn give_weights_back(&mut self, server: usize, weights: &[(usize, ServiceAddress, u32)], now: SimTime) {
        for &(director, service, weight) in weights {
            self.set_weight(director, service, server, weight, now);
        }
    }

    fn set_weight(&mut self, director: usize, service: ServiceAddress, server: usize, weight: u32, now: SimTime) {
        if self.directors[director].kernel.set_weight(service, server, weight, now) {
            let service = service.to_string();
            self.recorder.changed(now, Changed::Listed { director, service, server, weight: Some(weight) });
            self.note_weights(now);
        }
    }
}
