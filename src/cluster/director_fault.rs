//! What goes wrong with directors and with the network between the machines.

use crate::cluster::event::Event;
use crate::cluster::machines::Machines;
use crate::cluster::spec::{DirectorFault, SegmentFault};
use crate::engine::Agenda;
use crate::stats::timeline::Changed;
use std::net::Ipv4Addr;

impl Machines {
    /// A fault of a director begins.
    pub(super) fn director_fault_begins(&mut self, index: usize, fault: &DirectorFault, agenda: &mut Agenda<Event>) {
        match fault {
            DirectorFault::PowerOff => {
                let held: Vec<Ipv4Addr> = self.directors[index].held_addresses().collect();
                if self.directors[index].power_off(agenda.now()) {
                    for address in held {
                        let what = Changed::Holds { director: index, address, holds: false };
                        self.recorder.changed(agenda.now(), what);
                    }
                    self.kill_daemon(index, agenda);
                }
            }
            DirectorFault::KeepalivedKilled => {
                self.forbid_daemon(index, true);
                self.kill_daemon(index, agenda);
            }
            DirectorFault::KeepalivedStopped => {
                self.forbid_daemon(index, true);
                self.stop_daemon(index, agenda);
            }
            DirectorFault::LinkDown { interface } => {
                let interface = self.interface(index, interface.as_deref());
                if self.directors[index].unplug(interface) {
                    self.interface_changed(index, interface, agenda);
                }
            }
            DirectorFault::ScriptFails { script } => {
                if let Some(daemon) = &mut self.daemons[index] {
                    daemon.script_fails(script);
                }
            }
        }
        self.director_changed(index, agenda);
    }

    /// A fault of a director is over.
    pub(super) fn director_fault_ends(&mut self, index: usize, fault: &DirectorFault, agenda: &mut Agenda<Event>) {
        match fault {
            DirectorFault::PowerOff => {
                if self.directors[index].power_on(agenda.now()) {
                    self.note_lists(index, agenda.now());
                    self.start_daemon_later(index, agenda);
                }
            }
            DirectorFault::KeepalivedKilled | DirectorFault::KeepalivedStopped => {
                self.forbid_daemon(index, false);
                self.start_daemon_later(index, agenda);
            }
            DirectorFault::LinkDown { interface } => {
                let interface = self.interface(index, interface.as_deref());
                if self.directors[index].plug_in(interface) {
                    self.interface_changed(index, interface, agenda);
                }
            }
            DirectorFault::ScriptFails { script } => {
                if let Some(daemon) = &mut self.daemons[index] {
                    daemon.script_fails_no_longer(script);
                }
            }
        }
        self.director_changed(index, agenda);
    }

    /// A real server is, or may be, in another condition.
    pub(super) fn server_changed(&mut self, server: usize, agenda: &mut Agenda<Event>) {
        let condition = self.servers[server].condition();
        self.recorder.changed(agenda.now(), Changed::Server { server, condition });
        self.refresh_reach(agenda);
    }

    /// The network is cut somewhere, or loses adverts.
    pub(super) fn segment_fault_begins(&mut self, fault: &SegmentFault, agenda: &mut Agenda<Event>) {
        self.segment.fault_begins(fault);
        self.refresh_reach(agenda);
    }

    /// Such a fault is over.
    pub(super) fn segment_fault_ends(&mut self, fault: &SegmentFault, agenda: &mut Agenda<Event>) {
        self.segment.fault_ends(fault);
        self.refresh_reach(agenda);
    }

    /// A director is, or may be, in another condition.
    pub(super) fn director_changed(&mut self, index: usize, agenda: &mut Agenda<Event>) {
        let runs = self.daemons[index].as_ref().is_none_or(|daemon| daemon.is_running());
        let condition = self.directors[index].condition(runs);
        self.recorder.changed(agenda.now(), Changed::Director { director: index, condition });
        self.refresh_reach(agenda);
    }

    fn forbid_daemon(&mut self, index: usize, forbid: bool) {
        if let Some(daemon) = &mut self.daemons[index] {
            if forbid { daemon.forbid() } else { daemon.allow() }
        }
    }

    fn interface(&self, director: usize, name: Option<&str>) -> usize {
        self.directors[director].interface(name).expect("checked: the director has such an interface")
    }
}
