//! What changed when: the states of directors and real servers, who holds the virtual addresses, and what directors believe.
//!
//! Only what a run with keepalived, or with faults, goes through is here; every change is listed once, in order of time.

use crate::time::SimTime;
use std::net::Ipv4Addr;

/// Something that is different from here on. Directors and servers are indices into the outcome's lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Since when.
    pub at: SimTime,
    /// What.
    pub what: Changed,
}

/// What is different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// A director's VRRP instance has entered a state.
    Vrrp {
        /// Whose.
        director: usize,
        /// Its name.
        instance: String,
        /// Which state.
        state: VrrpState,
    },
    /// A director has put a virtual address on its interface, or taken it off.
    Holds {
        /// Who.
        director: usize,
        /// Which address.
        address: Ipv4Addr,
        /// Whether it holds it now.
        holds: bool,
    },
    /// A director has announced an address; one entry a burst.
    GratuitousArp {
        /// Who.
        director: usize,
        /// Which address.
        address: Ipv4Addr,
    },
    /// What clients send to a virtual address now arrives elsewhere.
    Reach {
        /// Which address.
        address: Ipv4Addr,
        /// Where.
        by: Reached,
    },
    /// A director's list is different.
    Listed {
        /// Whose.
        director: usize,
        /// Of which virtual service, as ipvsadm shows it: `TCP  10.0.0.100:80`.
        service: String,
        /// Which real server.
        server: usize,
        /// Its weight there; `None` is not in the list.
        weight: Option<u32>,
    },
    /// A real server is in another condition, whoever knows of it.
    Server {
        /// Which.
        server: usize,
        /// How it truly is.
        condition: ServerCondition,
    },
    /// A director is in another condition.
    Director {
        /// Which.
        director: usize,
        /// How it truly is.
        condition: DirectorCondition,
    },
}

/// The state of a VRRP instance (RFC 5798, and keepalived's FAULT).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VrrpState {
    /// The daemon does not run, or has not begun.
    Init,
    /// It listens.
    Backup,
    /// It holds the addresses.
    Master,
    /// Something that it tracks is bad.
    Fault,
}

impl VrrpState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Init, Self::Backup, Self::Master, Self::Fault];

    /// keepalived's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Init => "INIT",
            Self::Backup => "BACKUP",
            Self::Master => "MASTER",
            Self::Fault => "FAULT",
        }
    }
}

/// Where what clients send to a virtual address arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// Nowhere: the machine that they send to is gone, or has the address no longer.
    Nobody,
    /// At this director, which holds the address.
    Director(usize),
    /// Straight at this real server: it has answered ARP for the address.
    Server(usize),
    /// At one or another of several directors, connection by connection or client by client.
    Directors {
        /// To how many directors clients' packets are sent.
        targets: u32,
        /// How many of them take them: at least one.
        answering: u32,
    },
}

/// How a real server truly is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerCondition {
    /// As it should be.
    Up,
    /// It works, but some requests fail or are slow.
    Gray,
    /// It works, but too slowly.
    Slow,
    /// It accepts and never answers.
    Hung,
    /// Its process is gone: refused.
    Crashed,
    /// Silence.
    Off,
}

impl ServerCondition {
    /// All conditions.
    pub const ALL: [Self; 6] = [Self::Up, Self::Gray, Self::Slow, Self::Hung, Self::Crashed, Self::Off];

    /// One word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Gray => "gray",
            Self::Slow => "slow",
            Self::Hung => "hung",
            Self::Crashed => "crashed",
            Self::Off => "off",
        }
    }
}

/// How a director truly is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectorCondition {
    /// As it should be.
    Up,
    /// keepalived does not run; the kernel goes on.
    KeepalivedDown,
    /// Without a carrier towards the clients.
    LinkDown,
    /// Silence.
    Off,
}

impl DirectorCondition {
    /// All conditions.
    pub const ALL: [Self; 4] = [Self::Up, Self::KeepalivedDown, Self::LinkDown, Self::Off];

    /// One word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::KeepalivedDown => "keepalived_down",
            Self::LinkDown => "link_down",
            Self::Off => "off",
        }
    }
}

/// A line of a director's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// When.
    pub at: SimTime,
    /// Whose.
    pub director: usize,
    /// Which process has written it.
    pub process: Process,
    /// What keepalived writes, without time, machine and process.
    pub text: String,
}

/// The processes of keepalived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Process {
    /// The parent.
    Parent,
    /// VRRP.
    Vrrp,
    /// Health checks.
    Healthcheckers,
}

impl Process {
    /// Its name in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parent => "Keepalived",
            Self::Vrrp => "Keepalived_vrrp",
            Self::Healthcheckers => "Keepalived_healthcheckers",
        }
    }
}
