//! The sorry server: who answers while the quorum is lost.

use super::Service;
use crate::keepalived::checker::{CheckerAction, DestRef, names};
use crate::keepalived::config::{Protocol, SorryServer};

/// The weight that a sorry server has while it is needed.
const WEIGHT: u16 = 1;

/// The sorry server of a service.
#[derive(Clone, Debug)]
pub(super) struct Sorry {
    name: String,
    /// `sorry_server_inhibit`.
    inhibit: bool,
}

impl Sorry {
    pub(super) fn new(sorry: &SorryServer, protocol: Protocol) -> Self {
        Self { name: names::server(sorry.address, protocol), inhibit: sorry.inhibit }
    }
}

impl Service {
    /// At the start: an inhibited sorry server is always in the table.
    pub(super) fn make_inhibited_sorry_server(&self, actions: &mut Vec<CheckerAction>) {
        if self.sorry.as_ref().is_some_and(|sorry| sorry.inhibit) {
            actions.push(CheckerAction::AddDest { service: self.index, dest: DestRef::SorryServer, weight: 0 });
        }
    }

    /// Without the quorum: in with the sorry server, out with all that are alive.
    pub(super) fn call_sorry_server(&mut self, actions: &mut Vec<CheckerAction>) {
        let Some(Sorry { name, inhibit }) = &self.sorry else { return };
        let (service, dest, weight) = (self.index, DestRef::SorryServer, WEIGHT);
        let (did, action) = if *inhibit {
            ("Enabling", CheckerAction::SetWeight { service, dest, weight })
        } else {
            ("Adding", CheckerAction::AddDest { service, dest, weight })
        };
        let vs = &self.name;
        actions.push(CheckerAction::Log(format!("{did} sorry server {name} to VS {vs}")));
        actions.push(action);
        actions.push(CheckerAction::Log(format!("Removing alive servers from the pool for VS {vs}")));
        for server in 0..self.members.len() {
            if self.members[server].alive() {
                self.take(server, actions);
            }
        }
    }

    /// With the quorum: out with the sorry server, in with all that are alive, in the order of the configuration.
    pub(super) fn dismiss_sorry_server(&mut self, actions: &mut Vec<CheckerAction>) {
        let Some(Sorry { name, inhibit }) = &self.sorry else { return };
        let (service, dest, vs) = (self.index, DestRef::SorryServer, &self.name);
        let (did, action) = if *inhibit {
            ("Disabling", CheckerAction::SetWeight { service, dest, weight: 0 })
        } else {
            ("Removing", CheckerAction::RemoveDest { service, dest })
        };
        actions.push(CheckerAction::Log(format!("{did} sorry server {name} from VS {vs}")));
        actions.push(action);
        actions.push(CheckerAction::Log(format!("Adding alive servers to the pool for VS {vs}")));
        for server in 0..self.members.len() {
            if self.members[server].alive() {
                self.put(server, self.members[server].weight(), actions);
            }
        }
    }
}
