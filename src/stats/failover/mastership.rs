//! Who was master when: takeovers, elections, and the time with none or with several.

use super::course::Course;
use super::history::History;
use super::span::{Span, union};
use crate::stats::timeline::{DirectorCondition, VrrpState};
use crate::time::{SimDuration, SimTime};
use std::collections::BTreeSet;

/// Directors in MASTER state.
pub type Masters = BTreeSet<usize>;

/// Who was master of a VRRP instance, when.
pub fn masters(course: &Course, instance: &str) -> History<Masters> {
    let mut changes: Vec<(SimTime, usize, bool)> = Vec::new();
    for (director, states) in course.states_of(instance) {
        let starts = states.changes().map(|(at, _, state)| (at, director, *state == VrrpState::Master));
        changes.extend(starts.chain([(SimTime::ZERO, director, *states.at(SimTime::ZERO) == VrrpState::Master)]));
    }
    changes.sort();
    let mut now = Masters::new();
    let mut history = History::starting(Masters::new());
    for (at, director, is_master) in changes {
        if is_master {
            now.insert(director)
        } else {
            now.remove(&director)
        };
        history.set(at, now.clone());
    }
    history
}

/// When a VRRP instance had so many masters, from its first master on.
fn spans_with(course: &Course, is_so: impl Fn(usize) -> bool) -> Vec<Span> {
    let mut spans = Vec::new();
    for instance in course.instances() {
        let masters = masters(course, instance);
        let Some(first) = masters.first_from(SimTime::ZERO, |masters| !masters.is_empty()) else { continue };
        let since = Span { from: first, until: course.end };
        let so = masters.spans_where(course.end, |masters| is_so(masters.len()));
        spans.extend(so.into_iter().filter_map(|span| span.within(since)));
    }
    union(spans)
}

/// When some VRRP instance had no master, after its first one.
pub fn without_master(course: &Course) -> Vec<Span> {
    spans_with(course, |masters| masters == 0)
}

/// When some VRRP instance had more than one master.
pub fn with_several_masters(course: &Course) -> Vec<Span> {
    spans_with(course, |masters| masters > 1)
}

/// A director became master after another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Takeover {
    /// When it entered MASTER state.
    pub at: SimTime,
    /// Who.
    pub director: usize,
}

/// Every takeover, in order of time. A director that takes over several instances at one moment does so once.
pub fn takeovers(course: &Course) -> Vec<Takeover> {
    let mut takeovers = BTreeSet::new();
    for instance in course.instances() {
        let masters = masters(course, instance);
        let mut last = masters.at(SimTime::ZERO).clone();
        for (at, before, after) in masters.changes() {
            if !before.is_empty() {
                last.clone_from(before);
            }
            let entered = after.difference(before).filter(|director| !last.is_empty() && !last.contains(director));
            takeovers.extend(entered.map(|&director| Takeover { at, director }));
        }
    }
    takeovers.into_iter().collect()
}

/// A master's fault, and the next master.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Election {
    /// When the master ceased to be as it should be.
    pub fault: SimTime,
    /// When a director entered MASTER state next.
    pub elected: SimTime,
}

impl Election {
    /// How long it took.
    pub fn length(self) -> SimDuration {
        self.elected.since(self.fault)
    }
}

/// The election after every fault of a master, for each of its VRRP instances, in order of time. A fault through which
/// it stayed master, and one after which nobody became master, has none.
pub fn elections(course: &Course) -> Vec<Election> {
    let mut elections = Vec::new();
    for instance in course.instances() {
        let masters = masters(course, instance);
        for (director, states) in course.states_of(instance) {
            let Some(conditions) = course.directors.get(director) else { continue };
            for fault in conditions.spans_where(course.end, |how| *how != DirectorCondition::Up) {
                let left = states.first_from(fault.from, |state| *state != VrrpState::Master);
                let was_master = *states.before(fault.from) == VrrpState::Master;
                // What ends a mastership after the fault is over is not its consequence.
                let Some(left) = left.filter(|at| was_master && *at <= fault.until) else { continue };
                let entries = masters.changes().filter(|(_, before, after)| after.difference(before).next().is_some());
                let entered = entries.map(|(at, _, _)| at).find(|at| *at >= left && *at > fault.from);
                elections.extend(entered.map(|elected| Election { fault: fault.from, elected }));
            }
        }
    }
    elections.sort_by_key(|election| (election.fault, election.elected));
    elections
}

