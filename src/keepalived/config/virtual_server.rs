//! Virtual services and the real servers behind them.

use super::Checker;
use crate::time::SimDuration;
use std::net::{Ipv4Addr, SocketAddrV4};

/// What a `virtual_server` block is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceKey {
    /// An address and a port; port 0 is every port.
    Address(SocketAddrV4),
    /// `fwmark`: packets that the firewall has marked.
    Fwmark(u32),
}

/// `protocol`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protocol {
    /// TCP, the default.
    #[default]
    Tcp,
    /// UDP.
    Udp,
}

/// `lvs_method` (older: `lb_kind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForwardingMethod {
    /// `DR`.
    Route,
    /// `TUN`.
    Tunnel,
    /// `NAT`.
    Masq,
}

/// A virtual service: `virtual_server`.
#[derive(Clone, Debug, PartialEq)]
pub struct VirtualServer {
    /// What it is about.
    pub key: ServiceKey,
    /// `protocol`.
    pub protocol: Protocol,
    /// `lvs_sched` (older: `lb_algo`), with ipvsadm's name.
    pub lvs_sched: String,
    /// The scheduler's flags, as ipvsadm names them: `sh-port`, `mh-fallback`, ...
    pub flags: Vec<String>,
    /// `lvs_method`.
    pub lvs_method: ForwardingMethod,
    /// `persistence_timeout`; `None` is no persistence.
    pub persistence_timeout: Option<SimDuration>,
    /// `persistence_granularity`: the netmask under which clients count as one; default 255.255.255.255.
    pub persistence_granularity: Ipv4Addr,
    /// `ops`: each UDP packet is scheduled alone.
    pub ops: bool,
    /// `alpha`: servers are out of the table until their first good probe.
    pub alpha: bool,
    /// `omega`: what goes down at the end is notified.
    pub omega: bool,
    /// `quorum`: the weight that must be alive; default 1.
    pub quorum: u32,
    /// `hysteresis`: how far above and below the quorum the service changes sides; default 0.
    pub hysteresis: u32,
    /// `sorry_server`: who answers when the quorum is lost.
    pub sorry_server: Option<SorryServer>,
    /// `real_server` blocks, in file order.
    pub real_servers: Vec<RealServer>,
}

/// `sorry_server`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SorryServer {
    /// Where.
    pub address: SocketAddrV4,
    /// Its forwarding method; default that of the virtual server.
    pub lvs_method: ForwardingMethod,
    /// `sorry_server_inhibit`: it stays in the table with weight 0 while it is not needed.
    pub inhibit: bool,
}

/// `real_server`.
#[derive(Clone, Debug, PartialEq)]
pub struct RealServer {
    /// Where; port 0 keeps the port that the client asked for.
    pub address: SocketAddrV4,
    /// `weight`: default 1.
    pub weight: u16,
    /// `lvs_method`; default that of the virtual server.
    pub lvs_method: ForwardingMethod,
    /// `uthreshold`: no new connections from this many on; 0 is no limit.
    pub uthreshold: u32,
    /// `lthreshold`: new connections again below this many.
    pub lthreshold: u32,
    /// `inhibit_on_failure`: weight 0 instead of removal.
    pub inhibit_on_failure: bool,
    /// Its health checkers, in file order.
    pub checkers: Vec<Checker>,
}

impl VirtualServer {
    /// A TCP service for which the file says no more than this: all else is keepalived's default.
    pub fn new(key: ServiceKey, lvs_sched: &str, lvs_method: ForwardingMethod) -> Self {
        Self {
            key,
            protocol: Protocol::Tcp,
            lvs_sched: lvs_sched.to_owned(),
            flags: Vec::new(),
            lvs_method,
            persistence_timeout: None,
            persistence_granularity: Ipv4Addr::BROADCAST,
            ops: false,
            alpha: false,
            omega: false,
            quorum: 1,
            hysteresis: 0,
            sorry_server: None,
            real_servers: Vec::new(),
        }
    }
}

impl RealServer {
    /// A real server of weight 1 that these checkers watch: all else is keepalived's default.
    pub fn new(address: SocketAddrV4, lvs_method: ForwardingMethod, checkers: Vec<Checker>) -> Self {
        Self { address, weight: 1, lvs_method, uthreshold: 0, lthreshold: 0, inhibit_on_failure: false, checkers }
    }
}
