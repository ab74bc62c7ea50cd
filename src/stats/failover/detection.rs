//! Faults of real servers, and when the lists followed.

use super::belief::Active;
use super::course::{Course, Place, is_in_use};
use super::span::Span;
use crate::stats::Outcome;
use crate::stats::timeline::{DirectorCondition, ServerCondition};
use crate::time::{SimDuration, SimTime};

/// A server's fault as one virtual service went through it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerFault {
    /// Which real server.
    pub server: usize,
    /// Which virtual service, as ipvsadm shows it.
    pub service: String,
    /// When the server was not as it should be.
    pub span: Span,
    /// When the active director stopped using it, if it did before the fault was over.
    pub detected: Option<SimTime>,
    /// When it was used again, if it had been taken out, and if that was before its next fault.
    pub returned: Option<SimTime>,
}

impl ServerFault {
    /// From the fault to its detection.
    pub fn detection(&self) -> Option<SimDuration> {
        Some(self.detected?.since(self.span.from))
    }

    /// From the recovery to the return.
    pub fn return_time(&self) -> Option<SimDuration> {
        Some(self.returned?.since(self.span.until))
    }
}

/// Every fault of a server that was in use when it began, in order of time.
pub fn server_faults(course: &Course) -> Vec<ServerFault> {
    let mut faults = Vec::new();
    for ((service, server), belief) in course.beliefs() {
        let spans = course.server_faults(*server);
        for (index, &span) in spans.iter().enumerate() {
            if !is_in_use(*belief.before(span.from)) {
                continue;
            }
            let next = spans.get(index + 1).map_or(course.end, |next| next.from);
            let out = belief.first_from(span.from, |listed| !is_in_use(*listed));
            let was_out = !is_in_use(*belief.before(span.until));
            let back = belief.first_from(span.until, |listed| is_in_use(*listed));
            faults.push(ServerFault {
                server: *server,
                service: service.clone(),
                span,
                detected: out.filter(|at| *at < span.until),
                returned: back.filter(|at| was_out && *at < next),
            });
        }
    }
    faults.sort_by_key(|fault| fault.span.from);
    faults
}

/// When the active director stopped using a server that was up, of its own accord: it was up itself, and no operation of
/// the scenario on that server is marked at that moment.
pub fn false_removals(course: &Course, outcome: &Outcome) -> Vec<(SimTime, Place)> {
    let mut removals = Vec::new();
    for (place, belief) in course.beliefs() {
        let (service, server) = place;
        let active = course.active(service);
        let stops = belief.changes().filter(|(_, from, to)| is_in_use(**from) && !is_in_use(**to));
        removals.extend(
            stops
                .map(|(at, _, _)| at)
                .filter(|&at| {
                    let whose = *active.at(at);
                    let by_takeover = *active.before(at) != whose;
                    let is_up = course.servers[*server].at(at) == &ServerCondition::Up;
                    let director_is_up = match whose {
                        Active::All => true,
                        Active::One(director) => course
                            .directors
                            .get(director)
                            .is_none_or(|history| history.at(at) == &DirectorCondition::Up),
                    };
                    let name = &outcome.servers[*server].name;
                    let was_asked_for = outcome.marks.iter().any(|mark| mark.at == at && mark.target == *name);
                    !by_takeover && is_up && director_is_up && !was_asked_for
                })
                .map(|at| (at, place.clone())),
        );
    }
    removals.sort();
    removals
}

#[cfg(test)]
mod tests {
    use super::super::tale::{Tale, s};
    use super::*;
    use crate::stats::outcome::Mark;
    use crate::stats::timeline::Reached;

    fn listed_from_the_start() -> Tale {
        let mut tale = Tale::default();
        tale.reach(0.0, Reached::Director(0)).listed(0.0, 0, Some(1)).listed(0.0, 1, Some(1));
        tale
    }

    #[test]
    fn a_crash_is_detected_by_the_director_that_clients_reach_and_the_server_returns() {
        let mut tale = listed_from_the_start();
        tale.server(10.0, ServerCondition::Crashed).listed(12.0, 1, None).listed(14.5, 0, None);
        tale.server(30.0, ServerCondition::Up).listed(33.0, 0, Some(1)).listed(36.0, 1, Some(1));
        let faults = server_faults(&Course::of(&tale.outcome()));
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].detection(), Some(SimDuration::from_millis(4_500)));
        assert_eq!(faults[0].return_time(), Some(SimDuration::from_secs(3)));
    }

    #[test]
    fn a_server_of_weight_0_is_out_and_one_condition_after_another_is_one_fault() {
        let mut tale = listed_from_the_start();
        tale.server(10.0, ServerCondition::Hung).server(11.0, ServerCondition::Off).listed(13.0, 0, Some(0));
        let faults = server_faults(&Course::of(&tale.outcome()));
        assert_eq!((faults.len(), faults[0].detection()), (1, Some(SimDuration::from_secs(3))));
        assert_eq!(faults[0].returned, None, "it is never up again");
    }

    #[test]
    fn a_short_fault_may_pass_unseen_and_what_is_removed_after_it_is_removed_falsely() {
        let mut tale = listed_from_the_start();
        tale.server(10.0, ServerCondition::Crashed).server(12.0, ServerCondition::Up);
        tale.listed(13.0, 0, None).listed(16.0, 0, Some(1));
        let outcome = tale.outcome();
        let faults = server_faults(&Course::of(&outcome));
        assert_eq!((faults[0].detected, faults[0].returned), (None, None));
        let removals = false_removals(&Course::of(&outcome), &outcome);
        assert_eq!(removals.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [s(13.0)]);
    }

    #[test]
    fn a_server_that_is_not_in_use_has_nothing_to_be_detected() {
        let mut tale = listed_from_the_start();
        tale.listed(5.0, 0, Some(0)).server(10.0, ServerCondition::Crashed).listed(12.0, 0, None);
        assert_eq!(server_faults(&Course::of(&tale.outcome())), []);
    }

    #[test]
    fn a_removal_that_was_asked_for_or_that_ends_the_director_is_not_false() {
        let mut tale = listed_from_the_start();
        tale.listed(5.0, 0, Some(0)).listed(6.0, 0, Some(1));
        tale.director(9.0, 0, DirectorCondition::KeepalivedDown).listed(9.0, 0, None);
        let mut outcome = tale.outcome();
        let course = Course::of(&outcome);
        assert_eq!(false_removals(&course, &outcome).len(), 1, "the edit, as long as nobody says that it was one");
        let (target, kind) = ("web-01".to_owned(), "edit".to_owned());
        outcome.marks.push(Mark { at: s(5.0), until: None, target, kind });
        assert_eq!(false_removals(&course, &outcome), []);
    }
}
