//! The journal of a sweep: what is done already, safe from whatever ends the program.
//!
//! It is a file that only grows, a line for each finished replication; each is on the disk before the next is written. When
//! the program is killed while it writes, the last line is torn: its checksum does not hold, and it is cut off. A line in
//! front of others that is not as it was written means that the file is damaged, and that is said instead. While a sweep
//! is under way its journal is locked, so that no other one writes to it; the lock ends with the program, however it ends.

use super::record::{self, Record};
use crate::experiment::transient::Start;
use crate::stats::replicated::Sample;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The file's name in the folder of work.
pub const NAME: &str = "journal";
/// The format of its lines.
const FORMAT: u32 = 1;

/// What is done of a sweep.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    /// Bytes of whole lines.
    end: u64,
    starts: BTreeMap<usize, Start>,
    /// Where the line of a replication begins, and its length without the line break.
    places: BTreeMap<(usize, u64), (u64, usize)>,
}

/// Why there is no journal to work with.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The operating system refused.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried, as a verb.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// It belongs to another sweep.
    #[error(
        "{} holds the unfinished work of another sweep, or of this one before lvsim or the scenario changed: {command}. \
         Finish that one, choose another --out, or remove the folder",
        folder.display()
    )]
    Another {
        /// The folder of work.
        folder: PathBuf,
        /// The command line that began it.
        command: String,
    },
    /// Another process is writing to it.
    #[error("another lvsim is working in {} right now", folder.display())]
    Busy {
        /// The folder of work.
        folder: PathBuf,
    },
    /// It is no journal, or not as it was written.
    #[error(
        "{what} of {} is not as it was written. Remove {} to begin anew",
        path.display(), path.parent().unwrap_or(path).display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Which line.
        what: String,
    },
}

impl JournalError {
    fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }
}

impl Journal {
    /// Whether there is a journal in this folder of work.
    pub fn is_in(folder: &Path) -> bool {
        folder.join(NAME).exists()
    }

    /// Opens the journal in this folder of work, or begins one. `key` is that of the sweep ([`super::key`]), `command` what
    /// people know it by.
    ///
    /// # Errors
    /// If it is another sweep's, in use, damaged, or if the operating system refuses.
    pub fn open(folder: &Path, key: &str, command: &str) -> Result<Self, JournalError> {
        fs::create_dir_all(folder).map_err(JournalError::io("create", folder))?;
        let path = folder.join(NAME);
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).open(&path);
        let file = file.map_err(JournalError::io("open", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(JournalError::Busy { folder: folder.to_owned() }),
            Err(TryLockError::Error(source)) => return Err(JournalError::io("lock", &path)(source)),
        }
        let mut journal = Self { path, file, end: 0, starts: BTreeMap::new(), places: BTreeMap::new() };
        journal.read_all(folder, key)?;
        if journal.end == 0 {
            let (key, command) = (key.to_owned(), command.to_owned());
            journal.append(&Record::Sweep { format: FORMAT, key, command })?;
            sync_folder(folder);
            folder.parent().into_iter().for_each(sync_folder);
        }
        Ok(journal)
    }

    /// How many replications are done.
    pub fn done(&self) -> usize {
        self.places.len()
    }

    /// Whether this replication of a point is done.
    pub(super) fn has(&self, point: usize, replication: u64) -> bool {
        self.places.contains_key(&(point, replication))
    }

    /// The transient that was found for a point.
    pub(super) fn start(&self, point: usize) -> Option<&Start> {
        self.starts.get(&point)
    }

    /// What was kept of a replication that is done.
    pub(super) fn sample(&mut self, point: usize, replication: u64) -> Result<Sample, JournalError> {
        let (at, length) = self.places[&(point, replication)];
        let mut line = vec![0; length];
        let read = self.file.seek(SeekFrom::Start(at)).and_then(|_| self.file.read_exact(&mut line));
        read.map_err(JournalError::io("read", &self.path))?;
        match record::read(&line) {
            Some(Record::Replication { sample, .. }) => Ok(sample),
            _ => {
                let what = format!("the line of replication {replication} of point {point}");
                Err(JournalError::Damaged { path: self.path.clone(), what })
            }
        }
    }

    /// Writes a line, and returns when it is on the disk.
    pub(super) fn append(&mut self, record: &Record) -> Result<(), JournalError> {
        let line = record::line(record);
        let written = self.file.seek(SeekFrom::Start(self.end)).and_then(|_| self.file.write_all(line.as_bytes()));
        written.and_then(|()| self.file.sync_data()).map_err(JournalError::io("write", &self.path))?;
        self.remember(record, line.len() - 1);
        self.end += line.len() as u64;
        Ok(())
    }

    /// Removes the journal and, if nothing else is in it, its folder: for when the results are in their place.
    ///
    /// # Errors
    /// If the operating system refuses to remove the file.
    pub fn remove(self) -> Result<(), JournalError> {
        // The file first and by its name: whoever opens it until then finds everything done, whoever comes later begins.
        fs::remove_file(&self.path).map_err(JournalError::io("remove", &self.path))?;
        self.path.parent().into_iter().for_each(Self::tidy);
        Ok(())
    }

    /// Removes a folder of work that is empty; if somebody began already, it is not, and stays.
    pub fn tidy(folder: &Path) {
        let _ = fs::remove_dir(folder);
    }

    /// Reads every whole line, and cuts off what is behind the last.
    fn read_all(&mut self, folder: &Path, key: &str) -> Result<(), JournalError> {
        let path = self.path.clone();
        let cannot_read = || JournalError::io("read", &path);
        let length = self.file.metadata().map_err(cannot_read())?.len();
        let mut reader = BufReader::new(self.file.try_clone().map_err(cannot_read())?);
        let (mut line, mut number) = (Vec::new(), 0);
        loop {
            line.clear();
            number += 1;
            if reader.read_until(b'\n', &mut line).map_err(cannot_read())? == 0 {
                break;
            }
            let is_last = self.end + line.len() as u64 == length;
            let whole = line.strip_suffix(b"\n").and_then(record::read);
            match whole {
                Some(Record::Sweep { key: found, command, format }) if number == 1 => {
                    if found != key || format != FORMAT {
                        return Err(JournalError::Another { folder: folder.to_owned(), command });
                    }
                }
                Some(record) if number > 1 => self.remember(&record, line.len() - 1),
                None if is_last => break,
                _ => return Err(JournalError::Damaged { path: self.path.clone(), what: format!("line {number}") }),
            }
            self.end += line.len() as u64;
        }
        self.file.set_len(self.end).map_err(JournalError::io("write", &self.path))
    }

    fn remember(&mut self, record: &Record, length: usize) {
        match record {
            Record::Sweep { .. } => {}
            Record::Start { point, start } => {
                self.starts.insert(*point, start.into());
            }
            Record::Replication { point, replication, .. } => {
                self.places.insert((*point, *replication), (self.end, length));
            }
        }
    }
}

/// Makes sure that a new file in a folder is found again after a power failure, where the system can do so.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}
