//! `[[fault]]`.

use super::Law;
use crate::scenario::decode::shorthand::name_or_names;
use crate::scenario::text::Duration;
use crate::scenario::tree::Path;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::fmt;

/// Something that breaks: once (`at`, `for`) or again and again (`between`, `repair`).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    /// Real servers, groups, directors or the storage: each breaks for itself. The real servers of a rack break together, and with kind
    /// "partition" all are cut off together.
    pub target: Option<Names>,
    /// What is wrong.
    pub kind: FaultWord,
    /// With kind "slow": service takes so many times as long. With kind "gray": that of the slow requests.
    #[schemars(range(min = 1))]
    pub factor: Option<f64>,
    /// With kind "gray": which share of the requests fails with an error. Default: 0.
    #[schemars(range(min = 0, max = 1))]
    pub error_share: Option<f64>,
    /// With kind "gray": the work until such an error. Default: 1ms.
    pub error_time: Option<Duration>,
    /// With kind "gray": which share of the requests is slow, by `factor`. Default: 0.
    #[schemars(range(min = 0, max = 1))]
    pub slow_share: Option<f64>,
    /// With kind "link_down": which interface of the director. Default: the one towards the clients.
    pub interface: Option<String>,
    /// With kind "script_fails": which `vrrp_script`. Default: the only one.
    pub script: Option<String>,
    /// With kind "partition": whether the clients are on the side of those cut off. Default: false.
    pub clients: Option<bool>,
    /// With kind "advert_loss": whose adverts. Default: everybody's.
    pub from: Option<String>,
    /// With kind "advert_loss": who does not hear them. Default: nobody does.
    pub to: Option<String>,
    /// With kind "advert_loss": which share of them. Default: 1, all.
    #[schemars(range(min = 0, max = 1))]
    pub share: Option<f64>,
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

/// What is wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FaultWord {
    /// Of a real server or the storage: the process is gone. Requests in progress are lost, connections are refused.
    #[default]
    Crash,
    /// Of a real server, the storage or a director: the machine is gone. Silence; what a director knew is lost.
    PowerOff,
    /// Of a real server or the storage: the process stands still. Connections are accepted until the queue is full, nothing is answered.
    Hang,
    /// Of a real server or the storage: service takes `factor` times as long.
    Slow,
    /// Of a real server: its health checks fail although clients are served.
    CheckFails,
    /// Of a real server: a share of the requests fails or is slow, and health checks see nothing of it.
    Gray,
    /// Of a director: keepalived is killed (SIGKILL, all its processes). The kernel goes on with what it has.
    KeepalivedKilled,
    /// Of a director: keepalived is stopped in good order (SIGTERM).
    KeepalivedStopped,
    /// Of a director: an interface has no carrier.
    LinkDown,
    /// Of a director: a `vrrp_script` fails.
    ScriptFails,
    /// Of the network: the targets, and the clients if `clients` says so, neither hear nor reach the others.
    Partition,
    /// Of the network: adverts are lost.
    AdvertLoss,
}

impl fmt::Display for FaultWord {
    /// The word as it is typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// A name, or several.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Names {
    /// `"web"`.
    One(String),
    /// `["web", "db"]`.
    Several(Vec<String>),
}

impl Names {
    /// Each name, with the path of its place below `path`.
    pub(crate) fn each(&self, path: &Path) -> Vec<(&str, Path)> {
        match self {
            Self::One(name) => vec![(name.as_str(), path.clone())],
            Self::Several(names) => {
                names.iter().enumerate().map(|(index, name)| (name.as_str(), path.to(index))).collect()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        name_or_names(deserializer, Self::One, Self::Several)
    }
}

impl JsonSchema for Names {
    fn schema_name() -> Cow<'static, str> {
        "Names".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "a name, or several",
            "oneOf": [
                { "description": "one", "type": "string" },
                { "description": "several", "type": "array", "items": { "type": "string" }, "minItems": 1 }
            ]
        })
    }
}
