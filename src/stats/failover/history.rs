//! A value that changes in steps.

use super::span::Span;
use crate::time::SimTime;

/// What something was, when: a first value, and every change of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History<T> {
    /// Since when it was what; the first at 0, ascending, each another value than the one before.
    steps: Vec<(SimTime, T)>,
}

impl<T: PartialEq> History<T> {
    /// It was this at the start, and as yet has not changed.
    pub fn starting(value: T) -> Self {
        Self { steps: vec![(SimTime::ZERO, value)] }
    }

    /// It is `value` from `at` on; `at` is not before the last change. What it was for no time is forgotten.
    pub fn set(&mut self, at: SimTime, value: T) {
        debug_assert!(self.steps.last().is_some_and(|(last, _)| *last <= at), "changes come in order of time");
        if self.steps.last().is_some_and(|(last, _)| *last == at) {
            self.steps.pop();
        }
        if self.steps.last().is_none_or(|(_, last)| *last != value) {
            self.steps.push((at, value));
        }
    }

    /// What it was at `moment`: a change at that very moment is seen.
    pub fn at(&self, moment: SimTime) -> &T {
        let later = self.steps.partition_point(|(since, _)| *since <= moment);
        &self.steps[later.max(1) - 1].1
    }

    /// What it was until just before `moment`.
    pub fn before(&self, moment: SimTime) -> &T {
        let later = self.steps.partition_point(|(since, _)| *since < moment);
        &self.steps[later.max(1) - 1].1
    }

    /// Every change: when, from what, to what.
    pub fn changes(&self) -> impl Iterator<Item = (SimTime, &T, &T)> {
        self.steps.windows(2).map(|pair| (pair[1].0, &pair[0].1, &pair[1].1))
    }

    /// The first moment from `moment` on at which it was so.
    pub fn first_from(&self, moment: SimTime, is_so: impl Fn(&T) -> bool) -> Option<SimTime> {
        if is_so(self.at(moment)) {
            return Some(moment);
        }
        self.steps.iter().find(|(since, value)| *since > moment && is_so(value)).map(|(since, _)| *since)
    }

    /// What it was, when, up to `end`.
    pub fn spans(&self, end: SimTime) -> impl Iterator<Item = (Span, &T)> {
        let until = self.steps.iter().skip(1).map(|(since, _)| *since).chain([end]);
        let spans = self.steps.iter().zip(until);
        spans.map(move |((from, value), until)| (Span { from: *from, until: until.min(end) }, value))
    }

    /// When it was so, up to `end`: spans apart from each other.
    pub fn spans_where(&self, end: SimTime, is_so: impl Fn(&T) -> bool) -> Vec<Span> {
        super::span::union(self.spans(end).filter(|(_, value)| is_so(value)).map(|(span, _)| span).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SimTime {
        SimTime::from_nanos(seconds * 1_000_000_000)
    }

    fn history(steps: &[(u64, char)]) -> History<char> {
        let mut history = History::starting('a');
        for &(seconds, value) in steps {
            history.set(at(seconds), value);
        }
        history
    }

    #[test]
    fn a_change_is_seen_at_its_moment_and_not_before() {
        let history = history(&[(2, 'b'), (5, 'c')]);
        assert_eq!([0, 2, 4, 5, 9].map(|s| *history.at(at(s))), ['a', 'b', 'b', 'c', 'c']);
        assert_eq!([0, 2, 4, 5, 9].map(|s| *history.before(at(s))), ['a', 'a', 'b', 'b', 'c']);
    }

    #[test]
    fn what_it_was_for_no_time_is_forgotten() {
        assert_eq!(history(&[(2, 'b'), (2, 'a'), (3, 'c'), (3, 'd')]), history(&[(3, 'd')]));
        assert_eq!(history(&[(0, 'b')]).changes().count(), 0);
    }

    #[test]
    fn spans_reach_to_the_next_change_and_the_last_one_to_the_end() {
        let history = history(&[(2, 'b'), (5, 'a'), (6, 'c')]);
        let span = |from, until| Span { from: at(from), until: at(until) };
        assert_eq!(history.spans_where(at(9), |value| *value != 'b'), [span(0, 2), span(5, 9)]);
        assert_eq!(history.spans_where(at(9), |value| *value == 'b'), [span(2, 5)]);
    }

    #[test]
    fn the_first_moment_may_be_the_one_that_is_asked_about() {
        let history = history(&[(2, 'b'), (5, 'c')]);
        assert_eq!(history.first_from(at(3), |value| *value == 'b'), Some(at(3)));
        assert_eq!(history.first_from(at(3), |value| *value == 'c'), Some(at(5)));
        assert_eq!(history.first_from(at(3), |value| *value == 'a'), None);
    }
}
