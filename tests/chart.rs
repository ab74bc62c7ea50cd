//! `lvsim chart` draws a run again from its files.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use predicates::str::contains;

fn lvsim(arguments: &[&str]) -> assert_cmd::assert::Assert {
    Command::new(env!("CARGO_BIN_EXE_lvsim")).args(arguments).assert()
}

/// A short run of the paper's scenario, in `folder`.
fn run_into(folder: &Path) {
    let scenario = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/paper");
    lvsim(&["run", scenario, "--duration", "20s", "--quiet", "--out", folder.to_str().unwrap()]).success();
}

#[test]
fn charts_drawn_again_are_those_of_the_run_to_the_last_byte() {
    let place = tempfile::tempdir().unwrap();
    let (run, again) = (place.path().join("run"), place.path().join("again"));
    run_into(&run);
    lvsim(&["chart", run.to_str().unwrap(), "--out", again.to_str().unwrap()]).success();
    let names: Vec<_> = fs::read_dir(run.join("charts")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 14, "seven charts as SVG and PNG");
    for name in names {
        let (first, second) = (fs::read(run.join("charts").join(&name)), fs::read(again.join(&name)));
        assert_eq!(first.unwrap(), second.unwrap(), "{name:?}");
    }
}

#[test]
fn one_chart_is_drawn_alone_and_the_run_can_still_be_replaced() {
    let place = tempfile::tempdir().unwrap();
    let run = place.path().join("run");
    run_into(&run);
    fs::remove_dir_all(run.join("charts")).unwrap();
    let drawn = lvsim(&["chart", run.to_str().unwrap(), "--only", "servers"]).success();
    drawn.stdout(contains("servers.png")).stdout(contains("servers.svg"));
    assert_eq!(fs::read_dir(run.join("charts")).unwrap().count(), 2);
    run_into(&run);
}

#[test]
fn what_is_no_run_and_no_chart_is_said_so() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().to_str().unwrap();
    lvsim(&["chart", folder]).code(2).stderr(contains("is not the folder of a run: it has no manifest.json"));
    lvsim(&["chart", folder, "--only", "pie"]).code(2).stderr(contains("latency_distribution"));
}
