//! What is under way: an event has room for a number only, so what it brings waits here.

use crate::cluster::event::Event;
use crate::engine::Agenda;
use crate::ipvs::SyncedConn;
use crate::keepalived::checker::ProbeResult;
use crate::keepalived::vrrp::{Advert, ScriptId, ScriptResult};
use crate::time::SimTime;
use std::net::Ipv4Addr;

/// Something that arrives.
#[derive(Clone, Debug)]
pub(crate) enum Message {
    /// An advert, at a director.
    Advert {
        /// At whom.
        to: usize,
        /// Through which of its interfaces.
        interface: usize,
        /// From whom.
        from: usize,
        /// From which address.
        source: Ipv4Addr,
        /// What it says.
        advert: Advert,
    },
    /// A batch of connections that a director tells of has waited long enough.
    SyncDue {
        /// Whose.
        director: usize,
        /// When the first of them was gathered.
        began: SimTime,
    },
    /// What a director tells of its connections, at another.
    Entries {
        /// At whom.
        to: usize,
        /// From whom.
        from: usize,
        /// What.
        entries: Vec<SyncedConn>,
    },
    /// It is time to start a director's keepalived.
    Start {
        /// Whose.
        director: usize,
    },
    /// A probe that has met silence sends its next SYN.
    ProbeAgain(Probe),
    /// The result of a probe.
    ProbeEnded {
        /// Of which probe.
        probe: Probe,
        /// How it ended.
        result: ProbeResult,
    },
    /// The result of a `vrrp_script`.
    ScriptEnded {
        /// Whose.
        director: usize,
        /// For which process of keepalived.
        process: u32,
        /// Of which script.
        script: ScriptId,
        /// How it ended.
        result: ScriptResult,
    },
}

/// A health checker's probe under way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Probe {
    /// Whose.
    pub(super) director: usize,
    /// For which process of keepalived.
    pub(super) process: u32,
    /// Of which checker.
    pub(super) checker: usize,
    /// When it began.
    pub(super) began: SimTime,
    /// When it has taken too long.
    pub(super) deadline: SimTime,
}

/// All that is under way.
#[derive(Debug, Default)]
pub(crate) struct Mail {
    slots: Vec<Option<Message>>,
    free: Vec<u32>,
}

impl Mail {
    /// Sends something that arrives at `at`.
    pub(crate) fn post(&mut self, at: SimTime, message: Message, agenda: &mut Agenda<Event>) {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() as u32 - 1
        });
        self.slots[slot as usize] = Some(message);
        agenda.schedule(at, Event::MessageArrived(slot));
    }

    /// Takes out what has arrived.
    pub(crate) fn collect(&mut self, slot: u32) -> Message {
        self.free.push(slot);
        self.slots[slot as usize].take().expect("a message arrives once")
    }
}
