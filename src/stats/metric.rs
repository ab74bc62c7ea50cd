//! The one table of metrics: what `lvsim list metrics`, the JSON document, `summary.csv`, the terminal and the
//! documentation all show.
//!
//! A metric is a function of an [`Outcome`]. It has no value (`None`) when there is nothing to compute it from, for
//! instance the latency of a run in which nothing completed; it is never "not a number".

use crate::stats::outcome::{Interval, ServerInterval};
use crate::stats::{Outcome, balance};

/// One number that describes a run.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Its name, the same in every output.
    pub name: &'static str,
    /// Its unit: `requests`, `requests/s`, `s`, or `1` for a ratio.
    pub unit: &'static str,
    /// What it is, in one sentence.
    pub meaning: &'static str,
    value: fn(&Outcome) -> Option<f64>,
}

impl Metric {
    /// The metric with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        METRICS.iter().find(|metric| metric.name == name)
    }

    /// Its value in one run, always finite; `None` if the run has none.
    pub fn of(&self, outcome: &Outcome) -> Option<f64> {
        (self.value)(outcome).filter(|value| value.is_finite())
    }
}

const REQUESTS: &str = "requests";
const SECONDS: &str = "s";
const RATIO: &str = "1";

/// All metrics, in the order in which they are shown.
#[rustfmt::skip] // one metric, one entry: name and unit, meaning, formula
pub const METRICS: &[Metric] = &[
    metric("requests_offered", REQUESTS,
        "Requests that arrived in the measured time.",
        |o| count(o.measured.offered)),
    metric("requests_completed", REQUESTS,
        "Measured requests whose response arrived before the end of the run.",
        |o| count(o.measured.completed)),
    metric("requests_failed", REQUESTS,
        "Measured requests that failed, for whatever reason.",
        |o| count(o.measured.failed_total())),
    metric("requests_failed_refused", REQUESTS,
        "Measured requests whose SYN the real server answered with RST.",
        |o| count(o.measured.failed[0])),
    metric("requests_failed_no_destination", REQUESTS,
        "Measured requests for which the director had no destination.",
        |o| count(o.measured.failed[1])),
    metric("requests_failed_connect_timeout", REQUESTS,
        "Measured requests whose SYN was not answered in time.",
        |o| count(o.measured.failed[2])),
    metric("requests_failed_reset", REQUESTS,
        "Measured requests whose established connection the real server reset.",
        |o| count(o.measured.failed[3])),
    metric("requests_failed_response_timeout", REQUESTS,
        "Measured requests that connected but got no response in time.",
        |o| count(o.measured.failed[4])),
    metric("requests_in_flight", REQUESTS,
        "Measured requests still under way at the end of the run.",
        |o| count(o.measured.in_flight)),
    metric("throughput", "requests/s",
        "Completed measured requests ÷ length of the measured time.",
        |o| Some(o.measured.completed as f64 / o.measured_s())),

    metric("latency_mean", SECONDS,
        "Mean latency of the completed measured requests, as their clients saw it.",
        |o| o.latency.mean_s()),
    metric("latency_p50", SECONDS,
        "Median latency: half of the completed measured requests took at most this long.",
        |o| latency_quantile(o, 0.5)),
    metric("latency_p90", SECONDS,
        "90 % of the completed measured requests took at most this long.",
        |o| latency_quantile(o, 0.9)),
    metric("latency_p99", SECONDS,
        "99 % of the completed measured requests took at most this long.",
        |o| latency_quantile(o, 0.99)),
    metric("latency_p999", SECONDS,
        "99.9 % of the completed measured requests took at most this long.",
        |o| latency_quantile(o, 0.999)),
    metric("latency_max", SECONDS,
        "Latency of the slowest completed measured request.",
        |o| o.latency.max().map(|max| max.as_secs_f64())),
    metric("latency_connect_mean", SECONDS,
        "Mean part of the latency from the SYN until the client was connected.",
        |o| mean_part(o, o.parts.connect_ns)),
    metric("latency_queue_mean", SECONDS,
        "Mean part of the latency spent waiting at the real server.",
        |o| mean_part(o, o.parts.queue_ns)),
    metric("latency_service_mean", SECONDS,
        "Mean part of the latency in which the real server worked on the request.",
        |o| mean_part(o, o.parts.service_ns)),
    metric("latency_network_mean", SECONDS,
        "Mean part of the latency spent on the wire after connecting.",
        |o| mean_part(o, o.parts.network_ns)),

    metric("utilization_mean", RATIO,
        "Busy time ÷ capacity, averaged over the real servers.",
        |o| mean(o.servers.iter().map(|server| Some(server.utilization)))),
    metric("utilization_max", RATIO,
        "Busy time ÷ capacity of the busiest real server.",
        |o| o.servers.iter().map(|server| server.utilization).max_by(f64::total_cmp)),

    metric("requests_jain", RATIO,
        "Jain's index of the measured requests per unit of weight, over the real servers: 1 is perfect, 1/n the worst.",
        |o| balance::jain(&requests_per_weight(o))),
    metric("requests_cov", RATIO,
        "Coefficient of variation of the measured requests per unit of weight, over the real servers: 0 is perfect.",
        |o| balance::cov(&requests_per_weight(o))),
    metric("requests_max_over_mean", RATIO,
        "Most measured requests per unit of weight ÷ their mean over the real servers: 1 is perfect.",
        |o| balance::max_over_mean(&requests_per_weight(o))),
    metric("requests_gini", RATIO,
        "Gini coefficient of the measured requests per unit of weight, over the real servers: 0 is perfect.",
        |o| balance::gini(&requests_per_weight(o))),
    metric("interval_requests_jain", RATIO,
        "Jain's index of the requests per unit of weight in each interval, averaged over the measured intervals.",
        |o| over_intervals(o, balance::jain, requests_of)),
    metric("interval_requests_cov", RATIO,
        "Coefficient of variation of the requests per unit of weight in each interval, averaged over the measured intervals.",
        |o| over_intervals(o, balance::cov, requests_of)),
    metric("interval_requests_max_over_mean", RATIO,
        "Most requests per unit of weight ÷ their mean in each interval, averaged over the measured intervals.",
        |o| over_intervals(o, balance::max_over_mean, requests_of)),
    metric("interval_requests_gini", RATIO,
        "Gini coefficient of the requests per unit of weight in each interval, averaged over the measured intervals.",
        |o| over_intervals(o, balance::gini, requests_of)),
    metric("number_in_system_jain", RATIO,
        "Jain's index of the number in system per unit of weight in each interval, averaged over the measured intervals.",
        |o| over_intervals(o, balance::jain, number_in_system_of)),
    metric("number_in_system_cov", RATIO,
        "Coefficient of variation of the number in system per unit of weight in each interval, averaged over the measured intervals.",
        |o| over_intervals(o, balance::cov, number_in_system_of)),
    metric("number_in_system_max_over_mean", RATIO,
        "Largest number in system per unit of weight ÷ its mean in each interval, averaged over the measured intervals.",
        |o| over_intervals(o, balance::max_over_mean, number_in_system_of)),
    metric("number_in_system_gini", RATIO,
        "Gini coefficient of the number in system per unit of weight in each interval, averaged over the measured intervals.",
        |o| over_intervals(o, balance::gini, number_in_system_of)),
];

