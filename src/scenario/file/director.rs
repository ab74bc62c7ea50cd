//! `[director]`.

use crate::scenario::text::Duration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The machine running IPVS.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Director {
    /// What it is called in results.
    #[schemars(extend("default" = "director"))]
    pub name: Option<String>,
    /// Its `net.ipv4.vs.*` settings, with Linux's defaults.
    pub sysctl: Option<Sysctl>,
    /// How long an idle entry of the connection table lives (`ipvsadm --set`).
    pub timeouts: Option<Timeouts>,
}

/// Settings under `net.ipv4.vs`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sysctl {
    /// What to do with a SYN that meets an entry of the same client port: 0 nothing, bit 0 a new pick when safe,
    /// bit 1 also in FIN_WAIT.
    #[schemars(extend("default" = 1), range(max = 3))]
    pub conn_reuse_mode: Option<u8>,
    /// 1: drop the entry when a packet arrives for a destination that is gone.
    #[schemars(extend("default" = 0), range(max = 1))]
    pub expire_nodest_conn: Option<u8>,
    /// 1: drop a persistence template whose destination has weight 0.
    #[schemars(extend("default" = 0), range(max = 1))]
    pub expire_quiescent_template: Option<u8>,
    /// 1: make an entry for a TCP packet that is no SYN.
    #[schemars(extend("default" = 0), range(max = 1))]
    pub sloppy_tcp: Option<u8>,
    /// Defence level of the stricter TCP state table.
    #[schemars(extend("default" = 0), range(max = 3))]
    pub secure_tcp: Option<u8>,
    /// How long `lblc` remembers which destination an address went to; whole seconds.
    #[schemars(extend("default" = "1d"))]
    pub lblc_expiration: Option<Duration>,
    /// The same for `lblcr`; whole seconds.
    #[schemars(extend("default" = "1d"))]
    pub lblcr_expiration: Option<Duration>,
}

/// How long an idle entry of the connection table lives; whole seconds.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Timeouts {
    /// Established TCP connections.
    #[schemars(extend("default" = "15m"))]
    pub tcp: Option<Duration>,
    /// TCP connections that saw a FIN.
    #[schemars(extend("default" = "2m"))]
    pub tcp_fin: Option<Duration>,
    /// UDP flows.
    #[schemars(extend("default" = "5m"))]
    pub udp: Option<Duration>,
}
