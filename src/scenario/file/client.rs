//! `[[client]]`.

use super::{
    Count, Daily, FlashCrowd, Hedge, Law, Mmpp, Names, OnOff, ProfileWord, Protocol, Retries, Session, SizeLaw, Trace,
};
use crate::scenario::decode::shorthand::text_or_table;
use crate::scenario::meant::{Close, Popularity};
use crate::scenario::quantity::Bandwidth;
use crate::scenario::text::{Address, Duration, Endpoint, Pool, Rate};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

/// A population of clients that sends requests to one virtual service.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Client {
    /// What it is called. Default: client-1, client-2 and so on.
    pub name: Option<String>,
    /// A ready-made service: what the client does unless it is said here. Default: none.
    pub profile: Option<ProfileWord>,
    /// Address of the virtual service. Default: the only one, or the only one at the port of the profile.
    pub to: Option<Endpoint>,
    /// The protocol of the virtual service. Default: that which there is at its address.
    pub protocol: Option<Protocol>,
    /// Instead of `to`: the firewall mark that the directors give to what is sent to `destinations`.
    #[schemars(range(min = 1))]
    pub fwmark: Option<u32>,
    /// With `fwmark`: the many addresses that are sent to, as with a transparent cache.
    pub destinations: Option<Destinations>,
    /// With `fwmark`: the address to which the clients' router sends what is meant for `destinations`, a director's own or one that
    /// VRRP moves. Default: none, it is spread over directors, see `through`.
    pub next_hop: Option<Address>,
    /// How what it sends gets to a director.
    ///
    /// Default: "vip"; with `fwmark` and without `next_hop`, "ecmp".
    pub through: Option<Through>,
    /// With "ecmp" and "own": names of directors or of groups of them. Default: all that have the virtual service.
    pub directors: Option<Names>,
    /// When requests are sent, or sessions begin.
    pub arrivals: Arrivals,
    /// Which addresses requests come from.
    pub addresses: Option<Addresses>,
    /// The port that all datagrams of an address come from, as those of a resolver with a fixed port. UDP only. Default: the
    /// next ephemeral port for each request.
    #[schemars(range(min = 1))]
    pub source_port: Option<u16>,
    /// The access link that all of them share, full duplex: so much in each direction. Default: no limit.
    pub bandwidth: Option<Bandwidth>,
    /// How often an unanswered SYN is sent again, after 1, 3, 7, ... s (`net.ipv4.tcp_syn_retries`).
    #[schemars(extend("default" = 6), range(max = 127))]
    pub syn_retries: Option<u32>,
    /// A client gives up a connection that is not established by then. Default: when Linux does after `syn_retries`, 127s.
    pub connect_timeout: Option<Duration>,
    /// A client gives up a request that is not answered by then. Default: it waits forever; over UDP, resolv.conf(5)'s 5s.
    pub response_timeout: Option<Duration>,
    /// A client gives up a request that is not answered by then, counted from the first attempt, whatever it has tried.
    /// Default: only the time-outs of each attempt count.
    pub give_up_after: Option<Duration>,
    /// Further attempts after one that failed. Default: none.
    pub retries: Option<Retries>,
    /// Further attempts beside one that takes long. Default: none.
    pub hedge: Option<Hedge>,
    /// Nothing is sent before.
    #[schemars(extend("default" = "0s"))]
    pub start: Option<Duration>,
    /// Nothing new is sent from here on. Default: never stops.
    pub stop: Option<Duration>,
    /// Nothing new is sent after so many arrivals: requests, connections with `keep_alive`, sessions with `session`. Default: no limit.
    #[schemars(range(min = 1, max = i64::MAX))]
    pub requests: Option<u64>,
    /// What each arrival, or each user in turn, does: several connections. Default: one.
    pub session: Option<Session>,
    /// Further requests on the same connection. Default: each request has its own.
    pub keep_alive: Option<KeepAlive>,
    /// How large a request is, without the headers of TCP and below.
    #[schemars(extend("default" = "500B"))]
    pub request_size: Option<SizeLaw>,
    /// How large a response is, without headers. With `content`, the size of the object asked for.
    #[schemars(extend("default" = "10kB"))]
    pub response_size: Option<SizeLaw>,
    /// The name of a content: each request asks for one of its objects. Default: for nothing in particular.
    pub content: Option<String>,
    /// How a connection is ended.
    #[schemars(extend("default" = "fin"))]
    pub close: Option<Close>,
}

