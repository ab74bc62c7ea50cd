//! A run folder appears whole or not at all, and can be read back.

use crate::report::chart::{self, Chart};
use crate::report::files::manifest::Manifest;
use crate::report::files::{
    self, RunFile, directors, failures, ipvsadm, latency, links, log, manifest, marks, servers, storage, timeline,
    timeseries, timeseries_directors, timeseries_servers, transient,
};
use crate::report::{ReportError, RunReport};
use crate::stats::Outcome;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Writes a run with these charts as `folder`, whose parents are created if need be.
///
/// Everything is first written beside it and then moved into place, so that no one ever sees half a run. A folder that
/// holds an earlier run and nothing else is replaced; anything else in the way is an error, and stays as it was.
pub fn write(report: &RunReport, folder: &Path, charts: &[Chart]) -> Result<(), ReportError> {
    place(&files::of(report, charts), folder)
}

/// Writes these files, a manifest that lists the others among them, as `folder` in the same way.
pub fn place(files: &[RunFile], folder: &Path) -> Result<(), ReportError> {
    check_replaceable(folder)?;
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent).map_err(ReportError::io("create", parent))?;
    }
    let written = Temporary::create(folder, "new")?;
    for file in files {
        write_file(&written.path, file)?;
    }
    replace(folder, written)
}

/// Writes `file` into `folder`, creating the folder that its name names.
pub fn write_file(folder: &Path, file: &RunFile) -> Result<(), ReportError> {
    let path = folder.join(&file.name);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(ReportError::io("create", parent))?;
    }
    fs::write(&path, &file.bytes).map_err(ReportError::io("write", &path))
}

/// Reads the run that `folder` holds. It equals the report it was written from.
pub fn load(folder: &Path) -> Result<RunReport, ReportError> {
    let manifest = read_manifest(folder)?;
    let buckets = parse(folder, latency::NAME, latency::read)?;
    let latency_file = folder.join(latency::NAME);
    let totals = manifest.outcome(buckets).map_err(|reason| ReportError::malformed(&latency_file, reason))?;
    let servers = parse(folder, servers::NAME, servers::read)?;
    let mut series = parse(folder, timeseries::NAME, timeseries::read)?;
    parse(folder, timeseries_servers::NAME, |text| timeseries_servers::read_into(&mut series, &servers, text))?;
    let marks = parse(folder, marks::NAME, marks::read)?;
    let mut outcome = Outcome { servers, series, marks, ..totals };
    outcome.storage = parse_if_listed(&manifest, folder, storage::NAME, storage::read)?;
    if let Some(storage) = &mut outcome.storage {
        storage.series = parse(folder, storage::SERIES_NAME, |text| storage::read_series(text, &outcome.series))?;
    }
    outcome.directors = parse_if_listed(&manifest, folder, directors::NAME, directors::read)?;
    outcome.links = parse_if_listed(&manifest, folder, links::NAME, links::read)?;
    let (series, directors) = (&mut outcome.series, &outcome.directors);
    parse_if_listed(&manifest, folder, timeseries_directors::NAME, |text| {
        timeseries_directors::read_into(series, directors, text)
    })?;
    outcome.listings = parse(folder, ipvsadm::NAME, |text| ipvsadm::read(text, &outcome.directors))?;
    outcome.timeline = parse_if_listed(&manifest, folder, timeline::NAME, |text| timeline::read(text, &outcome))?;
    outcome.failed_per_100ms = parse_if_listed(&manifest, folder, failures::NAME, failures::read)?;
    if let Some(pilots) = manifest.transient_pilots {
        outcome.transient_search = Some(parse(folder, transient::NAME, |text| transient::read(text, pilots))?);
    }
    outcome.log = parse_if_listed(&manifest, folder, log::NAME, |text| log::read(text, &outcome.directors))?;
    let scenario_toml = read_text(&folder.join(files::SCENARIO))?;
    Ok(RunReport::new(manifest.provenance(scenario_toml), outcome))
}

fn read_manifest(folder: &Path) -> Result<Manifest, ReportError> {
    if !folder.join(manifest::NAME).is_file() {
        return Err(ReportError::NotARun { path: folder.to_owned() });
    }
    parse(folder, manifest::NAME, Manifest::read)
}

/// The files that the manifest of any folder of results lists.
fn listed_files(folder: &Path) -> Result<Vec<String>, ReportError> {
    #[derive(serde::Deserialize)]
    struct Listed {
        files: Vec<String>,
    }
    if !folder.join(manifest::NAME).is_file() {
        return Err(ReportError::NotARun { path: folder.to_owned() });
    }
    parse(folder, manifest::NAME, |text| serde_json::from_str::<Listed>(text).map_err(|error| error.to_string()))
        .map(|listed| listed.files)
}

