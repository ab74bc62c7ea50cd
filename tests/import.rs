//! `lvsim import`: what it writes stands beside each file in `import/good`, and runs at once; what it says to a mistake
//! stands beside each file in `import/bad`.
//!
//! After a change, `UPDATE_EXPECTED=1 cargo test --test import` writes the expected files anew; read the diff.

use assert_cmd::Command;
use lvsim::cluster::simulate;
use lvsim::import::{self, Disk, from_ipvsadm};
use lvsim::scenario::{Document, Scenario};
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
fn a_configuration_without_services_and_addresses_makes_no_scenario() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("alone.conf");
    fs::write(&path, "global_defs {\n    router_id alone\n}\n").expect("writable");
    let output = import(&path).output().expect("built");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no virtual service and no virtual address"));
}

/// The scenario that these files of keepalived make, as if it lay in this folder.
fn from_files(files: &[&str]) -> String {
    let read = |file: &&str| import::read(&Disk, Path::new(file), (*file).to_owned(), None);
    let directors: Vec<_> = files.iter().map(|file| read(file).expect("a good one")).collect();
    import::from_keepalived("T", &directors).to_string()
}

fn resolve(text: &str, overrides: &[&str]) -> Scenario {
    let overrides: Vec<String> = overrides.iter().map(|text| (*text).to_owned()).collect();
    let document = Document::from_text("imported", text, Path::new("."));
    document.resolve(&overrides).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn two_files_make_a_pair_and_what_may_break_is_ready_to_break() {
    let text = from_files(&["scenarios/paper/lvs-master.conf", "scenarios/paper/lvs-backup.conf"]);
    let (_, faults) = text.split_once("# What may break").expect("faults");
    let faults: Vec<&str> = faults.lines().skip(1).map(|line| line.trim_start_matches(['#', ' '])).collect();
    let scenario = resolve(&format!("{text}\n{}", faults.join("\n")), &[]);
    assert_eq!(scenario.directors.iter().map(|of| &of.name[..]).collect::<Vec<_>>(), ["LVS-Master", "LVS-BACKUP"]);
    assert_eq!(scenario.faults.len(), 2);
    let (with, whole) = (simulate(&scenario.cluster(0)).whole_run, simulate(&resolve(&text, &[]).cluster(0)).whole_run);
    // The master is away for a minute of five, and the backup takes its place within seconds.
    assert!(with.completed < whole.completed && with.completed * 10 > whole.completed * 9, "{with:?} {whole:?}");
}

#[test]
fn an_address_that_nobody_moves_is_on_one_director_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("still.conf");
    let service = "virtual_server 10.0.0.1 80 {\n lvs_method DR\n protocol TCP\n real_server 10.0.1.1 80 {\n }\n}\n";
    fs::write(&path, service).expect("writable");
    let file = path.to_string_lossy();
    let text = from_files(&[&file, &file]);
    let scenario = resolve(&text, &["run.duration=2s"]);
    let names: Vec<_> = scenario.directors.iter().map(|director| &director.name[..]).collect();
    assert_eq!(names, ["still", "still-2"]);
    assert!(text.contains("# Not simulated: TCP 10.0.0.1:80 is left out on one director"), "{text}");
    assert!(simulate(&scenario.cluster(0)).whole_run.completed > 0);
}

#[test]
fn every_configuration_that_can_be_read_becomes_a_scenario_that_runs() {
    let mut count = 0;
    for entry in fs::read_dir("tests/keepalived_conf/good").expect("there") {
        let path = entry.expect("readable").path();
        if path.extension().is_some_and(|extension| extension == "conf") {
            let text = from_files(&[&path.to_string_lossy()]);
            if text.contains("[[client]]") {
                simulate(&resolve(&text, &["run.duration=2s"]).cluster(0));
                count += 1;
            }
        }
    }
    assert!(count >= 5, "only {count} scenarios");
}

#[test]
fn a_scenario_leads_to_its_files_from_wherever_it_lies() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("pair.toml");
    let output = import(Path::new("scenarios/paper/lvs-master.conf")).arg("--out").arg(&out).output().expect("built");
    assert_eq!(output.status.code(), Some(0));
    let scenario = lvsim::scenario::load(&out, &[]).unwrap_or_else(|error| panic!("{error}"));
    assert!(scenario.directors[0].keepalived.is_some());
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
