//! What one instance knows.

use super::announce::Announcements;
use super::track::{Condition, Tracked};
use super::{Advert, InterfaceId, master_down, skew};
use crate::keepalived::config::{InitialState, VrrpInstance};
use crate::time::{SimDuration, SimTime};
use std::fmt;
use std::net::Ipv4Addr;

/// The priority of a router that owns the addresses. Nothing changes it.
pub(super) const OWNER: u8 = 255;

/// The states of an instance. RFC 9568 says Active for Master.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not started: the process has just begun, or a tracked script has not returned yet.
    Init,
    /// Listening.
    Backup,
    /// Holding the addresses.
    Master,
    /// Unable to be master: an interface is down or a script says so.
    Fault,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Init => "INIT",
            Self::Backup => "BACKUP",
            Self::Master => "MASTER",
            Self::Fault => "FAULT",
        })
    }
}

/// One `vrrp_instance` at work.
#[derive(Clone, Debug)]
pub(super) struct Instance {
    pub(super) config: VrrpInstance,
    pub(super) interface: InterfaceId,
    /// Where its adverts come from.
    pub(super) address: Ipv4Addr,
    /// Its sync group, by index.
    pub(super) group: Option<usize>,
    /// What it tracks, its own interface first.
    pub(super) tracked: Vec<Tracked>,
    /// Whether what it tracks itself lets it be master.
    pub(super) condition: Condition,
    pub(super) state: State,
    /// In a sync group: it has timed out and would be master if the others would.
    pub(super) wants_master: bool,
    /// Next advert (MASTER) or take-over (BACKUP).
    pub(super) deadline: Option<SimTime>,
    /// The interval that the master is believed to keep.
    pub(super) master_advert_int: SimDuration,
    /// The effective priority: 1 to 254, or [`OWNER`].
    pub(super) priority: u8,
    /// `preempt_delay`: when a lower priority is no longer put up with, once it has been heard.
    pub(super) preempt_at: Option<SimTime>,
    /// Whether the addresses are on the interface.
    pub(super) holds_addresses: bool,
    pub(super) announcements: Announcements,
}

impl Instance {
    pub(super) fn new(config: VrrpInstance, interface: InterfaceId, address: Ipv4Addr, tracked: Vec<Tracked>) -> Self {
        let announcements = Announcements::new(config.virtual_addresses.len() + config.excluded_addresses.len());
        Self {
            interface,
            address,
            group: None,
            tracked,
            condition: Condition::Able,
            state: State::Init,
            wants_master: false,
            deadline: None,
            master_advert_int: config.advert_int,
            priority: config.priority,
            preempt_at: None,
            holds_addresses: false,
            announcements,
            config,
        }
    }

    /// All addresses that it holds as master.
    pub(super) fn addresses(&self) -> impl Iterator<Item = Ipv4Addr> + '_ {
        self.config.virtual_addresses.iter().chain(&self.config.excluded_addresses).copied()
    }

    /// How long it waits for a master that has given up, with this priority.
    pub(super) fn skew(&self, priority: u8) -> SimDuration {
        skew(self.config.version, priority, self.master_advert_int)
    }

    /// How long it waits for a master that has fallen silent, with this priority.
    pub(super) fn master_down(&self, priority: u8) -> SimDuration {
        master_down(self.config.version, priority, self.master_advert_int, self.config.down_timer_adverts)
    }

    /// Whether it may be master from its very start.
    pub(super) fn starts_as_master(&self) -> bool {
        self.config.priority == OWNER && self.config.state != Some(InitialState::Backup)
    }

    /// What it sends.
    pub(super) fn advert(&self, priority: u8) -> Advert {
        Advert {
            version: self.config.version,
            virtual_router_id: self.config.virtual_router_id,
            priority,
            advert_int: self.config.advert_int,
            addresses: self.config.virtual_addresses.clone(),
        }
    }
}
