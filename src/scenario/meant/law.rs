//! Laws of random durations.

use crate::time::SimDuration;
use std::sync::Arc;

/// The law of a random duration. Parameters are what the user wrote: means and coefficients of variation, not the
/// shape parameters of the textbooks.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    /// Always the same.
    Constant(SimDuration),
    /// Memoryless.
    Exponential {
        /// More than zero.
        mean: SimDuration,
    },
    /// Equally likely everywhere between two bounds.
    Uniform {
        /// The shortest; less than `max`.
        min: SimDuration,
        /// The longest.
        max: SimDuration,
    },
    /// Its logarithm is normal.
    Lognormal {
        /// More than zero.
        mean: SimDuration,
        /// Standard deviation ÷ mean: 0.001 to 1000.
        cv: f64,
    },
    /// Gamma.
    Gamma {
        /// More than zero.
        mean: SimDuration,
        /// Standard deviation ÷ mean: 0.001 to 1000.
        cv: f64,
    },
    /// The sum of equal exponential stages.
    Erlang {
        /// Of the sum; more than zero.
        mean: SimDuration,
        /// 1 to 1000.
        stages: u32,
    },
    /// Bounded Pareto: P(X > x) falls as x to the power of -`shape` between the bounds.
    Pareto {
        /// The tail exponent, usually called alpha: more than 0, at most 100.
        shape: f64,
        /// The shortest; more than zero, less than `max`.
        min: SimDuration,
        /// The longest.
        max: SimDuration,
    },
    /// One of several exponentials, picked by probability.
    Hyperexponential {
        /// At least one; the probabilities sum to 1 within 1e-9.
        branches: Vec<Branch>,
    },
    /// Sampled with replacement from measured values; at least one, in file order.
    Empirical(Arc<[SimDuration]>),
}

/// One exponential of a hyperexponential law.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// How often it is picked: 0 to 1.
    pub probability: f64,
    /// Its mean; more than zero.
    pub mean: SimDuration,
}

impl Law {
    /// No time at all.
    pub const ZERO: Self = Self::Constant(SimDuration::ZERO);

    /// Its mean in seconds.
    pub fn mean_s(&self) -> f64 {
        match self {
            Self::Constant(mean)
            | Self::Exponential { mean }
            | Self::Lognormal { mean, .. }
            | Self::Gamma { mean, .. }
            | Self::Erlang { mean, .. } => mean.as_secs_f64(),
            Self::Uniform { min, max } => (min.as_secs_f64() + max.as_secs_f64()) / 2.0,
            Self::Pareto { shape, min, max } => pareto_mean_s(*shape, min.as_secs_f64(), max.as_secs_f64()),
            Self::Hyperexponential { branches } => {
                branches.iter().map(|branch| branch.probability * branch.mean.as_secs_f64()).sum()
            }
            Self::Empirical(values) => {
                // Whole nanoseconds add exactly, in whatever order.
                let sum: u128 = values.iter().map(|value| u128::from(value.as_nanos())).sum();
                sum as f64 / values.len() as f64 / 1e9
            }
        }
    }
}

/// Mean of the bounded Pareto law: the integral of P(X > x), with x in units of `min` so that powers stay small.
fn pareto_mean_s(shape: f64, min: f64, max: f64) -> f64 {
    let ratio = max / min;
    let above = 1.0 - ratio.powf(-shape);
    // Near shape 1 the general form is 0/0; its limit is the logarithm.
    let integral =
        if (shape - 1.0).abs() < 1e-9 { ratio.ln() } else { shape / (shape - 1.0) * (1.0 - ratio.powf(1.0 - shape)) };
    min * integral / above
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(millis: u64) -> SimDuration {
        SimDuration::from_millis(millis)
    }

    #[test]
    fn the_mean_of_a_bounded_pareto_law_is_that_of_its_density() {
        // Shape 2 between 1 and 10: density 2/(0.99 x^3), mean 2/0.99 * (1 - 1/10).
        let law = Law::Pareto { shape: 2.0, min: ms(1000), max: ms(10_000) };
        assert!((law.mean_s() - 2.0 / 0.99 * 0.9).abs() < 1e-12);
        // Shape 1 between 1 and 10: density 1/(0.9 x^2), mean ln(10)/0.9.
        let law = Law::Pareto { shape: 1.0, min: ms(1000), max: ms(10_000) };
        assert!((law.mean_s() - 10_f64.ln() / 0.9).abs() < 1e-12);
    }

    #[test]
    fn the_mean_of_a_mixture_is_the_mixture_of_the_means() {
        let branches = vec![Branch { probability: 0.25, mean: ms(100) }, Branch { probability: 0.75, mean: ms(20) }];
        assert!((Law::Hyperexponential { branches }.mean_s() - 0.040).abs() < 1e-15);
        assert!((Law::Empirical([ms(1), ms(2), ms(6)].into()).mean_s() - 0.003).abs() < 1e-15);
        assert!((Law::Uniform { min: ms(10), max: ms(30) }.mean_s() - 0.020).abs() < 1e-15);
    }
}
