//! The nearest configuration that can be simulated: services with an address.

use super::addresses::{Addresses, free_port};
use crate::import::draft::{FIRST_STANDING_IN, STANDING_IN_PORT, can_be_reached};
use crate::import::service::{About, Host};
use crate::ipvs::scheduler;
use crate::keepalived::config::{Config, ForwardingMethod, Protocol, RealServer, ServiceKey, VirtualServer};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

/// What stands for a scheduler that cannot be simulated: keepalived's default.
const DEFAULT_SCHEDULER: &str = "wlc";

/// Changes the configurations of a cluster, as little as can be.
pub(super) struct Nearest<'a> {
    originals: &'a [&'a Config],
    addresses: &'a mut Addresses,
    /// The services of all directors, and those that stand for marks.
    known: Vec<SocketAddrV4>,
    /// What stands for a mark of the firewall.
    marks: BTreeMap<u32, SocketAddrV4>,
    /// Addresses that no vrrp_instance moves, each with the number of the director that holds it.
    held: BTreeMap<Ipv4Addr, usize>,
    /// How many directors were done.
    done: usize,
    notes: Vec<String>,
}

impl<'a> Nearest<'a> {
    pub(super) fn new(originals: &'a [&'a Config], addresses: &'a mut Addresses) -> Self {
        let services = originals.iter().flat_map(|config| &config.virtual_servers);
        let known = services.filter_map(|service| match service.key {
            ServiceKey::Address(address) => Some(address),
            ServiceKey::Fwmark(_) => None,
        });
        let known = known.collect();
        Self { originals, addresses, known, marks: BTreeMap::new(), held: BTreeMap::new(), done: 0, notes: Vec::new() }
    }

    /// Every change, each once.
    pub(super) fn into_notes(self) -> Vec<String> {
        self.notes
    }

    fn note(&mut self, text: String) {
        if !self.notes.contains(&text) {
            self.notes.push(text);
        }
    }

    /// The nearest to the configuration of the next director; an equal one if that can be simulated.
    pub(super) fn configuration(&mut self, config: &Config) -> Config {
        let mut nearest = Config { virtual_servers: Vec::new(), ..config.clone() };
        for original in &config.virtual_servers {
            let about = about(original).to_string();
            let service = self.service(original, &about, config);
            let ServiceKey::Address(address) = service.key else { continue };
            let is_same = |other: &VirtualServer| (other.key, other.protocol) == (service.key, service.protocol);
            if nearest.virtual_servers.iter().any(is_same) {
                self.note(format!("{about} is left out: one virtual service at {address} is simulated"));
            } else if self.is_held_elsewhere(*address.ip(), config) {
                let text = format!("{about} is left out on one director: no vrrp_instance moves its address there");
                self.note(text);
            } else {
                nearest.virtual_servers.push(service);
            }
        }
        self.done += 1;
        nearest
    }

    /// Whether another director has this address for good, or may get it without this one letting go of it.
    fn is_held_elsewhere(&mut self, address: Ipv4Addr, config: &Config) -> bool {
        let moves = |config: &Config| config.instances.iter().any(|instance| instance.moves(address));
        if moves(config) {
            return false;
        }
        self.originals.iter().any(|other| moves(other)) || *self.held.entry(address).or_insert(self.done) != self.done
    }

    fn service(&mut self, original: &VirtualServer, about: &str, config: &Config) -> VirtualServer {
        let mut service = original.clone();
        let address = self.address(original, about, config);
        service.key = ServiceKey::Address(address);
        let sees_replies = service.real_servers.iter().all(|server| server.lvs_method == ForwardingMethod::Masq);
        let works = |scheduler: &scheduler::SchedulerInfo| sees_replies || !scheduler.needs_replies;
        if !scheduler::find(&service.lvs_sched).is_some_and(works) {
            let name = std::mem::replace(&mut service.lvs_sched, DEFAULT_SCHEDULER.to_owned());
            service.flags.clear();
            self.note(format!(
                "{about}: {name} needs replies that do not pass the director, {DEFAULT_SCHEDULER} is simulated"
            ));
        }
        service.real_servers.clear();
        for server in &original.real_servers {
            let server = self.real_server(server, address);
            if service.real_servers.iter().any(|other| other.address == server.address) {
                self.note(format!("{about}: {} serves on several ports; once is simulated", server.address.ip()));
            } else {
                service.real_servers.push(server);
            }
        }
        if let Some(sorry) = &mut service.sorry_server {
            sorry.address.set_ip(self.machine(*sorry.address.ip(), address));
        }
        service
    }

    /// Where clients find the service.
    fn address(&mut self, service: &VirtualServer, about: &str, config: &Config) -> SocketAddrV4 {
        match service.key {
            ServiceKey::Address(address) if can_be_reached(*address.ip()) => address,
            ServiceKey::Address(address) => {
                let ip = self.addresses.stand_in(*address.ip(), FIRST_STANDING_IN);
                self.note(format!("{} is mapped to {ip}: a scenario has addresses that clients reach", address.ip()));
                SocketAddrV4::new(ip, address.port())
            }
            ServiceKey::Fwmark(mark) => {
                let address = self.marks.get(&mark).copied().unwrap_or_else(|| self.for_a_mark(config));
                self.marks.insert(mark, address);
                self.note(format!(
                    "{about} is mapped to {address}: which addresses the firewall marks is not in this file"
                ));
                address
            }
        }
    }

    /// A port of the address that VRRP moves, so that the service goes with it; without VRRP, an address of its own.
    fn for_a_mark(&mut self, config: &Config) -> SocketAddrV4 {
        let moved = config.instances.iter().find_map(|instance| instance.virtual_addresses.first().copied());
        let address = match moved {
            Some(ip) => SocketAddrV4::new(ip, free_port(ip, &self.known)),
            None => SocketAddrV4::new(self.addresses.free_near(FIRST_STANDING_IN), STANDING_IN_PORT),
        };
        self.known.push(address);
        address
    }

    fn real_server(&mut self, original: &RealServer, service: SocketAddrV4) -> RealServer {
        let mut server = original.clone();
        let ip = self.machine(*original.address.ip(), service);
        server.address.set_ip(ip);
        for checker in server.checkers.iter_mut().filter(|checker| checker.target.ip() == original.address.ip()) {
            checker.target.set_ip(ip);
        }
        server
    }

    /// The machine at this address, or one that stands for it.
    fn machine(&mut self, address: Ipv4Addr, service: SocketAddrV4) -> Ipv4Addr {
        if self.addresses.can_serve(address) {
            return address;
        }
        let other = self.addresses.stand_in(address, *service.ip());
        self.note(format!(
            "{address} as a real server is mapped to {other}: it is a machine of its own, not the director"
        ));
        other
    }
}

fn about(service: &VirtualServer) -> About {
    match service.key {
        ServiceKey::Fwmark(mark) => About::Fwmark(mark),
        ServiceKey::Address(address) => About::Address {
            host: Host::Address(*address.ip()),
            port: address.port(),
            udp: service.protocol == Protocol::Udp,
        },
    }
}
