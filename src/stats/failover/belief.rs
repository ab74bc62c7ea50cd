//! What the cluster believes: the lists of the directors that clients reach.

use super::course::{Course, Listed, Place};
use super::history::History;
use super::span::Span;
use crate::stats::timeline::{DirectorCondition, Reached};
use crate::time::SimTime;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

/// Whose lists decide about a virtual service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Active {
    /// This director's.
    One(usize),
    /// Those of all directors that run, as each of them gets its share of the clients.
    All,
}

impl Course {
    /// Whose lists decide about a virtual service, over time: those of whom clients' packets for its address reach, or
    /// reached last; the first director until then, and where nothing is known of the address.
    pub fn active(&self, service: &str) -> History<Active> {
        let of_address = address_of(service).and_then(|address| self.reached.get(&address));
        // A service by firewall mark has no address of its own: the first one decides.
        let Some(reached) = of_address.or_else(|| self.reached.values().next()) else {
            return History::starting(Active::One(0));
        };
        let mut steps = reached.spans(self.end).filter_map(|(span, by)| match by {
            Reached::Director(director) => Some((span.from, Active::One(*director))),
            Reached::Directors { .. } => Some((span.from, Active::All)),
            Reached::Nobody | Reached::Server(_) => None,
        });
        let mut active = History::starting(steps.next().map_or(Active::One(0), |(_, first)| first));
        steps.for_each(|(from, whose)| active.set(from, whose));
        active
    }

    /// What the cluster believes about every place: what is in the list of the active director; of several active ones the
    /// largest weight that any of them has, so that a server is in use until the last has taken it out.
    pub fn beliefs(&self) -> BTreeMap<&Place, History<Listed>> {
        let mut active: BTreeMap<&str, History<Active>> = BTreeMap::new();
        let mut beliefs = BTreeMap::new();
        for (place, _) in self.lists.keys() {
            let active = active.entry(&place.0).or_insert_with(|| self.active(&place.0));
            beliefs.entry(place).or_insert_with(|| self.belief(place, active));
        }
        beliefs
    }

    fn belief(&self, place: &Place, active: &History<Active>) -> History<Listed> {
        let mut belief = History::starting(None);
        for (span, whose) in active.spans(self.end) {
            match whose {
                Active::One(director) => self.believe_one(place, *director, span, &mut belief),
                Active::All => self.believe_all(place, span, &mut belief),
            }
        }
        belief
    }

    fn believe_one(&self, place: &Place, director: usize, span: Span, belief: &mut History<Listed>) {
        let list = self.lists.get(&(place.clone(), director));
        belief.set(span.from, list.and_then(|list| *list.at(span.from)));
        let Some(list) = list else { return };
        for (at, listed) in self.while_on(director, list, span) {
            belief.set(at, listed);
        }
    }

    fn believe_all(&self, place: &Place, span: Span, belief: &mut History<Listed>) {
        let lists = self.lists.range((place.clone(), 0)..=(place.clone(), usize::MAX));
        let mut now: Vec<Listed> = Vec::new();
        let mut count: BTreeMap<Listed, usize> = BTreeMap::new();
        let mut changes: Vec<(SimTime, usize, Listed)> = Vec::new();
        for (index, ((_, director), list)) in lists.enumerate() {
            now.push(*list.at(span.from));
            *count.entry(*list.at(span.from)).or_default() += 1;
            changes.extend(self.while_on(*director, list, span).into_iter().map(|(at, listed)| (at, index, listed)));
        }
        let largest = |count: &BTreeMap<Listed, usize>| count.last_key_value().and_then(|(listed, _)| *listed);
        belief.set(span.from, largest(&count));
        changes.sort_by_key(|(at, ..)| *at);
        for (at, index, listed) in changes {
            let before = std::mem::replace(&mut now[index], listed);
            *count.entry(listed).or_default() += 1;
            if let Some(left) = count.get_mut(&before) {
                *left -= 1;
                if *left == 0 {
                    count.remove(&before);
                }
            }
            belief.set(at, largest(&count));
        }
    }

