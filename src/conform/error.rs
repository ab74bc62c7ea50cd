//! Why a recording cannot be replayed.

use std::path::PathBuf;

/// Why a recording cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub enum ConformError {
    /// The file or folder cannot be read.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A folder without recordings.
    #[error("{}: no recording in this folder (*.jsonl, *.csv, or these with .gz)", path.display())]
    NoRecording {
        /// Which one.
        path: PathBuf,
    },
    /// A line that is not what the format says.
    #[error("{}:{line}: {reason}", path.display())]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// Its line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A recording without a fact.
    #[error("{}: nothing to compare: the recording holds no facts", path.display())]
    NoFacts {
        /// Which file.
        path: PathBuf,
    },
}
