//! The kernel's table, in its order: each recorded one must be one of the model's, at about that time.

use super::kernel::Table;
use crate::time::{SimDuration, SimTime};

/// A table is read 20 ms after a line of the log, and now and then the machine stood still for half a second between
/// looking at the clock and reading.
pub(super) const SLACK: SimDuration = SimDuration::from_millis(600);

/// Follows the model's tables along the recorded ones.
#[derive(Debug)]
pub(super) struct Follower<'a> {
    /// Since when the model's table was what it was.
    history: &'a [(SimTime, Table)],
    /// Where the last recorded table was found: the next is not before it.
    place: usize,
}

impl<'a> Follower<'a> {
    pub(super) fn new(history: &'a [(SimTime, Table)]) -> Self {
        Self { history, place: 0 }
    }

    /// Whether the model's table was this one at about `time`, and no earlier than the one found before.
    pub(super) fn find(&mut self, time: SimTime, table: &Table) -> bool {
        let holds_until = |index: usize| self.history.get(index + 1).map_or(SimTime::MAX, |next| next.0);
        let near = |index: &usize| self.history[*index].0 <= time + SLACK && time <= holds_until(*index) + SLACK;
        match (self.place..self.history.len()).filter(near).find(|index| self.history[*index].1 == *table) {
            Some(index) => {
                self.place = index;
                true
            }
            None => false,
        }
    }

    /// The model's tables at about `time`, for a message.
    pub(super) fn around(&self, time: SimTime) -> String {
        let state = |(since, table): &(SimTime, Table)| format!("since {:.3} s: {}", since.as_secs_f64(), shown(table));
        let first = self.history.iter().rposition(|state| state.0 + SLACK <= time).unwrap_or(0);
        let near = self.history[first..].iter().take_while(|state| state.0 <= time + SLACK);
        near.map(state).collect::<Vec<_>>().join("\n")
    }
}

/// The table on one line.
pub(super) fn shown(table: &Table) -> String {
    let rows = table.iter().map(|(server, weight)| format!("{server} weight {weight}"));
    let rows = rows.collect::<Vec<_>>().join(", ");
    if rows.is_empty() { "empty".to_owned() } else { rows }
}