    /// How a list stood in a span, change by change, while its director was on: with a director that is switched off goes
    /// its list, but nobody has changed it.
    fn while_on(&self, director: usize, list: &History<Listed>, span: Span) -> Vec<(SimTime, Listed)> {
        let on = self
            .directors
            .get(director)
            .map_or_else(|| vec![span], |how| how.spans_where(span.until, |how| *how != DirectorCondition::Off));
        let mut steps = Vec::new();
        for on in on.into_iter().filter_map(|on| on.within(span)) {
            steps.push((on.from, *list.at(on.from)));
            let within = |at: &SimTime| on.from < *at && *at < on.until;
            steps.extend(list.changes().filter(|(at, _, _)| within(at)).map(|(at, _, listed)| (at, *listed)));
        }
        steps
    }
}

/// The address of a virtual service as ipvsadm shows it: `TCP  10.0.0.100:80`.
fn address_of(service: &str) -> Option<Ipv4Addr> {
    service.split_whitespace().nth(1)?.split(':').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::tale::{SERVICE, Tale, s};
    use super::*;

    #[test]
    fn the_address_of_a_service_is_the_one_that_ipvsadm_shows() {
        assert_eq!(address_of(SERVICE), Some(Ipv4Addr::new(10, 0, 0, 100)));
        assert_eq!(address_of("FWM  1"), None);
    }

    #[test]
    fn the_belief_is_that_of_the_director_that_clients_reach_and_outlives_it() {
        let mut tale = Tale::default();
        tale.reach(0.0, Reached::Director(0)).listed(0.0, 0, Some(1)).listed(0.0, 1, Some(1));
        tale.listed(10.0, 1, None); // the backup alone
        tale.reach(20.0, Reached::Nobody).listed(22.0, 0, Some(2)).reach(24.0, Reached::Director(1));
        let course = Course::of(&tale.outcome());
        let beliefs = course.beliefs();
        let belief = &beliefs[&(SERVICE.to_owned(), 0)];
        assert_eq!(
            [0.0, 15.0, 21.0, 23.0, 24.0].map(|at| *belief.at(s(at))),
            [Some(1), Some(1), Some(1), Some(2), None]
        );
    }

    #[test]
    fn what_is_switched_off_with_a_director_has_not_been_taken_out_of_its_list() {
        let mut tale = Tale::default();
        tale.reach(0.0, Reached::Director(0)).listed(0.0, 0, Some(1));
        tale.director(20.0, 0, DirectorCondition::Off).listed(20.0, 0, None);
        tale.director(40.0, 0, DirectorCondition::Up).listed(40.1, 0, Some(2));
        let course = Course::of(&tale.outcome());
        let belief = &course.beliefs()[&(SERVICE.to_owned(), 0)];
        assert_eq!([20.0, 39.0, 40.0, 41.0].map(|at| *belief.at(s(at))), [Some(1), Some(1), None, Some(2)]);
    }

    #[test]
    fn of_several_active_directors_the_last_one_to_stop_decides() {
        let mut tale = Tale::default();
        tale.listed(0.0, 0, Some(1)).listed(0.0, 1, Some(1));
        tale.reach(0.0, Reached::Directors { targets: 2, answering: 2 });
        tale.listed(10.0, 0, None).listed(12.0, 1, Some(0)).listed(20.0, 1, Some(1)).listed(30.0, 0, Some(1));
        let course = Course::of(&tale.outcome());
        let belief = &course.beliefs()[&(SERVICE.to_owned(), 0)];
        let moments = [0.0, 10.0, 12.0, 20.0, 30.0];
        assert_eq!(moments.map(|at| *belief.at(s(at))), [Some(1), Some(1), Some(0), Some(1), Some(1)]);
    }
}
