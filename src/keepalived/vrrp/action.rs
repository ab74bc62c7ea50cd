//! What a VRRP process does to the world.

use super::{Advert, State};
use std::net::Ipv4Addr;

/// An interface of the router: its place in the list that [`Vrrp::new`](super::Vrrp::new) was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InterfaceId(pub usize);

/// A `vrrp_instance`: its place in the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InstanceId(pub usize);

/// A `vrrp_script`: its place in the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScriptId(pub usize);

/// What a router does. The order of a list of actions is the order of the deeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VrrpAction {
    /// An advert leaves.
    Send {
        /// Through which interface.
        interface: InterfaceId,
        /// From which address.
        from: Ipv4Addr,
        /// What it says.
        advert: Advert,
    },
    /// The interface gets these addresses.
    SetAddresses {
        /// For which instance.
        instance: InstanceId,
        /// Which interface.
        interface: InterfaceId,
        /// The virtual addresses.
        addresses: Vec<Ipv4Addr>,
    },
    /// The interface loses these addresses. At the start of a process that is a precaution: an earlier one may have
    /// left them.
    RemoveAddresses {
        /// For which instance.
        instance: InstanceId,
        /// Which interface.
        interface: InterfaceId,
        /// The virtual addresses.
        addresses: Vec<Ipv4Addr>,
    },
    /// A gratuitous ARP frame leaves: everybody on the link learns that the address is here.
    GratuitousArp {
        /// Through which interface.
        interface: InterfaceId,
        /// The address that is announced.
        address: Ipv4Addr,
    },
    /// An instance is in another state now.
    Entered {
        /// Which instance.
        instance: InstanceId,
        /// Its new state.
        state: State,
    },
    /// A script is to be run. Its end is to be reported by [`Vrrp::script_finished`](super::Vrrp::script_finished), a
    /// run that would take longer than the script's `timeout` as timed out at that moment.
    RunScript {
        /// Which one.
        script: ScriptId,
    },
    /// The kernel's connection synchronization (`lvs_sync_daemon`) takes this role; `None` ends it.
    SyncDaemon {
        /// Its role.
        role: Option<SyncRole>,
    },
    /// A line of the log, without time and process.
    Log(String),
}

/// Which of the kernel's two synchronization daemons runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncRole {
    /// It sends the director's connections.
    Master,
    /// It receives those of the other director.
    Backup,
}
