//! A count over time (requests in a system, busy workers, a weight), kept so that its mean is exact.

use crate::time::{SimDuration, SimTime};

/// A whole number that changes at moments, with its integral over time and its maximum.
///
/// The integral up to T is the sum over all changes of `change × (T − when)`. It is kept as `−Σ change × when`, to
/// which `count × T` is added when it is read: one addition a change, whatever lies between.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Level {
    count: u32,
    max: u32,
    /// `−Σ change × when` in nanoseconds, modulo 2^128.
    offset_ns: u128,
}

impl Level {
    /// The count now.
    #[inline]
    pub fn count(&self) -> u32 {
        self.count
    }

    /// The largest count since the start or since [`Level::reset_max`].
    pub fn max(&self) -> u32 {
        self.max
    }

    /// Forgets the largest count: from now on it is the present one.
    pub fn reset_max(&mut self) {
        self.max = self.count;
    }

    /// One more from `now` on.
    #[inline]
    pub fn increment(&mut self, now: SimTime) {
        self.count += 1;
        self.max = self.max.max(self.count);
        self.offset_ns = self.offset_ns.wrapping_sub(u128::from(now.as_nanos()));
    }

    /// One less from `now` on.
    #[inline]
    pub fn decrement(&mut self, now: SimTime) {
        self.count -= 1;
        self.offset_ns = self.offset_ns.wrapping_add(u128::from(now.as_nanos()));
    }

    /// `count` from `now` on.
    pub fn set(&mut self, count: u32, now: SimTime) {
        // One multiplication: both factors fit in 64 bits with their sign, as a moment is below 2^58.
        let change = i64::from(count) - i64::from(self.count);
        let product = i128::from(change) * i128::from(now.as_nanos() as i64);
        self.offset_ns = self.offset_ns.wrapping_sub(product as u128);
        self.count = count;
        self.max = self.max.max(count);
    }

    /// The integral of the count from time zero to `now`, in nanoseconds.
    pub fn integral_ns(&self, now: SimTime) -> u128 {
        self.offset_ns.wrapping_add(u128::from(self.count) * u128::from(now.as_nanos()))
    }
}

/// The mean over `span` of a level whose integral grew from `before` to `after`; zero over no time.
pub fn mean_level(before_ns: u128, after_ns: u128, span: SimDuration) -> f64 {
    if span.is_zero() { 0.0 } else { (after_ns - before_ns) as f64 / span.as_nanos() as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_level_of_two_for_ten_nanoseconds_and_one_for_five_has_integral_twenty_five() {
        let mut level = Level::default();
        let at = SimTime::from_nanos;
        level.increment(at(100));
        level.increment(at(100));
        level.decrement(at(110));
        assert_eq!(level.integral_ns(at(115)), 25);
        assert_eq!((level.count(), level.max()), (1, 2));
        assert_eq!(mean_level(20, 25, SimDuration::from_nanos(5)), 1.0);
    }

    proptest! {
        #[test]
        fn the_integral_is_the_sum_of_count_times_span(steps in proptest::collection::vec((0..1_u64 << 40, 0..1000_u32), 1..30)) {
            let (mut level, mut now, mut integral) = (Level::default(), SimTime::ZERO, 0_u128);
            for (span, count) in steps {
                integral += u128::from(level.count()) * u128::from(span);
                now += SimDuration::from_nanos(span);
                level.set(count, now);
                prop_assert_eq!(level.integral_ns(now), integral);
            }
        }
    }
}
