//! Takes down what happens, as it happens; what is kept does not grow with the number of requests.

mod efforts;
mod sessions;

use crate::cluster::director::Director;
use crate::cluster::real_server::RealServer;
use crate::cluster::request::Request;
use crate::cluster::spec::{ClientSpec, ClusterSpec, DirectorSpec, RealServerSpec};
use crate::cluster::storage::Storage;
use crate::cluster::storage_tally::{CacheCounts, StorageTally};
use crate::cluster::transport::{Transport, TransportTally};
use crate::cluster::weights::{WeightTimes, Weights};
use crate::stats::level::mean_level;
use crate::stats::outcome::{
    DirectorOutcome, Efforts, FailureReason, Interval, Listing, Mark, ServerInterval, ServerOutcome,
};
use crate::stats::timeline::{Change, Changed, LogLine};
use crate::stats::{Histogram, Outcome};
use crate::time::{SimDuration, SimTime};
use std::net::Ipv4Addr;

/// The results in the making.
#[derive(Debug)]
pub struct Recorder {
    outcome: Outcome,
    servers: Vec<Tally>,
    storage: Option<StorageTally>,
    transport: Option<TransportTally>,
    /// The end of the transient: requests sent from here on are measured.
    transient: SimTime,
    /// Requests that clients began: others, and measured ones.
    offered: [u64; 2],
    /// The interval under way, and the latencies of the requests that completed in it: others, and measured ones.
    interval: Interval,
    interval_latency: [Histogram; 2],
    /// How many requests had been offered when it began.
    offered_before: u64,
    /// How long the completed measured sessions took.
    session_durations: Histogram,
}

/// What is counted for one real server.
#[derive(Debug)]
struct Tally {
    workers: u32,
    /// Requests forwarded to it: others, and measured ones.
    forwarded: [u64; 2],
    /// How many had been when the interval under way began.
    forwarded_before: u64,
    /// Measured requests that completed, and that failed.
    completed: u64,
    failed: u64,
    /// Where its integrals stood at the end of the transient, and at the end of the last interval.
    at_transient: Integrals,
    at_interval: Integrals,
}

/// Integrals over time of what a real server and its destinations count, in nanoseconds.
#[derive(Clone, Copy, Debug, Default)]
struct Integrals {
    in_system: u128,
    busy: u128,
    weight: WeightTimes,
    active_conns: u128,
    inact_conns: u128,
    cache: CacheCounts,
}

/// What there is to look at, at the end of a span.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// All directors, up to date.
    pub directors: &'a [Director],
    /// All real servers.
    pub servers: &'a [RealServer],
    /// What stands behind them.
    pub storage: Option<&'a Storage>,
    /// Links and processors, where they matter.
    pub transport: Option<&'a Transport>,
    /// The weights of the real servers, as the directors have them that clients reach.
    pub weights: &'a Weights,
}

impl View<'_> {
    fn integrals(&self, index: usize, now: SimTime) -> Integrals {
        let conns = self.directors.iter().map(|director| director.conn_times_ns(index, now));
        let (active_conns, inact_conns) = conns.fold((0, 0), |sum, conns| (sum.0 + conns.0, sum.1 + conns.1));
        Integrals {
            in_system: self.servers[index].in_system().integral_ns(now),
            busy: self.servers[index].busy().integral_ns(now),
            weight: self.weights.times(index, now),
            active_conns,
            inact_conns,
            cache: CacheCounts::of(self.servers[index].cache()),
        }
    }

    /// ActiveConn and InActConn of a server, over all directors.
    fn conns(&self, index: usize) -> (u32, u32) {
        let conns = self.directors.iter().map(|director| director.kernel.conns(index));
        conns.fold((0, 0), |sum, conns| (sum.0 + conns.0, sum.1 + conns.1))
    }
}

impl Recorder {
    /// Nothing recorded yet.
    pub fn new(spec: &ClusterSpec, transport: Option<&Transport>) -> Self {
        Self {
            outcome: Outcome {
                duration: spec.duration,
                transient: spec.transient,
                interval: spec.interval,
                servers: spec.servers.iter().map(name_of).collect(),
                directors: spec.directors.iter().map(director_name_of).collect(),
                efforts: spec.clients.iter().any(ClientSpec::insists).then(Efforts::default),
                ..Outcome::default()
            },
            servers: spec.servers.iter().map(Tally::new).collect(),
            storage: spec.storage.as_ref().map(StorageTally::new),
            transport: transport.map(|transport| TransportTally::new(spec, transport)),
            transient: SimTime::ZERO + spec.transient,
            offered: [0; 2],
            interval: Interval::default(),
            interval_latency: [Histogram::new(), Histogram::new()],
            offered_before: 0,
            session_durations: Histogram::new(),
        }
    }

    /// A client begins a request.
    #[inline]
    pub fn offered(&mut self, request: &mut Request) {
        request.measured = request.sent >= self.transient;
        self.offered[usize::from(request.measured)] += 1;
    }

    /// The director forwards a request's SYN.
    #[inline]
    pub fn forwarded(&mut self, request: &Request) {
        self.servers[request.server as usize].forwarded[usize::from(request.measured)] += 1;
    }

