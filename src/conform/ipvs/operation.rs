//! The operations of a recording. An unknown one, or an unknown field, is an error.

use std::collections::BTreeMap;
use std::fmt;
use std::net::Ipv4Addr;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::fields::{At, FlagWord, ForwardWord, KindWord, Network, ProtocolWord, TimeoutFields};
use crate::conform::recording::parse_line;
use crate::ipvs::PacketKind;
use crate::time::{SimDuration, SimTime};

/// Three years: no recording takes longer, and the model would walk through all periods of a mistyped time.
const LONGEST_S: f64 = 1e8;

#[derive(Debug, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Operation {
    AddService(ServiceFields),
    EditService(ServiceFields),
    DeleteService { service: String },
    AddServer(ServerFields),
    EditServer(ServerFields),
    DeleteServer { service: String, server: At },
    Packet(PacketFields),
    Reply(ReplyFields),
    List { service: String, servers: Vec<ServerRow> },
    Conns { entries: Option<Vec<EntryRow>>, states: Option<BTreeMap<String, u64>> },
    Sysctl { name: String, value: u32 },
    Timeouts(TimeoutFields),
    Wait { seconds: f64 },
    Show { sorted: Option<String>, unsorted: Option<String> },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServiceFields {
    pub(super) service: String,
    pub(super) protocol: ProtocolWord,
    pub(super) vip: Option<Ipv4Addr>,
    pub(super) port: Option<u16>,
    pub(super) fwmark: Option<u32>,
    pub(super) destinations: Option<Network>,
    pub(super) scheduler: String,
    #[serde(default)]
    pub(super) flags: Vec<FlagWord>,
    pub(super) persistence: Option<u32>,
    pub(super) netmask: Option<Ipv4Addr>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServerFields {
    pub(super) service: String,
    pub(super) server: At,
    pub(super) weight: u32,
    pub(super) forward: ForwardWord,
    #[serde(default)]
    pub(super) upper: u32,
    #[serde(default)]
    pub(super) lower: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PacketFields {
    pub(super) kind: KindWord,
    pub(super) client: At,
    pub(super) to: At,
    #[serde(deserialize_with = "present")]
    pub(super) server: Option<At>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplyFields {
    pub(super) kind: KindWord,
    pub(super) server: At,
    pub(super) client: At,
    pub(super) seen_from: At,
}

/// A line of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServerRow {
    pub(super) server: At,
    pub(super) weight: u32,
    pub(super) active: u32,
    pub(super) inactive: u32,
    pub(super) persistent: Option<u32>,
}

/// A line of the connection table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntryRow {
    pub(super) protocol: String,
    pub(super) client: At,
    pub(super) to: At,
    pub(super) server: At,
    pub(super) state: String,
    pub(super) expires: u64,
}

/// A field that may be null but must be there.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}

/// The moment and the operation of a line.
pub(super) fn parse(text: &str) -> Result<(SimTime, Operation), String> {
    let mut fields = parse_line(text)?;
    let seconds = fields.remove("t").as_ref().and_then(Value::as_f64);
    let Some(seconds) = seconds.filter(|seconds| (0.0..=LONGEST_S).contains(seconds)) else {
        return Err(format!("an operation needs its time \"t\", 0 to {LONGEST_S} seconds"));
    };
    let operation = Operation::deserialize(Value::Object(fields)).map_err(|error| error.to_string())?;
    Ok((SimTime::ZERO + SimDuration::from_secs_f64(seconds), operation))
}

impl fmt::Display for PacketFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "packet {:?} from {} to {}", PacketKind::from(self.kind), self.client.0, self.to.0)
    }
}

impl fmt::Display for ReplyFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "reply {:?} from {} to {}", PacketKind::from(self.kind), self.server.0, self.client.0)
    }
}

impl fmt::Display for ServerRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} weight {} active {} inactive {}", self.server.0, self.weight, self.active, self.inactive)?;
        self.persistent.map_or(Ok(()), |persistent| write!(f, " persistent {persistent}"))
    }
}

impl fmt::Display for EntryRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { protocol, client, to, server, state, expires } = self;
        write!(f, "{protocol} {} {} {} {state} expires {expires} s", client.0, to.0, server.0)
    }
}
