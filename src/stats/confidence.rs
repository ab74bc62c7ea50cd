//! How sure an estimate is: confidence intervals by Student's t, from independent replications or from one long run.
//!
//! Source: Law, "Simulation Modeling and Analysis", 5th ed. 2015, sections 4.5 (replications) and 9.5.3 (batch means);
//! for quantiles Asmussen and Glynn, "Stochastic Simulation", 2007, III.5 (sectioning).

use statrs::distribution::{ContinuousCDF, StudentsT};

/// A mean and how far the true one may be from it: it lies within `mean ± half_width` in a share `level` of all
/// experiments.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ConfidenceInterval {
    /// The mean of the observations.
    pub mean: f64,
    /// Half the interval's length, in the unit of the observations; not below 0.
    pub half_width: f64,
    /// The confidence level, between 0 and 1; usually 0.95.
    pub level: f64,
    /// How many observations (or batches) it rests on, at least 2.
    pub n: usize,
}

impl ConfidenceInterval {
    /// The interval from one observation per replication: `mean ± t(n-1, 1-(1-level)/2) · s/√n`.
    ///
    /// Assumes that the observations are independent and that their distribution is near a normal one, as the mean over
    /// a long run is. `None` for fewer than two observations, or if `level` is not between 0 and 1.
    pub fn of_replications(observations: &[f64], level: f64) -> Option<Self> {
        let mean = observations.iter().sum::<f64>() / observations.len() as f64;
        Self::of_sections(mean, observations, level)
    }

    /// The interval around `pooled`, which was computed from all replications together, from the same number computed
    /// from each replication alone: `pooled ± t(n-1, 1-(1-level)/2) · s/√n` with `s² = Σ (x - pooled)² / (n-1)`.
    ///
    /// For quantiles: that of a replication is biased by its finite length, and so is the mean of such quantiles, however
    /// many there are. The quantile of everything pooled is not, up to the total length. Same assumptions as
    /// [`ConfidenceInterval::of_replications`], and `None` in the same cases.
    pub fn of_sections(pooled: f64, observations: &[f64], level: f64) -> Option<Self> {
        let n = observations.len();
        let deviation = deviation_around(pooled, observations)?;
        let half_width = t_quantile(n - 1, level)? * deviation / (n as f64).sqrt();
        Some(Self { mean: pooled, half_width, level, n })
    }

    /// The interval from one long run: its observations, in order of time, are cut into `batches` of equal length, whose
    /// means are treated as replications. What does not fill the last batch is left out.
    ///
    /// Assumes a steady state (the transient is cut) and batches much longer than the time over which observations
    /// resemble each other; 10 to 30 batches are usual. Too many batches make the interval too short. `None` for
    /// fewer than two batches, or fewer observations than batches.
    pub fn of_batch_means(observations: &[f64], batches: usize, level: f64) -> Option<Self> {
        let length = observations.len().checked_div(batches)?;
        if length == 0 {
            return None;
        }
        let means: Vec<f64> = observations
            .chunks_exact(length)
            .take(batches)
            .map(|batch| batch.iter().sum::<f64>() / length as f64)
            .collect();
        Self::of_replications(&means, level)
    }

    /// The interval from the same observations at another level; `None` if that is not between 0 and 1.
    pub fn at_level(&self, level: f64) -> Option<Self> {
        let longer = t_quantile(self.n - 1, level)? / t_quantile(self.n - 1, self.level)?;
        Some(Self { half_width: self.half_width * longer, level, ..*self })
    }

    /// Whether `value` lies in the interval.
    pub fn contains(&self, value: f64) -> bool {
        (value - self.mean).abs() <= self.half_width
    }

    /// The lower end.
    pub fn low(&self) -> f64 {
        self.mean - self.half_width
    }

    /// The upper end.
    pub fn high(&self) -> f64 {
        self.mean + self.half_width
    }

    /// Half width ÷ |mean|: how precise the mean is. Infinite if the mean is 0.
    pub fn relative_precision(&self) -> f64 {
        self.half_width / self.mean.abs()
    }
}

/// The sample standard deviation around a center that was not computed as their mean, perhaps; `None` below two.
pub(super) fn deviation_around(center: f64, observations: &[f64]) -> Option<f64> {
    let n = observations.len();
    let squares: f64 = observations.iter().map(|x| (x - center).powi(2)).sum();
    (n >= 2).then(|| (squares / (n - 1) as f64).sqrt())
}

/// How many standard errors reach from the middle of an interval of this level to its end; `None` if `level` is not
/// between 0 and 1.
pub(super) fn t_quantile(freedom: usize, level: f64) -> Option<f64> {
    let student = StudentsT::new(0.0, 1.0, freedom as f64).ok()?;
    (level > 0.0 && level < 1.0).then(|| student.inverse_cdf(0.5 + level / 2.0))
}

