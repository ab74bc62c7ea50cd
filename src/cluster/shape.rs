//! Shapes that a rate takes over time: a day, and a flash crowd.

use crate::cluster::rate::Rate;
use crate::time::{SimDuration, SimTime};
use std::f64::consts::TAU;

/// Visitors who all come at once, because somebody told them: the rate rises in a straight line from `base_per_s` to
/// `peak_per_s`, stays there, and falls back in a straight line (the three phases of Ari, Hong, Miller, Brandt and Long
/// 2003, "Managing flash crowds on the Internet").
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlashCrowd {
    /// Before and after.
    pub base_per_s: f64,
    /// At the top.
    pub peak_per_s: f64,
    /// When it begins to rise.
    pub at: SimTime,
    /// How long it rises; more than zero.
    pub rise: SimDuration,
    /// How long it stays at the top.
    pub hold: SimDuration,
    /// How long it falls; more than zero.
    pub decay: SimDuration,
}

impl FlashCrowd {
    /// The rate over time.
    pub fn rate(&self) -> Rate {
        let Self { base_per_s, peak_per_s, at, rise, hold, decay } = *self;
        let top = at + rise;
        let corners = [
            (SimTime::ZERO, base_per_s),
            (at, base_per_s),
            (top, peak_per_s),
            (top + hold, peak_per_s),
            (top + hold + decay, base_per_s),
        ];
        let mut points = corners.to_vec();
        points.dedup_by_key(|&mut (at, _)| at);
        Rate::ramps(&points)
    }
}

/// A rate that repeats itself every day.
#[derive(Clone, Debug, PartialEq)]
pub struct Daily {
    /// On average over a day.
    pub mean_per_s: f64,
    /// Its course.
    pub course: DailyCourse,
    /// How long a day is; more than zero.
    pub day: SimDuration,
    /// The part of the day that is over when the run starts: 0 is midnight, below 1.
    pub starts_at: f64,
}

/// How a rate changes over a day.
#[derive(Clone, Debug, PartialEq)]
pub enum DailyCourse {
    /// A wave around the mean, drawn in straight lines from quarter hour to quarter hour.
    Wave {
        /// The part of the day that is over at its top.
        peak: f64,
        /// How far above the mean the top is, as a share of the mean: 0 to 1.
        amplitude: f64,
    },
    /// Relative rates at the full hours, with straight lines between them. None is negative, and not all are zero.
    Hours([f64; 24]),
}

impl DailyCourse {
    /// Between so many moments of a day it goes in straight lines.
    fn corners(&self) -> u64 {
        match self {
            Self::Wave { .. } => 96,
            Self::Hours(_) => 24,
        }
    }

    /// The rate at one of these moments, relative to the mean.
    fn at_corner(&self, corner: u64) -> f64 {
        let corner = corner % self.corners();
        match self {
            Self::Wave { peak, amplitude } => {
                1.0 + amplitude * (TAU * (corner as f64 / self.corners() as f64 - peak)).cos()
            }
            // Straight lines between equally spaced points: their mean is that of the points.
            Self::Hours(hours) => hours[corner as usize] * 24.0 / hours.iter().sum::<f64>(),
        }
    }
}

