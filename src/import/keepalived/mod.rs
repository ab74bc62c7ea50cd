//! Configurations of keepalived, one for each director, as a scenario.
//!
//! A director keeps its file where that can be simulated as it stands. Otherwise it gets the nearest configuration that
//! can, as tables, and the draft notes every change.
//!
//! * `given`: a file and what its director is called; `addresses`: who has which, and free ones
//! * `nearest`: the nearest configuration that can be simulated

mod addresses;
mod given;
mod nearest;

pub use given::{Given, read};

use super::draft::{Draft, DraftClient, DraftDirector, DraftServer, DraftService, FIRST_STANDING_IN, STANDING_IN_PORT};
use super::service::{Forwarding, Host};
use crate::keepalived::config::{Config, Protocol, ServiceKey, VrrpInstance};
use addresses::Addresses;
use nearest::Nearest;
use std::net::{Ipv4Addr, SocketAddrV4};

/// A run of five minutes has to leave something to see.
const LONGEST_TRANSIENT_S: u64 = 60;

/// The scenario that these directors make together. Where they have nothing that clients could connect to, a made-up
/// service stands for it, so that there is always something to start from.
pub fn from_keepalived(title: &str, directors: &[Given]) -> Draft {
    let mut draft = Draft { title: title.to_owned(), ..Draft::default() };
    let originals: Vec<&Config> = directors.iter().map(|given| &given.read.config).collect();
    let mut addresses = Addresses::of(&originals);
    let mut nearest = Nearest::new(&originals, &mut addresses);
    let configs: Vec<Config> = originals.iter().map(|config| nearest.configuration(config)).collect();
    draft.notes = nearest.into_notes();
    draft.transient_s = configs.iter().map(settled_after_s).max().unwrap_or(0);
    for (given, config) in directors.iter().zip(&configs) {
        let director = director(given, config, &mut addresses, &draft);
        draft.directors.push(director);
    }
    for config in &configs {
        draft.add_servers(config);
    }
    draft.add_clients(&configs);
    if draft.clients.is_empty() {
        draft.add_a_service_to_fail_over(&configs, &mut addresses);
    }
    draft
}

/// After how many whole seconds the last instance of an undisturbed router is master.
fn settled_after_s(config: &Config) -> u64 {
    // The skew is less than an advert, the start of the daemon less than a second.
    let adverts = |instance: &VrrpInstance| f64::from(instance.down_timer_adverts) + 1.0;
    let longest = config.instances.iter().map(|instance| adverts(instance) * instance.advert_int.as_secs_f64());
    let longest = longest.max_by(f64::total_cmp).map_or(0, |seconds| seconds.ceil() as u64 + 1);
    longest.min(LONGEST_TRANSIENT_S)
}

fn director(given: &Given, config: &Config, addresses: &mut Addresses, draft: &Draft) -> DraftDirector {
    let name = draft.free_director_name(&given.name);
    let own = config.instances.iter().find_map(|instance| instance.source).filter(|own| addresses.claim(*own));
    DraftDirector {
        // Where the name is another, so is what `@` stands for.
        config_id: Some(given.config_id.clone()).filter(|id| *id != name),
        name,
        address: own.unwrap_or_else(|| addresses.free_near(addresses::home(&given.read.config))),
        is_made_up: own.is_none(),
        file: given.file.clone(),
        instead: Some(config.clone()).filter(|config| *config != given.read.config),
    }
}

impl Draft {
    /// A machine for each address of a real server or a sorry server.
    fn add_servers(&mut self, config: &Config) {
        for service in &config.virtual_servers {
            let real = service.real_servers.iter().map(|server| *server.address.ip());
            let sorry = service.sorry_server.iter().map(|server| *server.address.ip());
            real.chain(sorry).for_each(|address| self.add_server(address));
        }
    }

    fn add_server(&mut self, address: Ipv4Addr) {
        if self.servers.iter().any(|known| known.address == Some(address)) {
            return;
        }
        let host = Host::Address(address);
        let name = self.free_name(&host);
        self.servers.push(DraftServer {
            name,
            address: Some(address),
            host,
            weight: None,
            uthreshold: 0,
            lthreshold: 0,
        });
    }

    /// A population of clients for each virtual service.
    fn add_clients(&mut self, configs: &[Config]) {
        let services = || configs.iter().flat_map(|config| &config.virtual_servers);
        let known: Vec<SocketAddrV4> = services().filter_map(|service| address(service.key)).collect();
        for service in services() {
            let Some(mut to) = address(service.key) else { continue };
            let udp = service.protocol == Protocol::Udp;
            if to.port() == 0 {
                to.set_port(addresses::free_port(*to.ip(), &known));
            }
            let has_servers = !service.real_servers.is_empty();
            match self.clients.iter_mut().find(|client| (client.to, client.udp) == (to, udp)) {
                Some(client) => client.has_servers |= has_servers,
                None => self.clients.push(DraftClient { to, udp, has_servers }),
            }
        }
    }

    /// VRRP alone: clients see who holds an address by a service that somebody else adds.
    fn add_a_service_to_fail_over(&mut self, configs: &[Config], addresses: &mut Addresses) {
        let virtual_addresses = |config: &Config| -> Vec<Ipv4Addr> {
            config.instances.iter().flat_map(|instance| instance.virtual_addresses.clone()).collect()
        };
        let first = configs
            .iter()
            .enumerate()
            .find_map(|(owner, config)| virtual_addresses(config).first().map(|address| (owner, *address)));
        let (owner, vip) = first.unwrap_or_else(|| (0, addresses.free_near(FIRST_STANDING_IN)));
        let is_everywhere = configs.iter().all(|config| virtual_addresses(config).contains(&vip));
        let address = SocketAddrV4::new(vip, STANDING_IN_PORT);
        self.add_server(addresses.free_near(vip));
        let shows =
            if first.is_some() { ", shows what clients see of VRRP" } else { ", stands for what cannot be simulated" };
        self.note(format!("there is no virtual_server: one at {address}, with a server{shows}"));
        self.clients.push(DraftClient { to: address, udp: false, has_servers: true });
        self.services.push(DraftService {
            director: (!is_everywhere).then(|| self.directors[owner].name.clone()),
            address,
            udp: false,
            ops: false,
            stands_for: Some("whatever clients want from this address: fill in".to_owned()),
            scheduler: "wlc".to_owned(),
            forwarding: Forwarding::Route,
            flags: Vec::new(),
            persistence_s: None,
            granularity: Ipv4Addr::BROADCAST,
            real_servers: self.servers.iter().map(|server| server.name.clone()).collect(),
        });
    }
}

fn address(key: ServiceKey) -> Option<SocketAddrV4> {
    match key {
        ServiceKey::Address(address) => Some(address),
        ServiceKey::Fwmark(_) => None,
    }
}
