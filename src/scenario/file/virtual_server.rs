//! `[[virtual_server]]`.

use crate::ipvs::{self, scheduler};
use crate::scenario::meant::{LbKind, SchedulerFlag};
use crate::scenario::text::{Duration, Endpoint, Netmask};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A virtual service, as ipvsadm adds it before the start.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VirtualServer {
    /// The VIP and its port.
    pub address: Option<Endpoint>,
    /// Instead of an address: all that the firewall has marked so (`ipvsadm -f`).
    #[schemars(range(min = 1))]
    pub fwmark: Option<u32>,
    /// The name of its director, or of a group. Default: every director has it.
    pub director: Option<String>,
    /// The transport protocol.
    #[schemars(extend("default" = "TCP"))]
    pub protocol: Option<Protocol>,
    /// The scheduler, by the name ipvsadm knows.
    #[schemars(extend("default" = "wlc", "enum" = scheduler::names().collect::<Vec<_>>()))]
    pub lb_algo: Option<String>,
    /// Flags of the scheduler (`ipvsadm -b`).
    pub flags: Option<Vec<SchedulerFlag>>,
    /// How many destinations the scheduler `choices` draws.
    #[schemars(extend("default" = 2), range(min = 1, max = 255))]
    pub choices: Option<u8>,
    /// How large the table of the scheduler `mh` is: as many slots as the largest prime below 2 to the power of this (the
    /// kernel is built with one, `CONFIG_IP_VS_MH_TAB_INDEX`).
    #[schemars(extend("default" = 12), range(min = 8, max = 20))]
    pub mh_tab_index: Option<u8>,
    /// The forwarding method.
    #[schemars(extend("default" = "DR"))]
    pub lb_kind: Option<LbKind>,
    /// A client stays with its real server for this long after its last connection; whole seconds. Default: it does not.
    pub persistence_timeout: Option<Duration>,
    /// Clients whose addresses are equal under this netmask stay together.
    #[schemars(extend("default" = "255.255.255.255"))]
    pub persistence_granularity: Option<Netmask>,
    /// One-packet scheduling (`ipvsadm -o`): each datagram is scheduled for itself, and leaves no entry. UDP only.
    #[schemars(extend("default" = false))]
    pub ops: Option<bool>,
    /// Names of its real servers or groups, in the order ipvsadm adds them. Default: all, in file order.
    pub real_servers: Option<Vec<String>>,
}

/// A transport protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Protocol {
    /// TCP.
    Tcp,
    /// UDP: datagrams, without connections.
    Udp,
}

impl From<Protocol> for ipvs::Protocol {
    fn from(protocol: Protocol) -> Self {
        match protocol {
            Protocol::Tcp => Self::Tcp,
            Protocol::Udp => Self::Udp,
        }
    }
}

impl From<ipvs::Protocol> for Protocol {
    fn from(protocol: ipvs::Protocol) -> Self {
        match protocol {
            ipvs::Protocol::Tcp => Self::Tcp,
            ipvs::Protocol::Udp => Self::Udp,
        }
    }
}
