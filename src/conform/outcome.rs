//! What a replay found.

use std::fmt;

use crate::time::SimDuration;

/// What a replay found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Facts that were compared.
    pub facts: u64,
    /// Those that are the same.
    pub matched: u64,
    /// What differs and nothing explains, in the order of the recording.
    pub mismatches: Vec<Mismatch>,
    /// What differs because something was decided by less than the recording can tell.
    pub races: Vec<Race>,
    /// By how much times differ, where a recording tells times.
    pub time_errors: TimeErrors,
    /// What is asked of a recording as a whole and does not hold.
    pub unmet: Vec<String>,
    /// Further figures, one line each.
    pub notes: Vec<String>,
    /// The recording from which this one was computed: there is nothing in it to compare.
    pub derived_from: Option<&'static str>,
}

impl Outcome {
    /// Whether the model did what was recorded: nothing differs but what a race explains.
    pub fn holds(&self) -> bool {
        self.mismatches.is_empty() && self.unmet.is_empty()
    }
}

/// A fact that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Line of the recording, from 1.
    pub line: usize,
    /// The operation, in a few words.
    pub operation: String,
    /// What was recorded.
    pub expected: String,
    /// What the model says.
    pub got: String,
    /// What the model's decision was based on, one item a line: the destinations with their counters.
    pub state: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.operation)?;
        for (title, text) in [("expected", &self.expected), ("got", &self.got), ("at that moment", &self.state)] {
            // A text of several lines starts on a line of its own.
            match text.trim_end() {
                text if text.contains('\n') => write!(f, "\n  {title}:\n    {}", text.replace('\n', "\n    "))?,
                text => write!(f, "\n  {title}: {text}")?,
            }
        }
        Ok(())
    }
}

/// A run that went another way than the model, and what was too close to call in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Race {
    /// Line of the recording, from 1.
    pub line: usize,
    /// Which run, in a few words.
    pub run: String,
    /// What raced with what, and how close it was.
    pub reason: String,
}

impl fmt::Display for Race {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}: race: {}", self.line, self.run, self.reason)
    }
}

/// Differences between recorded times and the model's, without their signs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeErrors(Vec<SimDuration>);

impl TimeErrors {
    /// Notes one.
    pub fn add(&mut self, error: SimDuration) {
        self.0.push(error);
    }

    /// Notes all that `others` holds.
    pub fn extend(&mut self, others: &Self) {
        self.0.extend_from_slice(&others.0);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The one in the middle; of an even number the later of the two. `None` without any.
    pub fn median(&self) -> Option<SimDuration> {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).copied()
    }

    /// The largest. `None` without any.
    pub fn worst(&self) -> Option<SimDuration> {
        self.0.iter().max().copied()
    }
}

impl fmt::Display for TimeErrors {
    /// `time error median 2.1 ms, worst 9.7 ms`; nothing without any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Some(median), Some(worst)) = (self.median(), self.worst()) else {
            return Ok(());
        };
        let millis = |span: SimDuration| span.as_secs_f64() * 1000.0;
        write!(f, "time error median {:.1} ms, worst {:.1} ms", millis(median), millis(worst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_errors_have_a_median_and_a_worst() {
        let mut errors = TimeErrors::default();
        assert_eq!((errors.median(), errors.worst(), errors.to_string()), (None, None, String::new()));
        for millis in [9, 1, 4] {
            errors.add(SimDuration::from_millis(millis));
        }
        let mut all = TimeErrors::default();
        all.add(SimDuration::from_nanos(12_340_000));
        all.extend(&errors);
        assert_eq!(all.count(), 4);
        assert_eq!(errors.median(), Some(SimDuration::from_millis(4)));
        assert_eq!(all.to_string(), "time error median 9.0 ms, worst 12.3 ms");
    }
}
