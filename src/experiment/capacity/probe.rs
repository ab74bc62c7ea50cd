//! One place of a search: as many replications as it takes to judge it.

use super::objective::{self, Objective, Verdict};
use crate::experiment::plan::{begin, conclude, sample};
use crate::experiment::transient::Start;
use crate::experiment::{Threads, Watch};
use crate::scenario::Scenario;
use crate::stats::Replicated;
use crate::stats::replicated::LEVEL;

/// Replications before the first look; each further look comes after twice as many.
pub const FIRST_LOOK: u64 = 5;

/// How places are judged.
#[derive(Clone, Copy)]
pub struct Probing<'a> {
    /// At least one.
    pub objectives: &'a [Objective],
    /// No more replications at a place than this; at least [`FIRST_LOOK`].
    pub most: u64,
    /// What the runs are done on.
    pub threads: &'a Threads,
    /// Is told after each run how many there are so far at most.
    pub watch: Watch<'a>,
}

/// A place that was judged.
#[derive(Clone, Debug)]
pub struct Probe {
    /// The rung of the ladder.
    pub rung: i64,
    /// The value of that.
    pub value: f64,
    /// Arrivals per second of all clients together, if they have constant rates.
    pub arrivals_per_s: Option<f64>,
    /// What its replications say.
    pub replicated: Replicated,
    /// What they say of each objective.
    pub verdicts: Vec<Verdict>,
}

impl Probe {
    /// What they say of all objectives together.
    pub fn verdict(&self) -> Verdict {
        objective::all(&self.verdicts)
    }
}

impl Probing<'_> {
    /// After how many replications a place is looked at: twice as many each time.
    fn looks(&self) -> impl Iterator<Item = u64> {
        let most = self.most.max(FIRST_LOOK);
        let next = move |&look: &u64| (look < most).then(|| (2 * look).min(most));
        std::iter::successors(Some(FIRST_LOOK), next)
    }

    /// Judges a scenario. A verdict that is no doubt is wrong in at most 5 % of all experiments, all looks and objectives
    /// taken together: each gets its part of the risk (Bonferroni).
    pub(super) fn probe(&self, rung: i64, value: f64, scenario: &Scenario) -> Probe {
        let risk = (1.0 - LEVEL) / (self.looks().count() * self.objectives.len()) as f64;
        let start = Start::of(scenario, self.threads, &|_| {});
        let mut replicated = begin(scenario, &start);
        let mut verdicts = Vec::new();
        for wanted in self.looks() {
            let done = replicated.replications();
            let samples = self.threads.map(wanted as usize - done, |index| {
                let sample = sample(scenario, &start, (done + index) as u64);
                (self.watch)(wanted as usize);
                sample
            });
            samples.into_iter().for_each(|sample| replicated.absorb(sample));
            conclude(scenario, &mut replicated);
            verdicts = self.objectives.iter().map(|objective| objective.judge(&replicated, risk)).collect();
            if objective::all(&verdicts) != Verdict::Unclear {
                break;
            }
        }
        Probe { rung, value, arrivals_per_s: super::arrivals_per_s(scenario), replicated, verdicts }
    }
}
