//! What the scenarios of clients claim.

use crate::outcome;
use lvsim::stats::{Metric, Outcome};

fn metric(outcome: &Outcome, name: &str) -> f64 {
    Metric::named(name).unwrap().of(outcome).unwrap_or_else(|| panic!("no {name}"))
}

/// Completed ÷ offered in the last two minutes.
fn success_at_the_end(outcome: &Outcome) -> f64 {
    let from = outcome.duration.as_secs_f64() - 120.0;
    let last = outcome.series.iter().filter(|interval| interval.start.as_secs_f64() >= from);
    let (offered, completed) = last.fold((0, 0), |sum, i| (sum.0 + i.offered, sum.1 + i.completed));
    completed as f64 / offered as f64
}

#[test]
fn a_retry_storm_outlives_its_cause_unless_there_is_a_budget() {
    let storm = outcome("clients/retry-storm.toml", &[]);
    // Five minutes after the fault hardly anybody is served, and nearly everybody tries four times.
    assert!(success_at_the_end(&storm) < 0.05, "{}", success_at_the_end(&storm));
    assert!(metric(&storm, "amplification") > 3.0);
    let healed = outcome("clients/retry-storm.toml", &["client.apps.retries.budget=0.1"]);
    assert!(success_at_the_end(&healed) > 0.999, "{}", success_at_the_end(&healed));
    assert!(metric(&healed, "retries_denied") > 0.0);
    // Ten per cent of the requests, and the burst.
    assert!(metric(&healed, "retries") <= 0.1 * (metric(&healed, "requests_offered") + 60.0 * 280.0) + 10.0);
    // Without any retry the overload is over as soon as the queues are short again.
    let calm = outcome("clients/retry-storm.toml", &["client.apps.retries={ attempts = 2, on = [\"error\"] }"]);
    assert!(success_at_the_end(&calm) > 0.999);
}

#[test]
fn a_hedge_cuts_the_tail_for_little_work() {
    let hedged = outcome("clients/hedging.toml", &[]);
    let plain = outcome("clients/hedging.toml", &["client.apps.hedge.after=1h"]);
    assert!(metric(&hedged, "latency_p999") < 0.5 * metric(&plain, "latency_p999"));
    let share = metric(&hedged, "amplification") - 1.0;
    assert!((0.03..0.07).contains(&share), "{share}");
    assert!(metric(&hedged, "utilization_mean") < 1.1 * metric(&plain, "utilization_mean"));
}

#[test]
fn ftp_needs_persistence() {
    let without = outcome("clients/ftp.toml", &[]);
    // A session whose login is its only command has no transfer that could fail: one in four, of eleven thousand.
    let (failed, completed) = (metric(&without, "sessions_failed"), metric(&without, "sessions_completed"));
    let error = 4.0 * (0.25_f64 * 0.75 / (failed + completed)).sqrt();
    assert!((failed / (failed + completed) - 0.75).abs() < error, "{failed} failed, {completed} completed");
    let with = outcome("clients/ftp.toml", &["virtual_server.0.persistence_timeout=5m"]);
    assert_eq!((metric(&with, "sessions_failed"), metric(&with, "requests_failed")), (0.0, 0.0));
}

#[test]
fn deliveries_find_a_new_mail_server_at_once_and_readers_do_not() {
    let outcome = outcome("clients/mail.toml", &[]);
    let at = |minutes: f64| {
        let interval = outcome.series.iter().find(|interval| interval.start.as_secs_f64() >= minutes * 60.0);
        let conns = interval.unwrap().servers.iter().map(|server| server.active_conns);
        conns.collect::<Vec<u32>>()
    };
    // A session lasts 110 s on average: a minute after it has joined, four in ten have been replaced. Of a hundred and
    // fifty connections a quarter is three standard deviations.
    assert_eq!(at(4.9)[2], 0);
    let (soon, late) = (at(6.0), at(19.0));
    assert!(soon[2] * 10 < soon[0] * 7, "{soon:?}");
    assert!(late[2] * 4 > late[0] * 3, "{late:?}");
}

#[test]
fn most_open_connections_of_browsers_are_of_somebody_who_reads() {
    let outcome = outcome("clients/web.toml", &[]);
    for server in &outcome.servers {
        assert!(server.active_conns_mean > 20.0 * server.number_in_system_mean, "{server:?}");
    }
}

#[test]
fn a_second_question_from_the_same_port_goes_to_the_same_dead_server() {
    let other_port = outcome("clients/dns-second-try.toml", &[]);
    let same_port = outcome("clients/dns-second-try.toml", &["client.resolvers.source_port=5353"]);
    let lost = |outcome: &Outcome| 1.0 - metric(outcome, "availability_requests");
    assert!(lost(&other_port) < 0.15, "{}", lost(&other_port));
    assert!((lost(&same_port) - 1.0 / 3.0).abs() < 0.03, "{}", lost(&same_port));
}

#[test]
fn persistence_takes_a_gateway_for_one_client() {
    let without = outcome("clients/nat-gateways.toml", &[]);
    let with = outcome("clients/nat-gateways.toml", &["virtual_server.0.persistence_timeout=5m"]);
    assert!(metric(&without, "requests_max_over_mean") < 1.001);
    // The largest of sixteen alone has 1/H(16) of all requests: 1.18 times a quarter.
    assert!(metric(&with, "requests_max_over_mean") > 1.18);
}
