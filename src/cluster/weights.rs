//! The weights that count: those in the lists of the directors that clients reach, over time.

use crate::stats::Level;
use crate::stats::level::mean_level;
use crate::time::{SimDuration, SimTime};

/// By real server: its weight at the directors that clients reach, 0 where it is not listed.
#[derive(Debug)]
pub struct Weights {
    /// By real server: the sum over these directors.
    sums: Vec<Level>,
    /// How many directors are reached.
    reached: Level,
}

/// The integrals over time of a server's weights and of the directors that have them, in nanoseconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct WeightTimes {
    sum: u128,
    reached: u128,
}

impl Weights {
    /// Nobody is listed anywhere.
    pub fn new(servers: usize) -> Self {
        let mut reached = Level::default();
        reached.set(1, SimTime::ZERO);
        Self { sums: vec![Level::default(); servers], reached }
    }

    /// How many real servers there are.
    pub fn servers(&self) -> usize {
        self.sums.len()
    }

    /// From now on so many directors are reached: at least one.
    pub fn set_reached(&mut self, directors: usize, now: SimTime) {
        if self.reached.count() != directors as u32 {
            self.reached.set(directors as u32, now);
        }
    }

    /// From now on this is the sum of a server's weights at these directors.
    pub fn set_sum(&mut self, server: usize, sum: u32, now: SimTime) {
        if self.sums[server].count() != sum {
            self.sums[server].set(sum, now);
        }
    }

    /// The weight of a server now: rounded to a whole number where directors disagree.
    pub fn weight(&self, server: usize) -> u32 {
        let reached = self.reached.count();
        (self.sums[server].count() + reached / 2) / reached
    }

    /// Where the integrals of a server stand.
    pub fn times(&self, server: usize, now: SimTime) -> WeightTimes {
        WeightTimes { sum: self.sums[server].integral_ns(now), reached: self.reached.integral_ns(now) }
    }
}

impl WeightTimes {
    /// The mean weight over a span between two moments.
    pub fn mean_until(self, later: Self, span: SimDuration) -> f64 {
        let reached = mean_level(self.reached, later.reached, span);
        if reached == 0.0 { 0.0 } else { mean_level(self.sum, later.sum, span) / reached }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weight_is_the_mean_over_the_directors_that_are_reached() {
        let s = |seconds: u64| SimTime::from_nanos(seconds * 1_000_000_000);
        let mut weights = Weights::new(1);
        weights.set_reached(4, s(0));
        weights.set_sum(0, 4, s(0));
        // One of them takes the server out for 10 of 20 s; the other three, and so most, go on.
        weights.set_sum(0, 3, s(10));
        assert_eq!(weights.weight(0), 1);
        let mean = WeightTimes::default().mean_until(weights.times(0, s(20)), SimDuration::from_secs(20));
        assert!((mean - 0.875).abs() < 1e-12, "{mean}");
        weights.set_sum(0, 1, s(20));
        assert_eq!(weights.weight(0), 0);
    }
}
