//! Small queues that are worked through request by request, so that their numbers belong together as those of a real
//! run do.

use crate::report::{Provenance, RunReport};
use crate::stats::Outcome;
use crate::stats::outcome::{FailureReason, Interval, Listing, Mark, ServerInterval, ServerOutcome};
use crate::time::{SimDuration, SimTime};
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Exp};
use rand_xoshiro::Xoshiro256PlusPlus;

/// What kind of run. All servers are M/M/1 queues with a mean service time of 20 ms and a weight of 1 or 2.
pub(crate) struct Specimen {
    pub servers: usize,
    pub duration_s: f64,
    pub interval_s: f64,
    /// Load of each server while all are up.
    pub utilization: f64,
    /// When server 1 crashes and is back; requests sent to it fail for the first 6 s.
    pub crash_s: Option<(f64, f64)>,
    /// When the first of two directors is switched off and back on; `None` for one director without keepalived.
    pub off_s: Option<(f64, f64)>,
}

impl Default for Specimen {
    fn default() -> Self {
        Self {
            servers: 3,
            duration_s: 300.0,
            interval_s: 1.0,
            utilization: 0.6,
            crash_s: Some((120.0, 180.0)),
            off_s: None,
        }
    }
}

const SERVICE_S: f64 = 0.02;
const CONNECT_S: f64 = 0.0005;
pub(super) const DETECTION_S: f64 = 6.0;
/// With keepalived, a server that is back is not used at once.
pub(super) const RETURN_S: f64 = 2.0;
/// From the power-off of a director until the other one is master.
pub(super) const ELECTION_S: f64 = 3.609_375;
/// A client gives up when its second SYN has not been answered by then.
const GIVE_UP_S: f64 = 3.0;
const FIN_WAIT_S: f64 = 10.0;

/// One request that was served: when it arrived, was begun and ended.
struct Served {
    arrival: f64,
    begin: f64,
    end: f64,
}

pub(crate) fn provenance(title: &str) -> Provenance {
    Provenance {
        title: title.to_owned(),
        version: "0.1.0".to_owned(),
        seed: 1,
        command: ["lvsim", "run", "scenario.toml"].map(str::to_owned).to_vec(),
        scenario_toml: "title = \"specimen\"\n".to_owned(),
        scenario: serde_json::json!({"title": "specimen"}),
        scenario_sha256: "0123abcd".to_owned(),
    }
}

impl Specimen {
    pub(crate) fn report(&self, title: &str) -> RunReport {
        RunReport::new(provenance(title), self.outcome())
    }

    pub(crate) fn outcome(&self) -> Outcome {
        let mut outcome = self.frame();
        let weights: Vec<u32> = (0..self.servers).map(|index| self.weight(index, 0.0)).collect();
        let total: u32 = weights.iter().sum();
        let rate =
            f64::from(total) * self.utilization / SERVICE_S / f64::from(weights.iter().copied().max().unwrap_or(1));
        let mut random = Xoshiro256PlusPlus::seed_from_u64(7);
        let (gap, service) = (Exp::new(rate).unwrap(), Exp::new(1.0 / SERVICE_S).unwrap());
        let mut free = vec![0.0_f64; self.servers];
        let mut latencies = vec![Vec::new(); outcome.series.len()];
        let mut now = gap.sample(&mut random);
        while now < self.duration_s {
            let sent = now + self.wait_for_director(now);
            let server = self.pick(sent, &mut random);
            outcome.series[self.slot(now)].servers[server].requests += 1;
            if sent - now >= GIVE_UP_S {
                self.fail(&mut outcome, server, now, now + GIVE_UP_S);
            } else if self.is_down(server, sent) {
                self.fail(&mut outcome, server, now, now);
            } else {
                let begin = sent.max(free[server]);
                let end = begin + service.sample(&mut random);
                free[server] = end;
                self.complete(&mut outcome, server, Served { arrival: now, begin, end }, &mut latencies);
            }
            now += gap.sample(&mut random);
        }
        self.finish(&mut outcome, latencies);
        if let Some(off_s) = self.off_s {
            super::failover::tell(self, off_s, &mut outcome);
        }
        outcome
    }

