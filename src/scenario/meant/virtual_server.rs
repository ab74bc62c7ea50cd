//! A virtual service that ipvsadm adds.

use crate::ipvs::Protocol;
use crate::ipvs::scheduler::MhTabIndex;
use crate::time::SimDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::num::{NonZeroU8, NonZeroU32};

/// What makes a virtual service that service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceAt {
    /// TCP or UDP.
    pub protocol: Protocol,
    /// The VIP and its port; port 0 is every port. Nothing where a mark decides.
    pub address: SocketAddrV4,
    /// The firewall mark, if that decides instead of an address.
    pub fwmark: Option<NonZeroU32>,
}

impl ServiceAt {
    /// What has an address and a port.
    pub const fn address(protocol: Protocol, address: SocketAddrV4) -> Self {
        Self { protocol, address, fwmark: None }
    }

    /// What carries a firewall mark.
    pub const fn fwmark(protocol: Protocol, mark: NonZeroU32) -> Self {
        Self { protocol, address: SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0), fwmark: Some(mark) }
    }

    /// Whether packets to `to` are for this service.
    pub fn takes(&self, to: Self) -> bool {
        if self.fwmark.is_some() || to.fwmark.is_some() {
            return self.fwmark == to.fwmark;
        }
        let port = self.address.port();
        self.protocol == to.protocol && self.address.ip() == to.address.ip() && (port == 0 || port == to.address.port())
    }
}

impl fmt::Display for ServiceAt {
    /// The address; UDP is said, for TCP is what one expects.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.protocol {
            _ if self.fwmark.is_some() => write!(f, "fwmark {}", self.fwmark.map_or(0, NonZeroU32::get)),
            Protocol::Tcp => write!(f, "{}", self.address),
            Protocol::Udp => write!(f, "UDP {}", self.address),
        }
    }
}

/// A virtual service: at one address and port, or for all that carries a firewall mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VirtualServer {
    /// The director that has it.
    pub director: usize,
    /// Its protocol, the VIP and its port.
    pub at: ServiceAt,
    /// Whether each datagram is scheduled for itself; UDP only.
    pub ops: bool,
    /// The scheduler, by the name ipvsadm knows.
    pub lb_algo: String,
    /// Flags of the scheduler; only those of `lb_algo`, none twice.
    pub flags: Vec<SchedulerFlag>,
    /// How many destinations the scheduler `choices` draws.
    pub choices: NonZeroU8,
    /// How large the table of the scheduler `mh` is.
    pub mh_tab_index: MhTabIndex,
    /// How packets get to its real servers.
    pub lb_kind: LbKind,
    /// Whether a client stays with its real server.
    pub persistence: Option<Persistence>,
    /// The real servers in its list at the start, in the order ipvsadm adds them; may be empty.
    pub real_servers: Vec<usize>,
}

/// How packets get to the real servers, and their answers back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum LbKind {
    /// Direct routing: answers go straight to the client.
    Dr,
    /// Network address translation: answers go back through the director.
    Nat,
    /// Tunneling: the director puts each packet into another one; answers go straight to the client.
    Tun,
}

/// A client stays with the real server it was given (`ipvsadm -p`, `-M`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Persistence {
    /// For how long after its last connection; whole seconds, more than zero.
    pub timeout: SimDuration,
    /// Clients whose addresses are equal under this netmask stay together.
    pub granularity: Ipv4Addr,
}

/// A flag of a scheduler (`ipvsadm -b`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SchedulerFlag {
    /// `sh` hashes the client's port, too.
    ShPort,
    /// `sh` tries another destination when the one hashed to is unavailable.
    ShFallback,
    /// `mh` hashes the client's port, too.
    MhPort,
    /// `mh` tries another destination when the one hashed to is unavailable.
    MhFallback,
}

impl SchedulerFlag {
    /// The scheduler that knows it.
    pub fn scheduler(self) -> &'static str {
        match self {
            Self::ShPort | Self::ShFallback => "sh",
            Self::MhPort | Self::MhFallback => "mh",
        }
    }

    /// The name ipvsadm knows.
    pub fn name(self) -> &'static str {
        match self {
            Self::ShPort => "sh-port",
            Self::ShFallback => "sh-fallback",
            Self::MhPort => "mh-port",
            Self::MhFallback => "mh-fallback",
        }
    }
}
