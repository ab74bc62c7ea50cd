//! `lvsim sweep` as a user runs it.

mod interrupted;
mod refused;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const SCENARIO: &str = r#"
version = 1
title = "Two servers"
run = { duration = "30s", transient = "3s" }

[[virtual_server]]
address = "10.0.0.1:80"
lb_algo = "rr"

[[real_server]]
count = 2
service_time = { exponential = { mean = "100ms" } }

[[client]]
arrivals = { poisson = { utilization = 0.5 } }
"#;

const LOADS: &str = "--vary=client.0.arrivals.poisson.utilization=0.4,0.8";
const SCHEDULERS: &str = "--vary=virtual_server.0.lb_algo=rr,wlc,sh";

/// A folder with the scenario in it, in which `lvsim` is run.
struct Workplace(TempDir);

impl Workplace {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("two.toml"), SCENARIO).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lvsim"));
        command.current_dir(&self.0).args(arguments);
        command
    }

    fn lvsim(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// What a command that works prints on stdout and stderr.
    fn said(&self, arguments: &[&str]) -> (String, String) {
        let output = self.lvsim(arguments);
        let [stdout, stderr] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        assert!(output.status.success(), "{stderr}");
        (stdout, stderr)
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
        collect(&self.path(folder), "", &mut files);
        files
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The rows of a table.
    fn rows(&self, name: &str) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(self.path(name)).unwrap();
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }
}

#[test]
fn a_sweep_leaves_a_row_for_each_point_and_metric_and_charts() {
    let place = Workplace::new();
    let (summary, said) =
        place.said(&["sweep", "two.toml", LOADS, SCHEDULERS, "--replications=3", "--chart=latency_p99", "--out=swept"]);
    assert!(summary.starts_with("Two servers\n") && summary.lines().count() == 3 + 1 + 6, "{summary}");
    assert!(said.contains("results in swept"), "{said}");
    let points = place.rows("swept/points.csv");
    assert_eq!(points[0][..3], ["point", "client.0.arrivals.poisson.utilization", "virtual_server.0.lb_algo"]);
    assert_eq!(points[6][..3], ["5", "0.8", "sh"]);
    let metrics = lvsim::stats::METRICS.len();
    assert_eq!(place.rows("swept/summary.csv").len(), 1 + 6 * metrics);
    assert_eq!(place.rows("swept/replications.csv").len(), 1 + 6 * 3 * metrics);
    let files = place.files("swept");
    for chart in ["latency_p99", "latency_p99_heat_map"] {
        assert!(
            files.contains_key(&format!("charts/{chart}.png")) && files.contains_key(&format!("charts/{chart}.svg"))
        );
    }
    let manifest: Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    assert_eq!(manifest["kind"], "sweep");
    let listed = manifest["files"].as_array().unwrap();
    assert!(files.keys().filter(|name| *name != "manifest.json").all(|name| listed.contains(&name.as_str().into())));
    assert!(!place.path("swept.unfinished").exists());
}

#[test]
fn a_point_is_the_experiment_that_its_scenario_makes() {
    let place = Workplace::new();
    let (document, _) =
        place.said(&["sweep", "two.toml", LOADS, "--replications=3", "--no-charts", "--json", "--out=swept"]);
    let swept: Value = serde_json::from_str(&document).unwrap();
    let (alone, _) =
        place.said(&["run", "swept/scenarios/point-0001.toml", "--replications=3", "--no-charts", "--json"]);
    let alone: Value = serde_json::from_str(&alone).unwrap();
    assert_eq!(swept["points"][1]["values"]["client.0.arrivals.poisson.utilization"], "0.8");
    for metric in ["latency_mean", "latency_p99", "utilization_max", "requests_offered"] {
        assert_eq!(swept["points"][1]["metrics"][metric], alone["metrics"][metric], "{metric}");
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let place = Workplace::new();
    let files = ["1", "2", "4"].map(|threads| {
        let arguments = ["sweep", "two.toml", LOADS, SCHEDULERS, "--set=run.transient=auto", "--replications=3"];
        let out = format!("--out=swept-{threads}");
        place.said(&[&arguments[..], &["--threads", threads, "--quiet", &out]].concat());
        place.files(&format!("swept-{threads}"))
    });
    assert!(files[0] == files[1] && files[0] == files[2]);
}

#[test]
fn keys_may_change_together() {
    let place = Workplace::new();
    let servers = "--vary=real_server.0.count=1,2,4";
    let loads = "--vary=client.0.arrivals.poisson.utilization=0.9,0.6,0.3";
    place.said(&["sweep", "two.toml", servers, loads, "--paired", "--replications=2", "--no-charts", "--out=swept"]);
    let points = place.rows("swept/points.csv");
    let values: Vec<&[String]> = points[1..].iter().map(|row| &row[1..3]).collect();
    assert_eq!(values, [["1", "0.9"], ["2", "0.6"], ["4", "0.3"]]);
}

#[test]
fn a_file_says_what_is_swept() {
    let place = Workplace::new();
    let text = "version = 1\nscenario = \"two.toml\"\nreplications = 2\ncharts = [\"throughput\"]\n\
        [set]\n\"run.seed\" = 5\n[[vary]]\n\"virtual_server.0.lb_algo\" = [\"rr\", \"wlc\"]\n\
        [[vary]]\n\"real_server.0.count\" = [2, 4]\n\"client.0.arrivals.poisson.rate\" = [\"10/s\", \"20/s\"]\n";
    fs::write(place.path("grow.toml"), text).unwrap();
    place.said(&["sweep", "grow.toml"]);
    let points = place.rows("results/grow/points.csv");
    assert_eq!(points.len(), 5);
    assert_eq!(points[4][1..4], ["wlc", "4", "20/s"]);
    let manifest: Value = serde_json::from_str(&place.text("results/grow/manifest.json")).unwrap();
    assert_eq!((&manifest["seed"], &manifest["replications"]), (&5.into(), &2.into()));
    assert_eq!(manifest["axes"][1]["keys"][1], "client.0.arrivals.poisson.rate");
    assert!(place.path("results/grow/charts/throughput.svg").is_file());
}

#[test]
fn latencies_without_a_steady_state_are_empty_and_it_is_said_where() {
    let place = Workplace::new();
    let overload = "--vary=client.0.arrivals.poisson.utilization=0.5,1.5";
    let (summary, _) = place.said(&["sweep", "two.toml", overload, "--replications=2", "--no-charts", "--out=swept"]);
    assert!(summary.contains("no steady state") && summary.contains("at: 1.5"), "{summary}");
    let rows = place.rows("swept/summary.csv");
    let mean = |point: &str| rows.iter().find(|row| row[0] == point && row[2] == "latency_mean").unwrap();
    assert!(!mean("0")[4].is_empty() && mean("1")[4].is_empty());
}
