//! Who sends requests.

use super::{HedgeSpec, RetrySpec, SessionSpec};
use crate::cluster::addresses::Popularity;
use crate::cluster::burst::BurstSpec;
use crate::cluster::count::CountLaw;
use crate::cluster::law::Law;
use crate::cluster::payload::PayloadSpec;
use crate::cluster::rate::Rate;
use crate::cluster::spec::Way;
use crate::cluster::trace::TraceSpec;
use crate::ipvs::{Endpoint, Protocol};
use crate::time::{SimDuration, SimTime};

/// A group of clients that behave alike.
#[derive(Clone, Debug)]
pub struct ClientSpec {
    /// Its name.
    pub name: String,
    /// The virtual address and port that it connects to, or sends datagrams to.
    pub to: Endpoint,
    /// Connections or datagrams.
    pub protocol: Protocol,
    /// How what it sends gets to a director.
    pub way: Way,
    /// When its requests come.
    pub arrivals: Arrivals,
    /// The first of its addresses.
    pub first_address: u32,
    /// How many addresses it has; at least 1.
    pub addresses: u32,
    /// How often each address comes.
    pub popularity: Popularity,
    /// The port that every packet of an address comes from; `None` takes the next one for each request, as Linux does.
    pub source_port: Option<u16>,
    /// How often it sends an unanswered SYN again, after 1, 3, 7, ... s (`net.ipv4.tcp_syn_retries`; Linux: 6).
    pub syn_retries: u32,
    /// Whether each arrival begins several connections; `None` is one.
    pub session: Option<SessionSpec>,
    /// Whether it sends further requests on a connection; `None` is one request, one connection.
    pub keep_alive: Option<KeepAlive>,
    /// How long it waits for an answer to its SYN; `None` is for ever.
    pub connect_timeout: Option<SimDuration>,
    /// How long it waits for the response once connected; `None` is for ever.
    pub response_timeout: Option<SimDuration>,
    /// How long it waits for a response counted from the first attempt, whatever it has tried; `None` is for ever.
    pub give_up_after: Option<SimDuration>,
    /// Whether it makes another attempt when one has failed.
    pub retries: Option<RetrySpec>,
    /// Whether it makes another attempt beside one that takes long.
    pub hedge: Option<HedgeSpec>,
    /// When it begins.
    pub start: SimTime,
    /// From when on it begins no more requests.
    pub stop: SimTime,
    /// How many requests it makes at most.
    pub requests: Option<u64>,
    /// What its requests ask for and how much they carry.
    pub payload: PayloadSpec,
    /// How it ends a connection.
    pub close: Close,
    /// The access link that the group shares, full duplex: bytes per second in each direction; `None` is no limit.
    pub bandwidth: Option<f64>,
}

impl ClientSpec {
    /// The firewall mark of what it sends; 0 is none.
    pub fn fwmark(&self) -> u32 {
        self.payload.destinations.map_or(0, |destinations| destinations.fwmark)
    }

    /// A group with one address, which connects by TCP to whoever holds the address of the service, begins at once, never
    /// stops, gives nothing up and closes with a FIN; Linux's
    /// defaults otherwise.
    pub fn new(name: impl Into<String>, to: Endpoint, first_address: u32, arrivals: Arrivals) -> Self {
        Self {
            name: name.into(),
            to,
            protocol: Protocol::Tcp,
            way: Way::Holder(to.addr.into()),
            arrivals,
            first_address,
            addresses: 1,
            popularity: Popularity::Uniform,
            source_port: None,
            syn_retries: 6,
            session: None,
            keep_alive: None,
            connect_timeout: None,
            response_timeout: None,
            give_up_after: None,
            retries: None,
            hedge: None,
            start: SimTime::ZERO,
            stop: SimTime::MAX,
            requests: None,
            payload: PayloadSpec::DEFAULT,
            close: Close::Fin,
            bandwidth: None,
        }
    }

    /// Whether its requests may take more than one attempt, or may be given up between two.
    pub fn insists(&self) -> bool {
        self.retries.is_some() || self.hedge.is_some() || self.give_up_after.is_some()
    }
}

/// When the requests of a client group come.
#[derive(Clone, Debug)]
pub enum Arrivals {
    /// Whatever becomes of earlier ones (open loop), with random gaps: a Poisson process.
    Poisson(Rate),
    /// Open loop, evenly spaced.
    Deterministic(Rate),
    /// Open loop, at a rate that changes by chance.
    Burst(BurstSpec),
    /// Open loop, as somebody has recorded it: moments, addresses, objects and sizes.
    Trace(TraceSpec),
    /// Closed loop: each user thinks, asks, waits for the end of its request, and thinks again.
    Closed {
        /// How many users; each has an address of its own as long as there are enough.
        users: u32,
        /// How long each thinks.
        think_time: Law,
    },
}

/// How a client ends a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Close {
    /// In good order.
    Fin,
    /// By a reset.
    Rst,
}

/// How a client uses a connection for several requests.
#[derive(Clone, Debug)]
pub struct KeepAlive {
    /// How many requests a connection carries; `None` is as many as the run has time for.
    pub requests: Option<CountLaw>,
    /// From a response to the next request on the same connection.
    pub pause: Law,
}
