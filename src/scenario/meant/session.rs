//! Sessions of clients.

use super::Law;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Several connections from one address.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// How many connections it has.
    pub connections: Count,
    /// How many of them at a time: 1 to 1000.
    pub parallel: u32,
    /// From the end of a connection to the next one in its place.
    pub think_time: Law,
    /// A connection for data beside each request but the first one of a connection.
    pub data: Option<DataMode>,
}

/// A whole number from 1 on, always the same or random.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Count {
    /// Always the same; at least 1.
    Constant(u32),
    /// Each from `min` (at least 1) to `max` (at least `min`) is equally likely.
    Uniform {
        /// The smallest.
        min: u32,
        /// The largest.
        max: u32,
    },
    /// Geometric from 1 on, with this mean: 1.001 to a million.
    Geometric {
        /// The mean.
        mean: f64,
    },
}

impl Count {
    /// Its mean.
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Constant(count) => f64::from(count),
            Self::Uniform { min, max } => f64::midpoint(f64::from(min), f64::from(max)),
            Self::Geometric { mean } => mean,
        }
    }
}

/// Who opens the connections for data of FTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DataMode {
    /// The client, to a port that the server names.
    Passive,
    /// The server, from port 20; the client's answers go there.
    Active,
}