/// Many addresses that clients send to.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Destinations {
    /// The network they are in. Each object of a `content` is at one of them, always the same.
    pub pool: Pool,
    /// The port on all of them.
    #[schemars(extend("default" = 80), range(min = 1, max = 65535))]
    pub port: Option<u16>,
    /// Without `content`: which of them are sent to more.
    #[schemars(extend("default" = "uniform"))]
    pub popularity: Option<Popularity>,
}

/// How what clients send gets to a director.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Through {
    /// To the machine that has the virtual address, as ARP and VRRP say.
    Vip,
    /// To one of several directors that all have it, each connection by its hash: see `[router]`.
    Ecmp,
    /// Each client address is a machine that runs a director of its own, as kube-proxy does on every node: the first address
    /// the first director, and so on, round and round.
    Own,
}

/// How a connection is used for several requests.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeepAlive {
    /// How many requests a connection carries. Default: as many as the run has time for.
    pub requests: Option<Count>,
    /// From a response to the next request on the same connection.
    pub pause: Law,
}

/// When requests are sent.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Arrivals {
    /// A Poisson process: gaps are independent and exponential.
    Poisson(Poisson),
    /// Equal gaps.
    Deterministic(Deterministic),
    /// A Poisson process whose rate changes by chance (MMPP).
    Mmpp(Mmpp),
    /// Sources that send only now and then.
    OnOff(OnOff),
    /// A crowd that comes all at once.
    FlashCrowd(FlashCrowd),
    /// The course of a day.
    Daily(Daily),
    /// Recorded requests.
    Trace(Trace),
    /// A closed system: every user waits for the answer, thinks, and sends again.
    Closed(Closed),
}

/// How often a Poisson process fires.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Poisson {
    /// Requests per time.
    Rate(ArrivalRate),
    /// Requests as a share of the capacity of the listed real servers of the virtual service: 0.8 is 80 %.
    Utilization(f64),
}

/// How often equal gaps end.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Deterministic {
    /// Requests per time.
    Rate(ArrivalRate),
    /// Requests as a share of the capacity of the listed real servers of the virtual service: 0.8 is 80 %.
    Utilization(f64),
    /// The gap itself.
    Interval(Duration),
}

/// A fixed number of users.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Closed {
    /// How many.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub users: u32,
    /// From an answer to the user's next request.
    pub think_time: Law,
}

/// A rate, or a rate that changes with time.
#[derive(Clone, Debug)]
pub(crate) enum ArrivalRate {
    /// `"50/s"`.
    Constant(Rate),
    /// `{ steps = [...] }` or `{ ramps = [...] }`.
    Changing(RateCurve),
}

/// How a rate changes with time.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RateCurve {
    /// It jumps at each point.
    Steps(Vec<RatePoint>),
    /// It goes in straight lines from point to point, and stays at the last.
    Ramps(Vec<RatePoint>),
}

/// One point of a changing rate.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RatePoint {
    /// The moment, counted from the start of the run; that of the first point is "0s".
    pub at: Duration,
    /// The rate then; "0/s" means none.
    pub rate: Rate,
}

/// The addresses that requests come from.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Addresses {
    /// The network they are in; "192.0.2.7/32" is everyone behind one address.
    #[schemars(extend("default" = "172.16.0.0/16"))]
    pub pool: Option<Pool>,
    /// Which of them send more.
    #[schemars(extend("default" = "uniform"))]
    pub popularity: Option<Popularity>,
}

impl<'de> Deserialize<'de> for ArrivalRate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected =
            "a rate with its unit (/s, /m or /h), such as \"50/s\", or { steps = [...] } or { ramps = [...] }";
        text_or_table(deserializer, expected, Self::Constant, Self::Changing)
    }
}

impl Serialize for ArrivalRate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Constant(rate) => rate.serialize(serializer),
            Self::Changing(curve) => curve.serialize(serializer),
        }
    }
}

impl JsonSchema for ArrivalRate {
    fn schema_name() -> Cow<'static, str> {
        "ArrivalRate".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (constant, changing) = (generator.subschema_for::<Rate>(), generator.subschema_for::<RateCurve>());
        json_schema!({ "description": "a rate, or one that changes with time", "oneOf": [constant, changing] })
    }
}
