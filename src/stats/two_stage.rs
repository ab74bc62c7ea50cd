//! As many replications as a wanted precision takes, without spoiling the interval by the choice.
//!
//! An interval that is computed again after every replication, until it is short enough, stops too early when the
//! variance happens to look small, and then promises too much: Chow and Robbins' rule reaches its coverage only in the
//! limit (Law 2015, 9.4.1). Stein's way out: the variance of a first stage decides how many replications there will be,
//! and the interval goes on using that variance, with the first stage's degrees of freedom. For normal observations mean
//! and variance are independent, so the coverage is what it says, whatever number was decided on.
//!
//! Source: Stein, "A two-sample test for a linear hypothesis whose power is independent of the variance", Ann. Math.
//! Statist. 16, 1945. The price are intervals that are t(n₀-1)/z times as long as if the variance were known: 15 % for ten
//! replications in the first stage.
//!
//! Worked by hand: ten first replications with mean 100 and s = 5; for 1 % the half width may be 1, so it takes
//! (2.262 · 5 / 1)² = 127.9, that is 128 replications.

use super::confidence::{ConfidenceInterval, deviation_around, t_quantile};

/// What the first stage says of how much replications differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FirstStage {
    /// How many replications it has, at least 2.
    n: usize,
    /// Their sample standard deviation.
    deviation: f64,
}

impl FirstStage {
    /// The first stage with these observations of a number whose estimate from all of them together is `pooled` (their
    /// mean, or a quantile of everything). `None` for fewer than two.
    pub fn new(pooled: f64, observations: &[f64]) -> Option<Self> {
        Some(Self { n: observations.len(), deviation: deviation_around(pooled, observations)? })
    }

    /// The interval around the estimate `mean` from `n` replications, those of the first stage among them. `None` if
    /// `level` is not between 0 and 1.
    pub fn interval(&self, mean: f64, n: usize, level: f64) -> Option<ConfidenceInterval> {
        let half_width = t_quantile(self.n - 1, level)? * self.deviation / (n as f64).sqrt();
        Some(ConfidenceInterval { mean, half_width, level, n })
    }

    /// How many replications it takes until the half width is at most `relative` (above 0) times |`mean`|: those of the
    /// first stage, or more. `None` if no number is enough, because the mean is 0 and the observations differ.
    pub fn replications_for(&self, mean: f64, relative: f64, level: f64) -> Option<usize> {
        let allowed = relative * mean.abs();
        if self.deviation == 0.0 {
            return Some(self.n);
        }
        let wanted = (t_quantile(self.n - 1, level)? * self.deviation / allowed).powi(2).ceil();
        (wanted < u32::MAX.into()).then(|| self.n.max(wanted as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_distr::{Distribution, StandardNormal};
    use rand_xoshiro::Xoshiro256PlusPlus;

    #[test]
    fn the_example_of_the_header_takes_128_replications() {
        let stage = FirstStage { n: 10, deviation: 5.0 };
        assert_eq!(stage.replications_for(100.0, 0.01, 0.95), Some(128));
        let interval = stage.interval(100.0, 128, 0.95).unwrap();
        assert!(interval.half_width <= 1.0 && interval.half_width > 0.99, "{interval:?}");
    }

    #[test]
    fn what_does_not_differ_is_known_at_once_and_zero_never_to_a_percent() {
        let equal = FirstStage::new(3.0, &[3.0; 10]).unwrap();
        assert_eq!(equal.replications_for(3.0, 0.01, 0.95), Some(10));
        assert_eq!(equal.interval(3.0, 10, 0.95).unwrap().half_width, 0.0);
        let around_zero = FirstStage::new(0.0, &[-1.0, 1.0]).unwrap();
        assert_eq!(around_zero.replications_for(0.0, 0.01, 0.95), None);
        assert_eq!(FirstStage::new(1.0, &[1.0]), None);
    }

    /// Runs an experiment to a precision of 5 % on normal observations of mean 1 and deviation 0.1; whether the interval
    /// holds 1, by Stein's rule and by looking after every replication.
    fn holds_the_truth(seed: u64) -> [bool; 2] {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut observe = || 1.0 + 0.1 * Distribution::<f64>::sample(&StandardNormal, &mut random);
        let mut observations: Vec<f64> = (0..5).map(|_| observe()).collect();
        let mean = |observations: &[f64]| observations.iter().sum::<f64>() / observations.len() as f64;
        let stage = FirstStage::new(mean(&observations), &observations).unwrap();
        let (mut steins, mut eager) = (None, None);
        while steins.is_none() || eager.is_none() {
            let now = ConfidenceInterval::of_replications(&observations, 0.95).unwrap();
            if now.relative_precision() <= 0.05 {
                eager.get_or_insert(now.contains(1.0));
            }
            if observations.len() >= stage.replications_for(now.mean, 0.05, 0.95).unwrap() {
                let interval = stage.interval(now.mean, observations.len(), 0.95).unwrap();
                steins.get_or_insert(interval.contains(1.0));
            }
            observations.push(observe());
        }
        [steins.unwrap(), eager.unwrap()]
    }

    #[test]
    fn the_interval_keeps_its_promise_where_looking_again_and_again_does_not() {
        const TRIALS: u64 = 2_000;
        let held: Vec<[bool; 2]> = (0..TRIALS).map(holds_the_truth).collect();
        let share = |rule: usize| held.iter().filter(|held| held[rule]).count() as f64 / TRIALS as f64;
        let sigma = (0.95 * 0.05 / TRIALS as f64).sqrt();
        assert!((share(0) - 0.95).abs() < 4.0 * sigma, "{}", share(0));
        assert!(share(1) < 0.95 - 4.0 * sigma, "{}", share(1));
    }
}
