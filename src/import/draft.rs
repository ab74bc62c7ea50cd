//! A scenario in the making: what a scenario can say of the services, and notes about the rest.

use super::service::{About, Destination, Forwarding, Host, Service};
use crate::keepalived::Config;
use std::net::{Ipv4Addr, SocketAddrV4};

/// Where addresses begin that stand for something without an address: a range for documentation (RFC 5737).
pub(super) const FIRST_STANDING_IN: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 1);
/// The port that stands for every port.
pub(super) const STANDING_IN_PORT: u16 = 80;

/// A scenario in the making.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// Its title.
    pub title: String,
    /// Its directors; none if nothing is known of the only one.
    pub directors: Vec<DraftDirector>,
    /// What ipvsadm adds.
    pub services: Vec<DraftService>,
    /// Its real servers, each machine once.
    pub servers: Vec<DraftServer>,
    /// Who sends requests: a population for each service.
    pub clients: Vec<DraftClient>,
    /// Addresses that stand for hosts without one that clients reach.
    pub(super) stand_ins: Vec<(Host, Ipv4Addr)>,
    /// How long the directors take until one of them holds each address, in whole seconds; 0 where that is no question.
    pub transient_s: u64,
    /// What a scenario cannot say, and what it does instead; a line each.
    pub notes: Vec<String>,
}

/// `[[director]]`
#[derive(Clone, Debug, PartialEq)]
pub struct DraftDirector {
    /// A name that scenarios allow.
    pub name: String,
    /// Its own address.
    pub address: Ipv4Addr,
    /// Nobody said what its address is.
    pub is_made_up: bool,
    /// The path of its keepalived.conf, from where the scenario lies.
    pub file: String,
    /// Which `@id` lines count, if not those of its name.
    pub config_id: Option<String>,
    /// What its keepalived does instead of what the file says, if that cannot be simulated.
    pub instead: Option<Config>,
}

/// `[[client]]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftClient {
    /// The virtual service.
    pub to: SocketAddrV4,
    /// UDP instead of TCP.
    pub udp: bool,
    /// Whether the service has real servers, whose capacity its requests can be a share of.
    pub has_servers: bool,
}

/// `[[virtual_server]]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftService {
    /// The name of its director; none if every director has it.
    pub director: Option<String>,
    /// Address and port.
    pub address: SocketAddrV4,
    /// UDP instead of TCP.
    pub udp: bool,
    /// As in [`Service`].
    pub ops: bool,
    /// What it is in the original, if that is something else.
    pub stands_for: Option<String>,
    /// As in [`Service`].
    pub scheduler: String,
    /// That of its first real server.
    pub forwarding: Forwarding,
    /// As in [`Service`].
    pub flags: Vec<String>,
    /// As in [`Service`].
    pub persistence_s: Option<u32>,
    /// As in [`Service`].
    pub granularity: Ipv4Addr,
    /// The names of its real servers.
    pub real_servers: Vec<String>,
}

/// `[[real_server]]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftServer {
    /// A name that scenarios allow.
    pub name: String,
    /// Its address, if it has one that a real server can have.
    pub address: Option<Ipv4Addr>,
    /// Whom it stands for.
    pub(super) host: Host,
    /// As in [`Destination`]; none if the director has its own word on it.
    pub weight: Option<u16>,
    /// As in [`Destination`].
    pub uthreshold: u16,
    /// As in [`Destination`].
    pub lthreshold: u16,
}

/// The scenario that these services make. Without services it has none: nothing was found that could be simulated.
pub fn draft(title: &str, services: &[Service]) -> Draft {
    let mut draft = Draft { title: title.to_owned(), ..Draft::default() };
    for service in services {
        draft.add(service);
    }
    draft.drop_addresses_of_services();
    draft
}

impl Draft {
    pub(super) fn note(&mut self, text: String) {
        if !self.notes.contains(&text) {
            self.notes.push(text);
        }
    }

    fn add(&mut self, service: &Service) {
        let about = &service.about;
        if service.destinations.is_empty() {
            self.note(format!("{about} is left out: it has no real server"));
            return;
        }
        let (address, stands_for) = self.address(about);
        let udp = matches!(about, About::Address { udp: true, .. });
        if self.services.iter().any(|other| (other.address, other.udp) == (address, udp)) {
            self.note(format!("{about} is left out: a scenario has one virtual_server at {address}"));
            return;
        }
        let mut real_servers = Vec::new();
        for destination in &service.destinations {
            let name = self.server(destination, about);
            if real_servers.contains(&name) {
                self.note(format!("{about}: {} serves on several ports; once is simulated", destination.host));
            } else {
                real_servers.push(name);
            }
            self.differences(service, destination, address);
        }
        self.clients.push(DraftClient { to: address, udp, has_servers: true });
        self.services.push(DraftService {
            director: None,
            address,
            udp,
            ops: udp && service.ops,
            stands_for,
            scheduler: service.scheduler.clone(),
            forwarding: service.destinations[0].forwarding,
            flags: service.flags.clone(),
            persistence_s: service.persistence_s,
            granularity: service.granularity,
            real_servers,
        });
    }

