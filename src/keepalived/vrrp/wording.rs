//! The lines of the log, as the daemon writes them with `-D`, without time and process.

use super::{Generation, State};
use crate::time::SimDuration;
use std::net::Ipv4Addr;

/// What an instance has to say.
#[derive(Clone, Copy, Debug)]
pub(super) enum Line<'a> {
    /// The master has been silent for too long.
    TimedOut,
    /// Legacy: the first half of a take-over.
    Transition,
    Entering(State),
    /// Into BACKUP at the start of the process.
    EnteringAtStart,
    /// Into FAULT at the start of the process.
    FaultAtStart,
    /// Why that is.
    InterfaceDownAtStart {
        interface: &'a str,
    },
    SettingAddresses,
    RemovingAddresses,
    SentZero,
    BackupHeardZero,
    /// As backup: a lower priority is not put up with.
    Discarding {
        priority: u8,
        from: Ipv4Addr,
    },
    StartPreemptDelay(SimDuration),
    StopPreemptDelay,
    /// As master: somebody is better.
    Yielding {
        priority: u8,
        own: u8,
        from: Ipv4Addr,
    },
    /// As master: somebody is worse, and is told so if `forcing`.
    LowerPriority {
        priority: u8,
        own: u8,
        from: Ipv4Addr,
        forcing: bool,
    },
    IntervalLearned {
        was: SimDuration,
        is: SimDuration,
    },
    IntervalOwn {
        was: SimDuration,
        is: SimDuration,
    },
    IntervalMismatch {
        own: SimDuration,
        received: SimDuration,
    },
    VersionMismatch {
        own: u8,
        received: u8,
    },
    AddressCountMismatch {
        own: usize,
        received: usize,
    },
    AddressMismatch {
        virtual_router_id: u8,
        address: Ipv4Addr,
    },
    Priority {
        was: u8,
        is: u8,
    },
    /// An address is about to be announced.
    Announcing {
        interface: &'a str,
        address: Ipv4Addr,
    },
}

/// The text of a line about the instance `name`; `None` if this generation says nothing.
pub(super) fn line(generation: Generation, name: &str, line: Line<'_>) -> Option<String> {
    match (generation, line) {
        (Generation::Present, Line::InterfaceDownAtStart { .. }) => Some(format!("({name}): {}", present(line))),
        (Generation::Present, _) => Some(format!("({name}) {}", present(line))),
        (Generation::Legacy, Line::TimedOut) => None,
        (Generation::Legacy, _) => {
            let text = legacy(line).unwrap_or_else(|| present(line));
            Some(format!("VRRP_Instance({name}) {text}"))
        }
    }
}

fn present(line: Line<'_>) -> String {
    match line {
        Line::TimedOut => "Receive advertisement timeout".to_owned(),
        Line::Transition => "Transition to MASTER STATE".to_owned(),
        Line::Entering(state) => format!("Entering {state} STATE"),
        Line::EnteringAtStart => "Entering BACKUP STATE (init)".to_owned(),
        Line::FaultAtStart => "entering FAULT state".to_owned(),
        Line::InterfaceDownAtStart { interface } => format!("entering FAULT state (interface {interface} down)"),
        Line::SettingAddresses => "setting VIPs.".to_owned(),
        Line::RemovingAddresses => "removing VIPs.".to_owned(),
        Line::SentZero => "sent 0 priority".to_owned(),
        Line::BackupHeardZero => "Backup received priority 0 advertisement".to_owned(),
        Line::Discarding { priority, from } => {
            format!("received lower priority ({priority}) advert from {from} - discarding")
        }
        Line::StartPreemptDelay(delay) => {
            let micros = delay.as_nanos() / 1_000;
            format!("start preempt delay ({}.{:06})", micros / 1_000_000, micros % 1_000_000)
        }
        Line::StopPreemptDelay => "stop preempt delay".to_owned(),
        Line::Yielding { priority, own, from } if priority == own => {
            format!("Master received advert from {from} with same priority {priority} but higher IP address than ours")
        }
        Line::Yielding { priority, own, from } => {
            format!("Master received advert from {from} with higher priority {priority}, ours {own}")
        }
        Line::LowerPriority { priority, own, from, forcing } => {
            let election = if forcing { ", forcing new election" } else { "" };
            format!("Received advert from {from} with lower priority {priority}, ours {own}{election}")
        }
        Line::IntervalLearned { was, is } => {
            format!("advertisement interval updated from {}ms to {}ms by master", millis(was), millis(is))
        }
        Line::IntervalOwn { was, is } => {
            format!("changing advert interval from {}ms to locally configured {}ms", millis(was), millis(is))
        }
        Line::IntervalMismatch { own, received } => format!(
            "advertisement interval mismatch mine={} sec rcv'd={} sec",
            millis(own) / 1_000,
            millis(received) / 1_000
        ),
        Line::VersionMismatch { own, received } => format!("invalid version. {received} and expect {own}"),
        Line::AddressCountMismatch { own, received } => {
            format!("received an invalid ip number count {received}, expected {own}!")
        }
        Line::AddressMismatch { virtual_router_id, address } => {
            format!("ip address associated with VRID {virtual_router_id} not present in MASTER advert : {address}")
        }
        Line::Priority { was, is } => format!("Changing effective priority from {was} to {is}"),
        Line::Announcing { interface, address } => {
            format!("Sending/queueing gratuitous ARPs on {interface} for {address}")
        }
    }
}

/// The lines that versions 1.x write otherwise.
fn legacy(line: Line<'_>) -> Option<String> {
    let text = match line {
        Line::EnteringAtStart => "Entering BACKUP STATE",
        Line::SettingAddresses => "setting protocol VIPs.",
        Line::RemovingAddresses => "removing protocol VIPs.",
        Line::Yielding { .. } => "Received higher prio advert",
        Line::LowerPriority { .. } => "Received lower prio advert, forcing new election",
        Line::Announcing { interface, address } => {
            return Some(format!("Sending gratuitous ARPs on {interface} for {address}"));
        }
        _ => return None,
    };
    Some(text.to_owned())
}

/// Whole milliseconds.
fn millis(span: SimDuration) -> u64 {
    span.as_nanos() / 1_000_000
}
