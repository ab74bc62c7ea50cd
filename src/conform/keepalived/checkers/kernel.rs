//! The director's table, and every state it has had.

use std::net::Ipv4Addr;

use crate::keepalived::checker::{CheckerAction, DestRef};
use crate::keepalived::config::VirtualServer;
use crate::time::SimTime;

/// Servers with their weights, in the kernel's order.
pub(super) type Table = Vec<(Ipv4Addr, u16)>;

/// The table of a director with one service.
#[derive(Debug)]
pub(super) struct Kernel<'a> {
    service: &'a VirtualServer,
    entries: Vec<(DestRef, u16)>,
    history: Vec<(SimTime, Table)>,
}

impl<'a> Kernel<'a> {
    /// A table with nothing in it.
    pub(super) fn new(service: &'a VirtualServer) -> Self {
        Self { service, entries: Vec::new(), history: vec![(SimTime::ZERO, Table::new())] }
    }

    /// Carries out what concerns the table.
    pub(super) fn carry_out(&mut self, now: SimTime, action: &CheckerAction) {
        match *action {
            CheckerAction::AddDest { dest, weight, .. } => self.entries.insert(0, (dest, weight)),
            CheckerAction::RemoveDest { dest, .. } => self.entries.retain(|entry| entry.0 != dest),
            CheckerAction::SetWeight { dest, weight, .. } => {
                for entry in self.entries.iter_mut().filter(|entry| entry.0 == dest) {
                    entry.1 = weight;
                }
            }
            CheckerAction::RemoveService { .. } => self.entries.clear(),
            _ => return,
        }
        let shown = self.entries.iter().map(|(dest, weight)| (self.address(*dest), *weight)).collect();
        self.history.push((now, shown));
    }

    /// Since when the table was what it was, from the empty one on.
    pub(super) fn into_history(self) -> Vec<(SimTime, Table)> {
        self.history
    }

    fn address(&self, dest: DestRef) -> Ipv4Addr {
        match (dest, &self.service.sorry_server) {
            (DestRef::RealServer(server), _) => *self.service.real_servers[server].address.ip(),
            (DestRef::SorryServer, sorry) => {
                *sorry.as_ref().expect("only a configured sorry server gets into the table").address.ip()
            }
        }
    }
}
