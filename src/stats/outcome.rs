//! All that one run leaves behind: plain numbers, from which every table, file and chart is made.

use crate::stats::network::{DirectorLoad, LinkOutcome};
use crate::stats::storage::StorageOutcome;
use crate::stats::timeline::{Change, LogLine};
use crate::stats::{Histogram, TransientSearch};
use crate::time::{SimDuration, SimTime};

/// The results of one run. "Measured" means: of the requests that arrived after the transient, or of the time after it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// How long the run lasted, from 0 to its end.
    pub duration: SimDuration,
    /// How much at the start is left out of everything that is measured.
    pub transient: SimDuration,
    /// Requests that arrived after the transient.
    pub measured: Counts,
    /// Requests of the whole run, the transient included.
    pub whole_run: Counts,
    /// Latency of the measured requests that completed.
    pub latency: Histogram,
    /// Where the latency of these requests went.
    pub parts: LatencyParts,
    /// One for each real server, in the order of the scenario.
    pub servers: Vec<ServerOutcome>,
    /// The storage behind them, if there is one.
    pub storage: Option<StorageOutcome>,
    /// Length of an interval of `series`; the last one may be shorter.
    pub interval: SimDuration,
    /// The run in intervals, from 0 to the end, the transient included.
    pub series: Vec<Interval>,
    /// Faults and operations, in order of time: what a chart marks.
    pub marks: Vec<Mark>,
    /// What `ipvsadm -ln --nosort` would have shown, in order of time.
    pub listings: Vec<Listing>,
    /// One for each director, in the order of the scenario.
    pub directors: Vec<DirectorOutcome>,
    /// What changed when, in order of time.
    pub timeline: Vec<Change>,
    /// What keepalived logged, in order of time.
    pub log: Vec<LogLine>,
    /// How many requests failed, of the whole run, in each tenth of a second that had any; ascending.
    pub failed_per_100ms: Vec<(SimTime, u64)>,
    /// What became of connections in the whole run.
    pub connections: Connections,
    /// What clients did beyond first attempts; `None` if none of them would.
    pub efforts: Option<Efforts>,
    /// What became of sessions; `None` if no client has any.
    pub sessions: Option<Sessions>,
    /// How the transient was found, if it was not given.
    pub transient_search: Option<TransientSearch>,
    /// Why there is no steady state, if there should be one: then there is no mean latency, either.
    pub no_steady_state: Option<String>,
    /// What the clocks of all machines show at 0, as the time since 1 January 00:00:00 of a year of 365 days.
    pub clock: SimDuration,
    /// The cards and access links of limited bandwidth: of directors, real servers and client groups.
    pub links: Vec<LinkOutcome>,
}

impl Outcome {
    /// Whether the timeline tells more than how the run began.
    pub fn is_eventful(&self) -> bool {
        !self.log.is_empty() || self.timeline.iter().any(|change| change.at > SimTime::ZERO)
    }

    /// Length of the measured part of the run, in seconds.
    pub fn measured_s(&self) -> f64 {
        (self.duration - self.transient).as_secs_f64()
    }

    /// The intervals that begin after the transient.
    pub fn measured_intervals(&self) -> impl Iterator<Item = &Interval> {
        let from = SimTime::ZERO + self.transient;
        self.series.iter().filter(move |interval| interval.start >= from)
    }

    /// When the interval `index` of the series ends: where the next one begins, or at the end of the run.
    pub fn interval_end(&self, index: usize) -> SimTime {
        self.series.get(index + 1).map_or(SimTime::ZERO + self.duration, |next| next.start)
    }
}

/// One director.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DirectorOutcome {
    /// Its name in the scenario.
    pub name: String,
    /// SYNs and datagrams of clients that reached it, of the whole run.
    pub requests: u64,
    /// What it forwarded, measured; `None` in a run in which packets do not matter.
    pub load: Option<DirectorLoad>,
}

/// What became of connections, over the whole run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Connections {
    /// Established.
    pub established: u64,
    /// Of these, reset before the client was done with them.
    pub broken: u64,
    /// Of these, how many went on through another director than the one that they began with.
    pub kept: u64,
    /// SYNs that were sent again.
    pub syn_retransmitted: u64,
    /// Other packets that were sent again.
    pub retransmitted: u64,
}

/// What clients did beyond the first attempt of each measured request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Efforts {
    /// Attempts that followed upon a failed one.
    pub retries: u64,
    /// Attempts that would have followed but for the budget.
    pub retries_denied: u64,
    /// Attempts beside one that was under way.
    pub hedges: u64,
    /// Of these, how many brought the response.
    pub hedges_won: u64,
}

/// What became of the sessions that began after the transient.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sessions {
    /// Sessions that began.
    pub offered: u64,
    /// Sessions that are over and had every request answered.
    pub completed: u64,
    /// Sessions that are over and had a request that failed.
    pub failed: u64,
    /// Requests that were answered in completed sessions.
    pub requests: u64,
    /// Mean duration of the completed sessions; `None` if there were none.
    pub duration_mean_s: Option<f64>,
    /// Median of these durations.
    pub duration_p50_s: Option<f64>,
    /// 99th percentile of these durations.
    pub duration_p99_s: Option<f64>,
}