impl Daily {
    /// The rate over time, up to the end of a run of this length.
    pub fn rate(&self, duration: SimDuration) -> Rate {
        let corners = self.course.corners();
        let place = self.starts_at * corners as f64;
        let (first, part) = (place.floor() as u64, place.fract());
        let per_s = |corner: u64| self.mean_per_s * self.course.at_corner(corner).max(0.0);
        let start = per_s(first) * (1.0 - part) + per_s(first + 1) * part;
        let step_s = self.day.as_secs_f64() / corners as f64;
        let later = (1_u32..).map(|step| {
            let after = SimDuration::from_secs_f64(step_s * (f64::from(step) - part));
            (SimTime::ZERO + after, per_s(first + u64::from(step)))
        });
        let end = SimTime::ZERO + duration;
        let mut points = vec![(SimTime::ZERO, start)];
        for point in later {
            points.push(point);
            if point.0 >= end {
                break;
            }
        }
        points.dedup_by_key(|&mut (at, _)| at);
        Rate::ramps(&points)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> SimDuration {
        SimDuration::from_secs(seconds)
    }

    /// When the rate, integrated from 0 on, has come to each of these numbers of arrivals.
    fn reached<const N: usize>(rate: &Rate, arrivals: [f64; N]) -> [f64; N] {
        arrivals.map(|count| rate.advance(SimTime::ZERO, count).expect("it goes on").as_secs_f64())
    }

    #[track_caller]
    fn close<const N: usize>(got: [f64; N], expected: [f64; N]) {
        for (got, expected) in got.into_iter().zip(expected) {
            // A moment is a whole number of nanoseconds.
            assert!((got - expected).abs() < 1e-6, "{got} for {expected}");
        }
    }

    #[test]
    fn the_area_of_a_flash_crowd_is_that_of_its_trapezoid() {
        let hold = s(5);
        let crowd =
            FlashCrowd { base_per_s: 2.0, peak_per_s: 10.0, at: SimTime::ZERO + s(10), rise: s(4), hold, decay: s(20) };
        // 20 before it, 4 s at 6/s on average, 5 s at 10/s, 20 s at 6/s, and then 2/s again.
        close(reached(&crowd.rate(), [20.0, 44.0, 94.0, 214.0, 216.0]), [10.0, 14.0, 19.0, 39.0, 40.0]);
        let at_once = FlashCrowd { at: SimTime::ZERO, hold: SimDuration::ZERO, ..crowd };
        close(reached(&at_once.rate(), [24.0, 144.0, 146.0]), [4.0, 24.0, 25.0]);
    }

    #[test]
    fn a_day_has_its_mean_wherever_it_starts_and_its_most_around_its_peak() {
        for starts_at in [0.0, 0.3, 0.999] {
            for course in [DailyCourse::Wave { peak: 0.75, amplitude: 0.8 }, DailyCourse::Hours(rush_hours())] {
                let daily = Daily { mean_per_s: 0.5, course, day: s(86_400), starts_at };
                let rate = daily.rate(s(3 * 86_400));
                close(reached(&rate, [43_200.0, 86_400.0]), [86_400.0, 172_800.0]);
            }
        }
        let wave = DailyCourse::Wave { peak: 0.75, amplitude: 0.8 };
        let day = Daily { mean_per_s: 1.0, course: wave, day: s(86_400), starts_at: 0.5 };
        // The six hours around the top: the mean, and 0.8 × √2 ÷ (π/2) of it (from -45° to 45° of a wave).
        let (from, to) = (3 * 3600, 9 * 3600);
        let rate = day.rate(s(86_400));
        let counts = count_until(&rate, to) - count_until(&rate, from);
        let expected = 21_600.0 * (1.0 + 0.8 * 2.0_f64.sqrt() / (TAU / 4.0));
        // Straight lines for a wave of 96 corners lose (2π/96)²/12 of its height.
        assert!((counts / expected - 1.0).abs() < 4e-4, "{counts} for {expected}");
    }

    /// One hour of rush in the morning, little at night.
    fn rush_hours() -> [f64; 24] {
        std::array::from_fn(|hour| match hour {
            0..6 => 0.1,
            8 => 5.0,
            _ => 1.0,
        })
    }

    /// The integral of the rate, by bisection of what it takes to get there.
    fn count_until(rate: &Rate, seconds: u64) -> f64 {
        let (mut low, mut high) = (0.0, 1e6);
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            let is_later = rate.advance(SimTime::ZERO, middle).is_none_or(|at| at > SimTime::ZERO + s(seconds));
            if is_later { high = middle } else { low = middle }
        }
        low
    }
}