const fn metric(
    name: &'static str,
    unit: &'static str,
    meaning: &'static str,
    value: fn(&Outcome) -> Option<f64>,
) -> Metric {
    Metric { name, unit, meaning, value }
}

/// Requests forwarded per unit of weight in one interval, of the servers that were listed at its end.
pub fn requests_of(interval: &Interval) -> Vec<f64> {
    spread(interval, |server| server.requests as f64)
}

/// Number in system per unit of weight in one interval, of the servers that were listed at its end.
pub fn number_in_system_of(interval: &Interval) -> Vec<f64> {
    spread(interval, |server| server.number_in_system_mean)
}

fn spread(interval: &Interval, value: fn(&ServerInterval) -> f64) -> Vec<f64> {
    balance::per_weight(interval.servers.iter().map(|server| (value(server), f64::from(server.weight))))
}

fn requests_per_weight(outcome: &Outcome) -> Vec<f64> {
    balance::per_weight(outcome.servers.iter().map(|server| (server.requests as f64, server.weight_mean)))
}

fn count(requests: u64) -> Option<f64> {
    Some(requests as f64)
}

fn latency_quantile(outcome: &Outcome, q: f64) -> Option<f64> {
    outcome.latency.quantile(q).map(|latency| latency.as_secs_f64())
}

fn mean_part(outcome: &Outcome, sum_ns: u128) -> Option<f64> {
    Some(sum_ns as f64 / outcome.latency.count() as f64 * 1e-9)
}

/// A balance per interval, averaged over the measured intervals that have one.
fn over_intervals(
    outcome: &Outcome,
    measure: fn(&[f64]) -> Option<f64>,
    values: fn(&Interval) -> Vec<f64>,
) -> Option<f64> {
    mean(outcome.measured_intervals().map(|interval| measure(&values(interval))))
}

