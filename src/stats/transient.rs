//! How a transient was found: the number in system of pilot runs, and where MSER-5 cuts it.

use crate::stats::mser::{BATCH, Cut};
use crate::time::SimDuration;

/// A search for the end of the transient.
#[derive(Clone, Debug, PartialEq)]
pub struct TransientSearch {
    /// How many pilot runs were averaged.
    pub pilots: usize,
    /// The time of one batch.
    pub batch: SimDuration,
    /// Number in system in each batch, all servers together, averaged over time and pilots.
    pub number_in_system: Vec<f64>,
    /// MSER for a cut in front of batch 0, 1, 2 and so on.
    pub statistics: Vec<f64>,
    /// How many batches are cut.
    pub batches: usize,
    /// Whether the transient ends within the run: else half of it is cut, and it should be longer.
    pub is_conclusive: bool,
}

impl TransientSearch {
    /// The search in this series of the number in system over intervals of equal length, averaged over so many pilots.
    /// `None` if it has fewer than two batches.
    pub fn of(number_in_system: &[f64], interval: SimDuration, pilots: usize) -> Option<Self> {
        let cut = Cut::of(number_in_system)?;
        Some(Self {
            pilots,
            batch: interval * BATCH as u64,
            is_conclusive: cut.is_conclusive(),
            number_in_system: cut.means,
            statistics: cut.statistics,
            batches: cut.batches,
        })
    }

    /// The transient that was found.
    pub fn transient(&self) -> SimDuration {
        self.batch * self.batches as u64
    }
}
