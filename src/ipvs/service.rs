//! A virtual service: what clients connect to, and the list of destinations behind it.

use std::fmt;
use std::num::NonZeroU32;

use super::address::{Endpoint, Protocol};
use super::dest::DestId;
use super::scheduler::{Scheduler, SchedulerFlags, SchedulerInfo};

/// Names a virtual service; never used again after the service was deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceId(pub(crate) u32);

impl ServiceId {
    /// Its place among all services the director ever had, from 0.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What makes a virtual service that service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ServiceAddress {
    /// A protocol with an address and a port; port 0 is every port without a service of its own.
    Endpoint(Protocol, Endpoint),
    /// Whatever carries this firewall mark.
    Fwmark(NonZeroU32),
}

impl ServiceAddress {
    /// The TCP service at `endpoint`.
    pub const fn tcp(endpoint: Endpoint) -> Self {
        Self::Endpoint(Protocol::Tcp, endpoint)
    }

    /// The UDP service at `endpoint`.
    pub const fn udp(endpoint: Endpoint) -> Self {
        Self::Endpoint(Protocol::Udp, endpoint)
    }

    /// Its port; 0 for a firewall mark.
    pub const fn port(&self) -> u16 {
        match self {
            Self::Endpoint(_, endpoint) => endpoint.port,
            Self::Fwmark(_) => 0,
        }
    }

    /// Whether a packet to `to` came to this service although its port is another one. A firewall mark's service has no
    /// port, so nothing is off it.
    pub(super) fn is_off_port(&self, to: Endpoint) -> bool {
        matches!(self, Self::Endpoint(_, endpoint) if endpoint.port != to.port)
    }
}

impl fmt::Display for ServiceAddress {
    /// As ipvsadm prints it: `TCP  10.0.0.1:80`, `FWM  7`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Endpoint(protocol, endpoint) => write!(f, "{protocol}  {endpoint}"),
            // ipvsadm takes the mark for a signed number.
            Self::Fwmark(mark) => write!(f, "FWM  {}", mark.get().cast_signed()),
        }
    }
}

/// Client stickiness: for how long, and how many neighbours stick together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Persistence {
    /// Seconds a template lives after the last connection that was made through it.
    pub timeout_s: u32,
    /// Which bits of a client's address count (granularity); `0xFFFF_FFFF` is each client for itself.
    pub netmask: u32,
}

impl Persistence {
    /// The longest time-out, in seconds: the 31 days of ipvsadm(8).
    pub const MAX_TIMEOUT_S: u32 = 31 * 86_400;

    /// Each client for itself.
    pub const fn new(timeout_s: u32) -> Self {
        Self { timeout_s, netmask: u32::MAX }
    }
}

/// What `ipvsadm -A` and `-E` are told about a service.
#[derive(Clone, Copy, Debug)]
pub struct ServiceSpec {
    /// What clients connect to.
    pub address: ServiceAddress,
    /// The scheduler's row in the registry, see [`scheduler::find`](super::scheduler::find).
    pub scheduler: &'static SchedulerInfo,
    /// The scheduler's flags (`-b`).
    pub flags: SchedulerFlags,
    /// Client stickiness (`-p`, `-M`).
    pub persistence: Option<Persistence>,
    /// One-packet scheduling (`-o`): each UDP datagram is scheduled anew.
    pub ops: bool,
}

impl ServiceSpec {
    /// A service without flags, persistence or one-packet scheduling.
    pub fn new(address: ServiceAddress, scheduler: &'static SchedulerInfo) -> Self {
        Self { address, scheduler, flags: SchedulerFlags::default(), persistence: None, ops: false }
    }
}

/// A virtual service of the director.
pub struct VirtualService {
    pub(super) spec: ServiceSpec,
    /// In list order: the last added is first.
    pub(super) list: Vec<DestId>,
    pub(super) scheduler: Box<dyn Scheduler>,
}

impl VirtualService {
    /// What the service was told to be.
    pub fn spec(&self) -> &ServiceSpec {
        &self.spec
    }

    /// Its destinations in the kernel's list order: the last added is first.
    pub fn dests(&self) -> &[DestId] {
        &self.list
    }
}
