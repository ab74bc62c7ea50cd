//! What goes over the wire.

use crate::keepalived::config::Version;
use crate::time::SimDuration;
use std::net::Ipv4Addr;

/// A VRRP packet: *I am the master*, or with priority 0 *I was*. Sent to 224.0.0.18, so everybody on the link gets it.
/// The authentication of version 2 is not modelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advert {
    /// Which protocol.
    pub version: Version,
    /// Which virtual router: 1 to 255.
    pub virtual_router_id: u8,
    /// The sender's priority; 0: it gives up.
    pub priority: u8,
    /// The sender's own `advert_int`.
    pub advert_int: SimDuration,
    /// The virtual addresses, without the excluded ones.
    pub addresses: Vec<Ipv4Addr>,
}
