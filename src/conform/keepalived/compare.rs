//! Comparing the sequences of a recorded run with the model's.

use super::sequence::{Happening, Sequences, Whose};
use crate::conform::TimeErrors;
use crate::time::{SimDuration, SimTime};

/// How far apart the same happening may be on both sides.
const SAME_TIME: SimDuration = SimDuration::from_millis(300);

/// What a comparison found.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    /// Happenings that are the same, in order.
    pub(super) matched: u64,
    /// Happenings of both, the same ones counted once.
    pub(super) total: u64,
    /// How far apart in time the same ones are, in sequences without a difference.
    pub(super) errors: TimeErrors,
    /// Sequences that differ.
    pub(super) differences: Vec<Difference>,
}

/// Two sequences that differ.
#[derive(Debug)]
pub(super) struct Difference {
    pub(super) whose: Whose,
    pub(super) recorded: Vec<Happening>,
    pub(super) modelled: Vec<Happening>,
}

impl Comparison {
    /// Compares sequence by sequence.
    pub(super) fn new(recorded: &Sequences, modelled: &Sequences) -> Self {
        let mut comparison = Self::default();
        let keys = recorded.keys().chain(modelled.keys().filter(|whose| !recorded.contains_key(*whose)));
        for whose in keys {
            let ours = |sequences: &Sequences| sequences.get(whose).cloned().unwrap_or_default();
            comparison.add(whose, ours(recorded), ours(modelled));
        }
        comparison
    }

    fn add(&mut self, whose: &Whose, recorded: Vec<Happening>, modelled: Vec<Happening>) {
        let common = longest_common(&recorded, &modelled);
        self.matched += common;
        self.total += recorded.len() as u64 + modelled.len() as u64 - common;
        if recorded.iter().map(|happening| &happening.what).eq(modelled.iter().map(|happening| &happening.what)) {
            for (one, other) in recorded.iter().zip(&modelled) {
                self.errors.add(one.at.since(other.at).max(other.at.since(one.at)));
            }
        } else {
            self.differences.push(Difference { whose: whose.clone(), recorded, modelled });
        }
    }
}

impl Difference {
    /// The moment of the first happening that only one side has at about that time.
    pub(super) fn begins(&self) -> SimTime {
        let lacks = |happenings: &[Happening], one: &Happening| {
            let near = |other: &Happening| other.at.since(one.at).max(one.at.since(other.at)) < SAME_TIME;
            !happenings.iter().any(|other| other.what == one.what && near(other))
        };
        let only_one = |ours: &[Happening], theirs: &[Happening]| {
            ours.iter().filter(|happening| lacks(theirs, happening)).map(|happening| happening.at).min()
        };
        let sides = [only_one(&self.recorded, &self.modelled), only_one(&self.modelled, &self.recorded)];
        sides.into_iter().flatten().min().unwrap_or(SimTime::MAX)
    }
}

/// The length of the longest sequence that both contain in order.
fn longest_common(one: &[Happening], other: &[Happening]) -> u64 {
    let mut row = vec![0; other.len() + 1];
    for happening in one {
        let mut diagonal = 0;
        for (place, candidate) in other.iter().enumerate() {
            let above = row[place + 1];
            row[place + 1] = if happening.what == candidate.what { diagonal + 1 } else { above.max(row[place]) };
            diagonal = above;
        }
    }
    row[other.len()]
}
