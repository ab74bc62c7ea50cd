//! What there is to be asked for, and laws of random sizes.

use super::Popularity;
use std::sync::Arc;

/// What there is to be asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// What it is called; no other content is called so.
    pub name: String,
    /// How many different objects there are: 1 to 10 million.
    pub objects: u32,
    /// How often each is asked for.
    pub popularity: Popularity,
    /// The size of an object, drawn once for each.
    pub size: SizeLaw,
}

/// The law of a random size, in bytes.
#[derive(Clone, Debug, PartialEq)]
pub enum SizeLaw {
    /// Always the same.
    Constant(u64),
    /// Memoryless.
    Exponential {
        /// More than zero.
        mean: u64,
    },
    /// Equally likely everywhere between two bounds.
    Uniform {
        /// The smallest; less than `max`.
        min: u64,
        /// The largest.
        max: u64,
    },
    /// Its logarithm is normal.
    Lognormal {
        /// More than zero.
        mean: u64,
        /// Standard deviation ÷ mean: 0.001 to 1000.
        cv: f64,
    },
    /// Bounded Pareto.
    Pareto {
        /// The tail exponent, usually called alpha: more than 0, at most 100.
        shape: f64,
        /// The smallest; more than zero, less than `max`.
        min: u64,
        /// The largest.
        max: u64,
    },
    /// One of these, each equally likely; at least one.
    Empirical(Arc<[u64]>),
}
