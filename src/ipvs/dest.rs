//! A destination: what the director believes about one real server of one service.

use std::fmt;
use std::str::FromStr;

use super::address::Endpoint;
use super::service::{ServiceAddress, ServiceId};
use crate::time::SimTime;

/// Names a destination for good: it stays valid after the destination was deleted, and is the same again when the
/// destination comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DestId(pub(crate) u32);

impl DestId {
    /// Its place among all destinations the director ever had, from 0.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// How packets get from the director to the real server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ForwardingMethod {
    /// Direct routing (DR, `-g`): replies go straight to the client.
    #[default]
    Route,
    /// IP-in-IP tunnelling (TUN, `-i`): replies go straight to the client.
    Tunnel,
    /// Masquerading (NAT, `-m`): replies pass the director.
    Masq,
}

impl fmt::Display for ForwardingMethod {
    /// As ipvsadm prints it: `Route`, `Tunnel`, `Masq`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Route => "Route",
            Self::Tunnel => "Tunnel",
            Self::Masq => "Masq",
        })
    }
}

/// The word is none of `DR`, `TUN`, `NAT`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a forwarding method, DR, TUN or NAT, got \"{word}\"")]
pub struct ParseForwardingMethodError {
    word: String,
}

impl FromStr for ForwardingMethod {
    type Err = ParseForwardingMethodError;

    /// Reads keepalived's words: `DR`, `TUN`, `NAT`.
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "DR" => Ok(Self::Route),
            "TUN" => Ok(Self::Tunnel),
            "NAT" => Ok(Self::Masq),
            _ => Err(ParseForwardingMethodError { word: word.to_owned() }),
        }
    }
}

/// What `ipvsadm -a` and `-e` are told about a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DestSpec {
    /// The real server. Port 0 keeps the port the client asked for.
    pub address: Endpoint,
    /// Share of new connections, 0 to [`DestSpec::MAX_WEIGHT`]; 0 is quiesced: no new ones, the old continue.
    pub weight: u32,
    /// How packets get there.
    pub forwarding: ForwardingMethod,
    /// Entries from which the destination is overloaded; 0 is never.
    pub u_threshold: u32,
    /// Entries below which it stops being overloaded; 0 is three quarters of `u_threshold`.
    pub l_threshold: u32,
}

impl DestSpec {
    /// The largest weight, that of ipvsadm(8). It keeps every product of a load and a weight inside 64 bits.
    pub const MAX_WEIGHT: u32 = 65_535;

    /// A destination by direct routing without thresholds.
    pub const fn new(address: Endpoint, weight: u32) -> Self {
        Self { address, weight, forwarding: ForwardingMethod::Route, u_threshold: 0, l_threshold: 0 }
    }
}

/// Which of the two listed counters an entry is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counter {
    Active,
    Inactive,
}

/// A number of entries that also knows its integral over time.
///
/// The integral up to a moment `t` is `integral_ns + count * t`: an increment at `t` subtracts `t`, a decrement adds it.
/// It is kept modulo 2^128; 2^64 connection-nanoseconds are only 584 connection-years, which six million lingering
/// entries spend in an hour.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    count: u32,
    integral_ns: u128,
}

impl Count {
    fn increment(&mut self, now: SimTime) {
        self.count += 1;
        self.integral_ns = self.integral_ns.wrapping_sub(u128::from(now.as_nanos()));
    }

    fn decrement(&mut self, now: SimTime) {
        self.count -= 1;
        self.integral_ns = self.integral_ns.wrapping_add(u128::from(now.as_nanos()));
    }

    fn time_ns(&self, now: SimTime) -> u128 {
        self.integral_ns.wrapping_add(u128::from(self.count) * u128::from(now.as_nanos()))
    }
}

/// A destination of a virtual service, listed or deleted.
#[derive(Clone, Debug)]
pub struct Dest {
    spec: DestSpec,
    active: Count,
    inactive: Count,
    /// Its place in its service's list, from the front.
    pub(super) position: u32,
    pub(super) service: ServiceId,
    overloaded: bool,
    pub(super) available: bool,
    /// Whether the service's scheduler wants to hear of every change of the counters.
    pub(super) watched: bool,
    last_weight: u32,
    templates: u32,
    /// Identity of the service, by which a deleted destination is found again.
    pub(super) owner: ServiceAddress,
}

impl Dest {
    pub(super) fn new(spec: DestSpec, owner: ServiceAddress, service: ServiceId) -> Self {
        Self {
            spec: DestSpec { u_threshold: 0, l_threshold: 0, ..spec },
            active: Count::default(),
            inactive: Count::default(),
            position: 0,
            service,
            overloaded: false,
            available: false,
            watched: false,
            last_weight: 0,
            templates: 0,
            owner,
        }
    }

