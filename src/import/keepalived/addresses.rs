//! Who has which address, and free ones for those who need one.

use crate::import::draft::{FIRST_STANDING_IN, STANDING_IN_PORT, can_be_reached};
use crate::keepalived::config::{Config, ServiceKey};
use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddrV4};

/// Made up addresses begin here in their network and go down: machines are mostly counted upwards.
const HIGHEST_HOST: u8 = 250;
/// Ports for a service that has none of its own, the usual ones first.
const USUAL_PORTS: [u16; 4] = [STANDING_IN_PORT, 443, 8080, 8443];

/// Who has which address.
#[derive(Debug)]
pub(super) struct Addresses {
    /// Those that clients know.
    virtual_addresses: BTreeSet<Ipv4Addr>,
    /// Those of machines, and those that were given away.
    machines: BTreeSet<Ipv4Addr>,
    /// Those that directors say are their own.
    sources: BTreeSet<Ipv4Addr>,
    /// What stands for what.
    stand_ins: BTreeMap<Ipv4Addr, Ipv4Addr>,
}

impl Addresses {
    /// Those that these configurations name.
    pub(super) fn of(configs: &[&Config]) -> Self {
        let services = || configs.iter().flat_map(|config| &config.virtual_servers);
        let instances = || configs.iter().flat_map(|config| &config.instances);
        let moved = instances().flat_map(|of| of.virtual_addresses.iter().chain(&of.excluded_addresses).copied());
        let served = services().filter_map(|service| match service.key {
            ServiceKey::Address(address) => Some(*address.ip()),
            ServiceKey::Fwmark(_) => None,
        });
        let real = services().flat_map(|of| of.real_servers.iter().map(|server| *server.address.ip()));
        let sorry = services().filter_map(|of| of.sorry_server.map(|server| *server.address.ip()));
        Self {
            virtual_addresses: moved.chain(served).collect(),
            machines: real.chain(sorry).collect(),
            sources: instances().filter_map(|instance| instance.source).collect(),
            stand_ins: BTreeMap::new(),
        }
    }

    /// Whether a real server can be at this address: a director is a machine of its own in a scenario.
    pub(super) fn can_serve(&self, address: Ipv4Addr) -> bool {
        can_be_reached(address) && !self.virtual_addresses.contains(&address)
    }

    /// Gives a director the address that it says it has; false if another has it.
    pub(super) fn claim(&mut self, own: Ipv4Addr) -> bool {
        self.can_serve(own) && self.machines.insert(own)
    }

    /// An address that nobody has, in the network of this one if there is room.
    pub(super) fn free_near(&mut self, near: Ipv4Addr) -> Ipv4Addr {
        let [a, b, c, _] = near.octets();
        let neighbors = (1..=HIGHEST_HOST).rev().map(|host| Ipv4Addr::new(a, b, c, host));
        let others = (FIRST_STANDING_IN.to_bits()..).map(Ipv4Addr::from_bits);
        let is_free = |address: &Ipv4Addr| {
            self.can_serve(*address) && !self.machines.contains(address) && !self.sources.contains(address)
        };
        let free = neighbors.chain(others).find(is_free).unwrap_or(near);
        self.machines.insert(free);
        free
    }

    /// The address that stands for one that cannot be had, always the same.
    pub(super) fn stand_in(&mut self, address: Ipv4Addr, near: Ipv4Addr) -> Ipv4Addr {
        if let Some(known) = self.stand_ins.get(&address) {
            return *known;
        }
        let free = self.free_near(near);
        self.stand_ins.insert(address, free);
        free
    }
}

/// An address of the network that a director is in, as far as its configuration knows.
pub(super) fn home(config: &Config) -> Ipv4Addr {
    let moved = config.instances.iter().find_map(|instance| instance.virtual_addresses.first().copied());
    let served = config.virtual_servers.iter().find_map(|service| match service.key {
        ServiceKey::Address(address) => Some(*address.ip()),
        ServiceKey::Fwmark(_) => None,
    });
    let serving = config.virtual_servers.iter().find_map(|service| service.real_servers.first());
    let serving = serving.map(|server| *server.address.ip());
    moved.or(served).or(serving).unwrap_or(FIRST_STANDING_IN)
}

/// A port of this address that is not among the services known.
pub(super) fn free_port(address: Ipv4Addr, known: &[SocketAddrV4]) -> u16 {
    let ports = USUAL_PORTS.into_iter().chain(10_000..=u16::MAX);
    let is_free = |port: &u16| !known.contains(&SocketAddrV4::new(address, *port));
    ports.into_iter().find(is_free).unwrap_or(STANDING_IN_PORT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keepalived::config::{ForwardingMethod, RealServer, VirtualServer};

    /// A service at 10.0.0.1 and a real server at 10.0.0.250.
    fn addresses() -> Addresses {
        let here = |host| SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, host), 80);
        let service = VirtualServer {
            real_servers: vec![RealServer::new(here(250), ForwardingMethod::Route, Vec::new())],
            ..VirtualServer::new(ServiceKey::Address(here(1)), "rr", ForwardingMethod::Route)
        };
        Addresses::of(&[&Config { virtual_servers: vec![service], ..Config::default() }])
    }

    #[test]
    fn a_made_up_address_is_in_the_network_and_nobody_elses_and_when_that_is_full_elsewhere() {
        let mut addresses = addresses();
        let near = Ipv4Addr::new(10, 0, 0, 1);
        assert_eq!(addresses.free_near(near), Ipv4Addr::new(10, 0, 0, 249));
        assert_eq!(addresses.free_near(near), Ipv4Addr::new(10, 0, 0, 248));
        let rest: BTreeSet<Ipv4Addr> = (2..248).map(|_| addresses.free_near(near)).collect();
        assert_eq!(rest, (2..248).map(|host| Ipv4Addr::new(10, 0, 0, host)).collect());
        assert_eq!(addresses.free_near(near), FIRST_STANDING_IN);
    }

    #[test]
    fn a_director_has_the_address_it_claims_unless_another_has_it() {
        let mut addresses = addresses();
        assert!(addresses.claim(Ipv4Addr::new(10, 0, 0, 7)));
        assert!(!addresses.claim(Ipv4Addr::new(10, 0, 0, 7)));
        assert!(!addresses.claim(Ipv4Addr::new(10, 0, 0, 1)), "the virtual address");
        assert!(!addresses.claim(Ipv4Addr::new(10, 0, 0, 250)), "the real server's");
    }

    #[test]
    fn what_stands_for_an_address_is_always_the_same() {
        let mut addresses = addresses();
        let near = Ipv4Addr::new(10, 0, 0, 1);
        let first = addresses.stand_in(Ipv4Addr::LOCALHOST, near);
        assert_eq!(addresses.stand_in(Ipv4Addr::LOCALHOST, near), first);
        assert_ne!(addresses.stand_in(near, near), first);
    }
}
