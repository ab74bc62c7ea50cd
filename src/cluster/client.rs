//! The clients: when their requests come, and from which addresses.

use rand::{Rng, RngExt};
use rand_distr::Exp1;

use crate::cluster::addresses::AddressPool;
use crate::cluster::request::Request;
use crate::cluster::spec::{Arrivals, ClientSpec, Close, KeepAlive};
use crate::engine::{Agenda, EventCode, EventKey, RingId, Stream, Streams};
use crate::ipvs::Endpoint;
use crate::time::{SimDuration, SimTime};

/// A group of clients that behave alike.
#[derive(Debug)]
pub struct Client {
    index: u16,
    to: Endpoint,
    arrivals: Arrivals,
    pool: AddressPool,
    stop: SimTime,
    /// How many requests it may still begin.
    allowed: u64,
    close: Close,
    syn_retries: u32,
    keep_alive: Option<KeepAlive>,
    /// How many requests follow the first one on each connection.
    further: u32,
    connect: Patience,
    response: Patience,
    gaps: Stream,
    requests: Stream,
    pauses: Stream,
}

/// How long a client waits for something.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    limit: Option<SimDuration>,
    ring: Option<RingId>,
}

impl Patience {
    fn new<E: EventCode>(limit: Option<SimDuration>, agenda: &mut Agenda<E>) -> Self {
        Self { limit, ring: limit.and_then(|limit| agenda.ring(limit)) }
    }

    /// Starts the clock; `event` happens when patience ends.
    #[inline(always)]
    pub fn start<E: EventCode>(self, event: E, agenda: &mut Agenda<E>) -> EventKey {
        match self.limit {
            None => EventKey::NONE,
            Some(limit) => self.start_limited(limit, event, agenda),
        }
    }

    #[inline(never)]
    fn start_limited<E: EventCode>(self, limit: SimDuration, event: E, agenda: &mut Agenda<E>) -> EventKey {
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
            arrivals: spec.arrivals.clone(),
            pool: AddressPool::new(spec.first_address, spec.addresses, spec.popularity),
            stop: spec.stop,
            allowed: spec.requests.unwrap_or(u64::MAX),
            close: spec.close,
            syn_retries: spec.syn_retries,
            keep_alive: spec.keep_alive.clone(),
            further: spec.keep_alive.as_ref().map_or(0, |keep| keep.requests.map_or(u32::MAX, |all| all - 1)),
            connect: Patience::new(spec.connect_timeout, agenda),
            response: Patience::new(spec.response_timeout, agenda),
            gaps: streams.stream(&format!("arrivals of {}", spec.name)),
            requests: streams.stream(&format!("requests of {}", spec.name)),
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

    /// How long it pauses before it uses a connection again.
    pub fn pause(&mut self) -> SimDuration {
        self.keep_alive.as_ref().map_or(SimDuration::ZERO, |keep_alive| keep_alive.pause.sample(&mut self.pauses))
    }

    /// How long it waits for the connection.
    #[inline]
    pub fn connect_patience(&self) -> Patience {
        self.connect
    }

    /// How long it waits for the response.
    #[inline]
    pub fn response_patience(&self) -> Patience {
        self.response
    }

    /// When the arrival after one at `now` comes; `None` if this was the last, or for closed loops.
    #[inline(always)]
    pub fn next_arrival(&mut self, now: SimTime) -> Option<SimTime> {
        let next = match &self.arrivals {
            Arrivals::Poisson(rate) => rate.advance(now, self.gaps.sample(Exp1)),
            Arrivals::Deterministic(rate) => rate.advance(now, 1.0),
            Arrivals::Closed { .. } => None,
        };
        next.filter(|&at| at < self.stop && self.allowed > 0)
    }

    /// How long a user thinks.
    pub fn think(&mut self) -> SimDuration {
        match &self.arrivals {
            Arrivals::Closed { think_time, .. } => think_time.sample(&mut self.gaps),
            Arrivals::Poisson(_) | Arrivals::Deterministic(_) => SimDuration::ZERO,
        }
    }

    /// A new request at `now`, from the address of the group's user number `user`, or else from any of its addresses.
    /// `None` if the group begins no more requests.
    #[inline(always)]
    pub fn request(&mut self, user: Option<u32>, now: SimTime) -> Option<Request> {
        if self.allowed == 0 || now >= self.stop {
            return None;
        }
        self.allowed -= 1;
        let luck = self.requests.next_u64();
        let address = match user {
            Some(number) => self.pool.nth(number),
            None => self.pool.draw(&mut self.requests),
        };
        let from = Endpoint::new(address, self.pool.next_port(address));
        Some(Request::new(now, luck, self.index, from, self.to, self.further))
    }
}
