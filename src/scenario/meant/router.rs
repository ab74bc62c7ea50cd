//! How connections find one of several directors.

use crate::time::SimDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How what a client sends gets to a director. Directors are named by their index, ascending; there is at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Through {
    /// To the machine that has the virtual address.
    Vip,
    /// To one of these, each connection by its hash.
    Ecmp(Vec<usize>),
    /// The k-th address to the k-th of these, round and round.
    Own(Vec<usize>),
}

impl Through {
    /// The directors, where they are several.
    pub fn directors(&self) -> Option<&[usize]> {
        match self {
            Self::Vip => None,
            Self::Ecmp(directors) | Self::Own(directors) => Some(directors),
        }
    }
}

/// The router before the clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Router {
    /// How the hash of a connection becomes a director.
    pub hash: EcmpHash,
    /// What is hashed.
    pub fields: HashFields,
    /// How long after a director has fallen silent the router still sends to it.
    pub detection: SimDuration,
}

impl Default for Router {
    fn default() -> Self {
        let (hash, fields) = (EcmpHash::Modulo, HashFields::AddressesAndPorts);
        Self { hash, fields, detection: SimDuration::from_millis(900) }
    }
}

/// How the hash of a connection becomes one of N directors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EcmpHash {
    /// The hash modulo N: a lost director moves all connections but one in N.
    Modulo,
    /// N equal regions of the hash's range: a lost director moves a quarter to a half.
    Threshold,
    /// Highest random weight, as consistent as resilient hashing: a lost director moves its own connections only.
    Consistent,
}

/// What of a packet is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HashFields {
    /// Addresses and ports: each connection for itself.
    AddressesAndPorts,
    /// Addresses only: all connections of a client go to one director.
    Addresses,
}