    /// Address and port of the real server.
    pub fn address(&self) -> Endpoint {
        self.spec.address
    }

    /// Its weight; 0 is quiesced.
    pub fn weight(&self) -> u32 {
        self.spec.weight
    }

    /// The last weight that was not 0, or 0 if it was added with weight 0: what mh builds its table from.
    pub fn last_weight(&self) -> u32 {
        self.last_weight
    }

    /// How packets get there.
    pub fn forwarding(&self) -> ForwardingMethod {
        self.spec.forwarding
    }

    /// Upper threshold; 0 is none.
    pub fn u_threshold(&self) -> u32 {
        self.spec.u_threshold
    }

    /// Lower threshold; 0 is the default one.
    pub fn l_threshold(&self) -> u32 {
        self.spec.l_threshold
    }

    /// ActiveConn: entries in states that count as active.
    pub fn active_conns(&self) -> u32 {
        self.active.count
    }

    /// InActConn: all other entries.
    pub fn inact_conns(&self) -> u32 {
        self.inactive.count
    }

    /// Both counters together.
    pub fn total_conns(&self) -> u32 {
        self.active.count + self.inactive.count
    }

    /// Persistence templates bound to it. They are in neither of the other counters.
    pub fn persistent_conns(&self) -> u32 {
        self.templates
    }

    /// What lc and wlc compare: 256 for each active connection, 1 for each inactive one.
    pub fn conn_overhead(&self) -> u64 {
        256 * u64::from(self.active.count) + u64::from(self.inactive.count)
    }

    /// Whether it reached its upper threshold and has not fallen below its lower one since.
    pub fn overloaded(&self) -> bool {
        self.overloaded
    }

    /// Whether it is in its service's list. False once it was deleted.
    pub fn available(&self) -> bool {
        self.available
    }

    /// Whether a scheduler may give it a new connection: weight above 0 and not overloaded.
    pub fn eligible(&self) -> bool {
        self.spec.weight > 0 && !self.overloaded
    }

    /// The service it belongs to, or last belonged to.
    pub fn service(&self) -> ServiceId {
        self.service
    }

    /// Its place in its service's list, from the front; the last one it had if it was deleted.
    pub fn position(&self) -> usize {
        self.position as usize
    }

    /// Integral of the number of active connections from time zero to `now`, in connection-nanoseconds.
    pub fn active_conn_time_ns(&self, now: SimTime) -> u128 {
        self.active.time_ns(now)
    }

    /// Integral of the number of inactive connections from time zero to `now`, in connection-nanoseconds.
    pub fn inact_conn_time_ns(&self, now: SimTime) -> u128 {
        self.inactive.time_ns(now)
    }

    /// Takes over a new specification. A higher or no upper threshold ends an overload; the counters are not looked at.
    pub(super) fn configure(&mut self, spec: DestSpec, adding: bool) {
        if spec.u_threshold == 0 || spec.u_threshold > self.spec.u_threshold {
            self.overloaded = false;
        }
        if adding || spec.weight != 0 {
            self.last_weight = spec.weight;
        }
        self.spec = spec;
    }

    pub(super) fn bind(&mut self, counter: Counter, now: SimTime) {
        self.count(counter).increment(now);
        self.check_upper();
    }

    pub(super) fn unbind(&mut self, counter: Counter, now: SimTime) {
        self.count(counter).decrement(now);
        self.check_lower();
    }

    pub(super) fn shift(&mut self, to: Counter, now: SimTime) {
        match to {
            Counter::Active => {
                self.inactive.decrement(now);
                self.active.increment(now);
            }
            Counter::Inactive => {
                self.active.decrement(now);
                self.inactive.increment(now);
            }
        }
    }

    pub(super) fn bind_template(&mut self) {
        self.templates += 1;
        self.check_upper();
    }

    pub(super) fn unbind_template(&mut self) {
        self.templates -= 1;
        self.check_lower();
    }

    fn count(&mut self, counter: Counter) -> &mut Count {
        match counter {
            Counter::Active => &mut self.active,
            Counter::Inactive => &mut self.inactive,
        }
    }

    fn check_upper(&mut self) {
        if self.spec.u_threshold != 0 && self.total_conns() >= self.spec.u_threshold {
            self.overloaded = true;
        }
    }

    fn check_lower(&mut self) {
        let (total, upper, lower) = (self.total_conns(), self.spec.u_threshold, self.spec.l_threshold);
        let below = match (lower, upper) {
            (0, 0) => true,
            (0, _) => 4 * u64::from(total) < 3 * u64::from(upper),
            _ => total < lower,
        };
        if below {
            self.overloaded = false;
        }
    }
}
