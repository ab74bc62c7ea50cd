//! Laws of random durations: how long a service, a thought, a packet's way or a repair takes.

use std::sync::Arc;

use rand::{Rng, RngExt};
use rand_distr::{Distribution, Gamma, LogNormal};

use crate::engine::exponential;
use crate::time::SimDuration;

/// A distribution of durations. Samples are rounded to whole nanoseconds.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    /// Always the same.
    Constant(SimDuration),
    /// Memoryless, with this mean in seconds.
    Exponential {
        /// Mean in seconds.
        mean_s: f64,
    },
    /// Every duration between the two is equally likely.
    Uniform {
        /// Shortest, in seconds.
        min_s: f64,
        /// Longest, in seconds.
        max_s: f64,
    },
    /// The logarithm is normally distributed.
    Lognormal(LogNormal<f64>, Moments),
    /// Gamma; with a whole number of stages, Erlang.
    Gamma(Gamma<f64>, Moments),
    /// Pareto's law cut off at both ends.
    BoundedPareto {
        /// Tail index: the smaller, the heavier the tail.
        shape: f64,
        /// Shortest, in seconds.
        min_s: f64,
        /// Longest, in seconds.
        max_s: f64,
    },
    /// Exponential, with a mean drawn first: pairs of (probability up to and including this branch, mean in seconds).
    Hyperexponential(Arc<[(f64, f64)]>),
    /// One of these values, each equally likely.
    Empirical(Arc<[SimDuration]>),
}

/// Mean and coefficient of variation that a law was made from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// Mean in seconds.
    pub mean_s: f64,
    /// Standard deviation ÷ mean.
    pub cv: f64,
}

impl Law {
    /// No time at all.
    pub const ZERO: Self = Self::Constant(SimDuration::ZERO);

    /// Exponential with this mean.
    pub fn exponential(mean: SimDuration) -> Self {
        Self::Exponential { mean_s: mean.as_secs_f64() }
    }

    /// Lognormal with this mean and coefficient of variation: σ² = ln(1 + cv²), μ = ln(mean) − σ²/2.
    ///
    /// # Panics
    /// Unless both are above zero and finite.
    pub fn lognormal(mean: SimDuration, cv: f64) -> Self {
        let mean_s = mean.as_secs_f64();
        assert!(mean_s > 0.0 && cv > 0.0, "a lognormal law has a mean and a variation above zero");
        let variance = (cv * cv).ln_1p();
        let law = LogNormal::new(mean_s.ln() - variance / 2.0, variance.sqrt()).expect("finite parameters");
        Self::Lognormal(law, Moments { mean_s, cv })
    }

    /// Gamma with this mean and coefficient of variation: shape 1/cv², scale mean·cv². Erlang with k stages is
    /// cv = 1/√k.
    ///
    /// # Panics
    /// Unless both are above zero and finite.
    pub fn gamma(mean: SimDuration, cv: f64) -> Self {
        let mean_s = mean.as_secs_f64();
        let law = Gamma::new(1.0 / (cv * cv), mean_s * cv * cv).expect("a mean and a variation above zero");
        Self::Gamma(law, Moments { mean_s, cv })
    }

    /// A mixture of exponentials from (probability, mean) pairs, whose probabilities sum to 1.
    pub fn hyperexponential(branches: &[(f64, SimDuration)]) -> Self {
        let mut up_to = 0.0;
        let cumulated = branches.iter().map(|(probability, mean)| {
            up_to += probability;
            (up_to, mean.as_secs_f64())
        });
        Self::Hyperexponential(cumulated.collect())
    }

    /// The law's mean in seconds.
    pub fn mean_s(&self) -> f64 {
        match self {
            Self::Constant(duration) => duration.as_secs_f64(),
            Self::Exponential { mean_s } => *mean_s,
            Self::Uniform { min_s, max_s } => f64::midpoint(*min_s, *max_s),
            Self::Lognormal(_, moments) | Self::Gamma(_, moments) => moments.mean_s,
            Self::BoundedPareto { shape, min_s, max_s } => bounded_pareto_mean(*shape, *min_s, *max_s),
            Self::Hyperexponential(branches) => {
                let before = std::iter::once(0.0).chain(branches.iter().map(|(up_to, _)| *up_to));
                branches.iter().zip(before).map(|((up_to, mean_s), before)| (up_to - before) * mean_s).sum()
            }
            Self::Empirical(values) => {
                // Whole nanoseconds add exactly, in whatever order.
                let sum: u128 = values.iter().map(|value| u128::from(value.as_nanos())).sum();
                sum as f64 / values.len() as f64 * 1e-9
            }
        }
    }

    /// Draws a duration.
    #[inline(always)]
    pub fn sample<R: Rng>(&self, rng: &mut R) -> SimDuration {
        match self {
            Self::Constant(duration) => *duration,
            Self::Exponential { mean_s } => SimDuration::from_secs_f64(mean_s * exponential(rng)),
            other => other.sample_rarer(rng),
        }
    }

