//! `[[fault]]` and `[[operation]]`.

use super::Law;
use crate::scenario::text::{Duration, Endpoint};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something that breaks a real server: once (`at`, `for`) or again and again (`between`, `repair`).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    /// The real server; of a group, every member for itself.
    pub target: String,
    /// What is wrong.
    pub kind: FaultWord,
    /// With kind "slow": service takes so many times as long.
    #[schemars(range(min = 1))]
    pub factor: Option<f64>,
    /// The moment it happens.
    pub at: Option<Duration>,
    /// Until recovery. Default: for good.
    #[serde(rename = "for")]
    pub lasts: Option<Duration>,
    /// From the start or a recovery to the next failure.
    pub between: Option<Law>,
    /// From a failure to the recovery.
    pub repair: Option<Law>,
}

/// What is wrong with a real server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FaultWord {
    /// The process is gone: requests in progress are lost, connections are refused.
    Crash,
    /// The machine is gone: silence.
    PowerOff,
    /// The process stands still: connections are accepted until the queue is full, nothing is answered.
    Hang,
    /// Service takes `factor` times as long.
    Slow,
}

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
