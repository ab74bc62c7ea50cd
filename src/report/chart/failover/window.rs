//! Which part of a run a chart shows.

use super::seconds;
use crate::report::chart::over_time::TimeUnit;
use crate::report::chart::scale::Scale;
use crate::stats::Outcome;
use crate::stats::failover::{Course, Span, mastership, outage, span};
use crate::stats::outcome::Mark;
use crate::time::{SimDuration, SimTime};

/// Charts of takeovers, at most.
pub(in crate::report::chart) const MAX_TAKEOVERS: usize = 4;
/// What is shown before a takeover, or before the fault that led to it.
const BEFORE: SimDuration = SimDuration::from_secs(2);
/// What is shown after a takeover: the second burst of gratuitous ARP comes after 5 s.
const AFTER: SimDuration = SimDuration::from_secs(8);
/// A fault longer ago is not shown with the takeover that followed.
const LONGEST_ELECTION: SimDuration = SimDuration::from_secs(60);

/// A part of a run, and the unit of its time axis.
#[derive(Debug)]
pub(super) struct Window {
    pub span: Span,
    pub unit: TimeUnit,
    /// From the fault of the old master to the takeover that it is about.
    election: Option<SimDuration>,
}

impl Window {
    fn new(span: Span) -> Self {
        Self { span, unit: TimeUnit::suiting(span.length()), election: None }
    }

    /// All of it.
    pub(super) fn whole(outcome: &Outcome) -> Self {
        Self::new(Span { from: SimTime::ZERO, until: SimTime::ZERO + outcome.duration })
    }

    /// The time around each of the first takeovers, with the director that took over. Takeovers that another window
    /// shows have none of their own.
    pub(super) fn around_takeovers(outcome: &Outcome, course: &Course) -> Vec<(Self, usize)> {
        let elections = mastership::elections(course);
        let whole = Self::whole(outcome).span;
        let mut windows: Vec<(Self, usize)> = Vec::new();
        for takeover in mastership::takeovers(course) {
            let election = elections.iter().find(|election| election.elected == takeover.at);
            let fault =
                election.filter(|election| election.length() <= LONGEST_ELECTION).map(|election| election.fault);
            let from = SimTime::ZERO + fault.unwrap_or(takeover.at).since(SimTime::ZERO + BEFORE);
            let shown = windows.last().is_some_and(|(last, _)| takeover.at < last.span.until);
            if !shown {
                let span = Span { from, until: takeover.at + AFTER }.within(whole);
                let election = election.map(|election| election.length());
                windows.extend(span.map(|span| (Self { election, ..Self::new(span) }, takeover.director)));
            }
        }
        windows.truncate(MAX_TAKEOVERS);
        windows
    }

    /// The time axis.
    pub(super) fn scale(&self) -> Scale {
        Scale::linear(self.unit.of(self.span.from), self.unit.of(self.span.until), 8)
    }

    /// Whether it shows this moment.
    pub(super) fn shows(&self, moment: SimTime) -> bool {
        self.span.from <= moment && moment < self.span.until
    }

    /// The faults and operations that begin or end in it, cut at its edges.
    pub(super) fn marks(&self, outcome: &Outcome) -> Vec<Mark> {
        let begun = outcome.marks.iter().filter(|mark| self.shows(mark.at));
        let shown = begun.map(|mark| Mark { until: mark.until.filter(|until| self.shows(*until)), ..mark.clone() });
        shown.collect()
    }

    /// How long the election took, and how long clients reached nobody.
    pub(super) fn notes(&self, course: &Course) -> Vec<String> {
        let outages: Vec<Span> =
            outage::outages(course).into_iter().filter_map(|span| span.within(self.span)).collect();
        let election = self.election.map(|election| format!("MASTER {} after the fault", seconds(election)));
        let outage = (!outages.is_empty()).then(|| format!("nobody reached for {}", seconds(span::total(&outages))));
        election.into_iter().chain(outage).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::specimen::Specimen;

    #[test]
    fn a_takeover_is_shown_from_before_the_fault_that_led_to_it() {
        let outcome = Specimen { off_s: Some((220.0, 260.0)), ..Specimen::default() }.outcome();
        let windows = Window::around_takeovers(&outcome, &Course::of(&outcome));
        let spans: Vec<[f64; 2]> =
            windows.iter().map(|(w, _)| [w.span.from.as_secs_f64(), w.span.until.as_secs_f64()]).collect();
        assert_eq!(spans, [[218.0, 231.609_375], [261.464, 271.464]]);
    }
}
