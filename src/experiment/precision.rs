//! As many replications as it takes to know some metrics precisely, by [Stein's two stages](crate::stats::two_stage).

use super::plan::{begin, conclude, sample};
use super::transient::Start;
use super::{Threads, Watch};
use crate::scenario::Scenario;
use crate::stats::Replicated;

/// How precisely a metric is wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// Number of the metric in [`METRICS`](crate::stats::METRICS).
    pub metric: usize,
    /// Half width of its interval ÷ its value, at most; above 0.
    pub relative: f64,
}

/// What precision is wanted, and what may be spent on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Precision {
    /// At least one.
    pub targets: Vec<Target>,
    /// Replications of the first stage, at least 2; it decides how many there will be.
    pub first: u64,
    /// No more replications than this; at least as many as in the first stage.
    pub most: u64,
}

impl Precision {
    /// Runs a scenario until every target is reached, or cannot be reached.
    pub fn run(&self, scenario: &Scenario, threads: &Threads, watch: Watch<'_>) -> Replicated {
        let start = Start::of(scenario, threads, &|pilots| watch(pilots + self.first as usize));
        let pilots = start.search.as_ref().map_or(0, |search| search.pilots);
        let mut replicated = begin(scenario, &start);
        let mut wanted = self.first as usize;
        while replicated.replications() < wanted {
            let done = replicated.replications();
            let samples = threads.map(wanted - done, |index| {
                let sample = sample(scenario, &start, (done + index) as u64);
                watch(pilots + wanted);
                sample
            });
            samples.into_iter().for_each(|sample| replicated.absorb(sample));
            if done == 0 {
                replicated.first_stage_ends(self.targets.iter().map(|target| target.metric).collect());
            }
            conclude(scenario, &mut replicated);
            wanted = self.wanted(&replicated);
        }
        replicated
    }

    /// Whether every target is reached.
    pub fn is_reached(&self, replicated: &Replicated) -> bool {
        self.targets.iter().all(|target| target.is_reached(replicated))
    }

    /// How many replications it takes, as far as is known by now. What can never be reached is not tried.
    fn wanted(&self, replicated: &Replicated) -> usize {
        let each = self.targets.iter().map(|target| replicated.replications_for(target.metric, target.relative));
        let all: Option<Vec<usize>> = each.collect();
        all.into_iter().flatten().max().unwrap_or(0).min(self.most as usize)
    }
}

impl Target {
    /// Whether the interval of the metric is short enough.
    pub fn is_reached(&self, replicated: &Replicated) -> bool {
        let interval = replicated.estimate(self.metric).and_then(|estimate| estimate.interval);
        interval.is_some_and(|interval| interval.half_width <= self.relative * interval.mean.abs())
    }
}
