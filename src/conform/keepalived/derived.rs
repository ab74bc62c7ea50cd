//! Tables that were computed from other recordings: what they say is compared where it was recorded.

use crate::conform::{Outcome, Replay};

/// Passes over the lines of a table.
pub(crate) struct DerivedReplay;

impl DerivedReplay {
    pub(crate) fn new(source: &'static str, outcome: &mut Outcome) -> Self {
        outcome.derived_from = Some(source);
        Self
    }
}

impl Replay for DerivedReplay {
    fn line(&mut self, _number: usize, _text: &str, _outcome: &mut Outcome) -> Result<(), String> {
        Ok(())
    }
}
