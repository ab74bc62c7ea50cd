//! One entry of the connection table.

use super::timers::TimerClass;
use crate::ipvs::address::{Endpoint, Protocol};
use crate::ipvs::dest::{Counter, DestId};
use crate::ipvs::tcp::{ConnState, View};
use crate::time::SimTime;

/// No entry: the end of a list, or an unset link.
pub(in crate::ipvs) const NIL: u32 = u32::MAX;

/// What an entry is found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ipvs) struct Key {
    /// The client; a masked address and port 0 for a template.
    pub(in crate::ipvs) client: Endpoint,
    /// The virtual address; the firewall mark and port 0 for a template of such a service.
    pub(in crate::ipvs) to: Endpoint,
    /// The bits [`Entry::KIND`] of the entry's flags.
    pub(super) kind: u8,
}

impl Key {
    /// The key of a connection.
    pub(in crate::ipvs) const fn connection(protocol: Protocol, client: Endpoint, to: Endpoint) -> Self {
        Self { client, to, kind: protocol as u8 }
    }

    /// The key of a template of the service at `to`, for all clients that share the masked address `client`.
    pub(in crate::ipvs) const fn template(protocol: Protocol, client: u32, to: Endpoint) -> Self {
        Self { client: Endpoint::new(client, 0), to, kind: protocol as u8 | Entry::TEMPLATE }
    }

    /// The key of a template of a firewall-mark service: one for all protocols, addresses and ports.
    pub(in crate::ipvs) const fn mark_template(client: u32, mark: u32) -> Self {
        Self { client: Endpoint::new(client, 0), to: Endpoint::new(mark, 0), kind: Entry::IP | Entry::TEMPLATE }
    }
}

/// A connection or a template. What a packet needs comes first; the whole is three quarters of a cache line.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub(in crate::ipvs) struct Entry {
    pub(super) client_addr: u32,
    pub(super) to_addr: u32,
    pub(super) client_port: u16,
    pub(super) to_port: u16,
    pub(super) flags: u8,
    pub(in crate::ipvs) state: ConnState,
    /// The next entry of the hash chain, or of the free list.
    pub(super) chain_next: u32,
    dest: u32,
    pub(super) timer_class: TimerClass,
    pub(super) timer_prev: u32,
    pub(super) timer_next: u32,
    /// Of a connection: the template that controls it, or [`NIL`]. Of a template: how many connections it controls.
    pub(in crate::ipvs) link: u32,
    pub(super) deadline: SimTime,
}

const _: () = assert!(size_of::<Entry>() == 48);

impl Entry {
    /// Protocol of a firewall mark's template, beside the values of [`Protocol`].
    const IP: u8 = 2;
    const PROTOCOL: u8 = 0b11;
    const TEMPLATE: u8 = 1 << 2;
    /// Protocol, and whether it is a template: part of the key.
    pub(super) const KIND: u8 = Self::PROTOCOL | Self::TEMPLATE;
    const INACTIVE: u8 = 1 << 3;
    const NO_OUTPUT: u8 = 1 << 4;
    const MASQ: u8 = 1 << 5;
    const KEEPS_PORT: u8 = 1 << 6;
    const HIDDEN: u8 = 1 << 7;

    fn new(key: Key, dest: DestId, flags: u8, state: ConnState, link: u32) -> Self {
        Self {
            client_addr: key.client.addr,
            to_addr: key.to.addr,
            client_port: key.client.port,
            to_port: key.to.port,
            flags: key.kind | flags,
            state,
            chain_next: NIL,
            dest: dest.0,
            timer_class: TimerClass::NONE,
            timer_prev: NIL,
            timer_next: NIL,
            link,
            deadline: SimTime::MAX,
        }
    }

