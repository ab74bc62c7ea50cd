//! Files that fit in the head, and nothing left lying about.

use crate::{files_below, has_extension, name, read};
use std::path::PathBuf;

const MOST_LINES: usize = 500;
const MOST_LINES_OF_MOST_FILES: usize = 160;

/// Joined here, so that this file does not hold them.
const LEFT_LYING: [&str; 5] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("unimplem", "ented!"),
    concat!("to", "do!"),
    concat!("XX", "X:"),
];

/// What somebody wrote by hand.
fn written_files() -> Vec<PathBuf> {
    let roots = [
        "src",
        "tests",
        "benches",
        "examples",
        "docs",
        "scenarios",
        "assets",
        ".ci",
        ".github",
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "CITATION.cff",
        "Cargo.toml",
        "clippy.toml",
        "rustfmt.toml",
    ];
    let mut files: Vec<PathBuf> = roots.into_iter().flat_map(files_below).collect();
    // A bad scenario may be bad in any way, a snapshot may hold anything.
    files.retain(|path| !name(path).starts_with("tests/bad_scenarios/"));
    files.retain(|path| path.ends_with(".ci/run") || has_extension(path, &["rs", "md", "toml", "yml", "cff"]));
    files
}

#[test]
fn source_files_fit_in_the_head() {
    let mut lengths: Vec<(usize, String)> = files_below("src")
        .iter()
        .filter(|path| has_extension(path, &["rs"]))
        .map(|path| (read(path).lines().count(), name(path)))
        .collect();
    lengths.sort();
    let (longest, file) = lengths.last().expect("there are files");
    assert!(*longest <= MOST_LINES, "{file} has {longest} lines");
    let (median, _) = lengths[lengths.len() / 2];
    assert!(median <= MOST_LINES_OF_MOST_FILES, "the median file has {median} lines");
}

#[test]
fn nothing_is_left_for_later() {
    for path in written_files() {
        let text = read(&path);
        for word in LEFT_LYING {
            assert!(!text.contains(word), "{} has a {word}", name(&path));
        }
    }
}

#[test]
fn no_tabs_no_spaces_at_line_ends_and_one_line_break_at_the_end() {
    for path in written_files() {
        let (file, text) = (name(&path), read(&path));
        for (number, line) in (1..).zip(text.lines()) {
            assert!(!line.contains('\t'), "{file}:{number} has a tab");
            // ipvsadm pads the lines of its listings.
            let padded = line.trim_start().starts_with("-> ");
            assert!(padded || line == line.trim_end(), "{file}:{number} ends with spaces");
        }
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{file} does not end with one line break");
    }
}

#[test]
fn no_module_is_a_drawer() {
    for path in files_below("src") {
        for part in name(&path).split(['/', '.']) {
            assert!(!["utils", "util", "helpers", "common", "misc", "manager"].contains(&part), "{}", name(&path));
        }
    }
}
