//! `scenarios/tiers`: what each of them claims, against the other choice.

use crate::{metric, outcome};
use lvsim::stats::outcome::FailureReason;

#[test]
fn a_saturated_storage_fills_all_servers_at_the_same_time() {
    let outcome = outcome("tiers/storage-saturation.toml", &[]);
    // 16 workers and 64 places: full, give or take the requests on their way, at the end, and far from it at the beginning.
    let (first, last) = (&outcome.series[10], &outcome.series[outcome.series.len() - 2]);
    for (early, late) in first.servers.iter().zip(&last.servers) {
        assert!(early.number_in_system_mean < 10.0 && late.number_in_system_mean > 70.0, "{early:?} {late:?}");
        // It is not the servers' own work: 4 ms of 125 a second each at most.
        assert!(late.utilization > 0.95);
    }
    let storage = outcome.storage.as_ref().expect("there is one");
    assert!(storage.series.last().expect("intervals").utilization > 0.95);
    assert!(metric(&outcome, "requests_failed_refused") > 1000.0);
}

#[test]
fn who_meets_the_same_server_again_meets_a_cache_that_knows_him() {
    let wlc = outcome("tiers/locality.toml", &[]);
    let rr = outcome("tiers/locality.toml", &["virtual_server.0.lb_algo=rr"]);
    let sh = outcome("tiers/locality.toml", &["virtual_server.0.lb_algo=sh"]);
    let hits = |outcome| metric(outcome, "cache_hit_ratio");
    assert!(hits(&sh) > 0.95 && hits(&wlc) < 0.65 && (hits(&rr) - hits(&wlc)).abs() < 0.01);
    assert!(metric(&sh, "storage_accesses") * 10.0 < metric(&wlc, "storage_accesses"));
    assert!(metric(&sh, "latency_mean") < 0.7 * metric(&wlc, "latency_mean"));
}

#[test]
fn silence_of_the_storage_costs_more_than_its_refusal() {
    let silent = outcome("tiers/storage-power.toml", &[]);
    let refuses = outcome("tiers/storage-power.toml", &["fault.0.kind=crash"]);
    // A request in three needs it, for 20 s, and only these fail if it refuses.
    let errors = metric(&refuses, "requests_failed_error");
    assert_eq!(metric(&refuses, "requests_failed"), errors);
    assert!((errors - 0.3 * 400.0 * 20.0).abs() < 3.3 * (0.3 * 400.0 * 20.0_f64).sqrt(), "{errors}");
    assert!(metric(&refuses, "latency_p99") < 0.1);
    assert!(metric(&silent, "latency_p99") > 5.0);
    let given_up = silent.measured.failed[FailureReason::ResponseTimeout as usize];
    assert!(given_up > 2000, "requests that needed no storage fail, too: {given_up}");
}

#[test]
fn schedulers_by_destination_make_one_large_cache_of_many_small_ones() {
    let hits = |scheduler: &str, weight: u32| {
        let scheduler = format!("virtual_server.0.lb_algo={scheduler}");
        let weight = format!("real_server.cache.weight={weight}");
        let outcome = outcome("tiers/transparent-cache.toml", &[&scheduler, &weight]);
        assert_eq!(outcome.whole_run.failed_total(), 0);
        assert!(outcome.servers.iter().all(|server| server.requests > 0), "{scheduler}");
        metric(&outcome, "cache_hit_ratio")
    };
    let (wlc, rr) = (hits("wlc", 32), hits("rr", 32));
    assert!((wlc - rr).abs() < 0.02 && wlc < 0.4, "{wlc} {rr}");
    assert!(["dh", "lblc", "lblcr"].iter().all(|scheduler| hits(scheduler, 32) > 0.75));
    // With a weight that is reached all the time sites move all the time; lblcr gives them a second cache instead.
    let (lblc, lblcr) = (hits("lblc", 8), hits("lblcr", 8));
    assert!(wlc < lblc && lblc + 0.1 < lblcr && lblcr < 0.75, "{lblc} {lblcr}");
}
