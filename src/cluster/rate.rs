//! Arrival rates that may change over time, in steps or ramps.

use crate::time::{SimDuration, SimTime};

/// A rate as a function of time, never negative, made of linear pieces. Before the first piece it is zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Rate {
    pieces: Vec<Piece>,
    /// If it never changes again: since when, and the mean gap in seconds.
    steady: Option<(SimTime, f64)>,
}

/// From `from` until the next piece the rate is `per_s + slope × (seconds since from)`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    from: SimTime,
    per_s: f64,
    slope: f64,
}

impl Rate {
    /// The same rate all the time, in arrivals per second.
    pub fn constant(per_s: f64) -> Self {
        Self::steps(&[(SimTime::ZERO, per_s)])
    }

    /// From each moment on the rate given with it. Moments ascend.
    pub fn steps(points: &[(SimTime, f64)]) -> Self {
        let steady = match *points {
            [(from, per_s)] if per_s > 0.0 => Some((from, per_s.recip())),
            _ => None,
        };
        Self { pieces: points.iter().map(|&(from, per_s)| Piece { from, per_s, slope: 0.0 }).collect(), steady }
    }

    /// From point to point in a straight line, constant after the last. Moments ascend strictly.
    pub fn ramps(points: &[(SimTime, f64)]) -> Self {
        let mut rate = Self::steps(points);
        for index in 1..points.len() {
            let ((from, low), (to, high)) = (points[index - 1], points[index]);
            rate.pieces[index - 1].slope = (high - low) / to.since(from).as_secs_f64();
        }
        rate
    }

    /// The moment at which the rate, integrated from `from` on, reaches `arrivals`; `None` if it never does.
    ///
    /// With `arrivals` always 1 the moments are evenly spaced at the rate; with `arrivals` exponential of mean 1 they
    /// are a Poisson process of that rate, inhomogeneous if it changes (inversion; Çinlar 1975).
    #[inline(always)]
    pub fn advance(&self, from: SimTime, arrivals: f64) -> Option<SimTime> {
        if let Some((since, gap_s)) = self.steady
            && since <= from
        {
            return Some(from + SimDuration::from_secs_f64(arrivals * gap_s));
        }
        self.advance_by_pieces(from, arrivals)
    }

    #[inline(never)]
    fn advance_by_pieces(&self, from: SimTime, mut arrivals: f64) -> Option<SimTime> {
        let first = self.pieces.partition_point(|piece| piece.from <= from).saturating_sub(1);
        for (index, piece) in self.pieces.iter().enumerate().skip(first) {
            let start = from.max(piece.from);
            let per_s = piece.per_s + piece.slope * start.since(piece.from).as_secs_f64();
            let end = self.pieces.get(index + 1).map(|next| next.from);
            if let Some(end) = end {
                let span_s = end.since(start).as_secs_f64();
                let in_piece = (per_s + piece.slope * span_s / 2.0) * span_s;
                if in_piece < arrivals {
                    arrivals -= in_piece;
                    continue;
                }
            }
            // The smaller root of slope/2·x² + per_s·x = arrivals, in the form that does not cancel.
            let root = (per_s * per_s + 2.0 * piece.slope * arrivals).max(0.0).sqrt();
            let after_s = 2.0 * arrivals / (per_s + root);
            return after_s.is_finite().then(|| start + SimDuration::from_secs_f64(after_s));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: u64) -> SimTime {
        SimTime::from_nanos(seconds * 1_000_000_000)
    }

    fn moments(rate: &Rate, count: usize) -> Vec<f64> {
        let mut now = SimTime::ZERO;
        std::iter::from_fn(|| rate.advance(now, 1.0).inspect(|&next| now = next).map(SimTime::as_secs_f64))
            .take(count)
            .collect()
    }

    #[test]
    fn four_a_second_come_every_quarter_second() {
        assert_eq!(moments(&Rate::constant(4.0), 3), [0.25, 0.5, 0.75]);
    }

    #[test]
    fn a_step_changes_the_spacing_from_its_moment_on() {
        // Half an arrival is due when the rate doubles at 2.5 s; the other half takes 0.25 s.
        assert_eq!(
            moments(&Rate::steps(&[(at(0), 1.0), (SimTime::from_nanos(2_500_000_000), 2.0)]), 4),
            [1.0, 2.0, 2.75, 3.25]
        );
    }

    #[test]
    fn a_ramp_from_zero_brings_the_nth_arrival_at_the_square_root() {
        // The integral of t over [0, x] is x²/2, so arrival n comes at √(2n).
        let got = moments(&Rate::ramps(&[(at(0), 0.0), (at(100), 100.0)]), 8);
        for (n, moment) in (1..).zip(got) {
            assert!((moment - f64::sqrt(2.0 * f64::from(n))).abs() < 1e-8, "arrival {n} at {moment}");
        }
    }

    #[test]
    fn a_ramp_down_to_zero_ends_the_arrivals() {
        // The triangle's area is 8.5: there is no ninth arrival.
        assert_eq!(moments(&Rate::ramps(&[(at(0), 4.25), (at(4), 0.0)]), 99).len(), 8);
    }

    #[test]
    fn a_pause_is_a_rate_of_zero() {
        assert_eq!(moments(&Rate::steps(&[(at(0), 1.0), (at(2), 0.0), (at(10), 1.0)]), 4), [1.0, 2.0, 11.0, 12.0]);
        assert_eq!(moments(&Rate::constant(0.0), 1), [0.0; 0]);
    }

    #[test]
    fn before_the_first_step_nothing_arrives() {
        assert_eq!(moments(&Rate::steps(&[(at(5), 2.0)]), 2), [5.5, 6.0]);
    }
}
