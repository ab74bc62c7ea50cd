//! What balance is measured of: requests and number in system per unit of weight, of servers, in an interval or over all.

use crate::stats::outcome::{Interval, ServerInterval};
use crate::stats::{Outcome, balance};

/// Requests forwarded per unit of weight in one interval, of the servers that were listed at its end.
pub fn requests_of(interval: &Interval) -> Vec<f64> {
    spread(interval, |server| server.requests as f64)
}

/// Number in system per unit of weight in one interval, of the servers that were listed at its end.
pub fn number_in_system_of(interval: &Interval) -> Vec<f64> {
    spread(interval, |server| server.number_in_system_mean)
}

fn spread(interval: &Interval, value: fn(&ServerInterval) -> f64) -> Vec<f64> {
    balance::per_weight(interval.servers.iter().map(|server| (value(server), f64::from(server.weight))))
}

/// Measured requests per unit of weight over the whole measured time, of the servers that ever had any.
pub(super) fn requests_per_weight(outcome: &Outcome) -> Vec<f64> {
    balance::per_weight(outcome.servers.iter().map(|server| (server.requests as f64, server.weight_mean)))
}

/// A balance per interval, averaged over the measured intervals that have one.
pub(super) fn over_intervals(
    outcome: &Outcome,
    measure: fn(&[f64]) -> Option<f64>,
    values: fn(&Interval) -> Vec<f64>,
) -> Option<f64> {
    mean(outcome.measured_intervals().map(|interval| measure(&values(interval))))
}

/// The mean of those that have a value.
pub(super) fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let (sum, n) = values.flatten().fold((0.0, 0_u64), |(sum, n), value| (sum + value, n + 1));
    (n > 0).then(|| sum / n as f64)
}
