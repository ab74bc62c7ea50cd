//! Laws of whole numbers: how many requests a connection carries, how many connections a session has.

use rand::Rng;
use rand::RngExt;

use crate::engine::exponential;

/// A law of whole numbers from 1 on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CountLaw {
    /// Always the same; at least 1.
    Constant(u32),
    /// Each from `min` (at least 1) to `max` is equally likely.
    Uniform {
        /// The smallest.
        min: u32,
        /// The largest.
        max: u32,
    },
    /// Geometric from 1 on: after each there is another one with the same probability, 1 − 1/mean.
    Geometric {
        /// The mean, above 1.
        mean: f64,
    },
}

impl CountLaw {
    /// The law's mean.
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Constant(count) => f64::from(count),
            Self::Uniform { min, max } => f64::midpoint(f64::from(min), f64::from(max)),
            Self::Geometric { mean } => mean,
        }
    }

    /// Draws a number.
    pub fn sample<R: Rng>(&self, rng: &mut R) -> u32 {
        match *self {
            Self::Constant(count) => count,
            Self::Uniform { min, max } => rng.random_range(min..=max),
            // An exponential number, rounded down, is geometric; casts of floats stop at the largest number.
            Self::Geometric { mean } => ((exponential(rng) / -(-mean.recip()).ln_1p()) as u32).saturating_add(1),
        }
    }
}

impl From<u32> for CountLaw {
    fn from(count: u32) -> Self {
        Self::Constant(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;

    #[test]
    fn numbers_have_the_mean_that_the_law_states_and_begin_at_one() {
        let n = 100_000;
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(4);
        // The variances: ((max − min + 1)² − 1)/12, and mean·(mean − 1).
        let geometric = |mean: f64| (CountLaw::Geometric { mean }, mean * (mean - 1.0));
        for (law, variance) in
            [(CountLaw::Uniform { min: 1, max: 6 }, 35.0 / 12.0), geometric(1.2), geometric(5.0), geometric(300.0)]
        {
            let counts: Vec<u32> = (0..n).map(|_| law.sample(&mut rng)).collect();
            let mean = counts.iter().map(|&count| f64::from(count)).sum::<f64>() / f64::from(n);
            let error = 4.0 * (variance / f64::from(n)).sqrt();
            assert!((mean - law.mean()).abs() < error, "{law:?}: {mean} ± {error}");
            assert_eq!(counts.iter().min(), Some(&1), "{law:?}");
        }
    }

    #[test]
    fn a_geometric_number_stops_with_the_same_probability_each_time() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
        let law = CountLaw::Geometric { mean: 4.0 };
        let counts: Vec<u32> = (0..100_000).map(|_| law.sample(&mut rng)).collect();
        for length in 1..6 {
            let reached = counts.iter().filter(|&&count| count >= length).count() as f64;
            let stopped = counts.iter().filter(|&&count| count == length).count() as f64;
            let error = 4.0 * (0.25_f64 * 0.75 / reached).sqrt();
            assert!((stopped / reached - 0.25).abs() < error, "{length}: {} ± {error}", stopped / reached);
        }
    }
}
