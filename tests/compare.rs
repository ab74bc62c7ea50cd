//! `lvsim compare` as a user runs it.

use std::fs;

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use serde_json::Value;
use tempfile::TempDir;

const SCENARIO: &str = r#"
version = 1
title = "Fast and slow servers"
run = { duration = "60s", transient = "5s" }

[[virtual_server]]
address = "10.0.0.1:80"
lb_algo = "wlc"

[[real_server]]
name = "fast"
speed = 2.0
service_time = { exponential = { mean = "100ms" } }

[[real_server]]
name = "slow"
count = 2
service_time = { exponential = { mean = "100ms" } }

[[client]]
arrivals = { poisson = { utilization = 0.6 } }
addresses = { pool = "10.1.0.0/16" }
"#;

struct Workplace(TempDir);

impl Workplace {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("mixed.toml"), SCENARIO).unwrap();
        Self(folder)
    }

    fn compare(&self, arguments: &[&str]) -> Assert {
        let mut command = Command::cargo_bin("lvsim").unwrap();
        command.current_dir(&self.0).args(["compare", "mixed.toml"]).args(arguments).assert()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output =
            self.compare(&[arguments, &["--json", "--no-charts"]].concat()).success().get_output().stdout.clone();
        serde_json::from_slice(&output).unwrap()
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).unwrap()
    }
}

/// The row of a table that begins so.
fn row<'a>(table: &'a str, start: &str) -> Vec<&'a str> {
    let line = table.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{start} in {table}"));
    line.split(',').collect()
}

#[test]
fn a_clear_winner_is_ranked_first_and_every_difference_is_on_file() {
    let place = Workplace::new();
    let output = place.compare(&["--schedulers", "rr,sed,wlc"]).success().get_output().stdout.clone();
    let summary = String::from_utf8(output).unwrap();
    assert!(summary.contains("ranked by latency_mean"), "{summary}");
    // rr sends the slow servers two thirds of the requests, which is more than half of the capacity.
    let last = summary.lines().rfind(|line| !line.is_empty()).unwrap();
    assert!(last.starts_with("rr ") && last.split_whitespace().nth(1) == Some("3"), "{summary}");
    let folder = "results/mixed-comparison";
    let differences = place.text(&format!("{folder}/differences.csv"));
    let row = row(&differences, "latency_mean,s,rr,sed,");
    assert_eq!(row.last(), Some(&"differ"), "{row:?}");
    let [difference, low, high] = [4, 5, 6].map(|cell: usize| row[cell].parse::<f64>().unwrap());
    assert!(0.0 < low && low < difference && difference < high, "{row:?}");
    assert!(differences.contains("\nrequests_offered,requests,rr,sed,0,0,0,10,1,1,equal\n"), "the same arrivals");
    for file in ["variants.csv", "replications.csv", "servers.csv", "manifest.json", "scenario.toml"] {
        assert!(!place.text(&format!("{folder}/{file}")).is_empty(), "{file}");
    }
    for chart in ["latencies", "differences", "balances", "servers"] {
        assert!(place.text(&format!("{folder}/charts/{chart}.svg")).starts_with("<svg"), "{chart}");
    }
}

#[test]
fn what_cannot_be_told_apart_shares_its_rank() {
    let place = Workplace::new();
    let document = place.json(&["--vary", "run.seed=1,2", "--replications=5"]);
    let ranking = document["ranking"].as_array().unwrap();
    assert_eq!(ranking.iter().map(|place| place["rank"].as_u64()).collect::<Vec<_>>(), [Some(1), Some(1)]);
    assert_eq!(ranking[0]["not_told_from"][0], ranking[1]["variant"]);
    let claimed = document["differences"].as_array().unwrap().iter().filter(|one| one["verdict"] == "differ");
    assert_eq!(claimed.count(), 0);
    let summary = String::from_utf8(place.compare(&["--vary=run.seed=1,2"]).get_output().stdout.clone()).unwrap();
    assert!(summary.contains("1 minus 2") && summary.contains("cannot tell"), "{summary}");
}

#[test]
fn a_variant_that_drowns_has_no_rank_and_a_reason() {
    let place = Workplace::new();
    let document = place.json(&["--schedulers=wlc,fo", "--replications=3", "--duration=200s"]);
    let last = &document["ranking"][1];
    assert_eq!((last["variant"].as_str(), last["rank"].as_u64()), (Some("fo"), None));
    assert!(document["variants"]["fo"]["no_steady_state"].is_string(), "{document}");
    assert!(document["variants"]["fo"]["metrics"]["latency_mean"]["value"].is_null());
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let place = Workplace::new();
    for threads in ["1", "3"] {
        let arguments = ["--schedulers=rr,wlc", "--replications=3", "--set=run.transient=auto", "--threads", threads];
        place.compare(&[&arguments[..], &["--no-charts", "--out", threads]].concat()).success();
    }
    for file in ["manifest.json", "variants.csv", "differences.csv", "replications.csv", "servers.csv"] {
        assert_eq!(place.text(&format!("1/{file}")), place.text(&format!("3/{file}")), "{file}");
    }
}

#[test]
fn all_means_the_fourteen_schedulers_of_linux() {
    let place = Workplace::new();
    let document = place.json(&["--schedulers=all", "--replications=2", "--duration=5s", "--by=throughput"]);
    assert_eq!(document["variants"].as_object().unwrap().len(), 14);
    assert_eq!(document["ranked_by"], "throughput");
}

#[test]
fn what_cannot_be_compared_is_told() {
    let place = Workplace::new();
    for (arguments, answer) in [
        (&["--schedulers=rr"][..], "at least two variants"),
        (&["--schedulers=rr,rr"], "rr is there twice"),
        (&["--schedulers=rr,wcl"], "did you mean `wlc`?"),
        (&["--vary=real_server.0.sped=1,2"], "did you mean `speed`?"),
        (&["--schedulers=rr,wlc", "--by=latency"], "latency_mean"),
        (&[], "--schedulers"),
    ] {
        let stderr = String::from_utf8(place.compare(arguments).code(2).get_output().stderr.clone()).unwrap();
        assert!(stderr.contains(answer), "{arguments:?}: {stderr}");
    }
}
