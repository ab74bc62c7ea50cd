//! `lvsim run` with `--replications` or `--precision`, and `run.transient = "auto"`, as a user runs them.

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
        command.current_dir(&self.0).args(["run", "small.toml"]).args(arguments).assert()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json", "--no-charts"]].concat()).get_output().stdout.clone();
        serde_json::from_slice(&output).unwrap()
    }

    /// All files of a folder of results, without charts, with their bytes.
    fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let files = self.path(folder).read_dir().unwrap().map(|entry| entry.unwrap().path());
        let named = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
        files.filter(|path| path.is_file()).map(|path| (named(&path), fs::read(path).unwrap())).collect()
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }
}

#[test]
fn replications_print_intervals_and_leave_one_folder_with_all_of_them() {
    let place = Workplace::new();
    let output = place.run(&["--replications", "4"]).success().get_output().stdout.clone();
    let summary = String::from_utf8(output).unwrap();
    assert!(summary.starts_with("A small cluster\n") && summary.contains("4 replications"), "{summary}");
    let folder = "results/small-replications";
    let row = |table: &str, start: &str| {
        let text = place.text(&format!("{folder}/{table}"));
        text.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{start} in {text}")).to_owned()
    };
    assert_eq!(row("summary.csv", "metric"), "metric,unit,value,low,high,replications");
    let cells = row("summary.csv", "latency_mean,");
    let cells: Vec<f64> = cells.split(',').skip(2).map(|cell| cell.parse().unwrap()).collect();
    assert!(cells[1] < cells[0] && cells[0] < cells[2] && cells[3] == 4.0, "{cells:?}");
    let values: Vec<f64> = (0..4)
        .map(|replication| {
            let row = row("replications.csv", &format!("{replication},latency_mean,"));
            row.rsplit(',').next().unwrap().parse().unwrap()
        })
        .collect();
    // Nine digits each.
    assert!((values.iter().sum::<f64>() / 4.0 - cells[0]).abs() < 1e-8 * cells[0], "{values:?}");
    for chart in ["latency_distribution.svg", "replications.png"] {
        assert!(place.path(folder).join("charts").join(chart).is_file(), "{chart}");
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let place = Workplace::new();
    for threads in ["1", "2", "4"] {
        let arguments =
            ["--replications=5", "--set=run.transient=auto", "--no-charts", "--threads", threads, "--out", threads];
        place.run(&arguments).success();
    }
    assert!(place.files("1") == place.files("2") && place.files("2") == place.files("4"));
    assert!(place.files("1").contains_key("transient.csv"));
}

#[test]
fn a_precision_is_reached_or_the_exit_code_says_that_it_is_not() {
    let place = Workplace::new();
    let reached = place.json(&["--precision", "latency_mean=4%,throughput=5%"]);
    let interval = &reached["metrics"]["latency_mean"];
    let number = |key: &str| interval[key].as_f64().unwrap();
    assert!(number("high") - number("value") <= 0.04 * number("value") * (1.0 + 1e-6), "{interval}");
    assert_eq!(reached["precision"][1]["is_reached"], true);
    assert!(reached["replications"].as_u64().unwrap() > 10, "{reached}");
    let assert = place.run(&["--precision", "0.1%", "--max-replications=12", "--no-charts"]).code(1);
    let summary = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
    assert!(summary.contains("latency_mean is not known to 0.1 % after 12 replications"), "{summary}");
}

#[test]
fn a_transient_that_was_found_is_in_the_results_and_the_scenario_makes_them_again() {
    let place = Workplace::new();
    place.run(&["--set", "run.transient=auto", "--out", "a"]).success();
    let manifest: Value = serde_json::from_str(&place.text("a/manifest.json")).unwrap();
    assert_eq!(manifest["transient_pilots"], 4);
    let cut = place.text("a/transient.csv").lines().filter(|line| line.ends_with(",true")).count();
    assert!((manifest["transient_s"].as_f64().unwrap() - 0.3 * cut as f64).abs() < 1e-9, "batches of 0.3 s: {cut}");
    assert!(place.path("a/charts/transient.svg").is_file());
    fs::copy(place.path("a/scenario.toml"), place.path("small.toml")).unwrap();
    place.run(&["--out", "b"]).success();
    assert_eq!(place.text("a/summary.csv"), place.text("b/summary.csv"));
}

#[test]
fn without_a_steady_state_there_is_a_reason_instead_of_a_mean() {
    let place = Workplace::new();
    for many in [
        &["--set=client.0.arrivals.poisson.utilization=1.1"][..],
        &["--set=client.0.arrivals.poisson.utilization=1.1", "--replications=3"],
    ] {
        let document = place.json(many);
        let metric = &document["metrics"]["latency_p99"];
        assert!(metric["value"].is_null(), "{metric}");
        assert!(metric["reason"].as_str().unwrap().starts_with("the offered load is 1.100 times"), "{metric}");
        assert!(document["metrics"]["throughput"]["value"].is_number());
        let summary = String::from_utf8(place.run(many).success().get_output().stdout.clone()).unwrap();
        assert!(summary.contains("no steady state: the offered load"), "{summary}");
    }
}

#[test]
fn an_experiment_replaces_an_earlier_one_and_nothing_else() {
    let place = Workplace::new();
    place.run(&["--replications=2", "--no-charts", "--out=here"]).success();
    place.run(&["--replications=3", "--no-charts", "--out=here"]).success();
    fs::write(place.path("here/notes.txt"), "mine").unwrap();
    place.run(&["--replications=2", "--no-charts", "--out=here"]).code(2);
}

#[test]
fn a_wrong_precision_is_answered_with_what_is_expected() {
    let place = Workplace::new();
    for (argument, answer) in [
        ("--precision=latency_maen=1%", "did you mean latency_mean?"),
        ("--precision=latency_mean=1", "a percentage above 0%"),
        ("--replications=1", "2..=100000"),
    ] {
        let stderr = String::from_utf8(place.run(&[argument]).code(2).get_output().stderr.clone()).unwrap();
        assert!(stderr.contains(answer), "{stderr}");
    }
}
