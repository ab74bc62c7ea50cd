//! What many replications of one point say together.
//!
//! A number gets its mean over the replications and the interval of Student's t; a quantile of the latency gets that of all
//! replications pooled, and the interval of sectioning. With a first stage ([`Replicated::first_stage_ends`]) the named
//! metrics get the interval of [`two_stage`](crate::stats::two_stage).

use crate::stats::confidence::ConfidenceInterval;
use crate::stats::outcome::ServerOutcome;
use crate::stats::trend::Trend;
use crate::stats::two_stage::FirstStage;
use crate::stats::{Histogram, METRICS, Metric, Outcome, TransientSearch};
use crate::time::SimDuration;
use serde::{Deserialize, Serialize};

/// The confidence level of every interval.
pub const LEVEL: f64 = 0.95;

/// What is kept of one replication, in memory or written down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// One for each metric, in the order of [`METRICS`].
    values: Vec<Option<f64>>,
    latency: Histogram,
    servers: Vec<ServerMean>,
    /// In each measured interval of full length, all servers together.
    number_in_system: Vec<f64>,
}

/// What is known of a real server: means over replications.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ServerMean {
    /// Its name in the scenario.
    pub name: String,
    /// Requests that the director forwarded to it.
    pub requests: f64,
    /// Of these, how many failed.
    pub failed: f64,
    /// Weight in the director's list, averaged over time.
    pub weight: f64,
    /// Busy time ÷ capacity, in [0, 1].
    pub utilization: f64,
    /// Requests waiting or in service, averaged over time.
    pub number_in_system: f64,
}

/// An estimate from replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate, and how sure it is; an interval takes at least two replications.
    pub value: f64,
    /// Where the true value lies in 95 % of all experiments.
    pub interval: Option<ConfidenceInterval>,
    /// How many replications had a value.
    pub replications: usize,
}

/// All replications of one point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Replicated {
    /// Length of a replication.
    pub duration: SimDuration,
    /// How much at its start is left out.
    pub transient: SimDuration,
    /// How that was found, if it was not given.
    pub transient_search: Option<TransientSearch>,
    /// Why there is no steady state, if there should be one.
    pub no_steady_state: Option<String>,
    values: Vec<Vec<Option<f64>>>,
    latency: Histogram,
    /// Sums over the replications.
    servers: Vec<ServerMean>,
    number_in_system: Vec<f64>,
    first_stage: Option<Stage>,
}

/// Where the first stage stood when it ended.
#[derive(Clone, Debug, PartialEq)]
struct Stage {
    /// Numbers of the metrics whose precision was asked for.
    metrics: Vec<usize>,
    replications: usize,
    latency: Histogram,
}

impl Sample {
    /// What is to be kept of this outcome.
    pub fn of(outcome: &Outcome) -> Self {
        Self {
            values: METRICS.iter().map(|metric| metric.of(outcome)).collect(),
            latency: outcome.latency.clone(),
            servers: outcome.servers.iter().map(ServerMean::of).collect(),
            number_in_system: number_in_system(outcome),
        }
    }
}

/// The number in system, all servers together, in each measured interval of full length.
pub fn number_in_system(outcome: &Outcome) -> Vec<f64> {
    let intervals = (0..outcome.series.len()).filter(|&index| {
        let interval = &outcome.series[index];
        interval.start.as_nanos() >= outcome.transient.as_nanos()
            && outcome.interval_end(index).since(interval.start) == outcome.interval
    });
    let total = |index: usize| outcome.series[index].servers.iter().map(|server| server.number_in_system_mean).sum();
    intervals.map(total).collect()
}

impl ServerMean {
    fn of(server: &ServerOutcome) -> Self {
        Self {
            name: server.name.clone(),
            requests: server.requests as f64,
            failed: server.failed as f64,
            weight: server.weight_mean,
            utilization: server.utilization,
            number_in_system: server.number_in_system_mean,
        }
    }

    /// The same with `change` done to every number, given the same number of `other`.
    fn zip(&self, other: &Self, change: impl Fn(f64, f64) -> f64) -> Self {
        Self {
            name: self.name.clone(),
            requests: change(self.requests, other.requests),
            failed: change(self.failed, other.failed),
            weight: change(self.weight, other.weight),
            utilization: change(self.utilization, other.utilization),
            number_in_system: change(self.number_in_system, other.number_in_system),
        }
    }
}

