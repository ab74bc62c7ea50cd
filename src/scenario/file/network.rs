//! `[network]`.

use super::Law;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long a packet takes between the machines, one way.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Network {
    /// From a client to the director.
    #[schemars(extend("default" = "0s"))]
    pub client_to_director: Option<Law>,
    /// From the director to a real server.
    #[schemars(extend("default" = "0s"))]
    pub director_to_server: Option<Law>,
    /// From a real server straight to the client.
    #[schemars(extend("default" = "0s"))]
    pub server_to_client: Option<Law>,
    /// From a real server back to the director, under NAT. Default: as `director_to_server`.
    pub server_to_director: Option<Law>,
    /// From the director back to the client. Default: as `client_to_director`.
    pub director_to_client: Option<Law>,
    /// From a director to another: adverts, and copies of entries.
    #[schemars(extend("default" = "0s"))]
    pub director_to_director: Option<Law>,
    /// The largest IP packet, in bytes.
    #[schemars(extend("default" = 1500), range(min = 576, max = 65535))]
    pub mtu: Option<u32>,
}
