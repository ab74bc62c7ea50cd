//! Whether a level goes on growing through the time that is measured: then it has no steady state, and its mean says more
//! of how long one looked than of the system.
//!
//! A straight line is fitted to the means of ten equal parts of the time, and its slope compared with its standard error
//! (Student's t with eight degrees of freedom). What rises and falls by chance over times longer than a part can look like
//! a trend for a while. So growth has to be beyond doubt as well as large: a queue at an offered load above its capacity
//! grows from nothing in proportion to time, by 200 % of its mean, or by 67 % if half the run is cut; a stable one that
//! started empty and was measured for tens of its relaxation times grows by a few percent.
//!
//! Source: batch means as in Law 2015, 9.5.3; linear regression as in any textbook.

use super::confidence::two_sided_p;

/// The parts of the time.
const PARTS: usize = 10;

/// The trend of a level, such as the number in system.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// How much the fitted line rises from the beginning to the end, in units of the mean; 0 if there is none.
    pub growth: f64,
    /// Probability that chance alone makes a slope so far from 0, if the parts are independent.
    pub p: f64,
}

impl Trend {
    /// What is not beyond this doubt is no growth.
    pub const MAX_P: f64 = 0.002;
    /// What grows less than this is no growth.
    pub const MIN_GROWTH: f64 = 0.5;

    /// The trend of these means over successive intervals of equal length; `None` for fewer than ten, or if the level is
    /// nowhere above 0.
    pub fn of(levels: &[f64]) -> Option<Self> {
        let length = levels.len() / PARTS;
        if length == 0 {
            return None;
        }
        // What does not fill the last part is left out at the start, where the least is settled.
        let levels = &levels[levels.len() - length * PARTS..];
        let parts: Vec<f64> =
            levels.chunks_exact(length).map(|part| part.iter().sum::<f64>() / length as f64).collect();
        let n = PARTS as f64;
        let (middle, mean) = ((n - 1.0) / 2.0, parts.iter().sum::<f64>() / n);
        let place = |index: usize| index as f64 - middle;
        let spread: f64 = (0..PARTS).map(|index| place(index).powi(2)).sum();
        let slope = parts.iter().enumerate().map(|(index, part)| place(index) * part).sum::<f64>() / spread;
        let off = |(index, part): (usize, &f64)| (part - mean - slope * place(index)).powi(2);
        let residue = parts.iter().enumerate().map(off).sum::<f64>() / (n - 2.0);
        let t = slope / (residue / spread).sqrt();
        let p = if t.is_nan() { 1.0 } else { two_sided_p(t, PARTS - 2) };
        (mean > 0.0).then(|| Self { growth: slope * n / mean, p })
    }

    /// Whether it grows, by much and beyond doubt.
    pub fn is_growing(&self) -> bool {
        self.growth > Self::MIN_GROWTH && self.p < Self::MAX_P
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    #[test]
    fn a_line_from_zero_grows_by_twice_its_mean() {
        let levels: Vec<f64> = (0..100).map(|i| f64::from(i) + 0.5).collect();
        let trend = Trend::of(&levels).unwrap();
        assert!((trend.growth - 2.0).abs() < 1e-12, "{trend:?}");
        assert!(trend.is_growing());
        // The second half of it alone.
        assert!((Trend::of(&levels[50..]).unwrap().growth - 50.0 / 75.0).abs() < 1e-12);
        assert!(Trend::of(&levels[50..]).unwrap().is_growing());
    }

    #[test]
    fn what_stays_falls_or_is_not_there_does_not_grow() {
        assert!(!Trend::of(&[5.0; 20]).unwrap().is_growing());
        let falling: Vec<f64> = (0..100).rev().map(f64::from).collect();
        assert!(!Trend::of(&falling).unwrap().is_growing());
        assert_eq!(Trend::of(&[0.0; 20]), None);
        assert_eq!(Trend::of(&[1.0; 9]), None);
    }

    #[test]
    fn a_start_from_nothing_that_is_soon_over_is_no_growth() {
        let levels: Vec<f64> = (0..200).map(|i| 1.0 - (-f64::from(i) / 5.0).exp()).collect();
        assert!(!Trend::of(&levels).unwrap().is_growing());
    }

    /// The mean number in an M/M/1 queue at this load in each of 200 intervals of 100 services.
    fn queue(load: f64, seed: u64) -> Vec<f64> {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut number = 0.0_f64;
        let mut interval = || {
            let steps = 100 * 2;
            let total: f64 = (0..steps)
                .map(|_| {
                    // At the rate of arrivals and services together, the next is an arrival or a service.
                    let is_arrival = random.random_bool(load / (1.0 + load));
                    number = if is_arrival { number + 1.0 } else { (number - 1.0).max(0.0) };
                    number
                })
                .sum();
            total / f64::from(steps)
        };
        (0..200).map(|_| interval()).collect()
    }

    #[test]
    fn a_stable_queue_is_almost_never_said_to_grow_and_an_overloaded_one_is() {
        const RUNS: u64 = 200;
        let alarms = |load| (0..RUNS).filter(|&seed| Trend::of(&queue(load, seed)).unwrap().is_growing()).count();
        // 20,000 services are 50 relaxation times of 380 services at a load of 0.9. One in a thousand by p alone.
        assert!(alarms(0.9) <= 2, "{}", alarms(0.9));
        // At 1.05 it grows by 1000 while chance moves it by √(2 · 20,000) = 200.
        assert!(alarms(1.05) >= RUNS as usize * 95 / 100, "{}", alarms(1.05));
    }
}
