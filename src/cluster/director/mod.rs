//! A director: a machine with interfaces and addresses, the kernel's IPVS, and perhaps keepalived.
//!
//! * [`kernel`]: IPVS, and which real server stands behind each destination

pub mod kernel;

pub use kernel::{Kernel, Route};

use crate::cluster::spec::DirectorSpec;
use crate::cluster::sync::Sync;
use crate::engine::{Stream, Streams};
use crate::ipvs::ServiceAddress;
use crate::keepalived::config::ServiceKey;
use crate::stats::timeline::DirectorCondition;
use crate::time::SimTime;
use std::net::Ipv4Addr;

/// The interface of a director that says nothing of its interfaces.
const ONLY_INTERFACE: &str = "eth0";

/// A machine that runs IPVS.
pub struct Director {
    spec: DirectorSpec,
    streams: Streams,
    /// What the kernel knows.
    pub kernel: Kernel,
    /// What it tells other directors of its connections, and hears of theirs.
    pub sync: Sync,
    /// Whether some real server is out of its reach, or out of the clients'.
    pub is_cut_off: bool,
    /// SYNs and datagrams of clients that it has taken.
    pub openings: u64,
    /// How often it has booted.
    boots: u32,
    /// How many faults keep it without power.
    power_offs: u32,
    /// Its interfaces; the first is the one towards the clients.
    interfaces: Vec<Interface>,
    /// The virtual addresses on its interfaces: address, and index of the interface.
    held: Vec<(Ipv4Addr, usize)>,
    /// What its entries counted before it lost power, by real server: ActiveConn and InActConn, in nanoseconds.
    forgotten: Vec<(u128, u128)>,
}

/// A network card.
struct Interface {
    name: String,
    /// How many faults keep it down.
    downs: u32,
}

impl Director {
    /// A director that has just booted; its keepalived is not started.
    pub fn new(spec: &DirectorSpec, servers: usize, streams: &Streams) -> Self {
        let mut director = Self {
            kernel: Kernel::new(spec, servers, stream(spec, streams, 1), SimTime::ZERO),
            spec: spec.clone(),
            streams: streams.clone(),
            sync: Sync::new(spec.sync_daemon),
            is_cut_off: false,
            openings: 0,
            boots: 1,
            power_offs: 0,
            interfaces: interface_names(spec).map(|name| Interface { name, downs: 0 }).collect(),
            held: Vec::new(),
            forgotten: vec![(0, 0); servers],
        };
        director.hold_static_addresses();
        director
    }

    /// The addresses of its services that no VRRP instance moves are on its interface from the start.
    fn hold_static_addresses(&mut self) {
        let of_ipvsadm = self.spec.services.iter().filter_map(|service| match service.service.address {
            ServiceAddress::Endpoint(_, endpoint) => Some(Ipv4Addr::from(endpoint.addr)),
            ServiceAddress::Fwmark(_) => None,
        });
        let config = self.spec.keepalived.as_ref().map(|keepalived| &keepalived.config);
        let of_keepalived = config.into_iter().flat_map(|config| &config.virtual_servers);
        let of_keepalived = of_keepalived.filter_map(|service| match service.key {
            ServiceKey::Address(address) => Some(*address.ip()),
            ServiceKey::Fwmark(_) => None,
        });
        let moved = |address: &Ipv4Addr| {
            config.is_some_and(|config| config.instances.iter().any(|instance| instance.moves(*address)))
        };
        let fixed: Vec<Ipv4Addr> = of_ipvsadm.chain(of_keepalived).filter(|address| !moved(address)).collect();
        fixed.into_iter().for_each(|address| {
            self.hold(address, 0);
        });
    }

    /// Its description.
    pub fn spec(&self) -> &DirectorSpec {
        &self.spec
    }

    /// How often it has booted, losing what it had queued.
    pub fn boots(&self) -> u32 {
        self.boots
    }

    /// Its interfaces, by name; the first is the one towards the clients.
    pub fn interfaces(&self) -> impl Iterator<Item = &str> {
        self.interfaces.iter().map(|interface| &interface.name[..])
    }

    /// The index of an interface; `None` names the one towards the clients.
    pub fn interface(&self, name: Option<&str>) -> Option<usize> {
        name.map_or(Some(0), |name| self.interfaces().position(|own| own == name))
    }

    /// Whether it has power.
    pub fn is_on(&self) -> bool {
        self.power_offs == 0
    }

    /// Whether an interface has a carrier.
    pub fn is_linked(&self, interface: usize) -> bool {
        self.is_on() && self.interfaces[interface].downs == 0
    }

