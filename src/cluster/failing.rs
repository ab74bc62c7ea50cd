//! Real servers as they fail and come back: by a fault of the scenario, alone or with their rack, or by themselves.

use crate::cluster::event::Event;
use crate::cluster::machines::Machines;
use crate::cluster::real_server::FaultKind;
use crate::cluster::world::Cluster;
use crate::engine::Agenda;

impl Cluster {
    /// A fault of a real server begins.
    pub(super) fn server_fault_begins(&mut self, server: usize, kind: FaultKind, agenda: &mut Agenda<Event>) {
        let lost = self.machines.servers[server].fault_begins(kind, &mut self.requests, agenda);
        lost.into_iter().for_each(|id| self.with(id, agenda, Machines::lose));
        self.machines.server_changed(server, agenda);
    }

    /// A fault of a real server is over.
    pub(super) fn server_fault_ends(&mut self, server: usize, kind: FaultKind, agenda: &mut Agenda<Event>) {
        self.machines.servers[server].fault_ends(kind, &mut self.requests, agenda);
        self.machines.server_changed(server, agenda);
    }

    /// More requests are in a real server than it survives.
    pub(super) fn server_overloaded(&mut self, server: usize, agenda: &mut Agenda<Event>) {
        let target = self.machines.recorder.server_name(server);
        let mark = self.machines.recorder.mark(agenda.now(), target, "overload");
        self.overloads[server] = mark;
        let lost = self.machines.servers[server].crashes_under_load(&mut self.requests, agenda);
        lost.into_iter().for_each(|id| self.with(id, agenda, Machines::lose));
        self.machines.server_changed(server, agenda);
    }

    /// A real server that crashed under its load has been started again.
    pub(super) fn server_restarted(&mut self, server: usize, agenda: &mut Agenda<Event>) {
        self.machines.recorder.mark_ended(self.overloads[server], agenda.now());
        self.machines.servers[server].restarts(&mut self.requests, agenda);
        self.machines.server_changed(server, agenda);
    }

    /// A real server stands still.
    pub(super) fn pause_began(&mut self, server: u32, agenda: &mut Agenda<Event>) {
        self.machines.servers[server as usize].pause_begins(&mut self.requests, agenda);
    }

    /// A real server goes on.
    pub(super) fn pause_ended(&mut self, server: u32, agenda: &mut Agenda<Event>) {
        self.machines.servers[server as usize].pause_ends(&mut self.requests, agenda);
    }

    /// A real server becomes faster by a step of its slow start.
    pub(super) fn slow_start_step(&mut self, server: u32, agenda: &mut Agenda<Event>) {
        self.machines.servers[server as usize].steps_up(&mut self.requests, agenda);
    }
}
