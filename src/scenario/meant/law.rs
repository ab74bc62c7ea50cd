//! Laws of random durations.

use crate::cluster;
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
        cluster::Law::from(self).mean_s()
    }
}
