//! Time, order and event in one integer: comparing two keys compares times first, then the order of insertion.
//!
//! ```text
//! 127            70 69          32 31        0
//! | time in ns: 58 | sequence: 38 | event: 32 |
//! ```
//!
//! 58 bits of nanoseconds are 9.1 years, 38 bits of sequence number are 275 thousand million events.

use crate::time::SimTime;

const TIME_SHIFT: u32 = 70;
const SEQUENCE_SHIFT: u32 = 32;
const SEQUENCE_BITS: u32 = TIME_SHIFT - SEQUENCE_SHIFT;

/// A pending event: what is due, when, and the how-manieth it was to be scheduled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(u128);

impl Key {
    /// Later than every event.
    pub const NEVER: Self = Self(u128::MAX);

    /// Packs the three. `time` is at most [`SimTime::MAX`], `sequence` below 2^38.
    #[inline]
    pub fn new(time: SimTime, sequence: u64, code: u32) -> Self {
        debug_assert!(time <= SimTime::MAX && sequence >> SEQUENCE_BITS == 0);
        Self(u128::from(time.as_nanos()) << TIME_SHIFT | u128::from(sequence) << SEQUENCE_SHIFT | u128::from(code))
    }

    /// Not after any event at `time`.
    pub fn first_at(time: SimTime) -> Self {
        Self::new(time, 0, 0)
    }

    /// Whether this event happens before `other`. What `<` says, in fewer instructions.
    #[inline]
    pub fn is_before(self, other: Self) -> bool {
        self.0 < other.0
    }

    /// The same if `older` was scheduled before this event: half a comparison, as order of insertion speaks for `older`.
    #[inline]
    pub fn is_before_older(self, older: Self) -> bool {
        ((self.0 >> 64) as u64) < (older.0 >> 64) as u64
    }

    /// When it is due.
    #[inline]
    pub fn time(self) -> SimTime {
        SimTime::from_nanos((self.0 >> TIME_SHIFT) as u64)
    }

    /// The how-manieth event it was to be scheduled.
    #[inline]
    pub fn sequence(self) -> u64 {
        (self.0 >> SEQUENCE_SHIFT) as u64 & ((1 << SEQUENCE_BITS) - 1)
    }

    /// The event's number.
    #[inline]
    pub fn code(self) -> u32 {
        self.0 as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_key_gives_back_what_was_packed(ns in 0..1_u64 << 58, sequence in 0..1_u64 << 38, code: u32) {
            let key = Key::new(SimTime::from_nanos(ns), sequence, code);
            prop_assert_eq!((key.time().as_nanos(), key.sequence(), key.code()), (ns, sequence, code));
        }

        #[test]
        fn keys_order_by_time_then_by_insertion(a in (0..50_u64, 0..50_u64), b in (0..50_u64, 0..50_u64), codes: (u32, u32)) {
            prop_assume!(a != b);
            let key = |(ns, sequence), code| Key::new(SimTime::from_nanos(ns), sequence, code);
            prop_assert_eq!(key(a, codes.0) < key(b, codes.1), a < b);
            prop_assert_eq!(key(a, codes.0).is_before(key(b, codes.1)), a < b);
        }

        #[test]
        fn beside_an_older_event_half_a_comparison_says_the_same(times in (0..3_u64, 0..3_u64), older in 0..1_u64 << 38, after in 1..1_u64 << 37) {
            prop_assume!(older + after < 1 << 38);
            let key = |ns, sequence| Key::new(SimTime::from_nanos(ns), sequence, 7);
            let (new, old) = (key(times.0, older + after), key(times.1, older));
            prop_assert_eq!(new.is_before_older(old), new < old);
        }
    }
}
