//! `arrivals` that somebody has recorded.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Recorded requests, as `lvsim import access-log` writes them: moments, addresses, objects and sizes.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Trace {
    /// A CSV file beside the scenario, plain or gzipped, with the columns time_s, client, object, request_bytes and
    /// response_bytes; the last three may be missing.
    pub file: String,
    /// SHA-256 of the file, which then has to be that very file. Default: any; a manifest says which.
    pub sha256: Option<String>,
    /// How many times as fast it is played: with 10, what took ten seconds takes one.
    #[schemars(extend("default" = 1.0))]
    pub speed: Option<f64>,
    /// How often it is played, one playing after the other.
    #[schemars(extend("default" = 1), range(min = 1))]
    pub repeat: Option<u32>,
}
