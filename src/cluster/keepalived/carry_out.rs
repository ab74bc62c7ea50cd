//! keepalived's actions become deeds, and what happens in the world becomes its input.

use super::daemon::{Actions, Running};
use super::mail::{Message, Probe};
use crate::cluster::event::Event;
use crate::cluster::machines::Machines;
use crate::cluster::segment::Machine;
use crate::cluster::spec::SyncRole;
use crate::engine::Agenda;
use crate::keepalived::checker::{CheckerAction, DestRef};
use crate::keepalived::vrrp::{self, Advert, InterfaceId, ScriptResult, State, VrrpAction};
use crate::stats::timeline::{Changed, LogLine, Process, VrrpState};
use crate::time::SimTime;
use std::net::Ipv4Addr;

impl Machines {
    /// The daemons that are there from the start are started.
    pub(in crate::cluster) fn start_daemons(&mut self, agenda: &mut Agenda<Event>) {
        for director in 0..self.daemons.len() {
            if let Some(daemon) = &self.daemons[director] {
                self.mail.post(daemon.first_start(), Message::Start { director }, agenda);
            }
        }
    }

    /// A deadline of a director's keepalived has come.
    pub(in crate::cluster) fn keepalived_due(&mut self, director: usize, agenda: &mut Agenda<Event>) {
        if let Some(daemon) = &mut self.daemons[director] {
            daemon.due_has_come();
        }
        self.tell(director, agenda, |running, now, actions| {
            running.vrrp.advance(now, &mut actions.vrrp);
            running.checkers.advance(now, &mut actions.checkers);
        });
    }

    /// Something arrives that was under way.
    pub(in crate::cluster) fn message_arrived(&mut self, slot: u32, agenda: &mut Agenda<Event>) {
        match self.mail.collect(slot) {
            Message::Advert { to, interface, from, source, advert } => {
                self.advert_arrives(to, interface, from, source, &advert, agenda);
            }
            Message::SyncDue { director, began } => self.sync_due(director, began, agenda),
            Message::Entries { to, from, entries } => self.take_entries(to, from, &entries, agenda.now()),
            Message::Start { director } => self.start_daemon(director, agenda),
            Message::ProbeAgain(probe) => self.probe(probe, agenda),
            Message::ProbeEnded { probe, result } => {
                if self.is_process(probe.director, probe.process) {
                    self.tell(probe.director, agenda, |running, now, actions| {
                        running.checkers.probe_finished(probe.checker, result, now, &mut actions.checkers);
                    });
                }
            }
            Message::ScriptEnded { director, process, script, result } => {
                if self.is_process(director, process) {
                    self.tell(director, agenda, |running, now, actions| {
                        running.vrrp.script_finished(script, result, now, &mut actions.vrrp);
                    });
                }
            }
        }
    }

    /// An interface of a director has got or lost its carrier.
    pub(in crate::cluster) fn interface_changed(
        &mut self,
        director: usize,
        interface: usize,
        agenda: &mut Agenda<Event>,
    ) {
        let up = self.directors[director].is_linked(interface);
        self.tell(director, agenda, |running, now, actions| {
            running.vrrp.interface_changed(InterfaceId(interface), up, now, &mut actions.vrrp);
        });
    }

    /// A director's keepalived begins, unless a fault forbids it.
    pub(in crate::cluster) fn start_daemon(&mut self, director: usize, agenda: &mut Agenda<Event>) {
        if let Some(daemon) = &mut self.daemons[director] {
            let actions = daemon.start(&self.directors[director], agenda.now());
            self.carry_out(director, actions, agenda);
            self.director_changed(director, agenda);
        }
    }

    /// The same, after the time that its process takes to begin.
    pub(in crate::cluster) fn start_daemon_later(&mut self, director: usize, agenda: &mut Agenda<Event>) {
        if let Some(daemon) = &self.daemons[director] {
            self.mail.post(daemon.start_up_ends(agenda.now()), Message::Start { director }, agenda);
        }
    }

