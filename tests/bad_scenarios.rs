//! Every mistake gets a message one is glad to get: `bad_scenarios/NAME.toml` against `NAME.stderr`.
//!
//! A scenario here holds one mistake. Lines `# lvsim --set path=value` at its top are applied as arguments. After a
//! change of wording, `UPDATE_EXPECTED=1 cargo test --test bad_scenarios` writes the messages anew; read the diff.

use lvsim::scenario::Document;
use std::fs;
use std::path::{Path, PathBuf};

fn bad_scenarios() -> Vec<PathBuf> {
    let entries = fs::read_dir("tests/bad_scenarios").expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    paths
}

fn message(path: &Path) -> String {
    let document = Document::open(path).expect("readable");
    let arguments = document.text().lines().map_while(|line| line.strip_prefix("# lvsim --set "));
    let arguments: Vec<String> = arguments.map(str::to_owned).collect();
    match document.resolve(&arguments) {
        Ok(_) => panic!("{} has no mistake", path.display()),
        Err(error) => error.render(false) + "\n",
    }
}

#[test]
fn every_bad_scenario_is_answered_with_the_message_beside_it() {
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let mut differing = Vec::new();
    for path in bad_scenarios() {
        let expected = path.with_extension("stderr");
        let got = message(&path);
        if update {
            fs::write(&expected, got).expect("writable");
        } else if fs::read_to_string(&expected).ok().as_deref() != Some(&got) {
            differing.push(format!("--- {}\n{got}", expected.display()));
        }
    }
    assert!(differing.is_empty(), "messages differ from what is written:\n{}", differing.join("\n"));
}

#[test]
fn every_message_belongs_to_a_scenario() {
    for entry in fs::read_dir("tests/bad_scenarios").expect("the folder is there") {
        let path = entry.expect("readable").path();
        if path.extension().is_some_and(|extension| extension == "stderr") {
            assert!(path.with_extension("toml").exists(), "{} is left over", path.display());
        }
    }
}
