//! How many runs at a time.

use std::num::NonZeroUsize;

use clap::Args;

use crate::experiment::Threads;

/// How many threads.
#[derive(Debug, Args)]
pub(super) struct ThreadCount {
    /// Runs at a time; without it one for each processor. Results do not depend on it
    #[arg(long, value_name = "COUNT")]
    threads: Option<NonZeroUsize>,
}

impl ThreadCount {
    /// The threads, or a message on stderr that there are none.
    pub(super) fn start(&self) -> Option<Threads> {
        Threads::new(self.threads).inspect_err(|error| eprintln!("error: cannot start threads: {error}")).ok()
    }
}
