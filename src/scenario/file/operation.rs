//! `[[operation]]`.

use super::Protocol;
use crate::scenario::text::{Duration, Endpoint};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an administrator does with ipvsadm at a moment.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Operation {
    /// The moment.
    pub at: Duration,
    /// What is done.
    pub kind: OperationWord,
    /// The real server or the group.
    pub target: String,
    /// Address of the virtual service. Default: the only one.
    pub virtual_server: Option<Endpoint>,
    /// Its protocol. Default: that which there is at its address.
    pub protocol: Option<Protocol>,
    /// On which director, or group of them. Default: on every one that has the virtual service.
    pub director: Option<String>,
    /// The new weight: required for "edit"; for "add" the real server's own is the default.
    pub weight: Option<u16>,
}

/// What is done to a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OperationWord {
    /// `ipvsadm -a`: into the list.
    Add,
    /// `ipvsadm -e`: a new weight; 0 quiesces.
    Edit,
    /// `ipvsadm -d`: out of the list.
    Delete,
}
