//! `[[operation]]`.

use super::{Names, Protocol};
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
    /// The real server or the group, or several.
    pub target: Names,
    /// Address of the virtual service. Default: the only one.
    pub virtual_server: Option<Endpoint>,
    /// Its firewall mark, if that decides and not an address.
    pub fwmark: Option<u32>,
    /// Its protocol. Default: that which there is at its address.
    pub protocol: Option<Protocol>,
    /// On which director, or group of them. Default: on every one that has the virtual service.
    pub director: Option<String>,
    /// The new weight: required for "edit"; for "add" the real server's own is the default.
    pub weight: Option<u16>,
    /// With kind "restart": how long at most a server gets no new connections before it is stopped; it is stopped as soon as
    /// its active ones are gone. Default: it is stopped at once.
    pub drain: Option<Duration>,
    /// With kind "restart": how long each is down. Default: 10s.
    pub down: Option<Duration>,
    /// With kind "restart": from the return of one to the turn of the next, for health checks to see it. Default: 0s.
    pub pause: Option<Duration>,
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
    /// The targets are stopped and started again, one after the other; what they lose meanwhile, they lose as in a crash.
    Restart,
}
