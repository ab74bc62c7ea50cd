//! Spans of time, and sets of them.

use crate::time::{SimDuration, SimTime};

/// The time from `from` until just before `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Its first moment.
    pub from: SimTime,
    /// The first moment after it.
    pub until: SimTime,
}

impl Span {
    /// How long it is.
    pub fn length(self) -> SimDuration {
        self.until.since(self.from)
    }

    /// The part of it that lies in `window`, if there is any.
    pub fn within(self, window: Self) -> Option<Self> {
        let part = Self { from: self.from.max(window.from), until: self.until.min(window.until) };
        (part.from < part.until).then_some(part)
    }
}

/// The time that is in any of these spans: in order, apart from each other, none of no length.
pub fn union(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| span.from < span.until);
    spans.sort();
    let mut apart: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match apart.last_mut() {
            Some(last) if span.from <= last.until => last.until = last.until.max(span.until),
            _ => apart.push(span),
        }
    }
    apart
}

/// Their lengths together.
pub fn total(spans: &[Span]) -> SimDuration {
    spans.iter().fold(SimDuration::ZERO, |sum, span| sum + span.length())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(from: u64, until: u64) -> Span {
        Span { from: SimTime::from_nanos(from), until: SimTime::from_nanos(until) }
    }

    #[test]
    fn spans_that_touch_or_overlap_become_one() {
        let apart = union(vec![span(8, 9), span(0, 2), span(2, 3), span(5, 5), span(1, 2)]);
        assert_eq!(apart, [span(0, 3), span(8, 9)]);
        assert_eq!(total(&apart), SimDuration::from_nanos(4));
    }

    #[test]
    fn only_what_lies_in_a_window_is_within_it() {
        assert_eq!(span(1, 5).within(span(3, 9)), Some(span(3, 5)));
        assert_eq!(span(1, 3).within(span(3, 9)), None);
    }

    proptest! {
        #[test]
        fn a_moment_is_in_the_union_exactly_if_it_is_in_one_of_the_spans(
            ends in proptest::collection::vec((0..40_u64, 0..40_u64), 0..12),
            moment in 0..40_u64,
        ) {
            let spans: Vec<Span> = ends.into_iter().map(|(from, until)| span(from, until)).collect();
            let is_in = |spans: &[Span]| {
                spans.iter().any(|span| (span.from.as_nanos()..span.until.as_nanos()).contains(&moment))
            };
            let apart = union(spans.clone());
            prop_assert_eq!(is_in(&apart), is_in(&spans));
            prop_assert!(apart.windows(2).all(|pair| pair[0].until < pair[1].from));
        }
    }
}
