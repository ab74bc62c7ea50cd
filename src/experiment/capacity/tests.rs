//! Searches on systems whose capacity is known.

use super::{Bound, Capacity, Ladder, Objective, Probing, find};
use crate::experiment::Threads;
use crate::scenario::{Document, Scenario};
use crate::stats::METRICS;
use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::path::Path;

const TEXT: &str = r#"
version = 1
title = "One server"
run = { duration = "300s", transient = "20s" }

[[virtual_server]]
address = "10.0.0.1:80"
lb_algo = "rr"

[[real_server]]
service_time = { exponential = { mean = "100ms" } }

[[client]]
arrivals = { poisson = { rate = "5/s" } }
"#;

fn scenario(overrides: &[String]) -> Scenario {
    Document::from_text("one.toml", TEXT, Path::new("")).resolve(overrides).expect("a good scenario")
}

fn below(name: &str, limit: f64) -> Objective {
    let metric = METRICS.iter().position(|metric| metric.name == name).expect("a metric");
    Objective { metric, bound: Bound::Below, limit }
}

fn search(ladder: &Ladder, objectives: &[Objective], most: u64, at: impl Fn(f64) -> Scenario) -> Capacity {
    let threads = Threads::new(NonZeroUsize::new(2)).expect("threads");
    let probing = Probing { objectives, most, threads: &threads, watch: &|_| {} };
    let Ok(found) = find(ladder, &probing, |rung| Ok::<_, Infallible>(at(ladder.value(rung))));
    found
}

fn load(scenario: &Scenario, factor: f64) -> Scenario {
    scenario.clone().with_load(factor).expect("a rate")
}

#[test]
fn the_largest_load_of_m_m_1_lies_in_the_interval() {
    // Sojourn times are exponential with rate μ - λ, so p99 = ln 100 ÷ (μ - λ): below 1 s up to λ = 10 - 4.605 per second,
    // which is 1.079 times the 5 per second of the scenario.
    let truth = (10.0 - 100_f64.ln()) / 5.0;
    let held = (1..=10).filter(|seed| {
        let scenario = scenario(&[format!("run.seed={seed}")]);
        let found = search(&Ladder::Load { step: 0.02 }, &[below("latency_p99", 1.0)], 20, |f| load(&scenario, f));
        let value = |place: Option<usize>| found.probes[place.expect("found")].value;
        let (holds, fails) = (value(found.holds), value(found.fails));
        let estimate = found.estimate.expect("a curve that meets its limit");
        assert!((holds..=fails).contains(&estimate));
        // 4 % is twice the standard error of a load by 20 replications of 1500 requests, on either side.
        assert!(fails / holds < 1.35, "an interval that tells something: {holds} to {fails}");
        (holds..=fails).contains(&truth)
    });
    // Each end is wrong in at most 5 % of all searches: more than two of ten wrong in 1.2 % of all such tests.
    assert!(held.count() >= 8);
}

/// Probability of waiting in M/M/c with `offered` erlangs (Erlang C), by the recursion of Erlang B.
fn erlang_c(servers: u32, offered: f64) -> f64 {
    let blocked = (1..=servers).fold(1.0, |b, n| offered * b / (f64::from(n) + offered * b));
    let utilization = offered / f64::from(servers);
    blocked / (1.0 - utilization * (1.0 - blocked))
}

#[test]
fn the_smallest_number_of_servers_is_that_of_erlang_c() {
    // 45 requests per second of 100 ms: 4.5 erlangs. The mean wait is C/(cμ - λ).
    let wait_s = |c: u32| erlang_c(c, 4.5) / (10.0 * f64::from(c) - 45.0);
    assert!((wait_s(5) - 0.15249).abs() < 1e-4, "{}", wait_s(5));
    let limit = (wait_s(6) * wait_s(7)).sqrt();
    let base = scenario(&["client.0.arrivals.poisson.rate=45/s".to_owned()]);
    let with_workers = |number: f64| {
        let workers = format!("real_server.0.workers={number}");
        scenario(&["client.0.arrivals.poisson.rate=45/s".to_owned(), workers]).with_arrivals_of(&base)
    };
    let found = search(&Ladder::Number { start: 2 }, &[below("latency_queue_mean", limit)], 80, with_workers);
    let value = |place: Option<usize>| found.probes[place.expect("found")].value;
    assert_eq!((value(found.holds), value(found.fails)), (7.0, 6.0));
}

#[test]
fn what_cannot_hold_holds_nowhere_and_what_always_holds_everywhere() {
    let scenario = scenario(&["run.duration=60s".to_owned(), "run.transient=0s".to_owned()]);
    let ladder = Ladder::Load { step: 0.5 };
    // No request is faster than nothing; and utilization is at most 1.
    let never = search(&ladder, &[below("latency_mean", 0.0)], 5, |f| load(&scenario, f.clamp(0.5, 2.0)));
    assert_eq!(never.holds, None);
    let always = search(&ladder, &[below("utilization_max", 1.5)], 5, |f| load(&scenario, f.clamp(0.5, 2.0)));
    assert_eq!(always.fails, None);
    assert!(always.holds.is_some() && always.estimate.is_none());
}

#[test]
fn the_first_limit_that_is_met_decides() {
    let scenario = scenario(&["run.duration=100s".to_owned()]);
    let at = |objectives: &[Objective]| {
        let found = search(&Ladder::Load { step: 0.05 }, objectives, 20, |f| load(&scenario, f));
        found.probes[found.holds.expect("it holds somewhere")].value
    };
    let (strict, mild) = (below("utilization_max", 0.3), below("latency_p99", 2.0));
    assert!(at(&[strict]) < at(&[mild]));
    let both = at(&[mild, strict]);
    assert!((both / at(&[strict])).ln().abs() < 0.15, "{both}");
}