/// Why a request failed, as its client saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailureReason {
    /// The real server answered the SYN with RST: nothing listens there, or its accept queue was full. Or it answered a
    /// datagram with ICMP port unreachable: nothing listens there.
    Refused,
    /// The director had no destination to pick and said so (ICMP port unreachable).
    NoDestination,
    /// No answer to the SYN in time.
    ConnectTimeout,
    /// The connection was established and then reset by the real server.
    Reset,
    /// Connected, or a datagram was sent, but no response in time.
    ResponseTimeout,
    /// The response arrived and says that the request failed.
    Error,
    /// No response by the time at which the client gives up whatever it has tried.
    GaveUp,
}

impl FailureReason {
    /// All reasons, in the order of the results' columns.
    pub const ALL: [Self; 7] = [
        Self::Refused,
        Self::NoDestination,
        Self::ConnectTimeout,
        Self::Reset,
        Self::ResponseTimeout,
        Self::Error,
        Self::GaveUp,
    ];

    /// The word used in metric names and columns, such as `connect_timeout`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::NoDestination => "no_destination",
            Self::ConnectTimeout => "connect_timeout",
            Self::Reset => "reset",
            Self::ResponseTimeout => "response_timeout",
            Self::Error => "error",
            Self::GaveUp => "gave_up",
        }
    }
}

/// How many requests there were and how they ended: `offered = completed + failed + in_flight`, always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Requests that clients began.
    pub offered: u64,
    /// Requests whose response arrived.
    pub completed: u64,
    /// Requests that failed, by reason, in the order of [`FailureReason::ALL`].
    pub failed: [u64; FailureReason::ALL.len()],
    /// Requests still under way at the end of the run.
    pub in_flight: u64,
}

impl Counts {
    /// Requests that failed for whatever reason.
    pub fn failed_total(&self) -> u64 {
        self.failed.iter().sum()
    }

    /// Whether every request offered is accounted for.
    pub fn are_conserved(&self) -> bool {
        self.offered == self.completed + self.failed_total() + self.in_flight
    }
}

/// Sums over the measured completed requests, in nanoseconds. The parts of a request add up to its latency exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LatencyParts {
    /// From the first attempt until the one that was answered began: failed attempts, back-off, the wait before a hedge.
    pub retry_ns: u128,
    /// From the SYN until the client knows that it is connected.
    pub connect_ns: u128,
    /// Waiting at the real server: for a worker, or for a share of one.
    pub queue_ns: u128,
    /// Being worked on.
    pub service_ns: u128,
    /// Waiting for the storage, once the real server had done its own work.
    pub storage_ns: u128,
    /// On the wire after the connection was established.
    pub network_ns: u128,
}

/// One real server, measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServerOutcome {
    /// Its name in the scenario.
    pub name: String,
    /// Its address and port, as ipvsadm shows them.
    pub address: String,
    /// Requests that the director forwarded to it.
    pub requests: u64,
    /// Of these, how many completed.
    pub completed: u64,
    /// Of these, how many failed.
    pub failed: u64,
    /// Weight in the director's list, averaged over time; 0 while it is not listed.
    pub weight_mean: f64,
    /// Busy time ÷ capacity, in [0, 1].
    pub utilization: f64,
    /// Requests waiting or in service, averaged over time.
    pub number_in_system_mean: f64,
    /// The most requests that were waiting or in service at once.
    pub number_in_system_max: u64,
    /// ActiveConn, averaged over time.
    pub active_conns_mean: f64,
    /// InActConn, averaged over time.
    pub inact_conns_mean: f64,
    /// How often it looked for an object in its cache.
    pub cache_lookups: u64,
    /// Of these, how often the object was there.
    pub cache_hits: u64,
}

/// One interval of the time series.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Interval {
    /// When it begins.
    pub start: SimTime,
    /// Requests that arrived in it.
    pub offered: u64,
    /// Requests that completed in it.
    pub completed: u64,
    /// Requests that failed in it.
    pub failed: u64,
    /// Mean latency of the requests that completed in it; `None` if there were none.
    pub latency_mean_s: Option<f64>,
    /// Median latency of these.
    pub latency_p50_s: Option<f64>,
    /// 99th percentile of the latency of these.
    pub latency_p99_s: Option<f64>,
    /// One for each real server, in the order of [`Outcome::servers`].
    pub servers: Vec<ServerInterval>,
    /// One for each director, in the order of [`Outcome::directors`]; none in a run in which packets do not matter.
    pub directors: Vec<DirectorLoad>,
}

/// One real server in one interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ServerInterval {
    /// Requests that the director forwarded to it.
    pub requests: u64,
    /// Busy time ÷ capacity, in [0, 1].
    pub utilization: f64,
    /// Requests waiting or in service, averaged over the interval.
    pub number_in_system_mean: f64,
    /// ActiveConn at the interval's end.
    pub active_conns: u32,
    /// InActConn at the interval's end.
    pub inact_conns: u32,
    /// Weight at the interval's end; 0 if it is not listed.
    pub weight: u32,
    /// Part of the lookups in its cache that found the object; `None` if there were none.
    pub cache_hit_ratio: Option<f64>,
}

/// Something that happened to the cluster, to be marked in charts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When it happened.
    pub at: SimTime,
    /// When it was over, if it was.
    pub until: Option<SimTime>,
    /// The name of what it happened to: a real server, a director, or the `segment` between them.
    pub target: String,
    /// What happened, in the scenario's word: `crash`, `power_off`, `hang`, `slow`,
    /// `link_down`, `add`, `edit`, `delete`, ...
    pub kind: String,
}

/// The director's listing at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// When.
    pub at: SimTime,
    /// Of which director.
    pub director: usize,
    /// The text of `ipvsadm -ln --nosort`: the lists in the order in which schedulers walk them.
    pub text: String,
}
