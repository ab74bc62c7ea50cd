//! Experiments on small scenarios.

use super::{Plan, Point, Precision, Start, Target, Threads, single};
use crate::scenario::{Document, Scenario};
use crate::stats::{METRICS, Replicated};
use crate::time::SimDuration;
use std::num::NonZeroUsize;
use std::path::Path;

const TEXT: &str = r#"
version = 1
title = "Two servers"
run = { duration = "400s", transient = "20s" }

[[virtual_server]]
address = "10.0.0.1:80"
lb_algo = "rr"

[[real_server]]
count = 2
service_time = { exponential = { mean = "100ms" } }

[[client]]
arrivals = { poisson = { utilization = 0.5 } }
"#;

fn scenario(overrides: &[&str]) -> Scenario {
    let overrides: Vec<String> = overrides.iter().map(|text| (*text).to_owned()).collect();
    Document::from_text("two.toml", TEXT, Path::new("")).resolve(&overrides).expect("a good scenario")
}

fn threads(count: usize) -> Threads {
    Threads::new(NonZeroUsize::new(count)).expect("threads")
}

fn number_of(name: &str) -> usize {
    METRICS.iter().position(|metric| metric.name == name).expect("a metric")
}

fn replicated(overrides: &[&str], replications: u64, count: usize) -> Replicated {
    let points = vec![Point { name: "only".to_owned(), scenario: scenario(overrides) }];
    Plan { points, replications, is_paired: false }.run(&threads(count), &|_| {}).remove(0)
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let one = replicated(&["run.transient=auto"], 7, 1);
    assert!(one == replicated(&["run.transient=auto"], 7, 3));
    let precision =
        Precision { targets: vec![Target { metric: number_of("latency_mean"), relative: 0.02 }], first: 5, most: 60 };
    let [a, b] = [1, 2].map(|count| precision.run(&scenario(&[]), &threads(count), &|_| {}));
    assert!(a == b);
}

#[test]
fn a_replication_is_the_run_that_has_its_number() {
    let experiment = replicated(&[], 3, 2);
    let alone = single(&scenario(&[]), &threads(1), &|_| {}, |_| {});
    for (index, metric) in METRICS.iter().enumerate() {
        assert_eq!(experiment.value(index, 0), metric.of(&alone), "{}", metric.name);
    }
    let mean = number_of("latency_mean");
    assert_ne!(experiment.value(mean, 0), experiment.value(mean, 1));
}

#[test]
fn precision_is_reached_with_no_more_replications_than_it_takes() {
    let mean = number_of("latency_mean");
    let precision = |relative, most| Precision { targets: vec![Target { metric: mean, relative }], first: 5, most };
    let scenario = scenario(&[]);
    let wanted = precision(0.01, 1_000);
    let replicated = wanted.run(&scenario, &threads(2), &|_| {});
    assert!(wanted.is_reached(&replicated));
    assert!(replicated.replications() > 5, "{}", replicated.replications());
    // How many it takes was decided when the mean was known to a few percent only.
    let interval = replicated.estimate(mean).unwrap().interval.unwrap();
    assert!(interval.relative_precision() > 0.009, "{interval:?}");
    let stopped = precision(0.01, 8).run(&scenario, &threads(2), &|_| {});
    assert_eq!((stopped.replications(), precision(0.01, 8).is_reached(&stopped)), (8, false));
}

#[test]
fn a_transient_is_found_in_four_pilots_or_taken_as_given() {
    let found = Start::of(&scenario(&["run.transient=auto", "run.duration=100s"]), &threads(2), &|_| {});
    let search = found.search.expect("searched");
    assert!(search.is_conclusive);
    assert_eq!(found.transient, search.batch * search.batches as u64);
    assert_eq!((search.pilots, search.number_in_system.len(), search.batch), (4, 200, SimDuration::from_millis(500)));
    let given = Start::of(&scenario(&[]), &threads(1), &|_| {});
    assert_eq!(given, Start { transient: SimDuration::from_secs(20), search: None });
}

#[test]
fn what_is_compared_is_measured_over_the_same_time() {
    let points = [0.3, 0.8].map(|load| Point {
        name: load.to_string(),
        scenario: scenario(&["run.transient=auto", &format!("client.0.arrivals.poisson.utilization={load}")]),
    });
    let plan = Plan { points: points.to_vec(), replications: 2, is_paired: true };
    let both = plan.run(&threads(2), &|_| {});
    assert_eq!(both[0].transient, both[1].transient);
    let found = both.iter().map(|one| one.transient_search.as_ref().unwrap().transient());
    assert_eq!(found.max(), Some(both[0].transient));
}

fn verdict(overrides: &[&str]) -> Option<String> {
    single(&scenario(overrides), &threads(1), &|_| {}, |_| {}).no_steady_state
}

#[test]
fn an_overload_is_known_from_the_scenario_and_a_drowning_server_from_the_run() {
    let load = "client.0.arrivals.poisson.utilization";
    for overload in ["1.0", "1.02", "1.5"] {
        let why = verdict(&[&format!("{load}={overload}")]).expect("an overload");
        assert!(why.starts_with("the offered load is 1."), "{why}");
    }
    // fo sends all to one of two servers, which is offered 1.4 times what it can do.
    let why = verdict(&[&format!("{load}=0.7"), "virtual_server.0.lb_algo=fo"]).expect("a queue that grows");
    assert!(why.starts_with("the number in system grows"), "{why}");
}

#[test]
fn what_is_bounded_or_closed_or_meant_to_change_is_no_overload() {
    let load = "client.0.arrivals.poisson.utilization=1.2";
    assert_eq!(verdict(&[load, "real_server.0.accept_queue=5"]), None);
    assert_eq!(verdict(&["client.0.arrivals.closed={users=50, think_time=\"1s\"}"]), None);
    assert_eq!(verdict(&[load, "client.0.stop=100s"]), None);
    assert_eq!(
        verdict(&["client.0.arrivals.poisson.rate={ramps=[{at=\"0s\",rate=\"1/s\"},{at=\"400s\",rate=\"30/s\"}]}"]),
        None
    );
}

#[test]
fn ninety_percent_is_no_alarm() {
    let settings = ["client.0.arrivals.poisson.utilization=0.9", "run.duration=1000s"];
    for seed in 1..=40 {
        assert_eq!(verdict(&[settings[0], settings[1], &format!("run.seed={seed}")]), None, "seed {seed}");
    }
}
