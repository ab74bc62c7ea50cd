//! The requests under way: what each needs to remember, in one slab with a free list.

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::SeedableRng;

use crate::cluster::event::{MAX_INDEX, RequestId};
use crate::cluster::owner::OwnerId;
use crate::engine::EventKey;
use crate::ipvs::{ConnHint, Endpoint, Packet, PacketKind};
use crate::time::{SimDuration, SimTime};

/// No request, no server.
pub const NONE: u32 = u32::MAX;

/// How far a request has come, as its client sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// The SYN is not answered yet.
    #[default]
    Connecting,
    /// Connected; the response has not arrived yet.
    Connected,
    /// The response has arrived; the client keeps the connection for its next request.
    Resting,
    /// The client has the response, or has given up. Others may still be busy with what is left of the request.
    Over,
}

/// One request, which is one connection or one datagram. It fills two lines of the cache.
///
/// The fields from `epoch` on are written when a request comes so far, and before that hold what the last request in
/// this slot left there.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub struct Request {
    /// Its index.
    pub id: RequestId,
    /// When the client sent the SYN.
    pub sent: SimTime,
    /// The request's own random numbers: it asks for the same work whichever server gets it.
    pub luck: SplitMix64,
    /// The last packet that the client sent: its address and port, and the virtual ones.
    pub packet: Packet,
    /// Where the director found its entry last.
    pub hint: ConnHint,
    /// The client's patience.
    pub timer: EventKey,
    /// Which client group.
    pub client: u16,
    /// On whose behalf, if more than the group has to know how it ends.
    pub owner: OwnerId,
    /// Which real server, or [`NONE`].
    pub server: u32,
    /// Which director took its last packet.
    pub director: u16,
    /// How many more requests its connection is to carry.
    pub further: u32,
    /// How many still hold on to it: the client, the real server, packets on the wire.
    pub holders: u16,
    /// How far it has come.
    pub phase: Phase,
    /// Whether it arrived after the transient.
    pub measured: bool,
    /// The real server's epoch when it accepted the connection.
    pub epoch: u32,
    /// When the client knew that it was connected.
    pub connected: SimTime,
    /// When the part of its stay at the real server that it is in (waiting, in service) began.
    pub since: SimTime,
    /// Work it still asks for, as a healthy machine's time, as of when its service or the machine's present pace began.
    pub work: SimDuration,
    /// The end of its service.
    pub departure: EventKey,
    /// While it is in service: its place among those in service.
    pub place: u32,
    /// Waited at the real server.
    pub queue: SimDuration,
    /// Was in service.
    pub service: SimDuration,
}

impl Request {
    /// What a slot holds before its first request.
    fn unused(id: RequestId) -> Self {
        let nowhere = Endpoint::new(0, 0);
        Self {
            id,
            sent: SimTime::ZERO,
            luck: SplitMix64::seed_from_u64(0),
            packet: Packet { kind: PacketKind::Syn, client: nowhere, to: nowhere, fwmark: 0 },
            hint: ConnHint::default(),
            timer: EventKey::NONE,
            client: 0,
            owner: OwnerId::NONE,
            server: NONE,
            holders: 0,
            phase: Phase::Over,
            measured: false,
            epoch: 0,
            connected: SimTime::ZERO,
            since: SimTime::ZERO,
            work: SimDuration::ZERO,
            departure: EventKey::NONE,
            place: NONE,
            queue: SimDuration::ZERO,
            service: SimDuration::ZERO,
            director: 0,
            further: 0,
        }
    }

    /// Makes this a request that a client of group `client` is about to send, beginning with `packet`, and holds.
    #[inline(always)]
    pub fn begin(&mut self, sent: SimTime, luck: SplitMix64, client: u16, packet: Packet, further: u32) {
        self.sent = sent;
        self.luck = luck;
        self.packet = packet;
        self.hint = ConnHint::default();
        self.timer = EventKey::NONE;
        self.client = client;
        self.owner = OwnerId::NONE;
        self.server = NONE;
        self.further = further;
        self.holders = 1;
        self.phase = Phase::Connecting;
    }
}

impl Request {
    /// Whether it is a datagram: no connection comes before it, and none is closed after it.
    #[inline(always)]
    pub fn is_datagram(&self) -> bool {
        self.packet.kind == PacketKind::Datagram
    }

    /// Its connection carries a further request, sent at `now`.
    pub fn ask_again(&mut self, now: SimTime) {
        self.sent = now;
        self.connected = now;
        self.queue = SimDuration::ZERO;
        self.service = SimDuration::ZERO;
        self.phase = Phase::Connected;
    }
}

/// All requests under way.
#[derive(Debug, Default)]
pub struct Requests {
    slots: Vec<Request>,
    free: Vec<RequestId>,
}

impl Requests {
    /// A slot for a request.
    ///
    /// # Panics
    /// With more than 67 million requests under way, which is far beyond what memory holds.
    #[inline(always)]
    pub fn slot(&mut self) -> &mut Request {
        let id = self.free.pop().unwrap_or_else(|| self.add_slot());
        &mut self.slots[id as usize]
    }

    #[cold]
    fn add_slot(&mut self) -> RequestId {
        let id = self.slots.len() as RequestId;
        assert!(id < MAX_INDEX, "more than {MAX_INDEX} requests are under way");
        self.slots.push(Request::unused(id));
        id
    }

    /// Nobody holds on to a request any longer: its slot is free again.
    #[inline]
    pub fn free(&mut self, id: RequestId) {
        self.free.push(id);
    }

    /// The requests whose clients still wait: not those on whose connections clients only rest.
    pub fn unfinished(&self) -> impl Iterator<Item = &Request> {
        let waits = |phase| matches!(phase, Phase::Connecting | Phase::Connected);
        self.slots.iter().filter(move |request| request.holders > 0 && waits(request.phase))
    }
}

impl std::ops::Index<RequestId> for Requests {
    type Output = Request;
    #[inline]
    fn index(&self, id: RequestId) -> &Request {
        &self.slots[id as usize]
    }
}

impl std::ops::IndexMut<RequestId> for Requests {
    #[inline]
    fn index_mut(&mut self, id: RequestId) -> &mut Request {
        &mut self.slots[id as usize]
    }
}
