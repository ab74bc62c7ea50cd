//! A machine that serves, as it truly is.

use super::{Cache, CrashAbove, Law, Pauses, SlowStart, StorageUse};
use schemars::JsonSchema;
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;
use std::net::Ipv4Addr;

/// A machine that serves.
#[derive(Clone, Debug, PartialEq)]
pub struct RealServer {
    /// What it is called; no other real server is called so.
    pub name: String,
    /// Its address; no other real server has it.
    pub address: Ipv4Addr,
    /// What it fails together with; no machine is called so.
    pub rack: Option<String>,
    /// The weight it is added to a virtual service with: 0 (quiesced) to 65535.
    pub weight: u16,
    /// No new connections from this many on; 0 means no limit.
    pub uthreshold: u16,
    /// New connections again below this many; 0 leaves it to IPVS (three quarters of `uthreshold`).
    pub lthreshold: u16,
    /// Requests it can work on at the same time, each at full speed; at least 1.
    pub workers: u32,
    /// Who is served when there are more requests than workers.
    pub discipline: Discipline,
    /// How many requests may wait beyond those in service.
    pub accept_queue: AcceptQueue,
    /// What becomes of a connection that finds the accept queue full.
    pub accept_overflow: AcceptOverflow,
    /// The work of a request, in time on a server of speed 1; its mean is more than zero.
    pub service_time: Law,
    /// Service times are divided by this; more than zero.
    pub speed: f64,
    /// Its network card, in bits per second and direction; none is no limit.
    pub bandwidth: Option<f64>,
    /// What it keeps in memory.
    pub cache: Option<Cache>,
    /// How it uses the storage.
    pub storage: StorageUse,
    /// How many requests are too many for it.
    pub crash_above: Option<CrashAbove>,
    /// How it becomes fast again after it was gone.
    pub slow_start: Option<SlowStart>,
    /// When it stands still by itself.
    pub pauses: Option<Pauses>,
    /// `net.ipv4.conf.all.arp_ignore`: 0 to 2; with 0 it answers when somebody asks for a virtual address.
    pub arp_ignore: u8,
    /// `net.ipv4.conf.all.arp_announce`: 0 to 2; below 2 its own questions name a virtual address as their sender.
    pub arp_announce: u8,
}

impl RealServer {
    /// Requests per second it can serve: workers × speed ÷ mean service time. What misses of its cache, the storage and its
    /// pauses cost it is not in this.
    pub fn capacity_per_s(&self) -> f64 {
        f64::from(self.workers) * self.speed / self.service_time.mean_s()
    }
}

/// Who is served when there are more requests than workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Discipline {
    /// First come, first served: the others wait.
    Fcfs,
    /// Everyone at once, at an equal share of the workers.
    ProcessorSharing,
}

/// What becomes of a connection that finds the accept queue full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AcceptOverflow {
    /// The SYN is ignored, as Linux does; the client tries again.
    Drop,
    /// The connection is refused with a RST.
    Refuse,
}

/// How many requests may wait beyond those in service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptQueue {
    /// Any number.
    Infinite,
    /// So many; 0 means nobody waits.
    Limited(u32),
}

impl<'de> Deserialize<'de> for AcceptQueue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AcceptQueueVisitor)
    }
}

impl Serialize for AcceptQueue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Infinite => serializer.serialize_str("infinite"),
            Self::Limited(places) => serializer.serialize_u32(*places),
        }
    }
}

struct AcceptQueueVisitor;

impl Visitor<'_> for AcceptQueueVisitor {
    type Value = AcceptQueue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number, 0 or more, or \"infinite\"")
    }

    fn visit_i64<E: Error>(self, places: i64) -> Result<AcceptQueue, E> {
        let places = u32::try_from(places).map_err(|_| E::invalid_value(Unexpected::Signed(places), &self))?;
        Ok(AcceptQueue::Limited(places))
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<AcceptQueue, E> {
        if word == "infinite" { Ok(AcceptQueue::Infinite) } else { Err(E::invalid_value(Unexpected::Str(word), &self)) }
    }
}

impl JsonSchema for AcceptQueue {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AcceptQueue".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "how many requests may wait beyond those in service",
            "oneOf": [
                { "type": "integer", "minimum": 0, "maximum": u32::MAX, "description": "so many; 0 means nobody waits" },
                { "const": "infinite", "description": "any number" }
            ]
        })
    }
}
