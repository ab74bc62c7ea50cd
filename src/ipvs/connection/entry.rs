//! One entry of the connection table.

use super::index::Home;
use super::timers::TimerClass;
use crate::ipvs::address::{Endpoint, Protocol};
use crate::ipvs::dest::{Counter, DestId};
use crate::ipvs::packet::PacketKind;
use crate::ipvs::tcp::{ConnState, View, next_state};

/// No entry: the end of a list, or an unset link.
pub(in crate::ipvs) const NIL: u32 = u32::MAX;

/// What an entry is found by, packed as an [`Entry`] has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ipvs) struct Key {
    /// Client address, virtual address. A template has the client's masked address, and that of a firewall-mark
    /// service the mark as virtual address.
    addrs: u64,
    /// Client port (0 in a template), virtual port.
    ports: u32,
    /// The bits [`Entry::KIND`] of the entry's flags.
    kind: u8,
}

impl Key {
    #[inline(always)]
    const fn new(client: Endpoint, to: Endpoint, kind: u8) -> Self {
        let addrs = (client.addr as u64) << 32 | to.addr as u64;
        Self { addrs, ports: (client.port as u32) << 16 | to.port as u32, kind }
    }

    /// The key of a connection.
    #[inline(always)]
    pub(in crate::ipvs) const fn connection(protocol: Protocol, client: Endpoint, to: Endpoint) -> Self {
        Self::new(client, to, protocol as u8)
    }

    /// The key of a template of the service at `to`, for all clients that share the masked address `client`.
    pub(in crate::ipvs) const fn template(protocol: Protocol, client: u32, to: Endpoint) -> Self {
        Self::new(Endpoint::new(client, 0), to, protocol as u8 | Entry::TEMPLATE)
    }

    /// The key of a template of a firewall-mark service: one for all protocols, addresses and ports.
    pub(in crate::ipvs) const fn mark_template(client: u32, mark: u32) -> Self {
        Self::new(Endpoint::new(client, 0), Endpoint::new(mark, 0), Entry::IP | Entry::TEMPLATE)
    }

    /// Its hash: the upper bits are the good ones. By client alone, so that a reply, whose source is not the virtual
    /// address under NAT, finds the same bucket.
    #[inline(always)]
    pub(super) const fn hash(&self) -> u64 {
        let client = self.addrs & 0xFFFF_FFFF_0000_0000 | (self.ports >> 16) as u64;
        client.wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

/// A connection or a template: half a cache line.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub(in crate::ipvs) struct Entry {
    addrs: u64,
    ports: u32,
    flags: u8,
    pub(in crate::ipvs) state: ConnState,
    /// The ring of its timer, or [`NO_RING`](Self::NO_RING).
    ring: u16,
    /// The place of its timer's record in that ring.
    place: u32,
    dest: u32,
    /// Of a connection: the template that controls it, or [`NIL`]. Of a template: how many connections it controls.
    pub(in crate::ipvs) link: u32,
    /// Where the index has it; of a free one, the next free one.
    pub(super) home: Home,
}

const _: () = assert!(size_of::<Entry>() == 32);

/// What a packet has done to a connection.
#[derive(Clone, Copy, Debug)]
pub(in crate::ipvs) struct Moved {
    /// Its state now.
    pub(in crate::ipvs) state: ConnState,
    /// The counter of its destination that it has moved to.
    pub(in crate::ipvs) counter: Option<Counter>,
    pub(in crate::ipvs) dest: DestId,
    /// Its template, if that now has seen a connection established, or [`NIL`].
    pub(in crate::ipvs) assures: u32,
}

impl Entry {
    /// Protocol of a firewall mark's template, beside the values of [`Protocol`].
    const IP: u8 = 2;
    /// Protocol of what is in the slab but not in the table, so that it has no key.
    const VACANT: u8 = 3;
    const PROTOCOL: u8 = 0b11;
    const TEMPLATE: u8 = 1 << 2;
    /// Protocol, and whether it is a template: part of the key.
    const KIND: u8 = Self::PROTOCOL | Self::TEMPLATE;
    const INACTIVE: u8 = 1 << 3;
    const NO_OUTPUT: u8 = 1 << 4;
    const MASQ: u8 = 1 << 5;
    const KEEPS_PORT: u8 = 1 << 6;
    const HIDDEN: u8 = 1 << 7;
    /// The ring of what has no timer.
    pub(super) const NO_RING: u16 = u16::MAX;

    fn new(key: &Key, dest: u32, flags: u8, state: ConnState, link: u32) -> Self {
        Self {
            addrs: key.addrs,
            ports: key.ports,
            flags: key.kind | flags,
            state,
            ring: Self::NO_RING,
            place: 0,
            dest,
            link,
            home: Home::NOWHERE,
        }
    }