impl Replicated {
    /// No replication yet.
    pub fn new(duration: SimDuration, transient: SimDuration) -> Self {
        Self { duration, transient, ..Self::default() }
    }

    /// One more replication; they come in the order of their numbers, so that sums round the same way each time.
    pub fn absorb(&mut self, sample: Sample) {
        self.values.push(sample.values);
        self.latency.merge(&sample.latency);
        if self.values.len() == 1 {
            (self.servers, self.number_in_system) = (sample.servers, sample.number_in_system);
            return;
        }
        for (sum, server) in self.servers.iter_mut().zip(&sample.servers) {
            *sum = sum.zip(server, |sum, value| sum + value);
        }
        for (sum, level) in self.number_in_system.iter_mut().zip(&sample.number_in_system) {
            *sum += level;
        }
    }

    /// The replications so far are the first stage of an experiment that goes on until the metrics with these numbers are
    /// precise enough.
    pub fn first_stage_ends(&mut self, metrics: Vec<usize>) {
        self.first_stage = Some(Stage { metrics, replications: self.values.len(), latency: self.latency.clone() });
    }

    /// How many replications it takes until a metric is known to a share of itself, going by the first stage; `None` if
    /// there is no first stage, or no number is enough.
    pub fn replications_for(&self, metric: usize, relative: f64) -> Option<usize> {
        let estimate = self.estimate(metric)?;
        self.stage_of(metric)?.replications_for(estimate.value, relative, LEVEL)
    }

    /// How many replications there are.
    pub fn replications(&self) -> usize {
        self.values.len()
    }

    /// The value of a metric in one replication.
    pub fn value(&self, metric: usize, replication: usize) -> Option<f64> {
        self.values[replication][metric].filter(|_| self.describes(&METRICS[metric]))
    }

    /// The latencies of all replications.
    pub fn latency(&self) -> &Histogram {
        &self.latency
    }

    /// The servers, averaged over the replications.
    pub fn servers(&self) -> Vec<ServerMean> {
        let n = self.replications().max(1) as f64;
        self.servers.iter().map(|sum| sum.zip(sum, |sum, _| sum / n)).collect()
    }

    /// The trend of the number in system through the measured time, averaged over the replications.
    pub fn trend(&self) -> Option<Trend> {
        Trend::of(&self.number_in_system)
    }

    /// The estimate of a metric; `None` if no replication has a value, or if there is no steady state to be described.
    pub fn estimate(&self, metric: usize) -> Option<Estimate> {
        let observations = self.observations(metric);
        let value = self.pooled(metric, &observations, &self.latency)?;
        let n = observations.len();
        let interval = match self.stage_of(metric) {
            Some(stage) => stage.interval(value, n, LEVEL),
            None => ConfidenceInterval::of_sections(value, &observations, LEVEL),
        };
        Some(Estimate { value, interval, replications: n })
    }

    fn describes(&self, metric: &Metric) -> bool {
        self.no_steady_state.is_none() || !metric.needs_steady_state()
    }

    fn observations(&self, metric: usize) -> Vec<f64> {
        (0..self.replications()).filter_map(|replication| self.value(metric, replication)).collect()
    }

    /// The estimate from these replications together: the quantile of all their latencies, or their mean.
    fn pooled(&self, metric: usize, observations: &[f64], latency: &Histogram) -> Option<f64> {
        if observations.is_empty() {
            return None;
        }
        match METRICS[metric].quantile() {
            Some(q) => latency.quantile(q).map(SimDuration::as_secs_f64),
            None => Some(observations.iter().sum::<f64>() / observations.len() as f64),
        }
    }