    fn frame(&self) -> Outcome {
        let at = |seconds: f64| SimTime::ZERO + SimDuration::from_secs_f64(seconds);
        let intervals = (self.duration_s / self.interval_s).ceil() as usize;
        let name = |index: usize| format!("web-{:02}", index + 1);
        let mark =
            |(from, until)| Mark { at: at(from), until: Some(at(until)), target: name(0), kind: "crash".to_owned() };
        Outcome {
            duration: SimDuration::from_secs_f64(self.duration_s),
            transient: SimDuration::from_secs_f64(self.duration_s / 10.0),
            interval: SimDuration::from_secs_f64(self.interval_s),
            servers: (0..self.servers)
                .map(|index| ServerOutcome {
                    name: name(index),
                    address: format!("10.0.{}.{}:80", index / 250, index % 250 + 1),
                    weight_mean: f64::from(self.weight(index, 0.0)),
                    ..ServerOutcome::default()
                })
                .collect(),
            series: (0..intervals)
                .map(|index| Interval {
                    start: at(index as f64 * self.interval_s),
                    servers: vec![ServerInterval::default(); self.servers],
                    ..Interval::default()
                })
                .collect(),
            marks: self.crash_s.map(mark).into_iter().collect(),
            listings: vec![Listing { at: SimTime::ZERO, director: 0, text: "TCP  10.0.0.100:80 wrr\n".to_owned() }],
            ..Outcome::default()
        }
    }

    pub(super) fn weight(&self, server: usize, now: f64) -> u32 {
        let return_s = if self.off_s.is_some() { RETURN_S } else { 0.0 };
        let is_out = |(from, until)| server == 0 && from + DETECTION_S <= now && now < until + return_s;
        if self.crash_s.is_some_and(is_out) { 0 } else { 1 + (server % 2) as u32 }
    }

    /// How long after its first SYN a client sends the one that finds a director: SYNs are sent again after 1, 3 and 7 s.
    fn wait_for_director(&self, now: f64) -> f64 {
        let Some((off, _)) = self.off_s.filter(|(off, _)| *off <= now && now < off + ELECTION_S) else { return 0.0 };
        [1.0, 3.0, 7.0].into_iter().find(|wait| now + wait >= off + ELECTION_S).unwrap_or(7.0)
    }

    fn is_down(&self, server: usize, now: f64) -> bool {
        self.crash_s.is_some_and(|(from, until)| server == 0 && from <= now && now < until)
    }

    fn slot(&self, now: f64) -> usize {
        (now / self.interval_s) as usize
    }

    fn pick(&self, now: f64, random: &mut Xoshiro256PlusPlus) -> usize {
        let total: u32 = (0..self.servers).map(|server| self.weight(server, now)).sum();
        let mut ticket = random.random_range(0..total.max(1));
        (0..self.servers)
            .find(|&server| {
                let weight = self.weight(server, now);
                let is_hit = ticket < weight;
                ticket = ticket.saturating_sub(weight);
                is_hit
            })
            .unwrap_or(0)
    }

    fn fail(&self, outcome: &mut Outcome, server: usize, now: f64, failed: f64) {
        let reason = FailureReason::ALL.iter().position(|&reason| reason == FailureReason::ConnectTimeout).unwrap();
        outcome.series[self.slot(now)].offered += 1;
        outcome.series[self.slot(failed)].failed += 1;
        let tenth = SimTime::from_nanos((failed * 10.0) as u64 * 100_000_000);
        match outcome.failed_per_100ms.binary_search_by_key(&tenth, |&(start, _)| start) {
            Ok(index) => outcome.failed_per_100ms[index].1 += 1,
            Err(index) => outcome.failed_per_100ms.insert(index, (tenth, 1)),
        }
        outcome.whole_run.offered += 1;
        outcome.whole_run.failed[reason] += 1;
        if now >= self.duration_s / 10.0 {
            outcome.measured.offered += 1;
            outcome.measured.failed[reason] += 1;
            outcome.servers[server].requests += 1;
            outcome.servers[server].failed += 1;
        }
    }

