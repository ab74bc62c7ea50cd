//! Reading a keepalived.conf: every good file means what stands beside it, every mistake gets the message beside it.
//!
//! `good/NAME.conf` against `NAME.txt` (the configuration, the warnings, what is not simulated), `bad/NAME.conf`, which
//! holds one mistake, against `NAME.stderr`. Files are read with config-id `main`. After a change,
//! `UPDATE_EXPECTED=1 cargo test --test keepalived_conf` writes the expected files anew; read the diff.

use lvsim::import::Disk;
use lvsim::keepalived::conf::{self, Errors, Options, Read};
use lvsim::time::SimDuration;
use proptest::prelude::*;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

const FOLDER: &str = "tests/keepalived_conf";

fn confs(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(Path::new(FOLDER).join(folder)).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "conf"));
    paths.sort();
    paths
}

fn read(path: &Path) -> Result<Read, Errors> {
    let options = Options { config_id: Some("main".to_owned()), instance: Some("main".to_owned()) };
    conf::read(&Disk, path.to_str().expect("a path of letters"), &options)
}

fn summary(read: &Read) -> String {
    let mut text = compact(&format!("{:#?}\n", read.config));
    for (title, notes) in [("warnings", &read.warnings), ("not simulated", &read.not_simulated)] {
        let _ = write!(text, "\n{title}:\n");
        for note in notes {
            let _ = writeln!(text, "- {note}");
        }
    }
    text
}

/// The same with `Name(value)` on one line, and times as people write them.
fn compact(debug: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in debug.lines() {
        let closes = line.trim_start().starts_with(')');
        match &mut lines[..] {
            [.., open, inner] if closes && open.ends_with('(') => {
                let inner = inner.trim().trim_end_matches(',');
                let close = line.trim_start();
                *open = match open.strip_suffix("SimDuration(") {
                    Some(before) => {
                        let nanos = inner.parse().expect("whole nanoseconds");
                        format!("{before}{}{}", SimDuration::from_nanos(nanos), &close[1..])
                    }
                    None => format!("{open}{inner}{close}"),
                };
                lines.pop();
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines.join("\n") + "\n"
}

/// Compares each file with what stands beside it, or writes that anew.
fn compare(folder: &str, extension: &str, got: impl Fn(&Path) -> String) {
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let mut differing = Vec::new();
    for path in confs(folder) {
        let expected = path.with_extension(extension);
        let got = got(&path);
        if update {
            fs::write(&expected, got).expect("writable");
        } else if fs::read_to_string(&expected).ok().as_deref() != Some(&got) {
            differing.push(format!("--- {}\n{got}", expected.display()));
        }
    }
    assert!(differing.is_empty(), "not what is written:\n{}", differing.join("\n"));
}

#[test]
fn every_good_file_means_what_stands_beside_it() {
    compare("good", "txt", |path| match read(path) {
        Ok(read) => summary(&read),
        Err(errors) => panic!("{errors}"),
    });
}

#[test]
fn every_mistake_is_answered_with_the_message_beside_it() {
    compare("bad", "stderr", |path| match read(path) {
        Ok(_) => panic!("{} has no mistake", path.display()),
        Err(errors) => errors.render(false) + "\n",
    });
}

#[test]
fn there_are_at_least_forty_mistakes() {
    assert!(confs("bad").len() >= 40);
}

#[test]
fn every_expected_file_belongs_to_a_configuration() {
    for (folder, extension) in [("good", "txt"), ("bad", "stderr")] {
        for entry in fs::read_dir(Path::new(FOLDER).join(folder)).expect("the folder is there") {
            let path = entry.expect("readable").path();
            if path.extension().is_some_and(|found| found == extension) {
                assert!(path.with_extension("conf").exists(), "{} is left over", path.display());
            }
        }
    }
}

/// One file, in memory.
struct Memory(String);

impl conf::Loader for Memory {
    fn read(&self, path: &str) -> Result<String, String> {
        if path == "a.conf" { Ok(self.0.clone()) } else { Err("there is no such file".to_owned()) }
    }
    fn list(&self, _: &str) -> Vec<String> {
        vec!["a.conf".to_owned(), "b.conf".to_owned()]
    }
}

/// Reads a text and shows whatever comes of it.
fn survive(text: String) {
    match conf::read(&Memory(text), "a.conf", &Options::default()) {
        Ok(read) => drop(summary(&read)),
        Err(errors) => drop(errors.render(false)),
    }
}

fn good_texts() -> Vec<String> {
    confs("good").iter().map(|path| fs::read_to_string(path).expect("readable")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,200}") {
        survive(text);
    }

    #[test]
    fn no_soup_of_keywords_is_too_strange(words in prop::collection::vec(prop::sample::select(vec![
        "vrrp_instance", "virtual_server", "real_server", "10.0.0.1", "80", "{", "}", "\n", "\n", "fwmark", "group", "weight",
        "$A=", "${A}", "$A", "\\\n", "~SEQ(A,1,3)", "~LST(A,1,2)", "@x", "@^x", "\"", "'", "#", "TCP_CHECK", "-1", "::1",
        "include", "a.conf", "{a,*}.conf", "track_script", "virtual_ipaddress", "99999999999999999999", "priority",
    ]), 0..60)) {
        survive(words.join(" "));
    }

    #[test]
    fn no_damage_to_a_good_file_is_too_strange(which in any::<prop::sample::Index>(), cuts in
        prop::collection::vec((any::<prop::sample::Index>(), 0_usize..20, "\\PC{0,3}"), 1..6)) {
        let texts = good_texts();
        let mut text: Vec<char> = texts[which.index(texts.len())].chars().collect();
        for (at, length, put) in cuts {
            let at = at.index(text.len().max(1)).min(text.len());
            let end = (at + length).min(text.len());
            text.splice(at..end, put.chars());
        }
        survive(text.into_iter().collect());
    }
}
