//! The failover of a run in short: who was master when, who took over, when clients reached nobody.

use crate::report::files::seconds::of_moment;
use crate::report::files::server_faults::{self, ServerFaultRow};
use crate::stats::Outcome;
use crate::stats::failover::{Course, Span, mastership, outage};
use crate::stats::timeline::VrrpState;
use crate::time::SimTime;
use serde::Serialize;

/// What the JSON document and the terminal say about it.
#[derive(Debug, Serialize)]
pub struct Failover<'a> {
    /// Who was master of what, in order of instances and time.
    pub masters: Vec<Mastership<'a>>,
    /// Who became master after another director.
    pub takeovers: Vec<Takeover<'a>>,
    /// When packets for some virtual address arrived nowhere, after it was first reached.
    pub outages: Vec<Outage>,
    /// Faults of real servers, and when the list followed.
    pub server_faults: Vec<ServerFaultRow>,
}

/// A director in MASTER state.
#[derive(Debug, Serialize)]
pub struct Mastership<'a> {
    /// The VRRP instance.
    pub instance: String,
    /// The director's name.
    pub director: &'a str,
    /// Since when.
    #[serde(rename = "from_s", with = "of_moment")]
    pub from: SimTime,
    /// Until when; the end of the run, if it lasts until then.
    #[serde(rename = "until_s", with = "of_moment")]
    pub until: SimTime,
}

/// A director enters MASTER state after another one.
#[derive(Debug, Serialize)]
pub struct Takeover<'a> {
    /// When.
    #[serde(rename = "at_s", with = "of_moment")]
    pub at: SimTime,
    /// The director's name.
    pub director: &'a str,
}

/// Clients reach nobody.
#[derive(Debug, Serialize)]
pub struct Outage {
    /// Since when.
    #[serde(rename = "from_s", with = "of_moment")]
    pub from: SimTime,
    /// Until when.
    #[serde(rename = "until_s", with = "of_moment")]
    pub until: SimTime,
}

impl<'a> Failover<'a> {
    /// The failover of a run; `None` if nothing happened that it could be about.
    pub fn of(outcome: &'a Outcome) -> Option<Self> {
        if outcome.timeline.is_empty() {
            return None;
        }
        let course = Course::of(outcome);
        let name = |director: usize| outcome.directors[director].name.as_str();
        let takeovers = mastership::takeovers(&course);
        let outages = outage::outages(&course);
        Some(Self {
            masters: masters(&course, name),
            takeovers: takeovers
                .iter()
                .map(|takeover| Takeover { at: takeover.at, director: name(takeover.director) })
                .collect(),
            outages: outages.into_iter().map(|Span { from, until }| Outage { from, until }).collect(),
            server_faults: server_faults::rows(outcome),
        })
    }
}

fn masters<'a>(course: &Course, name: impl Fn(usize) -> &'a str) -> Vec<Mastership<'a>> {
    let mut masters = Vec::new();
    for instance in course.instances() {
        let mut spans: Vec<(Span, usize)> = Vec::new();
        for (director, states) in course.states_of(instance) {
            let as_master = states.spans_where(course.end, |state| *state == VrrpState::Master);
            spans.extend(as_master.into_iter().map(|span| (span, director)));
        }
        spans.sort();
        masters.extend(spans.into_iter().map(|(Span { from, until }, director)| Mastership {
            instance: instance.to_owned(),
            director: name(director),
            from,
            until,
        }));
    }
    masters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::specimen::Specimen;

    #[test]
    fn masters_follow_each_other_with_an_outage_between_them() {
        let outcome = Specimen { off_s: Some((220.0, 260.0)), ..Specimen::default() }.outcome();
        let failover = Failover::of(&outcome).unwrap();
        let names: Vec<&str> = failover.masters.iter().map(|mastership| mastership.director).collect();
        assert_eq!(names, ["LVS-Master", "LVS-Backup", "LVS-Master"]);
        let [outage] = &failover.outages[..] else { panic!("{:?}", failover.outages) };
        assert_eq!((outage.from, outage.until), (failover.masters[0].until, failover.masters[1].from));
        assert_eq!(
            failover.takeovers.iter().map(|takeover| takeover.at).collect::<Vec<_>>(),
            [failover.masters[1].from, failover.masters[2].from]
        );
    }

    #[test]
    fn a_run_without_a_timeline_has_none() {
        assert!(Failover::of(&Specimen { duration_s: 30.0, ..Specimen::default() }.outcome()).is_none());
    }
}