    fn complete(&self, outcome: &mut Outcome, server: usize, served: Served, latencies: &mut [Vec<f64>]) {
        let Served { arrival, begin, end } = served;
        let measured = arrival >= self.duration_s / 10.0;
        outcome.series[self.slot(arrival)].offered += 1;
        outcome.whole_run.offered += 1;
        outcome.measured.offered += u64::from(measured);
        outcome.servers[server].requests += u64::from(measured);
        self.occupy(outcome, server, &served);
        if end >= self.duration_s {
            outcome.whole_run.in_flight += 1;
            outcome.measured.in_flight += u64::from(measured);
            return;
        }
        let latency = end - arrival + 2.0 * CONNECT_S;
        outcome.whole_run.completed += 1;
        outcome.series[self.slot(end)].completed += 1;
        latencies[self.slot(end)].push(latency);
        if measured {
            let ns = |seconds: f64| u128::from(SimDuration::from_secs_f64(seconds).as_nanos());
            outcome.measured.completed += 1;
            outcome.servers[server].completed += 1;
            outcome.latency.record(SimDuration::from_secs_f64(latency));
            outcome.parts.connect_ns += ns(CONNECT_S);
            outcome.parts.network_ns += ns(CONNECT_S);
            outcome.parts.queue_ns += ns(begin - arrival);
            outcome.parts.service_ns += ns(end - begin);
        }
    }

    /// Adds one request to the time averages and to the connections counted at the ends of the intervals.
    fn occupy(&self, outcome: &mut Outcome, server: usize, served: &Served) {
        let Served { arrival, begin, end } = *served;
        for (index, interval) in outcome.series.iter_mut().enumerate().skip(self.slot(arrival)) {
            let (from, to) = (index as f64 * self.interval_s, (index + 1) as f64 * self.interval_s);
            if end + FIN_WAIT_S < from {
                break;
            }
            let inside = |a: f64, b: f64| (b.min(to) - a.max(from)).max(0.0) / self.interval_s;
            let here = &mut interval.servers[server];
            here.number_in_system_mean += inside(arrival, end);
            here.utilization += inside(begin, end);
            here.active_conns += u32::from(end > to && arrival <= to);
            here.inact_conns += u32::from(end <= to && to < end + FIN_WAIT_S);
        }
    }

    fn finish(&self, outcome: &mut Outcome, latencies: Vec<Vec<f64>>) {
        for (index, mut latencies) in latencies.into_iter().enumerate() {
            let interval = &mut outcome.series[index];
            for server in 0..self.servers {
                interval.servers[server].weight = self.weight(server, (index + 1) as f64 * self.interval_s);
            }
            latencies.sort_by(f64::total_cmp);
            let n = latencies.len();
            interval.latency_mean_s = (n > 0).then(|| latencies.iter().sum::<f64>() / n as f64);
            interval.latency_p50_s = latencies.get(n / 2).copied();
            interval.latency_p99_s = latencies.get((n * 99 / 100).min(n.saturating_sub(1))).copied();
        }
        let intervals = outcome.series.len() as f64;
        for (index, server) in outcome.servers.iter_mut().enumerate() {
            let mean = |value: fn(&ServerInterval) -> f64| {
                outcome.series.iter().map(|interval| value(&interval.servers[index])).sum::<f64>() / intervals
            };
            server.utilization = mean(|here| here.utilization);
            server.number_in_system_mean = mean(|here| here.number_in_system_mean);
            server.active_conns_mean = mean(|here| f64::from(here.active_conns));
            server.inact_conns_mean = mean(|here| f64::from(here.inact_conns));
            server.weight_mean = mean(|here| f64::from(here.weight));
            server.number_in_system_max = 9;
        }
    }
}