    /// The response has arrived.
    #[inline(always)]
    pub fn completed(&mut self, request: &Request, now: SimTime) {
        self.completed_after(request.sent, request, now);
    }

    #[inline(always)]
    fn completed_after(&mut self, begun: SimTime, request: &Request, now: SimTime) {
        self.interval_latency[usize::from(request.measured)].record(now.since(begun));
        if !request.measured {
            return;
        }
        self.servers[request.server as usize].completed += 1;
        let parts = &mut self.outcome.parts;
        parts.connect_ns += u128::from(request.connected.since(request.sent).as_nanos());
        parts.queue_ns += u128::from(request.queue.as_nanos());
        parts.service_ns += u128::from(request.service.as_nanos());
    }

    /// Before its response arrived, it was waited for the storage so long.
    pub fn waited_for_storage(&mut self, request: &Request, waited: SimDuration) {
        if request.measured {
            self.outcome.parts.storage_ns += u128::from(waited.as_nanos());
        }
    }

    fn count_failure_of_moment(&mut self, now: SimTime) {
        const TENTH_NS: u64 = 100_000_000;
        let tenth = SimTime::from_nanos(now.as_nanos() / TENTH_NS * TENTH_NS);
        match self.outcome.failed_per_100ms.last_mut() {
            Some((last, count)) if *last == tenth => *count += 1,
            _ => self.outcome.failed_per_100ms.push((tenth, 1)),
        }
    }

    /// Something is different from here on.
    pub fn changed(&mut self, at: SimTime, what: Changed) {
        self.outcome.timeline.push(Change { at, what });
    }

    /// A director has sent a gratuitous ARP; those of one burst are taken down once.
    pub fn announced(&mut self, director: usize, address: Ipv4Addr, at: SimTime) {
        let what = Changed::GratuitousArp { director, address };
        let burst = SimDuration::from_millis(250);
        let last = self.outcome.timeline.iter().rev().take_while(|change| at.since(change.at) < burst);
        if !last.into_iter().any(|change| change.what == what) {
            self.changed(at, what);
        }
    }

    /// keepalived has logged something.
    pub fn logged(&mut self, line: LogLine) {
        self.outcome.log.push(line);
    }

    /// A SYN was sent again.
    pub fn syn_retransmitted(&mut self) {
        self.outcome.connections.syn_retransmitted += 1;
    }

    /// A request was sent again on its connection.
    pub fn retransmitted(&mut self) {
        self.outcome.connections.retransmitted += 1;
    }

    /// A client is connected.
    #[inline(always)]
    pub fn established(&mut self) {
        self.outcome.connections.established += 1;
    }

    /// A connection was reset while its client did not wait for anything.
    pub fn broken_at_rest(&mut self) {
        self.outcome.connections.broken += 1;
    }

    /// A connection goes on through another director than before.
    pub fn kept(&mut self) {
        self.outcome.connections.kept += 1;
    }

    /// The client has given up, or was told to.
    pub fn failed(&mut self, request: &Request, reason: FailureReason, now: SimTime) {
        self.attempt_failed(request, reason);
        self.gave_up(request.measured, reason, now);
    }

    /// What a real server is called.
    pub fn server_name(&self, server: usize) -> String {
        self.outcome.servers[server].name.clone()
    }

    /// Something happened; the number to call [`Recorder::mark_ended`] by.
    pub fn mark(&mut self, at: SimTime, target: String, kind: &str) -> usize {
        self.outcome.marks.push(Mark { at, until: None, target, kind: kind.to_owned() });
        self.outcome.marks.len() - 1
    }

    /// What was marked is over.
    pub fn mark_ended(&mut self, mark: usize, at: SimTime) {
        self.outcome.marks[mark].until = Some(at);
    }

    /// The director's listing was taken.
    pub fn listing(&mut self, at: SimTime, director: usize, text: String) {
        self.outcome.listings.push(Listing { at, director, text });
    }

    /// The transient is over.
    pub fn transient_ended(&mut self, view: View<'_>, now: SimTime) {
        for (index, tally) in self.servers.iter_mut().enumerate() {
            tally.at_transient = view.integrals(index, now);
        }
        if let Some((tally, transport)) = self.transport.as_mut().zip(view.transport) {
            tally.transient_ended(transport, now);
        }
        if let (Some(tally), Some(storage)) = (&mut self.storage, view.storage) {
            tally.transient_ended(storage, now);
        }
    }

