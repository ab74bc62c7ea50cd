//! What can go wrong with the files of a run.

use std::io;
use std::path::{Path, PathBuf};

/// Why a run folder could not be written or read. Every message names the path.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The operating system refused.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried, as a verb: `write`, `read`, `create`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// Something is in the way that lvsim did not write.
    #[error(
        "{} is in the way and will not be replaced: {found}. Choose another folder, or remove it yourself",
        path.display()
    )]
    InTheWay {
        /// The file or folder.
        path: PathBuf,
        /// What makes it not ours.
        found: String,
    },
    /// The folder holds no run.
    #[error("{} is not the folder of a run: it has no manifest.json", path.display())]
    NotARun {
        /// The folder.
        path: PathBuf,
    },
    /// A file of a run folder does not hold what belongs there.
    #[error("cannot understand {}: {reason}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, with the line where it is known.
        reason: String,
    },
}

impl ReportError {
    /// For `map_err`: an [`ReportError::Io`] of this action and path.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }

    /// A [`ReportError::Malformed`] file.
    pub(crate) fn malformed(path: &Path, reason: impl ToString) -> Self {
        Self::Malformed { path: path.to_owned(), reason: reason.to_string() }
    }
}
