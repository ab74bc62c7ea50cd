//! The clients: when their requests come, and from which addresses.

use rand::{Rng, SeedableRng};
use rand_xoshiro::SplitMix64;

use crate::cluster::addresses::AddressPool;
use crate::cluster::burst::Burst;
use crate::cluster::count::CountLaw;
use crate::cluster::errand::Rules;
use crate::cluster::payload::Payload;
use crate::cluster::request::Request;
use crate::cluster::spec::{Arrivals, ClientSpec, Close, KeepAlive, SessionSpec};
use crate::cluster::trace::Playing;
use crate::engine::{Agenda, EventCode, EventKey, RingId, Stream, Streams, exponential};
use crate::ipvs::{Endpoint, Packet, PacketKind, Protocol};
use crate::time::{SimDuration, SimTime};

/// A group of clients that behave alike.
#[derive(Debug)]
pub struct Client {
    index: u16,
    to: Endpoint,
    /// What it sends first.
    opening: PacketKind,
    arrivals: Arrivals,
    /// Where its bursts are, if its requests come in bursts.
    burst: Option<Burst>,
    /// Where it is in its record, if its requests are recorded ones.
    playing: Option<Playing>,
    pool: AddressPool,
    stop: SimTime,
    /// How many requests it may still begin.
    allowed: u64,
    close: Close,
    syn_retries: u32,
    keep_alive: Option<KeepAlive>,
    /// How many requests follow the first one on each connection, unless a law says it.
    further: u32,
    requests: Option<CountLaw>,
    session: Option<SessionSpec>,
    connect: Patience,
    response: Patience,
    /// How it sees its requests through; without, each is one attempt.
    rules: Option<Rules>,
    is_plain: bool,
    gaps: SplitMix64,
    /// Where the random numbers of the next request start.
    luck: u64,
    pauses: Stream,
}

/// How far the starts of two requests' random numbers are from each other: odd, so that no two requests start alike, and
/// unrelated to the generator's own step, so that none repeats another's.
const LUCK_STEP: u64 = 0x91e1_0da5_c79e_7b1d;

/// How long a client waits for something.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    limit: Option<SimDuration>,
    ring: Option<RingId>,
}

impl Patience {
    pub(super) fn new<E: EventCode>(limit: Option<SimDuration>, agenda: &mut Agenda<E>) -> Self {
        Self { limit, ring: limit.and_then(|limit| agenda.ring(limit)) }
    }

    /// Starts the clock; `event` happens when patience ends.
    #[inline(always)]
    pub fn start<E: EventCode>(&self, event: E, agenda: &mut Agenda<E>) -> EventKey {
        match self.limit {
            None => EventKey::NONE,
            Some(limit) => self.start_limited(limit, event, agenda),
        }
    }

    #[inline(never)]
    fn start_limited<E: EventCode>(&self, limit: SimDuration, event: E, agenda: &mut Agenda<E>) -> EventKey {
        match self.ring {
            Some(ring) => agenda.schedule_in_ring(ring, event),
            None => agenda.schedule_in(limit, event),
        }
    }
}

impl Client {
    /// The group with this index.
    pub fn new<E: EventCode>(index: u16, spec: &ClientSpec, streams: &Streams, agenda: &mut Agenda<E>) -> Self {
        Self {
            index,
            to: spec.to,
            opening: match spec.protocol {
                Protocol::Tcp => PacketKind::Syn,
                Protocol::Udp => PacketKind::Datagram,
            },
            arrivals: spec.arrivals.clone(),
            burst: match &spec.arrivals {
                Arrivals::Burst(burst) => {
                    Some(Burst::new(burst, spec.start, streams.stream(&format!("bursts of {}", spec.name))))
                }
                _ => None,
            },
            playing: match &spec.arrivals {
                Arrivals::Trace(trace) => Some(Playing::new(trace, spec.start)),
                _ => None,
            },
            pool: match &spec.arrivals {
                Arrivals::Trace(trace) => AddressPool::listed(trace.workload.addresses.clone(), spec.source_port),
                _ => AddressPool::new(spec.first_address, spec.addresses, spec.popularity, spec.source_port),
            },
            stop: spec.stop,
            allowed: spec.requests.unwrap_or(u64::MAX),
            close: spec.close,
            syn_retries: spec.syn_retries,
            keep_alive: spec.keep_alive.clone(),
            further: spec.keep_alive.as_ref().map_or(0, |keep| match keep.requests {
                Some(CountLaw::Constant(all)) => all - 1,
                Some(_) | None => u32::MAX,
            }),
            requests: random_requests(spec),
            session: spec.session.clone(),
            connect: Patience::new(spec.connect_timeout, agenda),
            response: Patience::new(spec.response_timeout, agenda),
            rules: Rules::new(spec, agenda),
            is_plain: !spec.insists() && spec.session.is_none() && random_requests(spec).is_none(),
            gaps: SplitMix64::from_rng(&mut streams.stream(&format!("arrivals of {}", spec.name))),
            luck: streams.stream(&format!("requests of {}", spec.name)).next_u64(),
            pauses: streams.stream(&format!("pauses of {}", spec.name)),
        }
    }

    /// How it ends a connection.
    #[inline]
    pub fn close(&self) -> Close {
        self.close
    }

    /// How often it sends an unanswered SYN again.
    pub fn syn_retries(&self) -> u32 {
        self.syn_retries
    }

