//! The machines that run IPVS, and perhaps keepalived.

use super::Forwarder;
use crate::ipvs::{DestSpec, Endpoint, ServiceSpec, Sysctl, Timeouts};
use crate::keepalived;
use crate::time::{SimDuration, SimTime};
use std::net::Ipv4Addr;

/// A director.
#[derive(Clone, Debug)]
pub struct DirectorSpec {
    /// Its name.
    pub name: String,
    /// Its own address, which decides between equal priorities.
    pub address: Ipv4Addr,
    /// Through which of its interfaces it reaches the real servers; `None` is the one towards the clients.
    pub server_interface: Option<String>,
    /// `net.ipv4.vs.*`.
    pub sysctl: Sysctl,
    /// `ipvsadm --set`.
    pub timeouts: Timeouts,
    /// The virtual services that ipvsadm has added before the start. Without keepalived it holds their addresses.
    pub services: Vec<VirtualServiceSpec>,
    /// Its keepalived, which adds virtual services of its own.
    pub keepalived: Option<KeepalivedSpec>,
    /// The kernel's connection synchronization when no keepalived switches it: `ipvsadm --start-daemon`.
    pub sync_daemon: Option<SyncRole>,
    /// What it needs for the packets that it forwards.
    pub forwarder: Forwarder,
}

impl DirectorSpec {
    /// A director that only ipvsadm has configured, with Linux's defaults.
    pub fn without_keepalived(name: &str, services: Vec<VirtualServiceSpec>) -> Self {
        Self {
            name: name.to_owned(),
            address: Ipv4Addr::UNSPECIFIED,
            server_interface: None,
            sysctl: Sysctl::default(),
            timeouts: Timeouts::default(),
            services,
            keepalived: None,
            sync_daemon: None,
            forwarder: Forwarder::UNLIMITED,
        }
    }
}

/// What a connection synchronization daemon does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncRole {
    /// It sends its entries.
    Master,
    /// It takes in the entries of others.
    Backup,
    /// Both.
    Both,
}

/// A director's keepalived.
#[derive(Clone, Debug)]
pub struct KeepalivedSpec {
    /// What its configuration says.
    pub config: keepalived::Config,
    /// When it is started.
    pub start: SimTime,
    /// From the start of the process until its first timers run.
    pub start_up: SimDuration,
    /// How long after its beginning each health checker tries first, to follow a real run; `None` draws them.
    pub first_probes: Option<Vec<SimDuration>>,
    /// Whether it becomes master in two steps, as 1.1.19 did.
    pub legacy: bool,
}

/// A virtual service and what is in its list from the start.
#[derive(Clone, Debug)]
pub struct VirtualServiceSpec {
    /// What the director is told about it.
    pub service: ServiceSpec,
    /// The real servers in its list, in the order in which they are added.
    pub dests: Vec<(usize, DestSpec)>,
}

/// A change that the administrator makes with ipvsadm.
#[derive(Clone, Debug)]
pub struct OperationSpec {
    /// When.
    pub at: SimTime,
    /// Of which director.
    pub director: usize,
    /// In the list of which of its virtual services, as ipvsadm added them.
    pub service: usize,
    /// To which real server.
    pub server: usize,
    /// What.
    pub action: OperationAction,
}

/// What an administrator can do to a destination.
#[derive(Clone, Copy, Debug)]
pub enum OperationAction {
    /// `ipvsadm -a`.
    Add(DestSpec),
    /// `ipvsadm -e`.
    Edit(DestSpec),
    /// `ipvsadm -d`.
    Delete(Endpoint),
}

impl OperationAction {
    /// The destination that it puts into a list, if it does.
    pub fn dest(&self) -> Option<&DestSpec> {
        match self {
            Self::Add(dest) | Self::Edit(dest) => Some(dest),
            Self::Delete(_) => None,
        }
    }

    /// The scenario's word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Add(_) => "add",
            Self::Edit(_) => "edit",
            Self::Delete(_) => "delete",
        }
    }
}
