//! What the repository promises about itself: the house of `ARCHITECTURE.md`, tidy files, commands that run as they are
//! shown, references that miss nothing.
//!
//! Tables between `<!-- table: NAME -->` and `<!-- /table -->` in `docs/` are made by the program: after a change,
//! `UPDATE_EXPECTED=1 cargo test --test repository` writes them anew.

mod arrows;
mod commands;
mod keyword_table;
mod links;
mod metric_table;
mod profiles;
mod results;
mod scenario_tables;
mod scheduler_table;
mod tables;
mod tidy;

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files below a folder of the repository, or the file itself, in the order of their names.
fn files_below(path: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![root().join(path)];
    while let Some(path) = open.pop() {
        // Built things are not ours.
        if path.is_dir() && !path.ends_with("target") {
            open.extend(fs::read_dir(&path).expect("readable").map(|entry| entry.expect("readable").path()));
        } else if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().is_some_and(|extension| extensions.iter().any(|&known| extension == known))
}

/// Every page of the documentation.
fn pages() -> Vec<PathBuf> {
    let roots = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "assets", "docs", "scenarios"];
    let mut pages: Vec<PathBuf> = roots.into_iter().flat_map(files_below).collect();
    pages.retain(|path| has_extension(path, &["md"]));
    pages
}

/// The path from the root, for messages.
fn name(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string().replace('\\', "/")
}
