//! A machine running IPVS.

use super::ServiceAt;
use crate::ipvs::Protocol;
use crate::keepalived::Config;
use crate::keepalived::config::{self, ServiceKey, VirtualServer};
use crate::time::{SimDuration, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;
use std::num::NonZeroU32;

/// A machine running IPVS.
#[derive(Clone, Debug, PartialEq)]
pub struct Director {
    /// What it is called; no other director and no real server is called so.
    pub name: String,
    /// Its own address; none if nothing depends on it.
    pub address: Option<Ipv4Addr>,
    /// Through which of its interfaces it reaches the real servers; none means the one towards the clients.
    pub server_interface: Option<String>,
    /// Its network card, in bits per second and direction; none is no limit.
    pub bandwidth: Option<f64>,
    /// Time of its processor for each packet that it forwards.
    pub packet_time: SimDuration,
    /// What the encapsulation of a packet takes besides.
    pub encapsulation_time: SimDuration,
    /// How many packets may wait for the processor; at least 1.
    pub packet_queue: u32,
    /// Its `net.ipv4.vs.*` settings.
    pub sysctl: Sysctl,
    /// Its `ipvsadm --set` timeouts.
    pub timeouts: Timeouts,
    /// What its connection synchronization does when no keepalived switches it; none if nothing.
    pub sync_daemon: Option<SyncRole>,
    /// Its keepalived.
    pub keepalived: Option<Keepalived>,
}

/// A director's keepalived.
#[derive(Clone, Debug, PartialEq)]
pub struct Keepalived {
    /// What its configuration says.
    pub config: Config,
    /// When it is started; before the end of the run.
    pub start: SimTime,
    /// From the start of the process until its first timers run.
    pub start_up: SimDuration,
    /// Whether it becomes master in two steps, as 1.1.19 did.
    pub legacy: bool,
}

impl Keepalived {
    /// The virtual service that it adds for what is sent to `to`, be it for one port or for all.
    pub fn virtual_server(&self, to: ServiceAt) -> Option<&VirtualServer> {
        let is_meant = |service: &&VirtualServer| service_at(service).is_some_and(|at| at.takes(to));
        self.config.virtual_servers.iter().find(is_meant)
    }

    /// What makes each of its virtual services that service.
    pub fn services(&self) -> impl Iterator<Item = ServiceAt> {
        self.config.virtual_servers.iter().filter_map(service_at)
    }
}

fn service_at(service: &VirtualServer) -> Option<ServiceAt> {
    let protocol = match service.protocol {
        config::Protocol::Tcp => Protocol::Tcp,
        config::Protocol::Udp => Protocol::Udp,
    };
    match service.key {
        ServiceKey::Address(address) => Some(ServiceAt::address(protocol, address)),
        ServiceKey::Fwmark(mark) => Some(ServiceAt::fwmark(Protocol::Tcp, NonZeroU32::new(mark)?)),
    }
}

impl Director {
    /// The names of its interfaces, as far as anybody says them; none twice.
    pub fn interfaces(&self) -> Vec<&str> {
        let configs = || self.keepalived.iter().map(|keepalived| &keepalived.config);
        let instances = || configs().flat_map(|config| &config.instances);
        let tracked = instances().flat_map(|instance| &instance.track_interface);
        let named = (instances().map(|instance| instance.interface.as_str()))
            .chain(tracked.map(|tracked| tracked.interface.as_str()))
            .chain(configs().flat_map(|config| &config.globals.lvs_sync_daemon).map(|daemon| daemon.interface.as_str()))
            .chain(self.server_interface.as_deref());
        let mut interfaces: Vec<&str> = Vec::new();
        for interface in named {
            if !interfaces.contains(&interface) {
                interfaces.push(interface);
            }
        }
        interfaces
    }
}

/// What a connection synchronization daemon does (`ipvsadm --start-daemon`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SyncRole {
    /// It sends its entries.
    Master,
    /// It takes in the entries of others.
    Backup,
    /// Both.
    Both,
}

/// The settings under `net.ipv4.vs` that matter to a simulation (Linux: Documentation/networking/ipvs-sysctl.rst).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sysctl {
    /// What to do with a SYN that meets an entry of the same client port: bits 0 to 3.
    pub conn_reuse_mode: u8,
    /// Drop the entry when a packet arrives for a destination that is gone.
    pub expire_nodest_conn: bool,
    /// Drop a persistence template whose destination has weight 0.
    pub expire_quiescent_template: bool,
    /// Make an entry for a TCP packet that is no SYN.
    pub sloppy_tcp: bool,
    /// Defence level 0 to 3 of the stricter TCP state table.
    pub secure_tcp: u8,
    /// Tell clients of packets that do not fit into a tunnel, instead of cutting them up.
    pub pmtu_disc: bool,
    /// How long `lblc` remembers which destination an address went to.
    pub lblc_expiration: SimDuration,
    /// The same for `lblcr`.
    pub lblcr_expiration: SimDuration,
}

/// How long an idle entry lives (`ipvsadm --set tcp tcpfin udp`); whole seconds, more than zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Established TCP connections.
    pub tcp: SimDuration,
    /// TCP connections that saw a FIN.
    pub tcp_fin: SimDuration,
    /// UDP flows.
    pub udp: SimDuration,
}