    /// A connection to `dest`. `keeps_port`: it reaches the server on the port the client asked for.
    pub(in crate::ipvs) fn connection(
        key: Key,
        dest: DestId,
        masq: bool,
        keeps_port: bool,
        state: ConnState,
        template: u32,
    ) -> Self {
        let flags = if masq { Self::MASQ } else { Self::NO_OUTPUT }
            | if keeps_port { Self::KEEPS_PORT } else { 0 }
            | if state.is_active() { 0 } else { Self::INACTIVE };
        Self::new(key, dest, flags, state, template)
    }

    /// A template that sticks clients to `dest`.
    pub(in crate::ipvs) fn template(key: Key, dest: DestId) -> Self {
        Self::new(key, dest, 0, ConnState::None, 0)
    }

    pub(in crate::ipvs) fn dest(&self) -> DestId {
        DestId(self.dest)
    }

    pub(in crate::ipvs) fn client(&self) -> Endpoint {
        Endpoint::new(self.client_addr, self.client_port)
    }

    pub(in crate::ipvs) fn to(&self) -> Endpoint {
        Endpoint::new(self.to_addr, self.to_port)
    }

    pub(in crate::ipvs) fn key(&self) -> Key {
        Key { client: self.client(), to: self.to(), kind: self.flags & Self::KIND }
    }

    pub(in crate::ipvs) fn has_key(&self, key: &Key) -> bool {
        self.client_addr == key.client.addr
            && self.client_port == key.client.port
            && self.to_addr == key.to.addr
            && self.to_port == key.to.port
            && self.flags & Self::KIND == key.kind
    }

    /// Its protocol; `None` for a firewall mark's template, which is for all of them.
    pub(in crate::ipvs) fn protocol(&self) -> Option<Protocol> {
        match self.flags & Self::PROTOCOL {
            Self::IP => None,
            udp if udp == Protocol::Udp as u8 => Some(Protocol::Udp),
            _ => Some(Protocol::Tcp),
        }
    }

    pub(in crate::ipvs) fn is_template(&self) -> bool {
        self.flags & Self::TEMPLATE != 0
    }

    /// Whether its server answers through the director, its packets rewritten.
    pub(in crate::ipvs) fn is_masq(&self) -> bool {
        self.flags & Self::MASQ != 0
    }

    /// Whether it reaches the server on the port the client asked for.
    pub(in crate::ipvs) fn keeps_port(&self) -> bool {
        self.flags & Self::KEEPS_PORT != 0
    }

    /// Whether it is a template that is no longer found.
    pub(in crate::ipvs) fn is_hidden(&self) -> bool {
        self.flags & Self::HIDDEN != 0
    }

    pub(super) fn hide(&mut self) {
        self.flags |= Self::HIDDEN;
    }

    /// Whether no packet of the server has been seen, and none is expected.
    pub(in crate::ipvs) fn no_output(&self) -> bool {
        self.flags & Self::NO_OUTPUT != 0
    }

    /// From now on both halves are seen.
    pub(in crate::ipvs) fn saw_output(&mut self) {
        self.flags &= !Self::NO_OUTPUT;
    }

    pub(in crate::ipvs) fn client_view(&self) -> View {
        if self.no_output() { View::ClientOnly } else { View::Client }
    }

    /// Which of its destination's counters it is in.
    pub(in crate::ipvs) fn counter(&self) -> Counter {
        if self.flags & Self::INACTIVE != 0 { Counter::Inactive } else { Counter::Active }
    }

    /// Takes `state`; returns the counter it now belongs to if that is another one.
    pub(in crate::ipvs) fn enter(&mut self, state: ConnState) -> Option<Counter> {
        self.state = state;
        let inactive = if state.is_active() { 0 } else { Self::INACTIVE };
        if self.flags & Self::INACTIVE == inactive {
            return None;
        }
        self.flags ^= Self::INACTIVE;
        Some(self.counter())
    }

    /// When its timer ends.
    pub(in crate::ipvs) fn deadline(&self) -> SimTime {
        self.deadline
    }

    pub(super) fn is_free(&self) -> bool {
        self.dest == NIL
    }

    pub(super) fn set_free(&mut self, next_free: u32) {
        self.dest = NIL;
        self.chain_next = next_free;
    }
}
