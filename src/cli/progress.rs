//! Progress on stderr: a bar, if a terminal is there to show it.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressStyle};

use crate::time::{SimDuration, SimTime};

/// A bar that fills while a run, or many, are under way.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// An empty bar, which nobody sees if `quiet`.
    pub(super) fn new(quiet: bool) -> Self {
        let hidden = quiet || !io::stderr().is_terminal();
        let bar = if hidden { ProgressBar::hidden() } else { ProgressBar::new(1) };
        let style = ProgressStyle::with_template("simulating {bar:40} {percent:>3} %  {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self(bar)
    }

    /// One more run of so many is done.
    pub(super) fn run_done(&self, of: usize) {
        self.0.set_length(of as u64);
        self.0.inc(1);
        self.0.set_message(format!("{} of {of} runs", self.0.position()));
    }

    /// A run has come so far.
    pub(super) fn simulated(&self, now: SimTime, of: SimDuration) {
        self.0.set_length(of.as_nanos());
        self.0.set_position(now.as_nanos());
        self.0.set_message(format!("{now} of {of}"));
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
