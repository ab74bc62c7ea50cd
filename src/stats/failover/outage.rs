//! When what clients send arrived nowhere.

use super::course::Course;
use super::span::{Span, union};
use crate::stats::timeline::Reached;
use crate::time::SimTime;

/// When packets for at least one virtual address arrived nowhere, since it was first reached; from the start for an
/// address that never was.
pub fn outages(course: &Course) -> Vec<Span> {
    let mut spans = Vec::new();
    for reached in course.reached.values() {
        let first = reached.first_from(SimTime::ZERO, |by| *by != Reached::Nobody).unwrap_or(SimTime::ZERO);
        let since = Span { from: first, until: course.end };
        let nowhere = reached.spans_where(course.end, |by| *by == Reached::Nobody);
        spans.extend(nowhere.into_iter().filter_map(|span| span.within(since)));
    }
    union(spans)
}

#[cfg(test)]
mod tests {
    use super::super::tale::{Tale, s};
    use super::*;

    #[test]
    fn an_outage_lasts_until_packets_arrive_somewhere_be_it_straight_at_a_server() {
        let mut tale = Tale::default();
        tale.reach(3.6, Reached::Director(0)).reach(20.0, Reached::Nobody).reach(23.6, Reached::Director(1));
        tale.reach(50.0, Reached::Server(0)).reach(60.0, Reached::Nobody);
        let spans = outages(&Course::of(&tale.outcome()));
        let [first, second] = spans[..] else { panic!("{spans:?}") };
        assert_eq!((first.from, first.until), (s(20.0), s(23.6)));
        assert_eq!((second.from, second.until), (s(60.0), s(100.0)));
    }

    #[test]
    fn an_address_that_is_never_reached_is_out_all_the_time() {
        let mut tale = Tale::default();
        tale.reach(5.0, Reached::Nobody);
        assert_eq!(outages(&Course::of(&tale.outcome())), [Span { from: s(0.0), until: s(100.0) }]);
        assert_eq!(outages(&Course::of(&Tale::default().outcome())), []);
    }
}
