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

#[cfg(test)]
mod tests {
    use super::super::tale::{Tale, s};
    use super::*;

    #[test]
    fn a_director_without_keepalived_is_no_master() {
        let mut tale = Tale::default();
        tale.vrrp(4.0, 0, VrrpState::Master).director(9.0, 0, DirectorCondition::Off);
        let course = Course::of(&tale.outcome());
        let (_, states) = course.states_of("VI_1").next().unwrap();
        assert_eq!([4.0, 9.0].map(|at| *states.at(s(at))), [VrrpState::Master, VrrpState::Init]);
    }
}
