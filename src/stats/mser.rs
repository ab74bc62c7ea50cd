//! How much to cut off at the start of a run: MSER-5.
//!
//! The beginning of a run is not typical of it, and the longer it is kept the more it biases the mean; the more is cut,
//! the less is left to estimate from. MSER cuts where the standard error of the mean of what is left is smallest. MSER-5
//! does that with the means of five successive observations each, which makes it far less touchy.
//!
//! ```text
//! MSER(d) = Σ (Yᵢ - mean of Y after d)² / (n - d)²     over the batch means Yᵢ, i > d
//! cut where MSER(d) is smallest, d at most n/2
//! ```
//!
//! Source: White, "An effective truncation heuristic for bias reduction in simulation output", Simulation 69(6), 1997;
//! White, Cobb and Spratt, "A comparison of five steady-state truncation heuristics for simulation", WSC 2000.
//!
//! Worked by hand: batch means 0, 4, 4, 5, 3, 4. d = 0: mean 20/6, squares 15.33, ÷ 36 = 0.426; d = 1: mean 4, squares 2,
//! ÷ 25 = 0.08; d = 2: 2 ÷ 16 = 0.125; d = 3: 2 ÷ 9 = 0.222. The cut is after the first batch.

/// Observations in a batch.
pub const BATCH: usize = 5;

/// Where a series is best cut.
#[derive(Clone, Debug, PartialEq)]
pub struct Cut {
    /// How many batches are left out.
    pub batches: usize,
    /// The mean of each whole batch.
    pub means: Vec<f64>,
    /// MSER(d) for each possible cut `d`, from 0 to half the number of batches.
    pub statistics: Vec<f64>,
}

impl Cut {
    /// The cut of this series; `None` for fewer than two batches.
    pub fn of(observations: &[f64]) -> Option<Self> {
        let batches = observations.chunks_exact(BATCH);
        let means: Vec<f64> = batches.map(|batch| batch.iter().sum::<f64>() / BATCH as f64).collect();
        let statistics = statistics(&means)?;
        // The first of equals: what need not be cut is kept.
        let smallest = statistics.iter().copied().fold(f64::INFINITY, f64::min);
        let batches = statistics.iter().position(|&statistic| statistic == smallest)?;
        Some(Self { batches, means, statistics })
    }

    /// Whether there is a transient that ends within the series. A smallest value at the very last cut allowed means that
    /// the series is too short to tell, or never settles.
    pub fn is_conclusive(&self) -> bool {
        self.batches + 1 < self.statistics.len()
    }
}

/// MSER(d) for d from 0 to half the number of batches.
fn statistics(means: &[f64]) -> Option<Vec<f64>> {
    if means.len() < 2 {
        return None;
    }
    // From the end, so that each cut takes one more mean into account (Welford 1962).
    let (mut count, mut mean, mut squares) = (0.0, 0.0, 0.0);
    let mut statistics = Vec::with_capacity(means.len());
    for value in means.iter().rev() {
        count += 1.0;
        let before = value - mean;
        mean += before / count;
        squares += before * (value - mean);
        statistics.push(squares / (count * count));
    }
    statistics.reverse();
    statistics.truncate(means.len() / 2 + 1);
    Some(statistics)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn five_times(means: &[f64]) -> Vec<f64> {
        means.iter().flat_map(|&mean| [mean; BATCH]).collect()
    }

    #[test]
    fn the_example_of_the_header_is_cut_after_its_first_batch() {
        let cut = Cut::of(&five_times(&[0.0, 4.0, 4.0, 5.0, 3.0, 4.0])).unwrap();
        assert_eq!(cut.batches, 1);
        for (statistic, expected) in cut.statistics.iter().zip([15.0 + 1.0 / 3.0, 2.0, 2.0, 2.0]) {
            let left = 6.0 - cut.statistics.iter().position(|other| other == statistic).unwrap() as f64;
            assert!((statistic - expected / (left * left)).abs() < 1e-12, "{cut:?}");
        }
        assert!(cut.is_conclusive());
    }

    #[test]
    fn what_is_constant_is_not_cut_and_what_grows_without_end_is_not_conclusive() {
        assert_eq!(Cut::of(&[7.0; 100]).unwrap().batches, 0);
        let growing: Vec<f64> = (0..1_000).map(f64::from).collect();
        let cut = Cut::of(&growing).unwrap();
        assert_eq!(cut.batches, 100);
        assert!(!cut.is_conclusive());
        assert_eq!(Cut::of(&[1.0; 9]), None);
    }

    proptest! {
        #[test]
        fn every_statistic_is_the_formula(means in proptest::collection::vec(0.0..100.0_f64, 2..40)) {
            let cut = Cut::of(&five_times(&means)).unwrap();
            for (d, statistic) in cut.statistics.iter().enumerate() {
                let left = &means[d..];
                let mean = left.iter().sum::<f64>() / left.len() as f64;
                let squares: f64 = left.iter().map(|y| (y - mean).powi(2)).sum();
                prop_assert!((statistic - squares / (left.len() as f64).powi(2)).abs() < 1e-9);
                prop_assert!(*statistic >= cut.statistics[cut.batches]);
            }
        }

        #[test]
        fn the_unit_does_not_move_the_cut(means in proptest::collection::vec(0..100_u32, 2..40)) {
            let values: Vec<f64> = means.iter().copied().map(f64::from).collect();
            // A power of two: no rounding that could make two equal statistics differ.
            let scaled: Vec<f64> = values.iter().map(|x| 4.0 * x).collect();
            prop_assert_eq!(Cut::of(&five_times(&values)).unwrap().batches, Cut::of(&five_times(&scaled)).unwrap().batches);
        }
    }
}