/// The mean of those that have a value.
fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let (sum, n) = values.flatten().fold((0.0, 0_u64), |(sum, n), value| (sum + value, n + 1));
    (n > 0).then(|| sum / n as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::outcome::{Counts, FailureReason, LatencyParts, ServerOutcome};
    use crate::time::{SimDuration, SimTime};

    fn value(outcome: &Outcome, name: &str) -> Option<f64> {
        Metric::named(name).unwrap_or_else(|| panic!("no metric {name}")).of(outcome)
    }

    fn server(requests: u64, weight_mean: f64, utilization: f64) -> ServerOutcome {
        ServerOutcome { requests, weight_mean, utilization, ..ServerOutcome::default() }
    }

    /// An interval in which each server (requests, number in system, weight) had this much.
    fn interval(start_s: u64, servers: &[(u64, f64, u32)]) -> Interval {
        let servers = servers.iter().map(|&(requests, number_in_system_mean, weight)| ServerInterval {
            requests,
            number_in_system_mean,
            weight,
            ..ServerInterval::default()
        });
        Interval {
            start: SimTime::ZERO + SimDuration::from_secs(start_s),
            servers: servers.collect(),
            ..Interval::default()
        }
    }

    #[test]
    fn every_metric_has_a_name_of_its_own_and_a_meaning_that_is_a_sentence() {
        for (index, metric) in METRICS.iter().enumerate() {
            let first = METRICS.iter().position(|other| other.name == metric.name);
            assert_eq!(first, Some(index), "{}", metric.name);
            assert!(metric.meaning.ends_with('.') && metric.meaning.len() > 20, "{}", metric.name);
            assert!(metric.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'));
        }
    }

    #[test]
    fn every_reason_for_a_failure_has_its_metric() {
        for (index, reason) in FailureReason::ALL.iter().enumerate() {
            let mut outcome = Outcome::default();
            outcome.measured.failed[index] = 7;
            assert_eq!(value(&outcome, &format!("requests_failed_{}", reason.word())), Some(7.0));
            assert_eq!(value(&outcome, "requests_failed"), Some(7.0));
        }
    }

    #[test]
    fn an_empty_run_has_counts_but_no_latency_no_rate_and_no_balance() {
        let outcome = Outcome::default();
        for metric in METRICS {
            assert_eq!(metric.of(&outcome).is_some(), metric.unit == REQUESTS, "{}", metric.name);
        }
    }

    #[test]
    fn latency_and_its_parts_are_means_over_the_completed_requests() {
        let mut outcome = Outcome {
            duration: SimDuration::from_secs(30),
            transient: SimDuration::from_secs(10),
            measured: Counts { offered: 2, completed: 2, ..Counts::default() },
            parts: LatencyParts {
                connect_ns: 2_000_000,
                queue_ns: 4_000_000,
                service_ns: 20_000_000,
                network_ns: 4_000_000,
            },
            ..Outcome::default()
        };
        outcome.latency.record(SimDuration::from_millis(10));
        outcome.latency.record(SimDuration::from_millis(20));
        let expected = [
            ("throughput", 0.1),
            ("latency_mean", 0.015),
            ("latency_max", 0.02),
            ("latency_connect_mean", 0.001),
            ("latency_queue_mean", 0.002),
            ("latency_service_mean", 0.01),
            ("latency_network_mean", 0.002),
        ];
        for (name, expected) in expected {
            assert!((value(&outcome, name).unwrap() - expected).abs() < 1e-12, "{name}");
        }
    }

    #[test]
    fn balance_over_servers_is_per_unit_of_weight() {
        let servers = vec![server(30, 3.0, 0.9), server(10, 1.0, 0.5), server(4, 0.0, 0.1)];
        let outcome = Outcome { servers, ..Outcome::default() };
        assert_eq!(value(&outcome, "requests_jain"), Some(1.0));
        assert_eq!(value(&outcome, "requests_gini"), Some(0.0));
        assert_eq!(value(&outcome, "utilization_mean"), Some(0.5));
        assert_eq!(value(&outcome, "utilization_max"), Some(0.9));
    }

    #[test]
    fn balance_over_time_is_the_mean_of_the_measured_intervals_that_have_one() {
        let outcome = Outcome {
            duration: SimDuration::from_secs(40),
            transient: SimDuration::from_secs(10),
            interval: SimDuration::from_secs(10),
            series: vec![
                interval(0, &[(9, 9.0, 1), (0, 0.0, 1)]),   // transient
                interval(10, &[(6, 2.0, 1), (12, 4.0, 2)]), // perfect: jain 1
                interval(20, &[(6, 3.0, 1), (0, 0.0, 1)]),  // the worst of two: jain 1/2
                interval(30, &[(0, 0.0, 1), (0, 0.0, 1)]),  // nothing to spread
            ],
            ..Outcome::default()
        };
        assert_eq!(value(&outcome, "interval_requests_jain"), Some(0.75));
        assert_eq!(value(&outcome, "number_in_system_jain"), Some(0.75));
        assert_eq!(value(&outcome, "number_in_system_max_over_mean"), Some(1.5));
    }
}