/// How likely Student's t with so many degrees of freedom is at least as far from 0 as `t`, on either side.
pub(super) fn two_sided_p(t: f64, freedom: usize) -> f64 {
    let student = StudentsT::new(0.0, 1.0, freedom.max(1) as f64).expect("a positive number of degrees of freedom");
    if t.is_infinite() { 0.0 } else { (2.0 * student.cdf(-t.abs())).clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_distr::{Distribution, StandardNormal};
    use rand_xoshiro::Xoshiro256PlusPlus;

    fn normal_samples(seed: u64, n: usize) -> Vec<f64> {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        (0..n).map(|_| StandardNormal.sample(&mut random)).collect()
    }

    /// An autoregressive sequence with mean 0: each observation keeps a share `rho` of the one before it.
    fn autoregressive(seed: u64, n: usize, rho: f64) -> Vec<f64> {
        let mut last = 0.0;
        normal_samples(seed, n)
            .into_iter()
            .map(|noise| {
                last = rho * last + noise;
                last
            })
            .collect()
    }

    fn coverage(trials: u64, interval: impl Fn(u64) -> ConfidenceInterval) -> f64 {
        (0..trials).filter(|&seed| interval(seed).contains(0.0)).count() as f64 / trials as f64
    }

    /// Four standard deviations of a coverage of 0.95 counted in `trials` trials.
    fn four_sigma(trials: u64) -> f64 {
        4.0 * (0.95 * 0.05 / trials as f64).sqrt()
    }

    #[test]
    fn five_replications_are_worked_by_hand() {
        // Mean 3, s² = 10/4, t(4, 0.975) = 2.776445 (any table), so the half width is 2.776445·√(2.5/5) = 1.963243.
        let interval = ConfidenceInterval::of_replications(&[1.0, 2.0, 3.0, 4.0, 5.0], 0.95).unwrap();
        assert_eq!((interval.mean, interval.n), (3.0, 5));
        assert!((interval.half_width - 1.963_243).abs() < 1e-6, "{}", interval.half_width);
        assert!((interval.relative_precision() - 1.963_243 / 3.0).abs() < 1e-6);
    }

    #[test]
    fn the_same_observations_at_another_level() {
        let interval = ConfidenceInterval::of_replications(&[1.0, 2.0, 3.0, 4.0, 5.0], 0.95).unwrap();
        let direct = ConfidenceInterval::of_replications(&[1.0, 2.0, 3.0, 4.0, 5.0], 0.99).unwrap();
        let longer = interval.at_level(0.99).unwrap();
        assert!((longer.half_width - direct.half_width).abs() < 1e-12 && longer.level == 0.99);
        assert_eq!(interval.at_level(1.0), None);
    }

    #[test]
    fn an_interval_of_sections_stands_around_the_pooled_value() {
        // Around 2 instead of the mean 3: s² = (1 + 0 + 1 + 4 + 9)/4 = 15/4.
        let interval = ConfidenceInterval::of_sections(2.0, &[1.0, 2.0, 3.0, 4.0, 5.0], 0.95).unwrap();
        assert_eq!((interval.mean, interval.n), (2.0, 5));
        assert!((interval.half_width - 2.776_445 * (0.75_f64).sqrt()).abs() < 1e-6, "{}", interval.half_width);
    }

    #[test]
    fn p_is_worked_from_a_table() {
        assert!((two_sided_p(2.262_157, 9) - 0.05).abs() < 1e-6);
        assert!((two_sided_p(-2.262_157, 9) - 0.05).abs() < 1e-6);
        assert_eq!(two_sided_p(0.0, 9), 1.0);
    }

    #[test]
    fn too_little_has_no_interval() {
        assert_eq!(ConfidenceInterval::of_replications(&[1.0], 0.95), None);
        assert_eq!(ConfidenceInterval::of_replications(&[1.0, 2.0], 1.0), None);
        assert_eq!(ConfidenceInterval::of_replications(&[1.0, 2.0], f64::NAN), None);
        assert_eq!(ConfidenceInterval::of_batch_means(&[1.0; 9], 10, 0.95), None);
        assert_eq!(ConfidenceInterval::of_batch_means(&[1.0; 9], 0, 0.95), None);
        assert_eq!(ConfidenceInterval::of_batch_means(&[1.0; 9], 1, 0.95), None);
    }

    #[test]
    fn what_does_not_fill_a_batch_is_left_out() {
        let interval = ConfidenceInterval::of_batch_means(&[1.0, 1.0, 3.0, 3.0, 99.0], 2, 0.95).unwrap();
        assert_eq!((interval.mean, interval.n), (2.0, 2));
    }

    #[test]
    fn intervals_of_normal_replications_cover_the_true_mean_as_often_as_they_promise() {
        const TRIALS: u64 = 4_000;
        let covered =
            coverage(TRIALS, |seed| ConfidenceInterval::of_replications(&normal_samples(seed, 8), 0.95).unwrap());
        assert!((covered - 0.95).abs() < four_sigma(TRIALS), "{covered}");
    }

    #[test]
    fn batch_means_cover_where_single_observations_of_a_correlated_run_do_not() {
        const TRIALS: u64 = 1_000;
        let run = |seed| autoregressive(seed, 4_000, 0.8);
        // Batches of 200 observations; with a correlation of 0.8^k the variance of a batch mean is underestimated by
        // 2ρ/((1-ρ²)·200) = 2 % only, which costs less than half a percent of coverage: well within the tolerance.
        let batched = coverage(TRIALS, |seed| ConfidenceInterval::of_batch_means(&run(seed), 20, 0.95).unwrap());
        assert!((batched - 0.95).abs() < four_sigma(TRIALS), "{batched}");
        // As if independent, the interval is √((1+ρ)/(1-ρ)) = 3 times too short: 1.96/3 standard deviations cover 49 %.
        let naive = coverage(TRIALS, |seed| ConfidenceInterval::of_replications(&run(seed), 0.95).unwrap());
        assert!((naive - 0.49).abs() < 4.0 * (0.25 / TRIALS as f64).sqrt(), "{naive}");
    }
}
