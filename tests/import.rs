//! `lvsim import`: what it writes stands beside each file in `import/good`, and runs at once; what it says to a mistake
//! stands beside each file in `import/bad`.
//!
//! After a change, `UPDATE_EXPECTED=1 cargo test --test import` writes the expected files anew; read the diff.

use assert_cmd::Command;
use lvsim::cluster::simulate;
use lvsim::import::from_ipvsadm;
use lvsim::scenario::Document;
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

fn inputs(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(Path::new("tests/import").join(folder)).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "rules" || extension == "conf"));
    paths.sort();
    paths
}

fn import(path: &Path) -> Command {
    let from = if path.extension().is_some_and(|extension| extension == "conf") { "keepalived" } else { "ipvsadm" };
    let mut command = Command::cargo_bin("lvsim").expect("built");
    command.args(["import", from]).arg(path);
    command
}

/// Compares a text with a file, or writes that anew.
fn compare(expected: &Path, got: &str) {
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(expected, got).expect("writable");
    } else {
        let expected_text = fs::read_to_string(expected).unwrap_or_default();
        assert!(expected_text == got, "{} differs from:\n{got}", expected.display());
    }
}

#[test]
fn every_good_file_becomes_the_scenario_beside_it_and_the_notes_beside_that() {
    for path in inputs("good") {
        let output = import(&path).output().expect("built");
        assert_eq!(output.status.code(), Some(0), "{}: {}", path.display(), String::from_utf8_lossy(&output.stderr));
        compare(&path.with_extension("toml"), &String::from_utf8(output.stdout).expect("text"));
        compare(&path.with_extension("stderr"), &String::from_utf8(output.stderr).expect("text"));
    }
}

#[test]
fn every_imported_scenario_runs_at_once() {
    for path in inputs("good") {
        let text = String::from_utf8(import(&path).output().expect("built").stdout).expect("text");
        let document = Document::from_text("imported", &text, Path::new("."));
        let scenario = document.resolve(&["run.duration=2s".to_owned()]).unwrap_or_else(|error| panic!("{error}"));
        let outcome = simulate(&scenario.cluster(0));
        assert!(outcome.whole_run.completed > 0, "{}: {:?}", path.display(), outcome.whole_run);
    }
}

#[test]
fn every_mistake_is_answered_with_the_message_beside_it_and_exit_code_2() {
    for path in inputs("bad") {
        let output = import(&path).output().expect("built");
        assert_eq!(output.status.code(), Some(2), "{}", path.display());
        assert!(output.stdout.is_empty());
        compare(&path.with_extension("stderr"), &String::from_utf8(output.stderr).expect("text"));
    }
}

#[test]
fn a_file_is_not_replaced_unless_one_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("scenario.toml");
    let run = |force: bool| {
        let mut command = import(Path::new("tests/import/good/paper.rules"));
        command.arg("--out").arg(&out).args(force.then_some("--force")).output().expect("built").status.code()
    };
    assert_eq!(run(false), Some(0));
    fs::write(&out, "mine").expect("writable");
    assert_eq!(run(false), Some(2));
    assert_eq!(fs::read_to_string(&out).expect("readable"), "mine");
    assert_eq!(run(true), Some(0));
    assert!(fs::read_to_string(&out).expect("readable").contains("[[virtual_server]]"));
}

#[test]
fn what_cannot_be_read_is_said() {
    let output = import(Path::new("tests/import/there_is_none.rules")).output().expect("built");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no such file"));
}

#[test]
fn a_configuration_without_services_makes_no_scenario() {
    let output = import(Path::new("tests/keepalived_conf/good/quoted.conf")).output().expect("built");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no virtual service"));
}

proptest! {
    #[test]
    fn no_text_of_rules_is_too_strange(words in prop::collection::vec(prop::sample::select(vec![
        "-A", "-a", "-t", "-u", "-f", "-s", "rr", "-p", "-M", "-b", "sh-port", "-r", "-g", "-w", "-x", "10.0.0.1:80", "10.0.0.2",
        "1", "99999999999", "\n", "\n", "é", "[::1]:80", ":", "-", "sh", ",",
    ]), 0..40)) {
        match from_ipvsadm("rules", &words.join(" "), "T") {
            Ok(draft) => drop(draft.to_string()),
            Err(errors) => drop(errors.render(false)),
        }
    }
}
