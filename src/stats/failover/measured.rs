//! The numbers of the metric table: of the faults, takeovers and removals of the measured time, and of its spans.

use super::course::Course;
use super::detection::{self, ServerFault};
use super::mastership;
use super::outage;
use super::span::{self, Span};
use crate::stats::Outcome;
use crate::stats::timeline::Changed;
use crate::time::{SimDuration, SimTime};

/// The measured time of a run.
pub fn window(outcome: &Outcome) -> Span {
    Span { from: SimTime::ZERO + outcome.transient, until: SimTime::ZERO + outcome.duration }
}

/// How long detections took; empty if there were none.
pub fn detections(outcome: &Outcome) -> Vec<SimDuration> {
    measured_faults(outcome).iter().filter_map(ServerFault::detection).collect()
}

/// How many faults of servers were never detected; `None` if there was no fault.
pub fn undetected(outcome: &Outcome) -> Option<f64> {
    let faults = measured_faults(outcome);
    let undetected = faults.iter().filter(|fault| fault.detected.is_none()).count();
    (!faults.is_empty()).then_some(undetected as f64)
}

/// How long returns took, of servers that recovered in the measured time; empty if there were none.
pub fn returns(outcome: &Outcome) -> Vec<SimDuration> {
    let faults = detection::server_faults(&Course::of(outcome));
    let recovered = faults.iter().filter(|fault| fault.span.until >= window(outcome).from);
    recovered.filter_map(ServerFault::return_time).collect()
}

fn measured_faults(outcome: &Outcome) -> Vec<ServerFault> {
    let mut faults = detection::server_faults(&Course::of(outcome));
    faults.retain(|fault| fault.span.from >= window(outcome).from);
    faults
}

/// How many servers were taken out although they were up; `None` if no list was recorded.
pub fn false_removals(outcome: &Outcome) -> Option<f64> {
    if !outcome.timeline.iter().any(|change| matches!(change.what, Changed::Listed { .. })) {
        return None;
    }
    let removals = detection::false_removals(&Course::of(outcome), outcome);
    Some(removals.iter().filter(|(at, _)| *at >= window(outcome).from).count() as f64)
}

/// How long elections took; empty if there were none.
pub fn elections(outcome: &Outcome) -> Vec<SimDuration> {
    let elections = mastership::elections(&Course::of(outcome));
    let measured = elections.iter().filter(|election| election.fault >= window(outcome).from);
    measured.map(|election| election.length()).collect()
}

/// How often another director became master; `None` without VRRP.
pub fn takeovers(outcome: &Outcome) -> Option<f64> {
    let takeovers = mastership::takeovers(&with_vrrp(outcome)?);
    Some(takeovers.iter().filter(|takeover| takeover.at >= window(outcome).from).count() as f64)
}

/// Seconds in which some VRRP instance had no master; `None` without VRRP.
pub fn without_master_s(outcome: &Outcome) -> Option<f64> {
    Some(total_s(outcome, mastership::without_master(&with_vrrp(outcome)?)))
}

/// Seconds in which some VRRP instance had several masters; `None` without VRRP.
pub fn with_several_masters_s(outcome: &Outcome) -> Option<f64> {
    Some(total_s(outcome, mastership::with_several_masters(&with_vrrp(outcome)?)))
}

fn with_vrrp(outcome: &Outcome) -> Option<Course> {
    let is_vrrp = outcome.timeline.iter().any(|change| matches!(change.what, Changed::Vrrp { .. }));
    is_vrrp.then(|| Course::of(outcome))
}

/// Seconds in which packets for some virtual address arrived nowhere; `None` if nothing ever changed.
pub fn outage_total_s(outcome: &Outcome) -> Option<f64> {
    Some(total_s(outcome, outages(outcome)?))
}

/// Seconds of the longest of these outages, 0 if there was none; `None` if nothing ever changed.
pub fn outage_longest_s(outcome: &Outcome) -> Option<f64> {
    let measured = outages(outcome)?.into_iter().filter_map(|span| span.within(window(outcome)));
    Some(measured.map(Span::length).max().unwrap_or_default().as_secs_f64())
}