    /// Whether it reaches the real servers, as far as it is concerned.
    pub fn is_linked_to_servers(&self) -> bool {
        self.interface(self.spec.server_interface.as_deref()).is_some_and(|interface| self.is_linked(interface))
    }

    /// How it truly is; `daemon` says whether its keepalived, if any, runs.
    pub fn condition(&self, daemon: bool) -> DirectorCondition {
        match () {
            () if !self.is_on() => DirectorCondition::Off,
            () if !self.is_linked(0) => DirectorCondition::LinkDown,
            () if !daemon => DirectorCondition::KeepalivedDown,
            () => DirectorCondition::Up,
        }
    }

    /// Whether it takes packets for this address off the wire as its own.
    pub fn takes(&self, address: Ipv4Addr) -> bool {
        self.held.iter().any(|&(held, interface)| held == address && self.is_linked(interface))
            || (address == self.spec.address && self.is_linked(0))
    }

    /// The virtual addresses on its interfaces.
    pub fn held_addresses(&self) -> impl Iterator<Item = Ipv4Addr> {
        self.held.iter().map(|&(address, _)| address)
    }

    /// Puts an address on an interface. Returns whether that is new.
    pub fn hold(&mut self, address: Ipv4Addr, interface: usize) -> bool {
        let new = !self.held.contains(&(address, interface));
        if new {
            self.held.push((address, interface));
        }
        new
    }

    /// Takes an address off an interface. Returns whether it was there.
    pub fn release(&mut self, address: Ipv4Addr, interface: usize) -> bool {
        let before = self.held.len();
        self.held.retain(|&held| held != (address, interface));
        self.held.len() < before
    }

    /// A fault takes an interface's carrier. Returns whether it had one.
    pub fn unplug(&mut self, interface: usize) -> bool {
        self.interfaces[interface].downs += 1;
        self.interfaces[interface].downs == 1
    }

    /// Such a fault is over. Returns whether the interface has a carrier again.
    pub fn plug_in(&mut self, interface: usize) -> bool {
        self.interfaces[interface].downs -= 1;
        self.interfaces[interface].downs == 0
    }

    /// A fault takes its power. Returns whether it had any. The kernel's tables and the addresses are gone.
    pub fn power_off(&mut self, now: SimTime) -> bool {
        self.power_offs += 1;
        if self.power_offs > 1 {
            return false;
        }
        for (server, forgotten) in self.forgotten.iter_mut().enumerate() {
            let (active, inactive) = self.kernel.conn_times_ns(server, now);
            *forgotten = (forgotten.0 + active, forgotten.1 + inactive);
        }
        self.held.clear();
        self.sync.set_role(None, now);
        self.boots += 1;
        let nothing = DirectorSpec { services: Vec::new(), ..self.spec.clone() };
        self.kernel = Kernel::new(&nothing, self.forgotten.len(), stream(&self.spec, &self.streams, self.boots), now);
        true
    }

    /// Such a fault is over. Returns whether it boots: with what ipvsadm adds then.
    pub fn power_on(&mut self, now: SimTime) -> bool {
        self.power_offs -= 1;
        if !self.is_on() {
            return false;
        }
        let rng = stream(&self.spec, &self.streams, self.boots);
        self.kernel = Kernel::new(&self.spec, self.forgotten.len(), rng, now);
        self.hold_static_addresses();
        self.sync.set_role(self.spec.sync_daemon, now);
        true
    }

    /// Integrals over time of ActiveConn and InActConn of a server, in nanoseconds.
    pub fn conn_times_ns(&self, server: usize, now: SimTime) -> (u128, u128) {
        let (active, inactive) = self.kernel.conn_times_ns(server, now);
        (self.forgotten[server].0 + active, self.forgotten[server].1 + inactive)
    }
}

/// The numbers that its schedulers draw from, which are others after each boot.
fn stream(spec: &DirectorSpec, streams: &Streams, boots: u32) -> Stream {
    match boots {
        1 => streams.stream(&format!("schedulers of {}", spec.name)),
        _ => streams.stream(&format!("schedulers of {} after boot {boots}", spec.name)),
    }
}

/// The interfaces that its configuration speaks of; those of VRRP instances first.
fn interface_names(spec: &DirectorSpec) -> impl Iterator<Item = String> {
    let mut names: Vec<String> = Vec::new();
    if let Some(keepalived) = &spec.keepalived {
        let instances = &keepalived.config.instances;
        let own = instances.iter().map(|instance| &instance.interface);
        let tracked =
            instances.iter().flat_map(|instance| instance.track_interface.iter().map(|track| &track.interface));
        for name in own.chain(tracked) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
    }
    if names.is_empty() {
        names.push(ONLY_INTERFACE.to_owned());
    }
    names.into_iter()
}