    /// An interval is over; the next begins.
    pub fn interval_ended(&mut self, view: View<'_>, now: SimTime) {
        let span = now.since(self.interval.start);
        let seconds = |duration: SimDuration| duration.as_secs_f64();
        let mut interval = std::mem::replace(&mut self.interval, Interval { start: now, ..Interval::default() });
        let [unmeasured, latency] = &mut self.interval_latency;
        self.outcome.latency.merge(latency);
        latency.merge(unmeasured);
        let offered = self.offered.iter().sum();
        interval.offered = offered - std::mem::replace(&mut self.offered_before, offered);
        interval.completed = latency.count();
        interval.latency_mean_s = latency.mean_s();
        interval.latency_p50_s = latency.quantile(0.5).map(seconds);
        interval.latency_p99_s = latency.quantile(0.99).map(seconds);
        latency.clear();
        unmeasured.clear();
        self.outcome.whole_run.completed += interval.completed;
        for (index, tally) in self.servers.iter_mut().enumerate() {
            interval.servers.push(tally.interval(index, view, span, now));
        }
        if let (Some(tally), Some(storage)) = (&mut self.storage, view.storage) {
            tally.interval_ended(storage, span, now);
        }
        if let Some((tally, transport)) = self.transport.as_mut().zip(view.transport) {
            interval.directors = tally.interval_ended(transport, span, now);
        }
        self.outcome.series.push(interval);
    }

    /// The run is over: everything that is known of it. `under_way` says of each request that has not ended whether it is
    /// measured.
    pub fn finish(mut self, view: View<'_>, under_way: impl Iterator<Item = bool>) -> Outcome {
        let end = SimTime::ZERO + self.outcome.duration;
        self.interval_ended(view, end);
        self.outcome.whole_run.offered = self.offered.iter().sum();
        self.outcome.measured.offered = self.offered[1];
        self.outcome.measured.completed = self.outcome.latency.count();
        let parts = &mut self.outcome.parts;
        // A request is on the wire whenever it is nowhere else.
        let at_machines = parts.queue_ns + parts.service_ns + parts.storage_ns;
        parts.network_ns = self.outcome.latency.sum_ns() - parts.retry_ns - parts.connect_ns - at_machines;
        for measured in under_way {
            self.outcome.whole_run.in_flight += 1;
            self.outcome.measured.in_flight += u64::from(measured);
        }
        self.conclude_sessions();
        let span = self.outcome.duration - self.outcome.transient;
        for (index, tally) in self.servers.iter().enumerate() {
            tally.conclude(index, view, span, end, &mut self.outcome.servers[index]);
        }
        let storage = self.storage.take().zip(view.storage);
        self.outcome.storage = storage.map(|(tally, storage)| tally.finish(storage, span, end));
        for (outcome, director) in self.outcome.directors.iter_mut().zip(view.directors) {
            outcome.requests = director.openings;
        }
        if let Some((tally, transport)) = self.transport.take().zip(view.transport) {
            let (loads, links, retransmitted) = tally.finish(transport, span, end);
            self.outcome.directors.iter_mut().zip(loads).for_each(|(director, load)| director.load = Some(load));
            self.outcome.links = links;
            self.outcome.connections.retransmitted += retransmitted;
        }
        self.outcome
    }
}

impl Tally {
    fn new(spec: &RealServerSpec) -> Self {
        Self {
            workers: spec.workers,
            forwarded: [0; 2],
            forwarded_before: 0,
            completed: 0,
            failed: 0,
            at_transient: Integrals::default(),
            at_interval: Integrals::default(),
        }
    }

    fn interval(&mut self, index: usize, view: View<'_>, span: SimDuration, now: SimTime) -> ServerInterval {
        let before = std::mem::replace(&mut self.at_interval, view.integrals(index, now));
        let (active_conns, inact_conns) = view.conns(index);
        let forwarded = self.forwarded.iter().sum();
        ServerInterval {
            requests: forwarded - std::mem::replace(&mut self.forwarded_before, forwarded),
            utilization: mean_level(before.busy, self.at_interval.busy, span) / f64::from(self.workers),
            number_in_system_mean: mean_level(before.in_system, self.at_interval.in_system, span),
            active_conns,
            inact_conns,
            weight: view.weights.weight(index),
            cache_hit_ratio: self.at_interval.cache.since(before.cache).ratio(),
        }
    }

    fn conclude(&self, index: usize, view: View<'_>, span: SimDuration, end: SimTime, outcome: &mut ServerOutcome) {
        let (from, to) = (self.at_transient, view.integrals(index, end));
        outcome.requests = self.forwarded[1];
        outcome.completed = self.completed;
        outcome.failed = self.failed;
        outcome.weight_mean = from.weight.mean_until(to.weight, span);
        outcome.utilization = mean_level(from.busy, to.busy, span) / f64::from(self.workers);
        outcome.number_in_system_mean = mean_level(from.in_system, to.in_system, span);
        outcome.number_in_system_max = u64::from(view.servers[index].in_system().max());
        outcome.active_conns_mean = mean_level(from.active_conns, to.active_conns, span);
        outcome.inact_conns_mean = mean_level(from.inact_conns, to.inact_conns, span);
        let CacheCounts { lookups, hits } = to.cache.since(from.cache);
        (outcome.cache_lookups, outcome.cache_hits) = (lookups, hits);
    }
}

fn director_name_of(spec: &DirectorSpec) -> DirectorOutcome {
    DirectorOutcome { name: spec.name.clone(), ..DirectorOutcome::default() }
}

fn name_of(spec: &RealServerSpec) -> ServerOutcome {
    ServerOutcome { name: spec.name.clone(), address: spec.address.to_string(), ..ServerOutcome::default() }
}
