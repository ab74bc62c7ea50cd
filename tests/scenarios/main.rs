//! Every scenario of the repository: it runs, its books balance, and it leaves the same results each time. What single ones
//! claim is in the other files.

mod clients;
mod directors;
mod failover;
mod forwarding;
mod paper;
mod servers;
mod tiers;
mod traffic;

use std::path::{Path, PathBuf};

use lvsim::cluster::simulate;
use lvsim::scenario::{self, Scenario};
use lvsim::stats::Outcome;
use lvsim::stats::metric::Metric;
use lvsim::time::SimDuration;

/// A path below `scenarios/`.
fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

/// What comes out of a scenario, with options as of `--set`.
fn outcome(name: &str, set: &[&str]) -> Outcome {
    let set: Vec<String> = set.iter().map(|&option| option.to_owned()).collect();
    let scenario = scenario::load(&path(name), &set).unwrap_or_else(|error| panic!("{error}"));
    let outcome = Outcome { clock: scenario.run.clock, ..simulate(&scenario.cluster(0)) };
    assert!(outcome.whole_run.are_conserved(), "{name} {set:?}: {:?}", outcome.whole_run);
    outcome
}

fn metric(outcome: &Outcome, name: &str) -> f64 {
    Metric::named(name).and_then(|metric| metric.of(outcome)).unwrap_or_else(|| panic!("no value of {name}"))
}

/// All scenario files below `scenarios/`, in order of name.
fn files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![path("")];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn each(check: impl Fn(&Path, Scenario)) {
    let files = files();
    assert!(files.len() >= 16, "{files:?}");
    for file in files {
        check(&file, scenario::load(&file, &[]).unwrap_or_else(|error| panic!("{error}")));
    }
}

#[test]
fn every_scenario_accounts_for_every_request() {
    each(|file, scenario| {
        let outcome = simulate(&scenario.cluster(0));
        assert!(outcome.whole_run.completed > 0, "{file:?}");
        assert!(outcome.whole_run.are_conserved(), "{file:?}: {:?}", outcome.whole_run);
        assert!(outcome.measured.are_conserved(), "{file:?}: {:?}", outcome.measured);
    });
}

#[test]
fn every_scenario_obeys_littles_law() {
    each(|file, scenario| {
        let outcome = simulate(&scenario.cluster(0));
        let request_seconds =
            outcome.servers.iter().map(|s| s.number_in_system_mean).sum::<f64>() * outcome.measured_s();
        let sojourns = (outcome.parts.queue_ns + outcome.parts.service_ns + outcome.parts.storage_ns) as f64 * 1e-9;
        let (fewest, most) = bounds(&outcome);
        let difference = request_seconds - sojourns;
        assert!((fewest..=most).contains(&difference), "{file:?}: {difference} not in {fewest}..{most}");
    });
}

/// How far the time at servers, counted server by server, may be from that counted request by request. Both count the
/// same, but for requests at the edges of the window and for attempts that failed, lost or have not ended: these are counted at
/// their servers only, and none for longer than it was there.
fn bounds(outcome: &Outcome) -> (f64, f64) {
    let longest = outcome.latency.max().map_or(0.0, SimDuration::as_secs_f64);
    let at_an_edge: u64 = outcome.servers.iter().map(|server| server.number_in_system_max).sum();
    let further = outcome.efforts.map_or(0, |efforts| efforts.retries + efforts.hedges);
    let unfinished = outcome.measured.failed_total() + outcome.measured.in_flight + further;
    let edges = at_an_edge as f64 * longest;
    (-edges, edges + unfinished as f64 * outcome.measured_s())
}

#[test]
fn every_scenario_leaves_the_same_results_each_time() {
    each(|file, scenario| {
        let tenth = SimDuration::from_nanos(scenario.run.duration.as_nanos() / 10);
        let cluster = scenario.with_duration(tenth).cluster(0);
        let here = simulate(&cluster);
        let there = std::thread::spawn(move || simulate(&cluster)).join().unwrap();
        assert!(here == there, "{file:?}");
    });
}
