//! What holds for the whole daemon.

use crate::time::SimDuration;

/// The part of `global_defs` that is not merely a default of something else.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Globals {
    /// `router_id`, usually the machine's name.
    pub router_id: Option<String>,
    /// `vrrp_garp_interval`: the shortest time between two gratuitous ARPs on one interface; zero is no limit.
    pub vrrp_garp_interval: SimDuration,
    /// `vrrp_startup_delay`: the first deadlines count from the start of the process plus this.
    pub vrrp_startup_delay: SimDuration,
    /// `checker_log_all_failures`: log each failing probe, not only the one that decides.
    pub checker_log_all_failures: bool,
    /// `lvs_sync_daemon`: copy the connection table to the other director.
    pub lvs_sync_daemon: Option<SyncDaemon>,
}

/// The kernel's connection synchronization, switched with an instance's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncDaemon {
    /// Over which interface.
    pub interface: String,
    /// The `vrrp_instance` whose state decides who sends and who receives.
    pub instance: String,
    /// Which daemons belong together: 0 to 255.
    pub syncid: u8,
}