fn parse<T>(folder: &Path, name: &str, read: impl FnOnce(&str) -> Result<T, String>) -> Result<T, ReportError> {
    let path = folder.join(name);
    read(&read_text(&path)?).map_err(|reason| ReportError::malformed(&path, reason))
}

/// Reads a file that is only written when there is something to write; without it, there is nothing.
fn parse_if_listed<T: Default>(
    manifest: &Manifest,
    folder: &Path,
    name: &str,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> Result<T, ReportError> {
    let is_listed = manifest.files.iter().any(|file| file == name);
    if is_listed { parse(folder, name, read) } else { Ok(T::default()) }
}

fn read_text(path: &Path) -> Result<String, ReportError> {
    fs::read_to_string(path).map_err(ReportError::io("read", path))
}

/// Whether writing to `folder` loses nothing but an earlier run: it does not exist, is empty, or holds only charts
/// and what the manifest in it lists.
///
/// # Errors
/// What is in the way, or that the folder cannot be read.
pub fn check_replaceable(folder: &Path) -> Result<(), ReportError> {
    let in_the_way = |found: String| ReportError::InTheWay { path: folder.to_owned(), found };
    match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(ReportError::io("read", folder)(error)),
        Ok(metadata) if !metadata.is_dir() => return Err(in_the_way("it is not a folder".to_owned())),
        Ok(_) => {}
    }
    let present = files_below(folder)?;
    if present.is_empty() {
        return Ok(());
    }
    let listed = match listed_files(folder) {
        // Charts may have been drawn later.
        Ok(files) => files.into_iter().chain(chart::names()).collect::<Vec<_>>(),
        Err(ReportError::NotARun { .. }) => return Err(in_the_way("it has no manifest.json".to_owned())),
        Err(error) => return Err(in_the_way(error.to_string())),
    };
    let is_ours =
        |file: &PathBuf| file == Path::new(manifest::NAME) || listed.iter().any(|name| file == Path::new(name));
    match present.iter().find(|file| !is_ours(file)) {
        Some(foreign) => Err(in_the_way(format!("{} in it is not one of lvsim's files", foreign.display()))),
        None => Ok(()),
    }
}

/// The files in `folder` and its subfolders, relative to it, in the order of their names.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, ReportError> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        let here = folder.join(&below);
        for entry in fs::read_dir(&here).map_err(ReportError::io("read", &here))? {
            let entry = entry.map_err(ReportError::io("read", &here))?;
            let name = below.join(entry.file_name());
            let is_folder = entry.file_type().map_err(ReportError::io("read", &here))?.is_dir();
            if is_folder { folders.push(name) } else { files.push(name) }
        }
    }
    files.sort();
    Ok(files)
}

/// Moves the new folder to its place; what stood there is put back if that fails, and deleted if it does not.
fn replace(folder: &Path, new: Temporary) -> Result<(), ReportError> {
    if !folder.exists() {
        return new.rename_to(folder);
    }
    let old = Temporary::create(folder, "old")?;
    fs::rename(folder, old.path.join("run")).map_err(ReportError::io("replace", folder))?;
    new.rename_to(folder).inspect_err(|_| {
        // If even this fails, the earlier run is kept where it is: dropping `old` would delete it.
        if fs::rename(old.path.join("run"), folder).is_err() {
            old.keep();
        }
    })
}

/// A folder beside another one; removed when dropped, unless it was moved or kept.
struct Temporary {
    path: PathBuf,
    kept: std::cell::Cell<bool>,
}

impl Temporary {
    /// `purpose` and the process make its name one that no one else uses.
    fn create(folder: &Path, purpose: &str) -> Result<Self, ReportError> {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let path = folder.with_file_name(format!(".{name}.{purpose}-{}", std::process::id()));
        fs::create_dir(&path).map_err(ReportError::io("create", &path))?;
        Ok(Self { path, kept: std::cell::Cell::new(false) })
    }

    fn rename_to(&self, folder: &Path) -> Result<(), ReportError> {
        fs::rename(&self.path, folder).map_err(ReportError::io("create", folder))?;
        self.keep();
        Ok(())
    }

