//! The requests under way: what each needs to remember, in one slab with a free list.

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::SeedableRng;

use crate::cluster::event::{MAX_INDEX, RequestId};
use crate::engine::EventKey;
use crate::ipvs::{ConnHint, Endpoint};
use crate::time::{SimDuration, SimTime};

/// No request, no server, no user.
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

/// One request, which is one connection.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its index.
    pub id: RequestId,
    /// When the client sent the SYN.
    pub sent: SimTime,
    /// When the client knew that it was connected.
    pub connected: SimTime,
    /// When the part of its stay at the real server that it is in (waiting, in service) began.
    pub since: SimTime,
    /// Work it still asks for, as a healthy machine's time, as of when its service or the machine's present pace began.
    pub work: SimDuration,
    /// Waited at the real server so far.
    pub queue: SimDuration,
    /// Was in service so far.
    pub service: SimDuration,
    /// The request's own random numbers: it asks for the same work whichever server gets it.
    pub luck: SplitMix64,
    /// The client's patience.
    pub timer: EventKey,
    /// The end of its service.
    pub departure: EventKey,
    /// The client's address and port.
    pub from: Endpoint,
    /// The virtual address and port that it connects to.
    pub to: Endpoint,
    /// Where the director found its entry last.
    pub hint: ConnHint,
    /// Which client group.
    pub client: u16,
    /// Which closed-loop user, or [`NONE`].
    pub user: u32,
    /// Which real server, or [`NONE`].
    pub server: u32,
    /// The real server's epoch when it accepted the connection.
    pub epoch: u32,
    /// While it is in service: its place among those in service.
    pub place: u32,
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
}

impl Request {
    /// A request that a client of group `client` sends at `sent`, held by that client.
    #[inline(always)]
    pub fn new(sent: SimTime, luck: u64, client: u16, from: Endpoint, to: Endpoint, further: u32) -> Self {
        Self {
            id: NONE,
            sent,
            connected: SimTime::ZERO,
            since: SimTime::ZERO,
            work: SimDuration::ZERO,
            queue: SimDuration::ZERO,
            service: SimDuration::ZERO,
            luck: SplitMix64::seed_from_u64(luck),
            timer: EventKey::NONE,
            departure: EventKey::NONE,
            from,
            to,
            hint: ConnHint::default(),
            client,
            user: NONE,
            server: NONE,
            epoch: 0,
            place: NONE,
            director: 0,
            further,
            holders: 1,
            phase: Phase::Connecting,
            measured: false,
        }
    }
}

impl Request {
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
    /// Takes in a request and gives it its index.
    ///
    /// # Panics
    /// With more than 134 million requests under way, which is far beyond what memory holds.
    #[inline(always)]
    pub fn insert(&mut self, request: Request) -> &mut Request {
        let id = self.free.pop().unwrap_or_else(|| self.add_slot());
        let slot = &mut self.slots[id as usize];
        // Written in its place: a request that is built elsewhere costs a copy.
        *slot = Request { id, ..request };
        slot
    }

    #[cold]
    fn add_slot(&mut self) -> RequestId {
        assert!(self.slots.len() < MAX_INDEX as usize, "more than {MAX_INDEX} requests are under way");
        self.slots.push(Request::new(SimTime::ZERO, 0, 0, Endpoint::new(0, 0), Endpoint::new(0, 0), 0));
        self.slots.len() as RequestId - 1
    }

    /// Nobody holds on to a request any longer: its slot is free again.
    #[inline]
    pub fn free(&mut self, id: RequestId) {
        self.free.push(id);
    }

    /// The requests whose clients still wait.
    pub fn unfinished(&self) -> impl Iterator<Item = &Request> {
        self.slots.iter().filter(|request| request.holders > 0 && request.phase != Phase::Over)
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