    /// What the first stage says of a metric whose precision was asked for.
    fn stage_of(&self, metric: usize) -> Option<FirstStage> {
        let stage = self.first_stage.as_ref().filter(|stage| stage.metrics.contains(&metric))?;
        let values = (0..stage.replications).filter_map(|replication| self.value(metric, replication));
        let observations: Vec<f64> = values.collect();
        FirstStage::new(self.pooled(metric, &observations, &stage.latency)?, &observations)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::outcome::{Interval, ServerInterval};
    use crate::time::SimTime;

    fn number_of(name: &str) -> usize {
        METRICS.iter().position(|metric| metric.name == name).unwrap()
    }

    /// A run whose latencies are these, in milliseconds.
    fn outcome(latencies_ms: &[u64]) -> Outcome {
        let mut outcome = Outcome { duration: SimDuration::from_secs(10), ..Outcome::default() };
        latencies_ms.iter().for_each(|&ms| outcome.latency.record(SimDuration::from_millis(ms)));
        outcome.measured.offered = latencies_ms.len() as u64;
        outcome.servers = vec![ServerOutcome { requests: 10 * outcome.measured.offered, ..ServerOutcome::default() }];
        outcome
    }

    fn replicated(runs: &[&[u64]]) -> Replicated {
        let mut replicated = Replicated::new(SimDuration::from_secs(10), SimDuration::ZERO);
        runs.iter().for_each(|run| replicated.absorb(Sample::of(&outcome(run))));
        replicated
    }

    #[test]
    fn a_mean_is_that_of_the_replications_and_a_quantile_that_of_everything() {
        let replicated = replicated(&[&[10, 10, 10, 10], &[20], &[30]]);
        let mean = replicated.estimate(number_of("latency_mean")).unwrap();
        assert!((mean.value - 0.02).abs() < 1e-12 && mean.replications == 3);
        // t(2, 0.975) = 4.302653, s = 10 ms.
        assert!((mean.interval.unwrap().half_width - 4.302_653 * 0.01 / 3_f64.sqrt()).abs() < 1e-8);
        let median = replicated.estimate(number_of("latency_p50")).unwrap();
        assert!((median.value - 0.01).abs() < 0.000_08, "of the six, four are 10 ms: {median:?}");
        // Around 10 ms: s² = (0 + 100 + 400)/2 ms².
        let half_width = median.interval.unwrap().half_width;
        assert!((half_width - 4.302_653 * 0.250_f64.sqrt() / 1_000_f64.sqrt() / 3_f64.sqrt()).abs() < 4e-4);
    }

    #[test]
    fn one_replication_has_a_value_but_no_interval_and_what_never_was_has_neither() {
        let one = replicated(&[&[10]]);
        let estimate = one.estimate(number_of("latency_mean")).unwrap();
        assert_eq!((estimate.value, estimate.interval), (0.01, None));
        assert_eq!(one.estimate(number_of("detection_mean")), None);
        let gappy = replicated(&[&[10], &[], &[20]]);
        assert_eq!(gappy.estimate(number_of("latency_mean")).unwrap().replications, 2);
    }

    #[test]
    fn servers_are_averaged() {
        assert_eq!(replicated(&[&[1], &[1, 1, 1]]).servers()[0].requests, 20.0);
    }

    #[test]
    fn without_a_steady_state_there_is_no_latency() {
        let mut replicated = replicated(&[&[10], &[20]]);
        replicated.no_steady_state = Some("it grows".to_owned());
        assert_eq!(replicated.estimate(number_of("latency_mean")), None);
        assert!(replicated.estimate(number_of("requests_offered")).is_some());
    }

    #[test]
    fn a_first_stage_fixes_the_width_of_what_it_names() {
        let mut replicated = replicated(&[&[10], &[20]]);
        let (mean, offered) = (number_of("latency_mean"), number_of("requests_offered"));
        replicated.first_stage_ends(vec![mean]);
        [15_u64; 6].iter().for_each(|&ms| replicated.absorb(Sample::of(&outcome(&[ms]))));
        // t(1, 0.975) = 12.7062 with s of the first two, over the root of all eight.
        let half_width = replicated.estimate(mean).unwrap().interval.unwrap().half_width;
        assert!((half_width - 12.706_2 * 0.005 * 2_f64.sqrt() / 8_f64.sqrt()).abs() < 1e-6, "{half_width}");
        assert_eq!(replicated.estimate(offered).unwrap().interval.unwrap().half_width, 0.0);
        assert_eq!(replicated.replications_for(offered, 0.01), None);
    }

    #[test]
    fn the_number_in_system_is_that_of_whole_measured_intervals() {
        let at = |seconds| SimTime::ZERO + SimDuration::from_secs(seconds);
        let interval = |start, number_in_system_mean| Interval {
            start: at(start),
            servers: vec![ServerInterval { number_in_system_mean, ..ServerInterval::default() }; 2],
            ..Interval::default()
        };
        let outcome = Outcome {
            duration: SimDuration::from_secs(35),
            transient: SimDuration::from_secs(10),
            interval: SimDuration::from_secs(10),
            series: vec![interval(0, 9.0), interval(10, 1.0), interval(20, 2.0), interval(30, 9.0)],
            ..Outcome::default()
        };
        assert_eq!(number_in_system(&outcome), [2.0, 4.0]);
    }
}