    #[inline(never)]
    fn sample_rarer<R: Rng>(&self, rng: &mut R) -> SimDuration {
        let seconds = match self {
            Self::Constant(duration) => return *duration,
            Self::Empirical(values) => return values[rng.random_range(0..values.len())],
            Self::Exponential { mean_s } => mean_s * exponential(rng),
            Self::Uniform { min_s, max_s } => min_s + (max_s - min_s) * rng.random::<f64>(),
            Self::Lognormal(law, _) => law.sample(rng),
            Self::Gamma(law, _) => law.sample(rng),
            Self::BoundedPareto { shape, min_s, max_s } => {
                let cut = 1.0 - (min_s / max_s).powf(*shape);
                min_s / (1.0 - rng.random::<f64>() * cut).powf(shape.recip())
            }
            Self::Hyperexponential(branches) => {
                let u = rng.random::<f64>();
                let chosen = branches.iter().find(|(up_to, _)| u < *up_to).or(branches.last());
                chosen.map_or(0.0, |(_, mean_s)| mean_s * exponential(rng))
            }
        };
        SimDuration::from_secs_f64(seconds)
    }
}

/// Mean of Pareto's law with tail index `shape`, cut off below `min` and above `max`.
fn bounded_pareto_mean(shape: f64, min: f64, max: f64) -> f64 {
    let cut = 1.0 - (min / max).powf(shape);
    if (shape - 1.0).abs() < 1e-9 {
        return min / cut * (max / min).ln();
    }
    shape / (shape - 1.0) * min / cut * (1.0 - (min / max).powf(shape - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;

    const MEAN: SimDuration = SimDuration::from_millis(20);

    /// Mean of 200,000 samples and the half width of its 99.99 % interval.
    fn sampled(law: &Law) -> (f64, f64) {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let samples: Vec<f64> = (0..200_000).map(|_| law.sample(&mut rng).as_secs_f64()).collect();
        let n = samples.len() as f64;
        let mean = samples.iter().sum::<f64>() / n;
        let variance = samples.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
        (mean, 3.9 * (variance / n).sqrt())
    }

    #[test]
    fn the_mean_of_the_samples_is_the_mean_that_the_law_states() {
        let laws = [
            Law::exponential(MEAN),
            Law::Uniform { min_s: 0.01, max_s: 0.03 },
            Law::lognormal(MEAN, 1.5),
            Law::gamma(MEAN, 0.5),
            Law::gamma(MEAN, 3.0),
            Law::BoundedPareto { shape: 1.5, min_s: 0.001, max_s: 1.0 },
            Law::BoundedPareto { shape: 1.0, min_s: 0.001, max_s: 1.0 },
            Law::hyperexponential(&[(0.9, SimDuration::from_millis(10)), (0.1, SimDuration::from_millis(110))]),
            Law::Empirical([10, 20, 60].map(SimDuration::from_millis).into()),
        ];
        for law in laws {
            let (mean, half_width) = sampled(&law);
            assert!((mean - law.mean_s()).abs() < half_width, "{law:?}: {mean} ± {half_width} for {}", law.mean_s());
        }
    }

    #[test]
    fn a_law_made_from_a_mean_has_that_mean() {
        for law in [Law::lognormal(MEAN, 1.5), Law::gamma(MEAN, 2.0), Law::exponential(MEAN)] {
            assert!((law.mean_s() - 0.02).abs() < 1e-12, "{law:?}");
        }
    }

    #[test]
    fn bounded_laws_keep_their_bounds() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(2);
        for law in
            [Law::Uniform { min_s: 0.001, max_s: 1.0 }, Law::BoundedPareto { shape: 0.7, min_s: 0.001, max_s: 1.0 }]
        {
            for _ in 0..10_000 {
                let sample = law.sample(&mut rng).as_secs_f64();
                assert!((0.001..=1.0).contains(&sample), "{law:?}: {sample}");
            }
        }
    }

    #[test]
    fn the_mean_of_a_bounded_pareto_law_is_that_of_its_density() {
        // Shape 2 between 1 and 10: density 2/(0.99 x³), mean 2/0.99 · (1 − 1/10).
        let law = Law::BoundedPareto { shape: 2.0, min_s: 1.0, max_s: 10.0 };
        assert!((law.mean_s() - 2.0 / 0.99 * 0.9).abs() < 1e-12);
        // Shape 1 between 1 and 10: density 1/(0.9 x²), mean ln(10)/0.9.
        let law = Law::BoundedPareto { shape: 1.0, min_s: 1.0, max_s: 10.0 };
        assert!((law.mean_s() - 10_f64.ln() / 0.9).abs() < 1e-12);
    }

    #[test]
    fn the_mean_of_a_mixture_is_the_mixture_of_the_means() {
        let ms = SimDuration::from_millis;
        assert!((Law::hyperexponential(&[(0.25, ms(100)), (0.75, ms(20))]).mean_s() - 0.040).abs() < 1e-15);
        assert!((Law::Empirical([1, 2, 6].map(ms).into()).mean_s() - 0.003).abs() < 1e-15);
    }
}
