//! A virtual service as both tools describe it.

use std::fmt;
use std::net::Ipv4Addr;

/// A machine, as somebody wrote it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// By its address.
    Address(Ipv4Addr),
    /// By its name, which nobody looks up here.
    Name(String),
}

/// What a virtual service is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// An address and a port; port 0 is every port.
    Address {
        /// The VIP.
        host: Host,
        /// Its port.
        port: u16,
        /// UDP instead of TCP.
        udp: bool,
    },
    /// Packets that the firewall has marked.
    Fwmark(u32),
}

/// How packets get to a real server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forwarding {
    /// Direct routing.
    Route,
    /// A tunnel.
    Tunnel,
    /// Network address translation.
    Masq,
}

/// A virtual service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// What it is about.
    pub about: About,
    /// The scheduler, by the name of ipvsadm.
    pub scheduler: String,
    /// The scheduler's flags, by their names.
    pub flags: Vec<String>,
    /// How long a client stays with its real server, in seconds.
    pub persistence_s: Option<u32>,
    /// Under this netmask clients count as one.
    pub granularity: Ipv4Addr,
    /// Each packet is scheduled alone.
    pub ops: bool,
    /// Its real servers, in the order in which they are added.
    pub destinations: Vec<Destination>,
}

/// A real server of a service, as the director sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// Where.
    pub host: Host,
    /// Its port; 0 keeps the port of the packet.
    pub port: u16,
    /// Its weight.
    pub weight: u16,
    /// How packets get there.
    pub forwarding: Forwarding,
    /// No new connections from this many on; 0 is no limit.
    pub uthreshold: u32,
    /// New connections again below this many.
    pub lthreshold: u32,
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Name(name) => name.fmt(f),
        }
    }
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address { host, port, udp } => write!(f, "{} {host}:{port}", if *udp { "UDP" } else { "TCP" }),
            Self::Fwmark(mark) => write!(f, "fwmark {mark}"),
        }
    }
}

impl fmt::Display for Forwarding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Route => "DR",
            Self::Tunnel => "TUN",
            Self::Masq => "NAT",
        })
    }
}
