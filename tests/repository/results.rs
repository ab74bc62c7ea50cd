//! `docs/results.md` against the files that a run leaves.

use crate::{files_below, name, read, root};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Files of an experiment that are as those of a run.
const SHARED: [&str; 3] = ["scenario.toml", "latency.csv", "transient.csv"];

fn page() -> String {
    read(&root().join("docs/results.md"))
}

/// Scenarios that leave all kinds of files.
const SCENARIOS: [&str; 2] = ["paper", "tiers/storage-saturation.toml"];

/// Runs a scenario of the repository for a moment and returns what it prints.
fn run_into([command, scenario]: [&str; 2], folder: &Path, options: &[&str]) -> String {
    let scenario = root().join("scenarios").join(scenario);
    let mut lvsim = Command::new(env!("CARGO_BIN_EXE_lvsim"));
    lvsim.arg(command).arg(scenario).args(["--duration=10s", "--out"]).arg(folder).args(options);
    let output = lvsim.output().expect("built");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// The words in the first column of the table below a heading.
fn documented(page: &str, heading: &str) -> Vec<String> {
    let section = page.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no section {heading}")).1;
    let section = section.split("\n##").next().unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| Some(row.split_once('`')?.0.to_owned())).collect()
}

fn keys(json: &str) -> Vec<String> {
    let value: serde_json::Value = serde_json::from_str(json).expect("JSON");
    value.as_object().expect("an object").keys().cloned().collect()
}

/// Checks the tables of a folder and the keys of what was printed against a page.
fn check(folder: &Path, json: &str, page: &str) {
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        let file = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() || SHARED.contains(&file.as_str()) && !page.contains(&format!("\n## {file}\n")) {
            continue;
        }
        let text = read(&path);
        if file.ends_with(".csv") {
            let columns: Vec<&str> = text.lines().next().unwrap_or_default().split(',').collect();
            assert_eq!(documented(page, &file), columns, "{file}");
        } else if file.ends_with(".json") {
            assert_eq!(documented(page, &file), keys(&text), "{file}");
        } else {
            assert!(page.contains(&format!("\n## {file}\n")), "no section {file}");
        }
    }
    assert_eq!(documented(page, "--json"), keys(json), "--json");
}

#[test]
fn every_column_of_every_table_is_documented_in_its_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = folder.path().join("run");
    for scenario in SCENARIOS {
        let json = run_into(["run", scenario], &run, &["--no-charts", "--json"]);
        check(&run, &json, &page());
    }
}

#[test]
fn so_are_those_of_many_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    for (command, option, page) in
        [("run", "--replications=2", "docs/experiments.md"), ("compare", "--vary=run.seed=1,2", "docs/comparisons.md")]
    {
        let results = folder.path().join(command);
        let json = run_into([command, SCENARIOS[0]], &results, &["--no-charts", "--json", option]);
        check(&results, &json, &read(&root().join(page)));
    }
}

#[test]
fn every_chart_is_documented() {
    let charts: Vec<&str> = lvsim::report::chart::CHARTS.iter().map(|chart| chart.name).collect();
    assert_eq!(documented(&page(), "charts/"), charts);
}

#[test]
fn pictures_in_the_documentation_are_shown_somewhere() {
    let pages: String = crate::pages().iter().map(|page| read(page)).collect();
    for picture in files_below("docs/images") {
        let file = name(&picture);
        assert!(pages.contains(&file["docs/".len()..]), "{file} is shown nowhere");
    }
}
