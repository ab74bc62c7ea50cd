//! Results that were long in the making are put into their place so that not even a power failure loses them.

use crate::report::ReportError;
use crate::report::files::{RunFile, manifest};
use crate::report::folder::{check_replaceable, write_file};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Where the files are put together, in the folder of work.
const NEW: &str = "result";
/// Where earlier results wait to be removed.
const OLD: &str = "replaced";

/// Writes these files, a manifest that lists the others among them, as `folder`: put together within `work`, on the disk
/// before they are moved, and then in their place all at once. Whoever is interrupted does it again; only when this has
/// returned may be removed what the files were made from. What [`check_replaceable`] allows to be replaced is replaced.
///
/// # Errors
/// What is in the way, or what the operating system refused.
pub fn place_from(files: &[RunFile], folder: &Path, work: &Path) -> Result<(), ReportError> {
    check_replaceable(folder)?;
    let (new, old) = (work.join(NEW), work.join(OLD));
    remove(&new)?;
    fs::create_dir_all(&new).map_err(ReportError::io("create", &new))?;
    for file in files {
        write_file(&new, file)?;
    }
    sync(&new)?;
    remove(&old)?;
    if folder.exists() {
        fs::rename(folder, &old).map_err(ReportError::io("replace", folder))?;
    }
    fs::rename(&new, folder).map_err(ReportError::io("create", folder))?;
    sync_entries(folder.parent());
    remove(&old)
}

/// Whether `folder` has results whose manifest says of them, as `key`, this very word.
pub fn holds(folder: &Path, key: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Keyed {
        key: String,
    }
    let text = fs::read_to_string(folder.join(manifest::NAME)).unwrap_or_default();
    serde_json::from_str::<Keyed>(&text).is_ok_and(|manifest| manifest.key == key)
}

/// Removes a folder of ours, if it is there.
fn remove(folder: &Path) -> Result<(), ReportError> {
    if folder.exists() { fs::remove_dir_all(folder).map_err(ReportError::io("remove", folder)) } else { Ok(()) }
}

/// Waits until everything in a folder is on the disk.
fn sync(folder: &Path) -> Result<(), ReportError> {
    let entries = fs::read_dir(folder).map_err(ReportError::io("read", folder))?;
    let paths: Result<Vec<PathBuf>, _> = entries.map(|entry| entry.map(|entry| entry.path())).collect();
    for path in paths.map_err(ReportError::io("read", folder))? {
        if path.is_dir() {
            sync(&path)?;
        } else {
            File::open(&path).and_then(|file| file.sync_all()).map_err(ReportError::io("write", &path))?;
        }
    }
    sync_entries(Some(folder));
    Ok(())
}

/// Waits until the names in a folder are on the disk, where the system can say so.
fn sync_entries(folder: Option<&Path>) {
    if let Some(folder) = folder.and_then(|folder| File::open(folder).ok()) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(word: &str) -> Vec<RunFile> {
        let manifest = format!("{{\"files\":[\"a/b.csv\"],\"key\":\"{word}\"}}");
        vec![RunFile::new("a/b.csv", word), RunFile::new("manifest.json", manifest)]
    }

    #[test]
    fn what_an_interrupted_assembly_left_is_replaced_and_so_are_earlier_results() {
        let place = tempfile::tempdir().unwrap();
        let (folder, work) = (place.path().join("sweep"), place.path().join("work"));
        fs::create_dir_all(work.join("result/half")).unwrap();
        fs::create_dir_all(work.join("replaced")).unwrap();
        for word in ["first", "second"] {
            place_from(&files(word), &folder, &work).unwrap();
            assert_eq!(fs::read_to_string(folder.join("a/b.csv")).unwrap(), word);
            assert!(!folder.join("half").exists() && work.read_dir().unwrap().next().is_none());
        }
        assert!(holds(&folder, "second") && !holds(&folder, "first") && !holds(&work, "second"));
    }

    #[test]
    fn what_is_not_ours_is_never_replaced() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("thesis");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("one.tex"), "words").unwrap();
        let error = place_from(&files("mine"), &folder, &place.path().join("work")).unwrap_err();
        assert!(matches!(error, ReportError::InTheWay { .. }), "{error}");
        assert_eq!(fs::read_to_string(folder.join("one.tex")).unwrap(), "words");
    }
}