    /// How many requests follow the first one on each connection.
    pub fn further(&self) -> u32 {
        self.further
    }

    /// How long it pauses before it uses a connection again.
    pub fn pause(&mut self) -> SimDuration {
        self.keep_alive.as_ref().map_or(SimDuration::ZERO, |keep_alive| keep_alive.pause.sample(&mut self.pauses))
    }

    /// How long it waits for the connection.
    #[inline]
    pub fn connect_patience(&self) -> &Patience {
        &self.connect
    }

    /// How long it waits for the response.
    #[inline]
    pub fn response_patience(&self) -> &Patience {
        &self.response
    }

    /// Whether each of its arrivals is one connection with always as many requests, and none of them an errand.
    #[inline(always)]
    pub(super) fn is_plain(&self) -> bool {
        self.is_plain
    }

    /// What an arrival is, if it is more than one connection.
    pub(super) fn session(&self) -> Option<&SessionSpec> {
        self.session.as_ref()
    }

    /// The virtual address and port that it connects to.
    pub(super) fn to(&self) -> Endpoint {
        self.to
    }

    /// Whether each of its requests is an errand.
    #[inline]
    pub(super) fn has_errands(&self) -> bool {
        self.rules.is_some()
    }

    /// How it sees its requests through.
    ///
    /// # Panics
    /// If it makes no errands of them.
    pub(super) fn rules(&mut self) -> &mut Rules {
        self.rules.as_mut().expect("a group that makes errands has rules for them")
    }

    /// Whether it still begins requests.
    #[inline]
    pub fn goes_on(&self, now: SimTime) -> bool {
        now < self.stop && self.allowed > 0
    }

    /// When the arrival after one at `now` comes; `None` if this was the last, or for closed loops.
    #[inline(always)]
    pub fn next_arrival(&mut self, now: SimTime) -> Option<SimTime> {
        let next = match &self.arrivals {
            Arrivals::Poisson(rate) => rate.advance(now, exponential(&mut self.gaps)),
            Arrivals::Deterministic(rate) => rate.advance(now, 1.0),
            Arrivals::Burst(_) => self.next_of_burst(now),
            Arrivals::Trace(_) => self.playing.as_mut().and_then(Playing::advance),
            Arrivals::Closed { .. } => None,
        };
        next.filter(|&at| self.goes_on(at))
    }

    #[inline(never)]
    fn next_of_burst(&mut self, now: SimTime) -> Option<SimTime> {
        self.burst.as_mut()?.next(now, self.stop, &mut self.gaps)
    }

    /// How long a user thinks.
    pub fn think(&mut self) -> SimDuration {
        match &self.arrivals {
            Arrivals::Closed { think_time, .. } => think_time.sample(&mut self.gaps),
            _ => SimDuration::ZERO,
        }
    }

    /// Makes `request` a new one at `now`, from the address of the group's user number `user`, or else from any of its
    /// addresses. It begins no more than it may.
    #[inline(always)]
    pub fn request(&mut self, user: Option<u32>, now: SimTime, request: &mut Request) {
        self.allowed -= 1;
        self.luck = self.luck.wrapping_add(LUCK_STEP);
        let mut luck = SplitMix64::seed_from_u64(self.luck);
        let address = self.address(user, &mut luck);
        let from = Endpoint::new(address, self.pool.next_port(address));
        let packet = Packet { kind: self.opening, client: from, to: self.to, fwmark: 0 };
        request.begin(now, luck, self.index, packet, self.further);
    }

    #[inline(always)]
    fn address(&mut self, user: Option<u32>, luck: &mut SplitMix64) -> u32 {
        match (user, &mut self.playing) {
            (None, None) => self.pool.draw(luck),
            (Some(number), _) => self.pool.nth(number),
            (None, Some(playing)) => playing.take(),
        }
    }

    /// What its last request asks for and carries, if that is recorded.
    pub(super) fn recorded_payload(&self) -> Option<Payload> {
        self.playing.as_ref().map(Playing::payload)
    }

    /// Whoever begins a session, as of [`Client::request`]: an address, and random numbers.
    pub(super) fn visitor(&mut self, user: Option<u32>) -> (u32, SplitMix64) {
        self.allowed -= 1;
        self.luck = self.luck.wrapping_add(LUCK_STEP);
        let mut luck = SplitMix64::seed_from_u64(self.luck);
        (self.address(user, &mut luck), luck)
    }

    /// Draws how many requests a new connection carries, if that is random.
    pub(super) fn draw_requests(&self, request: &mut Request) {
        request.further = match self.requests {
            Some(law) => law.sample(&mut request.luck) - 1,
            None => self.further,
        };
    }

    /// Makes `request` a further connection from an address of the group, with random numbers that start at `luck`.
    pub(super) fn attempt(
        &mut self,
        from: u32,
        to: Endpoint,
        luck: u64,
        further: u32,
        now: SimTime,
        request: &mut Request,
    ) {
        let from = Endpoint::new(from, self.pool.next_port(from));
        let packet = Packet { kind: self.opening, client: from, to, fwmark: 0 };
        request.begin(now, SplitMix64::seed_from_u64(luck), self.index, packet, further);
    }
}

/// How many requests each of a group's connections carries, if that is random.
fn random_requests(spec: &ClientSpec) -> Option<CountLaw> {
    let requests = spec.keep_alive.as_ref().and_then(|keep_alive| keep_alive.requests);
    requests.filter(|law| !matches!(law, CountLaw::Constant(_)))
}
