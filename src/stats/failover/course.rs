//! The timeline of a run, taken apart: the history of every director, real server, address and list.

use super::history::History;
use super::span::Span;
use crate::stats::Outcome;
use crate::stats::timeline::{Changed, DirectorCondition, Reached, ServerCondition, VrrpState};
use crate::time::SimTime;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

/// A real server in a list: its weight there, or `None` if it is not in the list.
pub type Listed = Option<u32>;

/// Where a real server may be listed: a virtual service, as ipvsadm shows it, and the server.
pub type Place = (String, usize);

/// What everything was, when.
#[derive(Clone, Debug, Default)]
pub struct Course {
    /// How every director truly was.
    pub directors: Vec<History<DirectorCondition>>,
    /// How every real server truly was.
    pub servers: Vec<History<ServerCondition>>,
    /// The state of every VRRP instance at every director that has it, by instance and director.
    pub vrrp: BTreeMap<(String, usize), History<VrrpState>>,
    /// Where clients' packets for every virtual address arrived.
    pub reached: BTreeMap<Ipv4Addr, History<Reached>>,
    /// Every director's lists, by place and director.
    pub lists: BTreeMap<(Place, usize), History<Listed>>,
    /// The end of the run.
    pub end: SimTime,
}

impl Course {
    /// Takes a run's timeline apart. What it does not mention was up, and in no list.
    pub fn of(outcome: &Outcome) -> Self {
        let mut course = Self {
            directors: vec![History::starting(DirectorCondition::Up); outcome.directors.len()],
            servers: vec![History::starting(ServerCondition::Up); outcome.servers.len()],
            end: SimTime::ZERO + outcome.duration,
            ..Self::default()
        };
        for change in &outcome.timeline {
            course.take(change.at, &change.what);
        }
        course
    }

    fn take(&mut self, at: SimTime, what: &Changed) {
        match what {
            Changed::Vrrp { director, instance, state } => {
                let key = (instance.clone(), *director);
                self.vrrp.entry(key).or_insert_with(|| History::starting(VrrpState::Init)).set(at, *state);
            }
            Changed::Reach { address, by } => {
                self.reached.entry(*address).or_insert_with(|| History::starting(Reached::Nobody)).set(at, *by);
            }
            Changed::Listed { director, service, server, weight } => {
                let key = ((service.clone(), *server), *director);
                self.lists.entry(key).or_insert_with(|| History::starting(None)).set(at, *weight);
            }
            Changed::Server { server, condition } => {
                if let Some(history) = self.servers.get_mut(*server) {
                    history.set(at, *condition);
                }
            }
            Changed::Director { director, condition } => self.take_director(at, *director, *condition),
            Changed::Holds { .. } | Changed::GratuitousArp { .. } => {}
        }
    }

    /// A director whose keepalived is gone is master of nothing, whoever writes that down.
    fn take_director(&mut self, at: SimTime, director: usize, condition: DirectorCondition) {
        if let Some(history) = self.directors.get_mut(director) {
            history.set(at, condition);
        }
        if matches!(condition, DirectorCondition::Off | DirectorCondition::KeepalivedDown) {
            for ((_, whose), history) in &mut self.vrrp {
                if *whose == director {
                    history.set(at, VrrpState::Init);
                }
            }
        }
    }

    /// The names of the VRRP instances.
    pub fn instances(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.vrrp.keys().map(|(instance, _)| instance.as_str()).collect();
        names.dedup();
        names
    }

    /// The states of one VRRP instance, by director.
    pub fn states_of(&self, instance: &str) -> impl Iterator<Item = (usize, &History<VrrpState>)> {
        let of_instance = self.vrrp.iter().filter(move |((name, _), _)| name == instance);
        of_instance.map(|((_, director), history)| (*director, history))
    }

    /// The director whose list decides about a virtual service, over time: the one that clients' packets for its address
    /// reach, or reached last; the first director until then, and where nothing is known of the address.
    pub fn active_director(&self, service: &str) -> History<usize> {
        let of_address = address_of(service).and_then(|address| self.reached.get(&address));
        // A service by firewall mark has no address of its own: the first one decides.
        let Some(reached) = of_address.or_else(|| self.reached.values().next()) else {
            return History::starting(0);
        };
        let mut directors = reached.spans(self.end).filter_map(|(span, by)| match by {
            Reached::Director(director) => Some((span.from, *director)),
            Reached::Nobody | Reached::Server(_) => None,
        });
        let mut active = History::starting(directors.next().map_or(0, |(_, first)| first));
        directors.for_each(|(from, director)| active.set(from, director));
        active
    }

    /// What the cluster believes about every place: what is in the list of the active director.
    pub fn beliefs(&self) -> BTreeMap<&Place, History<Listed>> {
        let mut active: BTreeMap<&str, History<usize>> = BTreeMap::new();
        let mut beliefs = BTreeMap::new();
        for (place, _) in self.lists.keys() {
            let active = active.entry(&place.0).or_insert_with(|| self.active_director(&place.0));
            beliefs.entry(place).or_insert_with(|| self.belief(place, active));
        }
        beliefs
    }

    fn belief(&self, place: &Place, active: &History<usize>) -> History<Listed> {
        let mut belief = History::starting(None);
        for (span, director) in active.spans(self.end) {
            let list = self.lists.get(&(place.clone(), *director));
            belief.set(span.from, list.and_then(|list| *list.at(span.from)));
            let Some(list) = list else { continue };
            // With a director that is switched off goes its list, but nobody has changed it.
            let on = self
                .directors
                .get(*director)
                .map_or_else(|| vec![span], |how| how.spans_where(span.until, |how| *how != DirectorCondition::Off));
            for on in on.into_iter().filter_map(|on| on.within(span)) {
                belief.set(on.from, *list.at(on.from));
                let within = |at: &SimTime| on.from < *at && *at < on.until;
                list.changes().filter(|(at, _, _)| within(at)).for_each(|(at, _, weight)| belief.set(at, *weight));
            }
        }
        belief
    }

    /// When a real server was not as it should be; touching conditions are one fault.
    pub fn server_faults(&self, server: usize) -> Vec<Span> {
        let history = self.servers.get(server);
        history.map(|history| history.spans_where(self.end, |how| *how != ServerCondition::Up)).unwrap_or_default()
    }
}

/// Whether a scheduler picks a server that is listed so: it is in the list with a weight above 0.
pub fn is_in_use(listed: Listed) -> bool {
    listed.is_some_and(|weight| weight > 0)
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
    fn a_director_without_keepalived_is_no_master() {
        let mut tale = Tale::default();
        tale.vrrp(4.0, 0, VrrpState::Master).director(9.0, 0, DirectorCondition::Off);
        let course = Course::of(&tale.outcome());
        let (_, states) = course.states_of("VI_1").next().unwrap();
        assert_eq!([4.0, 9.0].map(|at| *states.at(s(at))), [VrrpState::Master, VrrpState::Init]);
    }
}
