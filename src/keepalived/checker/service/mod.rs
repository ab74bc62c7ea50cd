//! A virtual service: which of its servers stand in the kernel's table, with which weight, and whether they are enough.
//!
//! A real server is alive while none of its checkers has failed. Alive servers are in the table, the others are not, or
//! with `inhibit_on_failure` stay with weight 0. Where there is a sorry server, the quorum comes first: without it the
//! sorry server stands alone, and those that come back wait outside until all are let in together.
//!
//! - [`quorum`]: whether enough weight is alive
//! - [`sorry`]: changing places with the sorry server

mod quorum;
mod sorry;

use super::{CheckerAction, DestRef, names};
use crate::keepalived::config::VirtualServer;
use quorum::Quorum;
use sorry::Sorry;

/// One virtual service as the daemon sees it.
#[derive(Clone, Debug)]
pub(super) struct Service {
    index: usize,
    name: String,
    quorum: Quorum,
    sorry: Option<Sorry>,
    members: Vec<Member>,
}

/// A real server of the service.
#[derive(Clone, Debug)]
struct Member {
    name: String,
    /// Its `weight`, and what scripts with `misc_dynamic` add to it.
    weight: i64,
    configured_weight: u16,
    inhibit: bool,
    failed_checkers: usize,
    in_table: bool,
}

impl Member {
    fn alive(&self) -> bool {
        self.failed_checkers == 0
    }

    /// What the kernel is told.
    fn weight(&self) -> u16 {
        self.weight.clamp(0, i64::from(u16::MAX)) as u16
    }
}

impl Service {
    /// The service as configured, with nothing in the kernel yet. Where `alpha` holds, a checker has failed until it
    /// has seen a good probe.
    pub(super) fn new(index: usize, service: &VirtualServer) -> Self {
        let members = service.real_servers.iter().map(|server| Member {
            name: names::server(server.address, service.protocol),
            weight: i64::from(server.weight),
            configured_weight: server.weight,
            inhibit: server.inhibit_on_failure,
            failed_checkers: server.checkers.iter().filter(|checker| checker.alpha).count(),
            in_table: false,
        });
        let total = service.real_servers.iter().map(|server| u32::from(server.weight)).sum();
        Self {
            index,
            name: names::service(service),
            quorum: Quorum::new(service.quorum, service.hysteresis, total),
            sorry: service.sorry_server.as_ref().map(|sorry| Sorry::new(sorry, service.protocol)),
            members: members.collect(),
        }
    }

    /// Its name in the log.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The name of a real server in the log.
    pub(super) fn server_name(&self, server: usize) -> &str {
        &self.members[server].name
    }

    /// The `weight` of a real server, whatever scripts have said since.
    pub(super) fn configured_weight(&self, server: usize) -> i64 {
        i64::from(self.members[server].configured_weight)
    }

    /// Makes the service and its first destinations.
    pub(super) fn start(&mut self, actions: &mut Vec<CheckerAction>) {
        actions.push(CheckerAction::AddService { service: self.index });
        for server in 0..self.members.len() {
            let member = &self.members[server];
            if member.alive() {
                self.put(server, member.weight(), actions);
            } else if member.inhibit {
                self.put(server, 0, actions);
            }
        }
        self.make_inhibited_sorry_server(actions);
        self.ask_quorum(actions);
        if !self.quorum.held() {
            self.call_sorry_server(actions);
        }
    }

    /// Deletes the service, whatever stands in it.
    pub(super) fn stop(&mut self, actions: &mut Vec<CheckerAction>) {
        for member in &mut self.members {
            actions.push(CheckerAction::Log(format!("Shutting down service {} from VS {}", member.name, self.name)));
            member.in_table = false;
        }
        actions.push(CheckerAction::RemoveService { service: self.index });
    }

