//! `[router]`.

use crate::scenario::meant::{EcmpHash, HashFields};
use crate::scenario::text::Duration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The router before the clients, which chooses among several directors (equal-cost multi-path).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Router {
    /// How the hash of a connection becomes a director (RFC 2992): how many connections move when one is lost.
    #[schemars(extend("default" = "modulo"))]
    pub hash: Option<EcmpHash>,
    /// What is hashed.
    #[schemars(extend("default" = "addresses_and_ports"))]
    pub fields: Option<HashFields>,
    /// How long after a director has fallen silent the router still sends to it: BFD takes three times its interval of
    /// 300 ms, BGP alone up to its hold time of 90 s.
    #[schemars(extend("default" = "900ms"))]
    pub detection: Option<Duration>,
}
