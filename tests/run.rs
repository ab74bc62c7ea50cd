//! `lvsim run` as a user runs it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use serde_json::Value;
use tempfile::TempDir;

const SCENARIO: &str = r#"
version = 1
title = "A small cluster"
run = { duration = "60s", transient = "5s" }

[[virtual_server]]
address = "10.0.0.1:80"
lb_algo = "wlc"

[[real_server]]
name = "web"
count = 3
service_time = { exponential = { mean = "100ms" } }

[[client]]
arrivals = { poisson = { utilization = 0.6 } }
response_timeout = "5s"

[[fault]]
at = "20s"
target = "web-2"
kind = "crash"
for = "10s"
"#;

/// A folder with the scenario in it, in which `lvsim` is run.
struct Workplace(TempDir);

impl Workplace {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("small.toml"), SCENARIO).unwrap();
        Self(folder)
    }

    fn run(&self, arguments: &[&str]) -> Assert {
        let mut command = Command::cargo_bin("lvsim").unwrap();
        command.current_dir(&self.0).env_remove("NO_COLOR").args(["run", "small.toml"]).args(arguments).assert()
    }

    /// All files below `folder` with their bytes.
    fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        fn collect(path: &Path, name: &str, files: &mut BTreeMap<String, Vec<u8>>) {
            for entry in path.read_dir().unwrap() {
                let entry = entry.unwrap();
                let name = format!("{name}{}", entry.file_name().to_string_lossy());
                if entry.path().is_dir() {
                    collect(&entry.path(), &format!("{name}/"), files);
                } else {
                    files.insert(name, fs::read(entry.path()).unwrap());
                }
            }
        }
        let mut files = BTreeMap::new();
        collect(&self.0.path().join(folder), "", &mut files);
        files
    }
}

fn stdout(assert: Assert) -> String {
    String::from_utf8(assert.success().get_output().stdout.clone()).unwrap()
}

#[test]
fn a_run_prints_a_summary_and_leaves_a_folder() {
    let place = Workplace::new();
    let summary = stdout(place.run(&[]));
    assert!(summary.starts_with("A small cluster\n"), "{summary}");
    let files = place.files("results/small");
    for name in [
        "manifest.json",
        "scenario.toml",
        "summary.csv",
        "servers.csv",
        "latency.csv",
        "timeseries.csv",
        "timeseries_servers.csv",
        "marks.csv",
        "ipvsadm.txt",
        "charts/latency_distribution.svg",
        "charts/latency_over_time.png",
    ] {
        assert!(files.get(name).is_some_and(|bytes| !bytes.is_empty()), "{name} in {:?}", files.keys());
    }
}

#[test]
fn the_same_run_leaves_the_same_bytes_and_another_seed_others() {
    let place = Workplace::new();
    place.run(&["--out", "a"]).success();
    place.run(&["--out", "b"]).success();
    assert!(place.files("a") == place.files("b"));
    place.run(&["--out", "c", "--seed", "2"]).success();
    assert_ne!(place.files("a")["summary.csv"], place.files("c")["summary.csv"]);
}

#[test]
fn the_scenario_in_the_folder_makes_the_run_again() {
    let place = Workplace::new();
    place.run(&["--out", "a", "--set", "client.0.arrivals.poisson.utilization=0.7"]).success();
    fs::copy(place.0.path().join("a/scenario.toml"), place.0.path().join("small.toml")).unwrap();
    place.run(&["--out", "b"]).success();
    for name in ["scenario.toml", "summary.csv", "timeseries_servers.csv", "charts/servers.png"] {
        assert!(place.files("a")[name] == place.files("b")[name], "{name}");
    }
}

#[test]
fn json_has_every_metric_that_the_list_names() {
    let place = Workplace::new();
    let document: Value = serde_json::from_str(&stdout(place.run(&["--json", "--no-charts"]))).unwrap();
    let listed = Command::cargo_bin("lvsim").unwrap().args(["list", "metrics"]).assert();
    for line in stdout(listed).lines() {
        let name = line.split_whitespace().next().unwrap();
        let metric = &document["metrics"][name];
        assert!(metric["unit"].is_string() && (metric["value"].is_number() || metric["value"].is_null()), "{name}");
    }
    assert_eq!(document["servers"].as_array().unwrap().len(), 3);
    let count = |name: &str| document["metrics"][name]["value"].as_f64().unwrap();
    let accounted = count("requests_completed") + count("requests_failed") + count("requests_in_flight");
    assert_eq!(count("requests_offered"), accounted);
    assert!(count("requests_failed_refused") > 0.0);
}

#[test]
fn quiet_says_nothing_and_no_charts_draws_none() {
    let place = Workplace::new();
    let output = place.run(&["--quiet", "--no-charts"]).success().get_output().clone();
    assert_eq!((output.stdout.len(), output.stderr.len()), (0, 0));
    assert!(place.files("results/small").keys().all(|name| !name.starts_with("charts/")));
}

#[test]
fn a_variant_does_not_replace_the_results_of_the_scenario() {
    let place = Workplace::new();
    place.run(&["--no-charts"]).success();
    let before = place.files("results/small");
    place.run(&["--no-charts", "--set", "virtual_server.0.lb_algo=rr"]).success();
    place.run(&["--no-charts", "--duration", "30s"]).success();
    assert_eq!(place.0.path().join("results").read_dir().unwrap().count(), 3);
    assert!(place.files("results/small") == before);
}

#[test]
fn a_shorter_run_leaves_out_what_would_happen_later() {
    let place = Workplace::new();
    let document: Value =
        serde_json::from_str(&stdout(place.run(&["--json", "--no-charts", "--duration", "10s"]))).unwrap();
    assert_eq!(document["duration_s"].as_f64(), Some(10.0));
    assert_eq!(document["metrics"]["requests_failed"]["value"].as_f64(), Some(0.0));
}

#[test]
fn bad_input_is_answered_on_stderr_with_exit_code_2_and_nothing_is_written() {
    let place = Workplace::new();
    for arguments in [
        &["--set", "real_server.web.sevice_time=5ms"][..],
        &["--duration", "0s"],
        &["--duration", "soon"],
        &["--seed", "-1"],
    ] {
        let output = place.run(arguments).code(2).get_output().clone();
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
        assert!(!place.0.path().join("results").exists(), "{arguments:?}");
    }
}

#[test]
fn what_is_in_the_way_of_the_results_stays() {
    let place = Workplace::new();
    fs::create_dir(place.0.path().join("mine")).unwrap();
    fs::write(place.0.path().join("mine/thesis.txt"), "years of work").unwrap();
    let output = place.run(&["--out", "mine"]).code(2).get_output().clone();
    assert!(String::from_utf8(output.stderr).unwrap().contains("mine"));
    assert_eq!(place.files("mine").len(), 1);
}
