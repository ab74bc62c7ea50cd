//! How often intervals hold the truth, and how often equal systems are told apart.

use std::path::Path;

use lvsim::experiment::{Plan, Point, Precision, Target, Threads};
use lvsim::scenario::{Document, Scenario};
use lvsim::stats::comparison::Variant;
use lvsim::stats::{Comparison, METRICS, Replicated};

use crate::systems::System;

/// How an experiment is made.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Method {
    /// Ten replications, a fixed transient.
    Fixed,
    /// As many replications as it takes to know the mean to 1.5 % and the 99th percentile to 3 %.
    Precision,
    /// Ten replications after a transient that MSER-5 finds.
    AutomaticTransient,
}

/// How often the interval of a metric held the truth.
pub(crate) struct Held {
    pub metric: &'static str,
    pub times: u64,
}

impl Method {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Fixed => "ten replications",
            Self::Precision => "`--precision latency_mean=1.5%,latency_p99=3%`",
            Self::AutomaticTransient => "ten replications, `transient = \"auto\"`",
        }
    }

    fn experiment(self, system: &System, seed: u64, threads: &Threads) -> Replicated {
        let scenario = |transient| read(&system.scenario(seed, transient));
        match self {
            Self::Fixed => replicate(&[scenario("100s")], threads).remove(0),
            Self::AutomaticTransient => replicate(&[scenario("auto")], threads).remove(0),
            Self::Precision => {
                let target = |name, relative| Target { metric: number_of(name), relative };
                let targets = vec![target("latency_mean", 0.015), target("latency_p99", 0.03)];
                let precision = Precision { targets, first: 10, most: 1_000 };
                let replicated = precision.run(&scenario("100s"), threads, &|_| {});
                assert!(precision.is_reached(&replicated));
                replicated
            }
        }
    }
}

/// How often the intervals of the mean and of the 99th percentile hold the truth, in so many experiments.
pub(crate) fn coverage(system: &System, method: Method, experiments: u64) -> [Held; 2] {
    let threads = Threads::new(None).expect("threads");
    let mut held = [Held { metric: "latency_mean", times: 0 }, Held { metric: "latency_p99", times: 0 }];
    for seed in 1..=experiments {
        let replicated = method.experiment(system, seed, &threads);
        for (held, truth) in held.iter_mut().zip([system.mean_s, system.p99_s]) {
            let estimate = replicated.estimate(number_of(held.metric)).expect("requests completed");
            held.times += u64::from(estimate.interval.expect("ten replications").contains(truth));
        }
    }
    held
}

/// In how many of so many comparisons of a system with itself, with other random numbers, any difference is claimed.
pub(crate) fn false_differences(system: &System, comparisons: u64) -> u64 {
    let threads = Threads::new(None).expect("threads");
    let is_claimed = |seed: &u64| {
        let scenarios = [2 * seed, 2 * seed + 1].map(|seed| read(&system.scenario(seed, "100s")));
        let names = ["a", "b"].map(str::to_owned).into_iter();
        let variants =
            names.zip(replicate(&scenarios, &threads)).map(|(name, replicated)| Variant { name, replicated });
        Comparison::of(variants.collect()).differences.iter().any(|difference| difference.is_certain())
    };
    (1..=comparisons).filter(is_claimed).count() as u64
}

/// The smallest number of successes in so many trials that is not less likely than one in 1000 to be reached or missed.
pub(crate) fn least_likely(trials: u64, probability: f64) -> u64 {
    // The binomial distribution from its end: p(n), p(n-1) = p(n)·n/1·(1-p)/p and so on.
    let mut mass = probability.powi(trials as i32);
    let mut above = 0.0;
    for successes in (1..=trials).rev() {
        above += mass;
        if above >= 0.999 {
            return successes;
        }
        mass *= successes as f64 / (trials - successes + 1) as f64 * (1.0 - probability) / probability;
    }
    0
}

fn replicate(scenarios: &[Scenario], threads: &Threads) -> Vec<Replicated> {
    let point = |scenario: &Scenario| Point { name: String::new(), scenario: scenario.clone() };
    let points = scenarios.iter().map(point).collect();
    Plan { points, replications: 10, is_paired: true }.run(threads, &|_| {})
}

fn read(text: &str) -> Scenario {
    Document::from_text("system.toml", text, Path::new("")).resolve(&[]).expect("a good scenario")
}

fn number_of(name: &str) -> usize {
    METRICS.iter().position(|metric| metric.name == name).expect("a metric")
}