    /// One more checker of this server has failed.
    pub(super) fn checker_failed(&mut self, server: usize, actions: &mut Vec<CheckerAction>) {
        let member = &mut self.members[server];
        member.failed_checkers += 1;
        if member.failed_checkers > 1 {
            return;
        }
        let (did, from) = if member.inhibit { ("Disabling", "of") } else { ("Removing", "from") };
        let line = format!("{did} service {} {from} VS {}", member.name, self.name);
        actions.push(CheckerAction::Log(line));
        if self.takes_part() {
            self.take(server, actions);
        }
        self.weigh(actions);
    }

    /// A failed checker of this server is good again.
    pub(super) fn checker_recovered(&mut self, server: usize, actions: &mut Vec<CheckerAction>) {
        let member = &mut self.members[server];
        member.failed_checkers -= 1;
        if !member.alive() {
            return;
        }
        let (did, to) = if member.inhibit { ("Enabling", "of") } else { ("Adding", "to") };
        let line = format!("{did} service {} {to} VS {}", member.name, self.name);
        let weight = member.weight();
        actions.push(CheckerAction::Log(line));
        if self.takes_part() {
            self.put(server, weight, actions);
        }
        self.weigh(actions);
    }

    /// A script asks for another weight.
    pub(super) fn change_weight(&mut self, server: usize, by: i64, actions: &mut Vec<CheckerAction>) {
        let takes_part = self.takes_part();
        let member = &mut self.members[server];
        let before = member.weight();
        member.weight += by;
        let (weight, state) = (member.weight(), if member.alive() { "active" } else { "inactive" });
        if weight == before {
            return;
        }
        let line = format!(
            "Changing weight from {before} to {weight} for {state} service {} of VS {}",
            member.name, self.name
        );
        actions.push(CheckerAction::Log(line));
        if member.alive() {
            if takes_part {
                self.put(server, weight, actions);
            }
            self.weigh(actions);
        }
    }

    /// What a script asked for holds no longer: the script has failed, and the server is down.
    pub(super) fn forget_weight(&mut self, server: usize, by: i64) {
        self.members[server].weight -= by;
    }

    /// Whether alive servers stand in the table: always, unless a sorry server stands there instead.
    fn takes_part(&self) -> bool {
        self.sorry.is_none() || self.quorum.held()
    }

    /// Weighs what is alive again, and changes places with the sorry server if the quorum says so.
    fn weigh(&mut self, actions: &mut Vec<CheckerAction>) {
        if self.ask_quorum(actions) {
            if self.quorum.held() { self.dismiss_sorry_server(actions) } else { self.call_sorry_server(actions) }
        }
    }

    /// Tells the quorum what is alive, and returns whether it was gained or lost by that.
    fn ask_quorum(&mut self, actions: &mut Vec<CheckerAction>) -> bool {
        let alive = self.members.iter().filter(|member| member.alive()).map(|member| u64::from(member.weight())).sum();
        let said = self.quorum.update(alive);
        actions.extend(said.iter().map(|said| CheckerAction::Log(format!("{said} for VS {}", self.name))));
        said.is_some()
    }

    /// Sees to it that the server is in the table with this weight.
    fn put(&mut self, server: usize, weight: u16, actions: &mut Vec<CheckerAction>) {
        let (service, dest) = (self.index, DestRef::RealServer(server));
        let was_there = std::mem::replace(&mut self.members[server].in_table, true);
        actions.push(if was_there {
            CheckerAction::SetWeight { service, dest, weight }
        } else {
            CheckerAction::AddDest { service, dest, weight }
        });
    }

    /// Sees to it that the server gets no connections.
    fn take(&mut self, server: usize, actions: &mut Vec<CheckerAction>) {
        let (service, dest, member) = (self.index, DestRef::RealServer(server), &mut self.members[server]);
        if member.inhibit {
            actions.push(CheckerAction::SetWeight { service, dest, weight: 0 });
        } else if std::mem::take(&mut member.in_table) {
            actions.push(CheckerAction::RemoveDest { service, dest });
        }
    }
}
