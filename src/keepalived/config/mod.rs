//! What a keepalived.conf says, as far as it is modelled: every default filled in, with the words of keepalived.conf(5).

mod checker;
mod global;
mod virtual_server;
mod vrrp;

pub use checker::{Checker, CheckerKind, Url};
pub use global::{Globals, SyncDaemon};
pub use virtual_server::{ForwardingMethod, Protocol, RealServer, ServiceKey, SorryServer, VirtualServer};
pub use vrrp::{Garp, InitialState, SyncGroup, TrackedInterface, TrackedScript, Version, VrrpInstance, VrrpScript};

/// One router's configuration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// `global_defs`.
    pub globals: Globals,
    /// `vrrp_script` blocks, in file order.
    pub scripts: Vec<VrrpScript>,
    /// `vrrp_sync_group` blocks, in file order.
    pub sync_groups: Vec<SyncGroup>,
    /// `vrrp_instance` blocks, in file order.
    pub instances: Vec<VrrpInstance>,
    /// `virtual_server` blocks, groups spread out, in file order.
    pub virtual_servers: Vec<VirtualServer>,
}
