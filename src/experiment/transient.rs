//! What is left out at the start of a run: as given, or found by pilot runs.
//!
//! Four pilots of full length, with random numbers that no replication uses, give the number in system over time; their
//! average is cut by [MSER-5](crate::stats::mser). As the measured runs had no say in it, intervals after this cut are as
//! good as after one that was given.

use super::{Threads, Watch};
use crate::cluster::simulate;
use crate::scenario::Scenario;
use crate::stats::TransientSearch;
use crate::stats::replicated::number_in_system;
use crate::time::SimDuration;

/// How many pilots are averaged.
const PILOTS: usize = 4;
/// Observations in a pilot, five to a batch.
const OBSERVATIONS: u64 = 1_000;

/// What is left out of the statistics of a point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Start {
    /// How much.
    pub transient: SimDuration,
    /// How it was found, if it was not given.
    pub search: Option<TransientSearch>,
}

impl Start {
    /// That of one scenario.
    pub fn of(scenario: &Scenario, threads: &Threads, watch: Watch<'_>) -> Self {
        Self::of_each(&[scenario], threads, watch).remove(0)
    }

    /// Those of several scenarios, one for each.
    pub fn of_each(scenarios: &[&Scenario], threads: &Threads, watch: Watch<'_>) -> Vec<Self> {
        let searched: Vec<&Scenario> =
            scenarios.iter().copied().filter(|scenario| scenario.run.transient.given().is_none()).collect();
        let runs = searched.len() * PILOTS;
        let pilots = threads.map(runs, |index| {
            let levels = pilot(searched[index / PILOTS], (index % PILOTS) as u64);
            watch(runs);
            levels
        });
        let mut pilots = pilots.chunks_exact(PILOTS);
        let start = |scenario: &&Scenario| match scenario.run.transient.given() {
            Some(transient) => Self { transient, search: None },
            None => Self::found(scenario, pilots.next().expect("pilots for each that is searched")),
        };
        scenarios.iter().map(start).collect()
    }

    /// The longest of several, for all of them: what is compared has to be measured over the same time. A search without
    /// an end has no say unless all have none: where nothing settles, nothing can be cut off.
    pub fn longest(starts: &[Self]) -> SimDuration {
        let conclusive = |start: &&Self| start.search.as_ref().is_none_or(|search| search.is_conclusive);
        let longest = starts.iter().filter(conclusive).map(|start| start.transient).max();
        longest.or(starts.iter().map(|start| start.transient).max()).unwrap_or_default()
    }

    fn found(scenario: &Scenario, pilots: &[Vec<f64>]) -> Self {
        let length = pilots.iter().map(Vec::len).min().unwrap_or(0);
        let mean = |index: usize| pilots.iter().map(|levels| levels[index]).sum::<f64>() / pilots.len() as f64;
        let levels: Vec<f64> = (0..length).map(mean).collect();
        let search = TransientSearch::of(&levels, interval(scenario), pilots.len());
        Self { transient: search.as_ref().map(TransientSearch::transient).unwrap_or_default(), search }
    }
}

/// The number in system of a scenario in each interval of a pilot.
fn pilot(scenario: &Scenario, number: u64) -> Vec<f64> {
    let mut cluster = scenario.cluster(u64::MAX - number);
    cluster.transient = SimDuration::ZERO;
    cluster.interval = interval(scenario);
    cluster.listings.clear();
    number_in_system(&simulate(&cluster))
}

fn interval(scenario: &Scenario) -> SimDuration {
    SimDuration::from_nanos((scenario.run.duration.as_nanos() / OBSERVATIONS).max(1))
}