    /// A director's keepalived ends in good order.
    pub(in crate::cluster) fn stop_daemon(&mut self, director: usize, agenda: &mut Agenda<Event>) {
        if let Some(daemon) = &mut self.daemons[director] {
            let actions = daemon.stop();
            self.carry_out(director, actions, agenda);
        }
        self.daemon_is_gone(director, agenda);
    }

    /// A director's keepalived is gone without a word.
    pub(in crate::cluster) fn kill_daemon(&mut self, director: usize, agenda: &mut Agenda<Event>) {
        if let Some(daemon) = &mut self.daemons[director] {
            daemon.vanish();
            daemon.schedule(Event::KeepalivedDue(director as u32), agenda);
        }
        self.daemon_is_gone(director, agenda);
    }

    fn daemon_is_gone(&mut self, director: usize, agenda: &Agenda<Event>) {
        let instances =
            self.directors[director].spec().keepalived.as_ref().map_or(0, |spec| spec.config.instances.len());
        for instance in 0..instances {
            self.note_state(director, instance, VrrpState::Init, agenda.now());
        }
    }

    fn is_process(&self, director: usize, process: u32) -> bool {
        self.daemons[director].as_ref().is_some_and(|daemon| daemon.process == process)
    }

    /// Lets a running keepalived know something, and does what it wants done then.
    fn tell(
        &mut self,
        director: usize,
        agenda: &mut Agenda<Event>,
        something: impl FnOnce(&mut Running, SimTime, &mut Actions),
    ) {
        let Some(daemon) = &mut self.daemons[director] else { return };
        let mut actions = Actions::default();
        if let Some(running) = &mut daemon.running {
            something(running, agenda.now(), &mut actions);
        }
        self.carry_out(director, actions, agenda);
    }

    fn carry_out(&mut self, director: usize, actions: Actions, agenda: &mut Agenda<Event>) {
        actions.vrrp.into_iter().for_each(|action| self.do_for_vrrp(director, action, agenda));
        actions.checkers.into_iter().for_each(|action| self.do_for_checkers(director, action, agenda));
        if let Some(daemon) = &mut self.daemons[director] {
            daemon.schedule(Event::KeepalivedDue(director as u32), agenda);
        }
    }

    fn do_for_vrrp(&mut self, director: usize, action: VrrpAction, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        match action {
            VrrpAction::Send { interface, from, advert } => {
                self.send_advert(director, interface.0, from, &advert, agenda);
            }
            VrrpAction::SetAddresses { interface, addresses, .. } => {
                addresses.into_iter().for_each(|address| self.hold(director, address, interface.0, true, agenda));
            }
            VrrpAction::RemoveAddresses { interface, addresses, .. } => {
                addresses.into_iter().for_each(|address| self.hold(director, address, interface.0, false, agenda));
            }
            VrrpAction::GratuitousArp { interface, address } => {
                if self.directors[director].is_linked(interface.0) {
                    self.recorder.announced(director, address, now);
                    self.announced(director, address, agenda);
                }
            }
            VrrpAction::Entered { instance, state } => {
                let state = match state {
                    State::Init => VrrpState::Init,
                    State::Backup => VrrpState::Backup,
                    State::Master => VrrpState::Master,
                    State::Fault => VrrpState::Fault,
                };
                self.note_state(director, instance.0, state, now);
            }
            VrrpAction::RunScript { script } => {
                let Some(daemon) = &self.daemons[director] else { return };
                let result = ScriptResult::Exited(u8::from(daemon.is_failing(script.0)));
                let message = Message::ScriptEnded { director, process: daemon.process, script, result };
                self.mail.post(now, message, agenda);
            }
            VrrpAction::SyncDaemon { role } => {
                let role = role.map(|role| match role {
                    vrrp::SyncRole::Master => SyncRole::Master,
                    vrrp::SyncRole::Backup => SyncRole::Backup,
                });
                self.directors[director].sync.set_role(role, now);
            }
            VrrpAction::Log(text) => {
                self.recorder.logged(LogLine { at: now, director, process: Process::Vrrp, text });
            }
        }
    }

