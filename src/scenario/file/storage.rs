//! `[storage]`, and the `cache` of a real server in front of it.

use super::Law;
use crate::scenario::meant::AcceptQueue;
use crate::scenario::quantity::{Bandwidth, Bytes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The third tier: one storage behind all real servers.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Storage {
    /// What it is called; a `[[fault]]` can have it as its target.
    #[schemars(extend("default" = "storage"))]
    pub name: Option<String>,
    /// Accesses it can work on at the same time, each at full speed.
    #[schemars(extend("default" = 1), range(min = 1, max = 65536))]
    pub workers: Option<u32>,
    /// How many accesses may wait beyond those; further ones are refused, and their requests fail.
    #[schemars(extend("default" = "infinite"))]
    pub queue: Option<AcceptQueue>,
    /// The work of an access, in time on a storage of speed 1.
    pub service_time: Law,
    /// Service times are divided by this.
    #[schemars(extend("default" = 1.0), range(min = 0.000_001, max = 1e6))]
    pub speed: Option<f64>,
    /// What all transfers from it share equally, after the work: each as many bytes as its request's response. Default: no limit.
    pub bandwidth: Option<Bandwidth>,
}

/// What a real server keeps in memory of a `[[content]]`, those asked for last: give `objects` or `size`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cache {
    /// How many objects fit, whatever their size.
    #[schemars(range(min = 1, max = 10_000_000))]
    pub objects: Option<u32>,
    /// How much fits.
    pub size: Option<Bytes>,
    /// Work that a request takes besides its service time if its object is not there, in time on a server of speed 1. Default: none.
    pub miss_time: Option<Law>,
}
