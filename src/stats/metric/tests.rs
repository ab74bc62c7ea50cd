//! Metrics by hand.

use super::*;
use crate::stats::outcome::{Counts, FailureReason, Interval, LatencyParts, ServerInterval, ServerOutcome};
use crate::stats::storage::StorageOutcome;
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
        let is_count = ["requests", "connections", "SYNs"].contains(&metric.unit);
        assert_eq!(metric.of(&outcome).is_some(), is_count, "{}", metric.name);
    }
}

#[test]
fn latency_and_its_parts_are_means_over_the_completed_requests() {
    let mut outcome = Outcome {
        duration: SimDuration::from_secs(30),
        transient: SimDuration::from_secs(10),
        measured: Counts { offered: 2, completed: 2, ..Counts::default() },
        storage: Some(StorageOutcome::default()),
        parts: LatencyParts {
            retry_ns: 0,
            connect_ns: 2_000_000,
            queue_ns: 4_000_000,
            service_ns: 18_000_000,
            storage_ns: 2_000_000,
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
        ("latency_service_mean", 0.009),
        ("latency_storage_mean", 0.001),
        ("latency_network_mean", 0.002),
    ];
    for (name, expected) in expected {
        assert!((value(&outcome, name).unwrap() - expected).abs() < 1e-12, "{name}");
    }
}

#[test]
fn without_a_steady_state_there_is_no_latency_but_there_are_counts() {
    let mut outcome = Outcome { duration: SimDuration::from_secs(30), ..Outcome::default() };
    outcome.latency.record(SimDuration::from_millis(10));
    assert!(value(&outcome, "latency_mean").is_some());
    outcome.no_steady_state = Some("the queue grows".to_owned());
    assert_eq!((value(&outcome, "latency_mean"), value(&outcome, "latency_p99")), (None, None));
    assert_eq!(value(&outcome, "requests_offered"), Some(0.0));
}

#[test]
fn every_quantile_of_the_latency_says_which_it_is() {
    for metric in METRICS {
        let digits = metric.name.strip_prefix("latency_p");
        let named = digits.and_then(|digits| format!("0.{digits}").parse::<f64>().ok());
        assert_eq!(metric.quantile(), named, "{}", metric.name);
    }
}

#[test]
fn more_is_better_of_what_succeeds_and_less_of_what_takes_time_or_fails() {
    let better = |name| Metric::named(name).unwrap().better();
    assert_eq!(better("throughput"), Some(Better::Larger));
    assert_eq!(better("interval_requests_jain"), Some(Better::Larger));
    assert_eq!(better("interval_requests_cov"), Some(Better::Smaller));
    assert_eq!(better("latency_p99"), Some(Better::Smaller));
    assert_eq!(better("requests_offered"), None);
    assert_eq!(better("utilization_mean"), None);
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
