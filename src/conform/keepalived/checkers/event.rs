//! The events of a run: arrays whose first elements are the time in seconds and a word.

use std::net::Ipv4Addr;

use serde_json::Value;

use super::fault::Fault;
use crate::time::{SimDuration, SimTime};

/// A day: no run takes longer.
const LONGEST_S: f64 = 86_400.0;

/// What was recorded, apart from the time.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Event {
    /// The daemon was started.
    Start,
    /// The daemon was told to end.
    Sigterm,
    /// Something was done to a server, which took until `until`; `None` is its recovery.
    Stimulus { server: Ipv4Addr, fault: Option<Fault>, until: SimTime },
    /// A line of the log.
    Log(String),
    /// A packet left the director for a server, from this source port.
    Probe { server: Ipv4Addr, protocol: Packet, source_port: u16 },
    /// A packet of a server to the director.
    Answer,
    /// A server's script started.
    Run { server: Ipv4Addr },
    /// The kernel's table.
    Table(Vec<(Ipv4Addr, u16)>),
}

/// What left the director.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packet {
    /// A SYN, the first or a later one of the same connection.
    Syn,
    /// A datagram.
    Datagram,
    /// An echo request.
    Echo,
}

/// Reads an event. An error says what is wrong with it.
pub(super) fn parse(value: &Value) -> Result<(SimTime, Event), String> {
    let wrong = || format!("not an event: {value}");
    let fields = value.as_array().ok_or_else(wrong)?;
    let text = |index: usize| fields.get(index).and_then(Value::as_str).ok_or_else(wrong);
    let address = |index: usize| text(index)?.parse::<Ipv4Addr>().map_err(|_| wrong());
    let time = |index: usize| fields.get(index).and_then(seconds).ok_or_else(wrong);
    let event = match (text(1)?, text(2)?) {
        ("stim", "r1") => match text(3)? {
            "start" => Event::Start,
            "sigterm" => Event::Sigterm,
            other => return Err(format!("unknown stimulus \"{other}\" of the director")),
        },
        ("stim", _) => {
            let fault = match text(3)? {
                "recover" => None,
                word => Some(word.parse()?),
            };
            Event::Stimulus { server: address(2)?, fault, until: time(4)? }
        }
        ("log", "r1") => Event::Log(text(3)?.to_owned()),
        ("probe", "r1") => {
            let protocol = match text(3)? {
                "tcp" => Packet::Syn,
                "udp" => Packet::Datagram,
                "icmp" => Packet::Echo,
                other => return Err(format!("unknown protocol \"{other}\" of a probe")),
            };
            let port = fields.get(6).and_then(Value::as_u64).and_then(|port| port.try_into().ok());
            Event::Probe { server: address(4)?, protocol, source_port: port.ok_or_else(wrong)? }
        }
        ("probe", _) => Event::Answer,
        ("run", "r1") => Event::Run { server: address(3)? },
        ("ipvs", "r1") => Event::Table(table(fields.get(3)).ok_or_else(wrong)?),
        (word, at) => return Err(format!("unknown event \"{word}\" at \"{at}\"")),
    };
    Ok((time(0)?, event))
}

fn seconds(value: &Value) -> Option<SimTime> {
    let seconds = value.as_f64().filter(|seconds| (0.0..LONGEST_S).contains(seconds))?;
    Some(SimTime::ZERO + SimDuration::from_secs_f64(seconds))
}

/// Rows of server and weight.
fn table(value: Option<&Value>) -> Option<Vec<(Ipv4Addr, u16)>> {
    let row = |row: &Value| match row.as_array()?.as_slice() {
        [server, weight] => Some((server.as_str()?.parse().ok()?, weight.as_u64()?.try_into().ok()?)),
        _ => None,
    };
    value?.as_array()?.iter().map(row).collect()
}
