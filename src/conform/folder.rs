//! Which files are recordings.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::ConformError;

/// Endings of recordings in a folder. Other files there, such as a README, are passed over.
const ENDINGS: [&str; 4] = [".jsonl", ".jsonl.gz", ".csv", ".csv.gz"];

/// The recordings that `path` names: itself if it is a file, else all in the folder and the folders in it, by name.
///
/// # Errors
/// The path cannot be read, or the folder holds no recording.
pub fn find_recordings(path: &Path) -> Result<Vec<PathBuf>, ConformError> {
    let unreadable = |source| ConformError::Unreadable { path: path.to_owned(), source };
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    collect(path, &mut BTreeSet::new(), &mut found)?;
    if found.is_empty() {
        return Err(ConformError::NoRecording { path: path.to_owned() });
    }
    Ok(found)
}

/// Links may lead into a folder again; `seen` holds those that have been looked into.
fn collect(folder: &Path, seen: &mut BTreeSet<PathBuf>, found: &mut Vec<PathBuf>) -> Result<(), ConformError> {
    let unreadable = |source| ConformError::Unreadable { path: folder.to_owned(), source };
    if !seen.insert(fs::canonicalize(folder).map_err(unreadable)?) {
        return Ok(());
    }
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            collect(&path, seen, found)?;
        } else if ENDINGS.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
    Ok(())
}