    /// A connection to `dest`. `keeps_port`: it reaches the server on the port the client asked for.
    pub(in crate::ipvs) fn connection(
        key: &Key,
        dest: DestId,
        masq: bool,
        keeps_port: bool,
        state: ConnState,
        template: u32,
    ) -> Self {
        let flags = if masq { Self::MASQ } else { Self::NO_OUTPUT }
            | if keeps_port { Self::KEEPS_PORT } else { 0 }
            | if state.is_active() { 0 } else { Self::INACTIVE };
        Self::new(key, dest.0, flags, state, template)
    }

    /// A template that sticks clients to `dest`.
    pub(in crate::ipvs) fn template(key: &Key, dest: DestId) -> Self {
        Self::new(key, dest.0, 0, ConnState::None, 0)
    }

    #[inline(always)]
    pub(in crate::ipvs) fn dest(&self) -> DestId {
        DestId(self.dest)
    }

    pub(in crate::ipvs) fn client(&self) -> Endpoint {
        Endpoint::new((self.addrs >> 32) as u32, (self.ports >> 16) as u16)
    }

    pub(in crate::ipvs) fn to(&self) -> Endpoint {
        Endpoint::new(self.addrs as u32, self.ports as u16)
    }

    #[inline(always)]
    pub(super) fn key(&self) -> Key {
        Key { addrs: self.addrs, ports: self.ports, kind: self.flags & Self::KIND }
    }

    #[inline(always)]
    pub(in crate::ipvs) fn has_key(&self, key: &Key) -> bool {
        self.addrs == key.addrs && self.ports == key.ports && self.flags & Self::KIND == key.kind
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

    /// Whether it is a template of which there are connections.
    #[inline(always)]
    pub(in crate::ipvs) fn controls_others(&self) -> bool {
        self.is_template() && self.link > 0
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

    #[inline(always)]
    pub(in crate::ipvs) fn client_view(&self) -> View {
        if self.no_output() { View::ClientOnly } else { View::Client }
    }

    /// Which of its destination's counters it is in.
    #[inline(always)]
    pub(in crate::ipvs) fn counter(&self) -> Counter {
        if self.flags & Self::INACTIVE != 0 { Counter::Inactive } else { Counter::Active }
    }

    /// Takes the state to which a packet leads.
    #[inline(always)]
    pub(in crate::ipvs) fn go_on(&mut self, kind: PacketKind, view: View, secure: bool) -> Moved {
        let before = self.state;
        self.state = next_state(before, kind, view, secure);
        let inactive = if self.state.is_active() { 0 } else { Self::INACTIVE };
        let counter = (self.flags & Self::INACTIVE != inactive).then(|| {
            self.flags ^= Self::INACTIVE;
            self.counter()
        });
        let assures = if self.link == NIL { NIL } else { self.assures(before, view) };
        Moved { state: self.state, counter, dest: self.dest(), assures }
    }

    /// The template of a connection that has one, if it has been established since it was in `before`, or [`NIL`].
    #[cold]
    fn assures(&self, before: ConnState, view: View) -> u32 {
        let established = match self.state {
            ConnState::Udp => view == View::Server,
            state => state == ConnState::Established && before != ConnState::Established,
        };
        if established { self.link } else { NIL }
    }

    /// Whether its timer is of this class.
    pub(in crate::ipvs) fn is_armed_in(&self, class: TimerClass) -> bool {
        self.ring == class.ring()
    }

    /// The ring of its timer.
    pub(super) fn ring(&self) -> u16 {
        self.ring
    }

    /// The place of its timer's record in the ring.
    pub(super) fn ticket_place(&self) -> u32 {
        self.place
    }

    /// Whether its timer is the one with the record at this place of this ring.
    #[inline(always)]
    pub(super) fn has_ticket(&self, ring: u16, place: u32) -> bool {
        self.place == place && self.ring == ring
    }

    /// Its timer is now the one with the record at this place of this ring.
    #[inline(always)]
    pub(super) fn set_ticket(&mut self, ring: u16, place: u32) {
        (self.ring, self.place) = (ring, place);
    }

    /// Whether it is in the slab but not in the table.
    pub(super) fn is_vacant(&self) -> bool {
        self.flags & Self::PROTOCOL == Self::VACANT
    }

    pub(super) fn set_free(&mut self, next_free: u32) {
        self.flags = Self::VACANT;
        self.ring = Self::NO_RING;
        self.home = Home::free(next_free);
    }
}
