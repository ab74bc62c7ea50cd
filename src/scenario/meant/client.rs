//! Who sends requests.

use super::{Count, DailyCourse, FlashCrowd, Hedge, Law, Retries, ServiceAt, Session, SizeLaw, Through};
use crate::cluster::trace::Workload;
use crate::scenario::text::Pool;
use crate::time::{SimDuration, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;

/// The addresses that clients send to where a firewall mark decides which virtual service gets it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Destinations {
    /// The network they are in.
    pub pool: Pool,
    /// The port on all of them.
    pub port: u16,
    /// Which of them are asked for more; with a content an object decides.
    pub popularity: Popularity,
    /// The address of a director to which the clients' router sends what is meant for them, if not to several at once.
    pub next_hop: Option<Ipv4Addr>,
}

/// A population of clients that sends requests to one virtual service, on connections or as datagrams.
#[derive(Clone, Debug, PartialEq)]
pub struct Client {
    /// What it is called; no other client is called so.
    pub name: String,
    /// The virtual service it sends to; a director has it.
    pub to: ServiceAt,
    /// To which addresses it sends, where a firewall mark decides.
    pub destinations: Option<Destinations>,
    /// How what it sends gets to a director.
    pub through: Through,
    /// When requests are sent.
    pub arrivals: Arrivals,
    /// Which addresses they come from.
    pub addresses: Addresses,
    /// The port of all datagrams of an address; none means the next ephemeral port for each. Always none for TCP.
    pub source_port: Option<u16>,
    /// The access link that all of them share, in bits per second and direction; none is no limit.
    pub bandwidth: Option<f64>,
    /// How often an unanswered SYN is sent again: 0 to 127.
    pub syn_retries: u32,
    /// A client gives up a connection that is not established by then; more than zero.
    pub connect_timeout: SimDuration,
    /// A client gives up a request that is not answered by then, counted from the established connection. Always there for
    /// UDP.
    pub response_timeout: Option<SimDuration>,
    /// A client gives up a request that is not answered by then, counted from the first attempt.
    pub give_up_after: Option<SimDuration>,
    /// Further attempts after one that failed.
    pub retries: Option<Retries>,
    /// Further attempts beside one that takes long.
    pub hedge: Option<Hedge>,
    /// Nothing is sent before.
    pub start: SimTime,
    /// Nothing new is sent from here on.
    pub stop: Option<SimTime>,
    /// Nothing new is sent after so many requests.
    pub requests: Option<u64>,
    /// What each arrival does: several connections.
    pub session: Option<Session>,
    /// Whether it sends further requests on a connection.
    pub keep_alive: Option<KeepAlive>,
    /// How large its requests are, in bytes.
    pub request_size: SizeLaw,
    /// How large the responses are, in bytes, unless they are objects of `content`.
    pub response_size: SizeLaw,
    /// Which content its requests ask for: index into [`Scenario::contents`](super::Scenario::contents).
    pub content: Option<usize>,
    /// How it ends a connection.
    pub close: Close,
}

impl Client {
    /// Whether its requests are for particular objects, which a cache can hold.
    pub fn asks_for_objects(&self) -> bool {
        self.content.is_some()
    }
}

/// How a connection is used for several requests.
#[derive(Clone, Debug, PartialEq)]
pub struct KeepAlive {
    /// How many requests it carries; none means as many as the run has time for.
    pub requests: Option<Count>,
    /// From a response to the next request on the same connection.
    pub pause: Law,
}

/// When requests are sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrivals {
    /// A Poisson process: gaps are independent and exponential.
    Poisson(RateProfile),
    /// Equal gaps; the first request one gap after the start.
    Deterministic(RateProfile),
    /// A Markov-modulated Poisson process that goes through its states in turn; at least one has a rate above zero.
    Mmpp(Vec<BurstState>),
    /// Sources that are on and off in turn, and send only while they are on.
    OnOff {
        /// At least one.
        sources: u32,
        /// Requests per second of a source that is on; more than zero.
        rate_per_s: f64,
        /// How long a source is on at a time.
        on: Law,
        /// How long it is off at a time.
        off: Law,
    },
    /// A Poisson process whose rate rises, stays and falls back.
    FlashCrowd(FlashCrowd),
    /// A Poisson process whose rate repeats itself every day.
    Daily {
        /// Requests per second, on average over a day; more than zero.
        rate_per_s: f64,
        /// How it changes.
        course: DailyCourse,
        /// How long a day is; more than zero.
        day: SimDuration,
    },
    /// Recorded requests, with their addresses, objects and sizes.
    Trace(Trace),
    /// A closed system: every user waits for the answer, thinks, and sends again.
    Closed {
        /// At least one.
        users: u32,
        /// From an answer to the user's next request.
        think_time: Law,
    },
}

/// Recorded requests, and how they are played.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The file that they were read from, beside the scenario.
    pub file: String,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
    /// What it holds.
    pub workload: Workload,
    /// How many times as fast it is played; more than zero.
    pub speed: f64,
    /// How often it is played; at least once.
    pub repeat: u32,
}

/// A state of a Markov-modulated Poisson process.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BurstState {
    /// Requests per second in it; 0 means none.
    pub rate_per_s: f64,
    /// How long it lasts on average; more than zero.
    pub lasts: SimDuration,
}

/// An arrival rate, possibly changing with time. Moments are counted from the start of the run.
#[derive(Clone, Debug, PartialEq)]
pub enum RateProfile {
    /// Always so many per second; more than zero.
    Constant(f64),
    /// Jumps to a new value at each point; the first point is at 0, later ones are later.
    Steps(Vec<RatePoint>),
    /// Goes in straight lines from point to point and stays at the last; the first point is at 0.
    Ramps(Vec<RatePoint>),
}

/// One point of a changing rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RatePoint {
    /// When.
    pub at: SimTime,
    /// Arrivals per second; 0 means none.
    pub rate_per_s: f64,
}

/// The addresses that requests come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Addresses {
    /// The network they are in.
    pub pool: Pool,
    /// Which of them send more.
    pub popularity: Popularity,
}

/// How often each address of a pool sends.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Popularity {
    /// All equally often.
    Uniform,
    /// The k-th address in proportion to k to the power of minus this exponent (0 to 10; 1 is Zipf's law).
    Zipf(f64),
}

/// How a client ends a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Close {
    /// With a FIN: the director keeps the entry as inactive until its timer ends.
    Fin,
    /// With a RST, as some load generators do.
    Rst,
}
