//! The largest load, or the smallest number of servers, that holds some objectives: a search that knows its noise.
//!
//! The places that are tried lie on a ladder ([`Ladder`]): loads that differ by the same factor, or whole numbers. At each,
//! replications are added until the interval of every objective is clear of its limit, or there are as many as are allowed
//! ([`probe`]). Bracketing and bisection find the heaviest place that certainly holds and the lightest that certainly does
//! not ([`mod@search`]); if they are not neighbours on the ladder, nobody can tell what lies between. Replication r has the same
//! random numbers at every place, so noise moves neighbours alike, and the curve rises as smoothly as the truth does.
//!
//! * [`objective`]: a metric and its limit
//! * [`ladder`]: what can be tried
//! * [`probe`]: one place, judged
//! * [`mod@search`]: which places are tried

pub mod ladder;
pub mod objective;
pub mod probe;
pub mod search;
#[cfg(test)]
mod tests;

pub use ladder::Ladder;
pub use objective::{Bound, Objective, Verdict};
pub use probe::{Probe, Probing};
pub use search::{Bracket, search};

use crate::scenario::Scenario;
use crate::stats::{METRICS, isotonic};
use crate::time::SimDuration;

/// What was found.
#[derive(Clone, Debug)]
pub struct Capacity {
    /// What was tried, from the lightest burden to the heaviest.
    pub probes: Vec<Probe>,
    /// Which of them is the heaviest that certainly holds.
    pub holds: Option<usize>,
    /// Which of them is the lightest that certainly does not.
    pub fails: Option<usize>,
    /// Where the monotone curve through all that was tried reaches a limit first, between the two; a value of the ladder.
    pub estimate: Option<f64>,
}

/// Searches a ladder. `scenario_at` makes the scenario of a rung.
///
/// # Errors
/// The first that `scenario_at` returns.
pub fn find<E>(
    ladder: &Ladder,
    probing: &Probing<'_>,
    mut scenario_at: impl FnMut(i64) -> Result<Scenario, E>,
) -> Result<Capacity, E> {
    let mut probes: Vec<Probe> = Vec::new();
    let bracket = search(ladder, |rung| {
        let probe = probing.probe(rung, ladder.value(rung), &scenario_at(rung)?);
        let verdict = probe.verdict();
        probes.push(probe);
        Ok(verdict)
    })?;
    probes.sort_by_key(|probe| probe.rung);
    let place = |rung: Option<i64>| rung.and_then(|rung| probes.iter().position(|probe| probe.rung == rung));
    let (holds, fails) = (place(bracket.holds), place(bracket.fails));
    let estimate = estimate(&probes, probing.objectives, holds, fails);
    Ok(Capacity { probes, holds, fails, estimate })
}

/// A metric as a curve that never improves with the burden: the fitted value of each probe that has one.
pub fn fitted(probes: &[Probe], objective: &Objective) -> Vec<Option<f64>> {
    let toward_worse = if objective.bound == Bound::Below { 1.0 } else { -1.0 };
    let estimates = probes.iter().map(|probe| probe.replicated.estimate(objective.metric));
    let values: Vec<Option<(f64, f64)>> =
        estimates.map(|found| found.map(|e| (toward_worse * e.value, e.replications as f64))).collect();
    let present: Vec<(f64, f64)> = values.iter().copied().flatten().collect();
    let mut fit = isotonic::rising(&present).into_iter();
    values.into_iter().map(|value| value.and_then(|_| fit.next()).map(|fit| toward_worse * fit)).collect()
}

/// Where the first of the fitted curves reaches its limit, kept within what is certain.
fn estimate(probes: &[Probe], objectives: &[Objective], holds: Option<usize>, fails: Option<usize>) -> Option<f64> {
    let (lightest, heaviest) = (probes[holds?].value, probes[fails?].value);
    // Heavier may mean fewer: places ascend with the burden.
    let direction = if heaviest > lightest { 1.0 } else { -1.0 };
    let crossing = |objective: &Objective| {
        let toward_worse = if objective.bound == Bound::Below { 1.0 } else { -1.0 };
        let fit = fitted(probes, objective);
        let pairs =
            probes.iter().zip(fit).filter_map(|(probe, fit)| Some((direction * probe.value, toward_worse * fit?)));
        let (places, values): (Vec<f64>, Vec<f64>) = pairs.unzip();
        isotonic::crossing(&places, &values, toward_worse * objective.limit)
    };
    let first = objectives.iter().filter_map(crossing).fold(f64::INFINITY, f64::min);
    first.is_finite().then(|| direction * first.clamp(direction * lightest, direction * heaviest))
}

/// Arrivals per second that a scenario's clients with a constant rate make together; `None` if others send, too.
pub fn arrivals_per_s(scenario: &Scenario) -> Option<f64> {
    scenario.clients.iter().map(|client| super::steady_state::constant_rate(&client.arrivals)).sum()
}

/// How long each replication is, and what is left out of it: for whoever shows the result.
pub fn measured(capacity: &Capacity) -> Option<(SimDuration, SimDuration)> {
    capacity.probes.first().map(|probe| (probe.replicated.duration, probe.replicated.transient))
}

impl Objective {
    /// The name of its metric.
    pub fn name(&self) -> &'static str {
        METRICS[self.metric].name
    }
}