fn outages(outcome: &Outcome) -> Option<Vec<Span>> {
    let is_recorded = outcome.timeline.iter().any(|change| matches!(change.what, Changed::Reach { .. }));
    (is_recorded && outcome.is_eventful()).then(|| outage::outages(&Course::of(outcome)))
}

fn total_s(outcome: &Outcome, spans: Vec<Span>) -> f64 {
    let measured: Vec<Span> = spans.into_iter().filter_map(|span| span.within(window(outcome))).collect();
    span::total(&measured).as_secs_f64()
}

/// Mean length in seconds; `None` of none.
pub fn mean_s(lengths: &[SimDuration]) -> Option<f64> {
    let sum: f64 = lengths.iter().map(|length| length.as_secs_f64()).sum();
    (!lengths.is_empty()).then(|| sum / lengths.len() as f64)
}

/// The longest, in seconds; `None` of none.
pub fn max_s(lengths: &[SimDuration]) -> Option<f64> {
    lengths.iter().max().map(|longest| longest.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::super::tale::Tale;
    use super::*;
    use crate::stats::timeline::{Reached, ServerCondition, VrrpState};
    use proptest::prelude::*;

    fn measured_from(seconds: u64, tale: &Tale) -> Outcome {
        Outcome { transient: SimDuration::from_secs(seconds), ..tale.outcome() }
    }

    #[test]
    fn what_began_in_the_transient_is_not_measured_and_spans_are_cut_at_its_end() {
        let mut tale = Tale::default();
        tale.listed(0.0, 0, Some(1)).server(5.0, ServerCondition::Crashed).listed(8.0, 0, None);
        tale.server(12.0, ServerCondition::Up).listed(14.0, 1, Some(1));
        tale.vrrp(1.0, 0, VrrpState::Master).vrrp(9.0, 0, VrrpState::Fault).vrrp(13.0, 1, VrrpState::Master);
        tale.reach(1.0, Reached::Director(0)).reach(9.0, Reached::Nobody).reach(13.0, Reached::Director(1));
        let outcome = measured_from(10, &tale);
        assert_eq!((detections(&outcome), undetected(&outcome)), (vec![], None));
        assert_eq!(returns(&outcome), [SimDuration::from_secs(2)]);
        assert_eq!((takeovers(&outcome), without_master_s(&outcome)), (Some(1.0), Some(3.0)));
        assert_eq!((outage_total_s(&outcome), outage_longest_s(&outcome)), (Some(3.0), Some(3.0)));
        assert_eq!(false_removals(&outcome), Some(0.0));
        let all = tale.outcome();
        assert_eq!(
            (mean_s(&detections(&all)), without_master_s(&all), outage_total_s(&all)),
            (Some(3.0), Some(4.0), Some(4.0))
        );
    }

    #[test]
    fn without_a_timeline_there_is_nothing_to_compute() {
        let outcome = Tale::default().outcome();
        let values = [undetected, false_removals, takeovers, without_master_s, outage_total_s, outage_longest_s];
        assert!(values.iter().all(|value| value(&outcome).is_none()));
        assert_eq!((mean_s(&[]), max_s(&[])), (None, None));
    }

    proptest! {
        #[test]
        fn an_outage_is_no_longer_than_all_of_them_and_they_than_the_measured_time(
            told in prop::collection::btree_map(1..100_u32, 0..4_usize, 1..30),
            transient in 0..100_u64,
        ) {
            let mut tale = Tale::default();
            for (at, by) in told {
                tale.reach(f64::from(at), if by < 2 { Reached::Director(by) } else { Reached::Nobody });
            }
            let outcome = measured_from(transient, &tale);
            let (total, longest) = (outage_total_s(&outcome).unwrap(), outage_longest_s(&outcome).unwrap());
            prop_assert!(longest <= total && total <= outcome.measured_s(), "{} {}", longest, total);
            prop_assert_eq!(longest == 0.0, total == 0.0);
        }
    }
}
