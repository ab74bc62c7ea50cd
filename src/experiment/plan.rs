//! Points and replications, carried out.

use super::run::replicate;
use super::steady_state;
use super::transient::Start;
use super::{Threads, Watch};
use crate::scenario::Scenario;
use crate::stats::Replicated;
use crate::stats::replicated::Sample;

/// One combination of values of a scenario.
#[derive(Clone, Debug)]
pub struct Point {
    /// What it is called in results.
    pub name: String,
    /// The scenario with these values.
    pub scenario: Scenario,
}

/// What is to be run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Which points.
    pub points: Vec<Point>,
    /// How often each.
    pub replications: u64,
    /// Whether all are measured over the same time: the longest transient that was found for any of them is cut from all.
    pub is_paired: bool,
}

impl Plan {
    /// Runs it: what the replications of each point say, in the order of the points. Replication r has the same random
    /// numbers at every point.
    pub fn run(&self, threads: &Threads, watch: Watch<'_>) -> Vec<Replicated> {
        let scenarios: Vec<&Scenario> = self.points.iter().map(|point| &point.scenario).collect();
        let replications = self.replications as usize;
        let runs = scenarios.len() * replications;
        let mut starts = Start::of_each(&scenarios, threads, &|pilots| watch(pilots + runs));
        if self.is_paired {
            let transient = Start::longest(&starts);
            starts.iter_mut().for_each(|start| start.transient = transient);
        }
        let planned = runs + starts.iter().filter_map(|start| Some(start.search.as_ref()?.pilots)).sum::<usize>();
        let samples = threads.map(runs, |index| {
            let (point, replication) = (index / replications, index % replications);
            let sample = sample(scenarios[point], &starts[point], replication as u64);
            watch(planned);
            sample
        });
        let mut samples = samples.into_iter();
        let together = |(scenario, start): (&&Scenario, &Start)| {
            let mut replicated = begin(scenario, start);
            samples.by_ref().take(replications).for_each(|sample| replicated.absorb(sample));
            conclude(scenario, &mut replicated);
            replicated
        };
        scenarios.iter().zip(&starts).map(together).collect()
    }
}

/// What is kept of one replication.
pub(super) fn sample(scenario: &Scenario, start: &Start, replication: u64) -> Sample {
    Sample::of(&replicate(scenario, start.transient, replication, |_| {}))
}

/// No replication yet.
pub(super) fn begin(scenario: &Scenario, start: &Start) -> Replicated {
    let mut replicated = Replicated::new(scenario.run.duration, start.transient);
    replicated.transient_search.clone_from(&start.search);
    replicated
}

/// Says whether these replications have a steady state.
pub(super) fn conclude(scenario: &Scenario, replicated: &mut Replicated) {
    let utilizations: Vec<f64> = replicated.servers().iter().map(|server| server.utilization).collect();
    replicated.no_steady_state = steady_state::missing(scenario, &utilizations, replicated.trend());
}
