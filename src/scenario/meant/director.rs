//! The machine running IPVS.

use crate::time::SimDuration;

/// The machine running IPVS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Director {
    /// What it is called in results.
    pub name: String,
    /// Its `net.ipv4.vs.*` settings.
    pub sysctl: Sysctl,
    /// Its `ipvsadm --set` timeouts.
    pub timeouts: Timeouts,
}

/// The settings under `net.ipv4.vs` that matter to a simulation (Linux: Documentation/networking/ipvs-sysctl.rst).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sysctl {
    /// What to do with a SYN that meets an entry of the same client port: bits 0 to 3.
    pub conn_reuse_mode: u8,
    /// Drop the entry when a packet arrives for a destination that is gone.
    pub expire_nodest_conn: bool,
    /// Drop a persistence template whose destination has weight 0.
    pub expire_quiescent_template: bool,
    /// Make an entry for a TCP packet that is no SYN.
    pub sloppy_tcp: bool,
    /// Defence level 0 to 3 of the stricter TCP state table.
    pub secure_tcp: u8,
    /// How long `lblc` remembers which destination an address went to.
    pub lblc_expiration: SimDuration,
    /// The same for `lblcr`.
    pub lblcr_expiration: SimDuration,
}

/// How long an idle entry lives (`ipvsadm --set tcp tcpfin udp`); whole seconds, more than zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Established TCP connections.
    pub tcp: SimDuration,
    /// TCP connections that saw a FIN.
    pub tcp_fin: SimDuration,
    /// UDP flows.
    pub udp: SimDuration,
}
