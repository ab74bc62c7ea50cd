//! HOW IT IS SHOWN: a run as a folder of open files, a JSON document, a table on a terminal, and charts.
//!
//! This room sees numbers only, never the simulation, so that what is drawn from a fresh run can be drawn again from the
//! files it left: [`load`] returns the very [`RunReport`] that [`write()`] was given.
//!
//! * [`provenance`]: what a run was made from, enough to make it again
//! * [`files`]: the files of a run folder, one module each, writing and reading side by side
//! * [`folder`]: a run folder appears whole or not at all; reading one back; [`assembly`]: not even a power failure loses it
//! * [`failover`]: who was master when, in short
//! * [`sweep`], [`capacity`]: many points of a scenario, and the search for the heaviest that holds
//! * [`experiment`], [`comparison`]: many runs, and variants of a scenario beside each other
//! * [`json`]: the document of `--json`
//! * [`terminal`]: the summary on a terminal
//! * [`chart`]: the charts, as SVG and PNG
//! * [`number`]: rounding, and numbers as people read them
//! * [`error`]: what can go wrong with files

pub mod assembly;
pub mod capacity;
pub mod chart;
mod columns;
pub mod comparison;
pub mod error;
pub mod experiment;
pub mod failover;
pub mod files;
pub mod folder;
pub mod json;
pub mod number;
pub mod provenance;
#[cfg(test)]
pub(crate) mod specimen;
pub mod sweep;
pub mod terminal;

pub use error::ReportError;
pub use folder::{check_replaceable, load, write};
pub use provenance::Provenance;

use crate::stats::Outcome;

/// A run that can be shown: where it came from and what came out.
#[derive(Clone, Debug, PartialEq)]
pub struct RunReport {
    provenance: Provenance,
    outcome: Outcome,
}

impl RunReport {
    /// The report of a run. Every floating-point number of the outcome is rounded to nine significant digits here, once,
    /// so that tables, files and charts agree to the last digit with those made from the files. A single director to
    /// which nothing happened is left out, unless packets matter.
    pub fn new(provenance: Provenance, mut outcome: Outcome) -> Self {
        if !outcome.is_eventful() && outcome.directors.len() <= 1 {
            outcome.directors.retain(|director| director.load.is_some());
            outcome.timeline.clear();
        }
        Self { provenance, outcome: number::rounded(outcome) }
    }

    /// What the run was made from.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// What came out, rounded.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }
}
