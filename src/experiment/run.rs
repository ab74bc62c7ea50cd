//! One run.

use super::steady_state;
use super::transient::Start;
use super::{Threads, Watch};
use crate::cluster::simulate_watched;
use crate::scenario::Scenario;
use crate::stats::Outcome;
use crate::stats::replicated::number_in_system;
use crate::stats::trend::Trend;
use crate::time::{SimDuration, SimTime};

/// Replication `replication` of a scenario, without the first `transient` of it (shorter than the run) in the statistics.
pub fn replicate(scenario: &Scenario, transient: SimDuration, replication: u64, watch: impl FnMut(SimTime)) -> Outcome {
    let mut cluster = scenario.cluster(replication);
    cluster.transient = transient;
    let mut outcome = simulate_watched(&cluster, watch);
    outcome.clock = scenario.run.clock;
    outcome
}

/// The first replication by itself, with its transient found if need be, and with a word on whether it has a steady state.
/// `watch` is told of pilots that are done, `follow` how far the run is.
pub fn single(scenario: &Scenario, threads: &Threads, watch: Watch<'_>, follow: impl FnMut(SimTime)) -> Outcome {
    let start = Start::of(scenario, threads, watch);
    let mut outcome = replicate(scenario, start.transient, 0, follow);
    outcome.transient_search = start.search;
    let utilizations: Vec<f64> = outcome.servers.iter().map(|server| server.utilization).collect();
    outcome.no_steady_state = steady_state::missing(scenario, &utilizations, Trend::of(&number_in_system(&outcome)));
    outcome
}
