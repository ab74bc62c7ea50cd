//! The exit codes: part of what other programs may rely on.
//!
//! | code | meaning |
//! |---|---|
//! | 0 | done, and everything asked for holds |
//! | 1 | a comparison or a gate failed: the input was understood, the answer is no |
//! | 2 | bad input or bad usage: nothing can be said |

use std::io;
use std::process::ExitCode;

/// How a command ended. The worst of several is the largest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done, and everything asked for holds.
    #[default]
    Success,
    /// A comparison or a gate failed.
    Failed,
    /// Bad input or bad usage.
    Unusable,
}

impl Exit {
    /// The number the process ends with.
    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failed => 1,
            Self::Unusable => 2,
        }
    }

    /// Says on stderr why nothing was left behind.
    pub(super) fn unusable(error: &impl std::fmt::Display) -> Self {
        eprintln!("error: {error}");
        Self::Unusable
    }

    /// The results could not be written.
    pub(super) fn failed_output(error: &io::Error) -> Self {
        eprintln!("error: cannot write the output: {error}");
        Self::Unusable
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