    /// The address that a scenario can have for a service, and what it stands for if it is another.
    fn address(&mut self, about: &About) -> (SocketAddrV4, Option<String>) {
        match about {
            About::Fwmark(_) => {
                let address = SocketAddrV4::new(self.stand_in(&Host::Name(about.to_string())), STANDING_IN_PORT);
                self.note(format!(
                    "{about} is mapped to {address}: which addresses the firewall marks is not in this file"
                ));
                (address, Some(about.to_string()))
            }
            About::Address { host, port, .. } => {
                let ip = match host {
                    Host::Address(address) if can_be_reached(*address) => *address,
                    _ => self.stand_in(host),
                };
                let address = SocketAddrV4::new(ip, if *port == 0 { STANDING_IN_PORT } else { *port });
                if *host != Host::Address(ip) {
                    self.note(format!("{host} is mapped to {ip}: a scenario has addresses that clients reach"));
                }
                if *port == 0 {
                    self.note(format!("{about} is mapped to port {STANDING_IN_PORT}: a scenario has one port"));
                }
                let same = *port != 0 && *host == Host::Address(ip);
                (address, (!same).then(|| about.to_string()))
            }
        }
    }

    /// The address that stands for a host, always the same.
    fn stand_in(&mut self, host: &Host) -> Ipv4Addr {
        if let Some((_, address)) = self.stand_ins.iter().find(|(known, _)| known == host) {
            return *address;
        }
        let address = Ipv4Addr::from_bits(FIRST_STANDING_IN.to_bits() + self.stand_ins.len() as u32);
        self.stand_ins.push((host.clone(), address));
        address
    }

    /// The name of the machine, which is added if it is not there.
    fn server(&mut self, destination: &Destination, about: &About) -> String {
        let small = |threshold: u32| u16::try_from(threshold).unwrap_or(u16::MAX);
        let (uthreshold, lthreshold) = (small(destination.uthreshold), small(destination.lthreshold));
        if let Some(known) = self.servers.iter().find(|server| server.host == destination.host) {
            let name = known.name.clone();
            let same = known.weight == Some(destination.weight)
                && (known.uthreshold, known.lthreshold) == (uthreshold, lthreshold);
            if !same {
                self.note(format!(
                    "{about}: {} has another weight or other thresholds here; a scenario has one of each for a machine",
                    destination.host
                ));
            }
            return name;
        }
        let name = self.free_name(&destination.host);
        let address = match destination.host {
            Host::Address(address) if can_be_reached(address) => Some(address),
            _ => None,
        };
        let host = destination.host.clone();
        self.servers.push(DraftServer {
            name: name.clone(),
            address,
            host,
            weight: Some(destination.weight),
            uthreshold,
            lthreshold,
        });
        name
    }

    /// `web-1.example.com` or `server-10-0-0-1`, with a number if that is taken.
    pub(super) fn free_name(&self, host: &Host) -> String {
        let wanted = match host {
            Host::Address(address) => format!("server-{address}"),
            Host::Name(name) if name.starts_with(|char: char| char.is_ascii_alphabetic()) => name.clone(),
            Host::Name(name) => format!("server-{name}"),
        };
        self.free(&plain(&wanted))
    }

    /// A name for the next director, from what it is called elsewhere.
    pub(super) fn free_director_name(&self, wanted: &str) -> String {
        self.free(&director_name(wanted))
    }

    /// This name of a machine, with a number if it is taken.
    fn free(&self, name: &str) -> String {
        let taken = |name: &String| {
            self.servers.iter().any(|server| server.name == *name)
                || self.directors.iter().any(|director| director.name == *name)
        };
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
    }

    /// Notes what is another way in the original.
    fn differences(&mut self, service: &Service, destination: &Destination, address: SocketAddrV4) {
        let (own, simulated) = (destination.forwarding, service.destinations[0].forwarding);
        if own != simulated {
            let (about, host) = (&service.about, &destination.host);
            self.note(format!(
                "{about} forwards to {host} by {own}: a scenario has one method for a service, {simulated}"
            ));
        }
        let any = destination.port == 0 || destination.port == address.port();
        if !any && !matches!(service.about, About::Fwmark(_)) {
            let text = format!(
                "{}: its real servers listen on the port of the service, not on one of their own",
                service.about
            );
            self.note(text);
        }
    }

    /// A director that serves itself: in a scenario it is a machine of its own.
    fn drop_addresses_of_services(&mut self) {
        let vips: Vec<Ipv4Addr> = self.services.iter().map(|service| *service.address.ip()).collect();
        for server in &mut self.servers {
            if server.address.is_some_and(|address| vips.contains(&address)) {
                server.address = None;
                let text = format!("{} is a machine of its own with another address, not the director", server.name);
                self.notes.push(text);
            }
        }
    }
}

/// What a scenario can call a director of this name.
pub(super) fn director_name(wanted: &str) -> String {
    let plain = plain(wanted);
    if plain.starts_with(|char: char| char.is_ascii_alphabetic()) { plain } else { format!("director-{plain}") }
}

/// A dot in a name would end it in `--set real_server.NAME.weight`.
fn plain(wanted: &str) -> String {
    let allowed = |char: char| char.is_ascii_alphanumeric() || char == '_';
    wanted.chars().map(|char| if allowed(char) { char } else { '-' }).take(50).collect()
}

/// Whether a machine on a network can have this address.
pub(super) fn can_be_reached(address: Ipv4Addr) -> bool {
    !(address.is_unspecified() || address.is_multicast() || address.is_broadcast() || address.is_loopback())
}