    fn keep(&self) {
        self.kept.set(true);
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.kept.get() {
            // Nothing depends on it any more; a rest that cannot be deleted is no reason to fail.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::specimen::{Specimen, provenance};
    use crate::time::SimDuration;

    fn small() -> RunReport {
        Specimen { duration_s: 30.0, crash_s: Some((10.0, 20.0)), ..Specimen::default() }.report("Small")
    }

    fn failover() -> RunReport {
        let specimen = Specimen { off_s: Some((220.0, 260.0)), ..Specimen::default() };
        let mut outcome = specimen.outcome();
        outcome.clock = SimDuration::from_millis(12_345_678);
        RunReport::new(provenance("Failover"), outcome)
    }

    fn names_in(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_written_is_read_back_to_the_last_digit() {
        let place = tempfile::tempdir().unwrap();
        for report in [small(), failover(), RunReport::new(provenance("Nothing"), Outcome::default())] {
            let folder = place.path().join("runs/nested").join(&report.provenance().title);
            write(&report, &folder, &[]).unwrap();
            assert_eq!(load(&folder).unwrap(), report);
        }
    }

    #[test]
    fn the_same_run_leaves_the_same_files() {
        assert_eq!(files::of(&small(), &[]), files::of(&small(), &[]));
    }

    #[test]
    fn a_run_replaces_an_earlier_run_and_nothing_stays_behind() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("run");
        fs::create_dir(&folder).unwrap();
        write(&RunReport::new(provenance("First"), Outcome::default()), &folder, &[]).unwrap();
        write(&small(), &folder, &[]).unwrap();
        assert_eq!(load(&folder).unwrap().provenance().title, "Small");
        assert_eq!(names_in(place.path()), ["run"]);
    }

    #[test]
    fn a_run_without_failures_leaves_no_files_about_them() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("run");
        let calm = Specimen { duration_s: 30.0, crash_s: None, ..Specimen::default() };
        write(&calm.report("Calm"), &folder, &[]).unwrap();
        let names = names_in(&folder);
        let about_failures = [directors::NAME, timeline::NAME, failures::NAME, log::NAME, log::SYSLOG_NAME];
        assert!(about_failures.iter().all(|name| !names.iter().any(|present| present == name)), "{names:?}");
    }

    #[test]
    fn what_is_not_a_run_is_never_replaced() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("thesis");
        fs::create_dir_all(folder.join("chapters")).unwrap();
        fs::write(folder.join("chapters/one.tex"), "words").unwrap();
        let error = write(&small(), &folder, &[]).unwrap_err();
        assert!(error.to_string().contains("thesis is in the way") && error.to_string().contains("no manifest.json"));
        assert_eq!(fs::read_to_string(folder.join("chapters/one.tex")).unwrap(), "words");
        assert_eq!(names_in(place.path()), ["thesis"]);
    }

    #[test]
    fn a_run_with_a_foreign_file_in_it_is_never_replaced() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("run");
        write(&small(), &folder, &[]).unwrap();
        fs::write(folder.join("notes.txt"), "mine").unwrap();
        let error = write(&small(), &folder, &[]).unwrap_err();
        assert!(matches!(&error, ReportError::InTheWay { found, .. } if found.contains("notes.txt")), "{error}");
        assert_eq!(fs::read_to_string(folder.join("notes.txt")).unwrap(), "mine");
    }

    #[test]
    fn a_file_in_the_way_is_never_replaced() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("run");
        fs::write(&folder, "mine").unwrap();
        assert!(matches!(write(&small(), &folder, &[]), Err(ReportError::InTheWay { .. })));
        assert_eq!(fs::read_to_string(&folder).unwrap(), "mine");
    }

    #[test]
    fn a_parent_that_is_a_file_is_an_error_that_names_it() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("runs"), "a file").unwrap();
        let error = write(&small(), &place.path().join("runs/first"), &[]).unwrap_err();
        assert!(error.to_string().contains("runs"), "{error}");
    }

    #[test]
    fn a_folder_without_a_manifest_is_not_a_run() {
        let place = tempfile::tempdir().unwrap();
        assert!(matches!(load(place.path()), Err(ReportError::NotARun { .. })));
        assert!(matches!(load(&place.path().join("nowhere")), Err(ReportError::NotARun { .. })));
    }

    #[test]
    fn a_damaged_file_is_named() {
        let damages = [
            ("manifest.json", "{\"format\": 99}", "format 99"),
            ("manifest.json", "not json", "line 1"),
            ("latency.csv", "from_s,to_s,count,cumulative_share\n", "do not fit the totals"),
            ("servers.csv", "server\nweb-01\n", "missing field"),
            ("timeseries_servers.csv", "start_s,server\n", "expected a row for each of 3 servers in 30 intervals"),
            ("marks.csv", "at_s,until_s,kind,target\nsoon,,crash,web-01\n", "line: 2"),
            ("ipvsadm.txt", "TCP\n", "line 1"),
        ];
        for (name, content, reason) in damages {
            let place = tempfile::tempdir().unwrap();
            let folder = place.path().join("run");
            write(&small(), &folder, &[]).unwrap();
            fs::write(folder.join(name), content).unwrap();
            let message = load(&folder).unwrap_err().to_string();
            assert!(message.contains(name) && message.contains(reason), "{message}");
        }
    }
}