    fn note_state(&mut self, director: usize, instance: usize, state: VrrpState, now: SimTime) {
        if let Some(daemon) = &self.daemons[director] {
            let instance = daemon.instance_name(instance);
            self.recorder.changed(now, Changed::Vrrp { director, instance, state });
        }
    }

    fn hold(&mut self, director: usize, address: Ipv4Addr, interface: usize, holds: bool, agenda: &mut Agenda<Event>) {
        let machine = &mut self.directors[director];
        let new = if holds { machine.hold(address, interface) } else { machine.release(address, interface) };
        if new {
            self.recorder.changed(agenda.now(), Changed::Holds { director, address, holds });
            self.refresh_reach(agenda);
        }
    }

    /// An advert goes to every other director on the link.
    fn send_advert(
        &mut self,
        sender: usize,
        interface: usize,
        source: Ipv4Addr,
        advert: &Advert,
        agenda: &mut Agenda<Event>,
    ) {
        if !self.directors[sender].is_linked(interface) {
            return;
        }
        let link = self.directors[sender].interfaces().nth(interface).unwrap_or_default().to_owned();
        for to in (0..self.directors.len()).filter(|&to| to != sender) {
            let Some(interface) = self.directors[to].interface(Some(&link)) else { continue };
            if !self.segment.loses_advert(sender, to) {
                let at = agenda.now() + self.network.between_directors();
                let message = Message::Advert { to, interface, from: sender, source, advert: advert.clone() };
                self.mail.post(at, message, agenda);
            }
        }
    }

    fn advert_arrives(
        &mut self,
        to: usize,
        interface: usize,
        from: usize,
        source: Ipv4Addr,
        advert: &Advert,
        agenda: &mut Agenda<Event>,
    ) {
        let connected = self.segment.connects(Machine::Director(from), Machine::Director(to));
        if connected && self.directors[to].is_linked(interface) {
            self.tell(to, agenda, |running, now, actions| {
                running.vrrp.receive(InterfaceId(interface), advert, source, now, &mut actions.vrrp);
            });
        }
    }

    fn do_for_checkers(&mut self, director: usize, action: CheckerAction, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        match action {
            CheckerAction::Probe { checker, timeout, .. } => {
                let Some(daemon) = &self.daemons[director] else { return };
                let (process, deadline) = (daemon.process, now + timeout);
                self.probe(Probe { director, process, checker, began: now, deadline }, agenda);
            }
            CheckerAction::AddService { service } => {
                let Some(daemon) = &self.daemons[director] else { return };
                self.directors[director].kernel.add_service(daemon.plans[service].service, now);
            }
            CheckerAction::RemoveService { service } => {
                let Some(daemon) = &self.daemons[director] else { return };
                self.directors[director].kernel.delete_service(daemon.plans[service].service.address, now);
                self.note_weights(now);
            }
            CheckerAction::AddDest { service, dest, weight } | CheckerAction::SetWeight { service, dest, weight } => {
                self.list(director, service, dest, Some(weight), now);
            }
            CheckerAction::RemoveDest { service, dest } => self.list(director, service, dest, None, now),
            CheckerAction::Log(text) => {
                self.recorder.logged(LogLine { at: now, director, process: Process::Healthcheckers, text });
            }
        }
    }

    /// A destination gets a weight, or leaves the list.
    fn list(&mut self, director: usize, service: usize, dest: DestRef, weight: Option<u16>, now: SimTime) {
        let Some(daemon) = &self.daemons[director] else { return };
        let address = daemon.plans[service].service.address;
        let mut plan = daemon.plans[service].dest(dest);
        let kernel = &mut self.directors[director].kernel;
        match weight {
            Some(weight) => {
                plan.dest.weight = weight.into();
                kernel.put_dest(address, plan.server, plan.dest, now);
            }
            None => kernel.remove_dest(address, plan.dest.address, now),
        }
        let weight = weight.map(u32::from);
        let service = address.to_string();
        self.recorder.changed(now, Changed::Listed { director, service, server: plan.server, weight });
        self.note_weights(now);
    }
}