#[cfg(test)]
mod tests {
    use super::super::span::total;
    use super::super::tale::{Tale, s};
    use super::*;
    use VrrpState::{Backup, Fault, Init, Master};
    use proptest::prelude::*;

    /// Director 0 is master from 4 s on and is switched off at 20 s; director 1 follows at 23.6 s, and yields at 50 s.
    fn failover() -> Course {
        let mut tale = Tale::default();
        tale.vrrp(0.0, 0, Backup).vrrp(0.0, 1, Backup).vrrp(4.0, 0, Master);
        tale.director(20.0, 0, DirectorCondition::Off).vrrp(20.0, 0, Init).vrrp(23.6, 1, Master);
        tale.director(46.0, 0, DirectorCondition::Up).vrrp(46.0, 0, Backup);
        tale.vrrp(50.0, 0, Master).vrrp(50.01, 1, Backup);
        Course::of(&tale.outcome())
    }

    #[test]
    fn after_a_power_off_the_other_director_takes_over_and_later_yields() {
        let takeovers: Vec<_> =
            takeovers(&failover()).iter().map(|takeover| (takeover.at, takeover.director)).collect();
        assert_eq!(takeovers, [(s(23.6), 1), (s(50.0), 0)]);
        let elections = elections(&failover());
        assert_eq!(elections, [Election { fault: s(20.0), elected: s(23.6) }]);
        assert_eq!(elections[0].length(), SimDuration::from_millis(3_600));
    }

    #[test]
    fn time_without_a_master_begins_after_the_first_and_two_at_once_are_several() {
        assert_eq!(without_master(&failover()), [Span { from: s(20.0), until: s(23.6) }]);
        assert_eq!(with_several_masters(&failover()), [Span { from: s(50.0), until: s(50.01) }]);
    }

    #[test]
    fn a_director_that_becomes_master_again_has_taken_over_from_nobody() {
        let mut tale = Tale::default();
        tale.vrrp(4.0, 0, Master).director(20.0, 0, DirectorCondition::LinkDown).vrrp(20.005, 0, Fault);
        tale.director(21.0, 0, DirectorCondition::Up).vrrp(21.0, 0, Backup).vrrp(24.6, 0, Master);
        let course = Course::of(&tale.outcome());
        assert_eq!(takeovers(&course), []);
        assert_eq!(elections(&course), [Election { fault: s(20.0), elected: s(24.6) }]);
    }

    #[test]
    fn a_fault_through_which_the_master_stays_master_elects_nobody() {
        let mut tale = Tale::default();
        tale.vrrp(4.0, 0, Master).director(20.0, 0, DirectorCondition::LinkDown);
        tale.director(20.001, 0, DirectorCondition::Up).vrrp(60.0, 0, Backup).vrrp(64.0, 1, Master);
        assert_eq!(elections(&Course::of(&tale.outcome())), []);
    }

    #[test]
    fn in_a_partition_the_second_master_has_taken_over() {
        let mut tale = Tale::default();
        tale.vrrp(4.0, 0, Master).vrrp(30.0, 1, Master).vrrp(40.0, 1, Backup).vrrp(60.0, 1, Master);
        let course = Course::of(&tale.outcome());
        assert_eq!(takeovers(&course).len(), 2);
        assert_eq!(with_several_masters(&course).len(), 2);
    }

    fn state() -> impl Strategy<Value = VrrpState> {
        prop::sample::select(vec![Init, Backup, Master, Fault])
    }

    proptest! {
        #[test]
        fn time_without_with_one_and_with_several_masters_is_all_the_time_since_the_first(
            told in prop::collection::vec((0.0..100.0_f64, 0..2_usize, state()), 0..30),
        ) {
            let mut told = told;
            told.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut tale = Tale::default();
            for (at, director, state) in told {
                tale.vrrp(at, director, state);
            }
            let course = Course::of(&tale.outcome());
            let masters = masters(&course, "VI_1");
            let first = masters.first_from(SimTime::ZERO, |masters| !masters.is_empty()).unwrap_or(course.end);
            let one = spans_with(&course, |masters| masters == 1);
            let sum = [without_master(&course), one, with_several_masters(&course)].iter().fold(
                SimDuration::ZERO,
                |sum, spans| sum + total(spans),
            );
            prop_assert_eq!(sum, course.end.since(first));
            for takeover in takeovers(&course) {
                prop_assert!(masters.at(takeover.at).contains(&takeover.director));
            }
        }
    }
}
