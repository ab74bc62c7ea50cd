//! What is measured of packets and links.

use crate::stats::Outcome;
use crate::stats::network::{DirectorLoad, MachineKind};

fn loads(outcome: &Outcome) -> impl Iterator<Item = &DirectorLoad> {
    outcome.directors.iter().filter_map(|director| director.load.as_ref())
}

fn largest(values: impl Iterator<Item = f64>) -> Option<f64> {
    values.max_by(f64::total_cmp)
}

/// Packets per second through the director that had most.
pub(super) fn packet_rate_mean(outcome: &Outcome) -> Option<f64> {
    largest(loads(outcome).map(|load| load.packets as f64 / outcome.measured_s()))
}

/// The same in the measured interval that had most.
pub(super) fn packet_rate_peak(outcome: &Outcome) -> Option<f64> {
    let intervals = outcome.series.iter().enumerate();
    let measured = intervals.filter(|(_, interval)| interval.start.as_nanos() >= outcome.transient.as_nanos());
    largest(measured.flat_map(|(index, interval)| {
        let span_s = outcome.interval_end(index).since(interval.start).as_secs_f64();
        interval.directors.iter().map(move |load| load.packets as f64 / span_s)
    }))
}

/// Utilization of the busiest processor of a director.
pub(super) fn director_utilization(outcome: &Outcome) -> Option<f64> {
    largest(loads(outcome).filter_map(|load| load.utilization))
}

/// Packets that found the queue of a director full.
pub(super) fn packets_lost(outcome: &Outcome) -> Option<f64> {
    loads(outcome).map(|load| load.packets_lost as f64).reduce(|sum, lost| sum + lost)
}

/// Utilization of the busiest link, in either direction, of machines of a kind.
pub(super) fn link_utilization(outcome: &Outcome, kind: MachineKind) -> Option<f64> {
    largest(outcome.links.iter().filter(|link| link.kind == kind).map(|link| link.utilization))
}
