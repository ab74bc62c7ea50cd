//! Which machine holds which virtual address.
//!
//! An address that a `vrrp_instance` names is held by whichever router is its master. Any other address of a virtual
//! service is simply there on its director, so no second machine may have it, unless clients reach it by a way that leads
//! to several.

use super::Checks;
use crate::keepalived::config::ServiceKey;
use crate::scenario::meant::{Director, Scenario, Through};
use crate::scenario::mistake::Mistake;
use crate::scenario::tree::Path;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

/// No address of a virtual service may be on two machines at once.
pub(super) fn check(scenario: &Scenario, checks: &mut Checks<'_>) {
    let mut holders: BTreeMap<Ipv4Addr, usize> = BTreeMap::new();
    for (index, director) in scenario.directors.iter().enumerate() {
        let held = always_held(scenario, index, director);
        for address in held.into_iter().filter(|address| !is_shared(scenario, *address)) {
            let moves_to = |other: &&Director| holds_as_master(other, address);
            let other = match holders.insert(address, index) {
                Some(other) if other != index => Some(&scenario.directors[other]),
                _ => scenario.directors.iter().find(moves_to),
            };
            if let Some(other) = other {
                checks.add(twice(scenario, address, director, other));
                return;
            }
        }
    }
}

/// Whether everybody who sends to an address has a way that leads to several directors.
fn is_shared(scenario: &Scenario, address: Ipv4Addr) -> bool {
    let mut senders = scenario.clients.iter().filter(|client| *client.to.address.ip() == address).peekable();
    senders.peek().is_some() && senders.all(|client| client.through != Through::Vip)
}

/// The addresses of its virtual services that no `vrrp_instance` of its keepalived names.
fn always_held(scenario: &Scenario, index: usize, director: &Director) -> Vec<Ipv4Addr> {
    let added = scenario.virtual_servers.iter().filter(|service| service.director == index);
    let configured = director.keepalived.iter().flat_map(|keepalived| &keepalived.config.virtual_servers);
    let configured = configured.filter_map(|service| match service.key {
        ServiceKey::Address(address) => Some(*address.ip()),
        ServiceKey::Fwmark(_) => None,
    });
    let added = added.filter(|service| service.at.fwmark.is_none()).map(|service| *service.at.address.ip());
    let all = added.chain(configured);
    all.filter(|address| !holds_as_master(director, *address)).collect()
}

fn holds_as_master(director: &Director, address: Ipv4Addr) -> bool {
    let mut instances = director.keepalived.iter().flat_map(|keepalived| &keepalived.config.instances);
    instances
        .any(|instance| instance.virtual_addresses.contains(&address) || instance.excluded_addresses.contains(&address))
}

fn twice(scenario: &Scenario, address: Ipv4Addr, director: &Director, other: &Director) -> Mistake {
    let path = Path::root().to("director");
    let path = match scenario.directors.iter().position(|one| one == director) {
        Some(index) if scenario.directors.len() > 1 => path.to(index),
        _ => path,
    };
    let label = format!("{:?} has it, too", other.name);
    Mistake::titled(path, format!("{:?} holds {address} all the time", director.name), label)
        .with_help("give a [[virtual_server]] to one director by its key `director`")
        .with_help("or let keepalived decide who holds the address, by a vrrp_instance on each director")
        .with_help("or let clients go through = \"ecmp\", or each through its \"own\"")
}
