//! What destinations are judged by, as integers: a comparison is one of numbers, and ties go to the first in the list.
//!
//! The kernel compares loads, or load by weight by means of products. An integer in the same order can be compared
//! without looking at the destination, and has room for its position.

use std::fmt::Debug;

/// A destination's place in the order in which a scheduler prefers them: the smallest is picked.
pub(super) trait Rank: Copy + Ord + Debug + Send {
    /// Of what may not be picked.
    const NOBODY: Self;

    /// The rank of the destination at this position of the list, given one made for any.
    fn at(self, position: usize) -> Self;

    /// The position that it was given.
    fn position(self) -> usize;
}

/// By load alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Load(u64);

impl Load {
    const POSITION_BITS: u32 = 24;

    /// `load` is at most 256 times the number of entries, which is below 2^31.
    #[inline(always)]
    pub(super) fn new(load: u64) -> Self {
        Self(load << Self::POSITION_BITS)
    }
}

impl Rank for Load {
    const NOBODY: Self = Self(u64::MAX);

    #[inline(always)]
    fn at(self, position: usize) -> Self {
        debug_assert!(position < 1 << Self::POSITION_BITS, "more than 16 million destinations in one list");
        Self(self.0 | position as u64)
    }

    #[inline(always)]
    fn position(self) -> usize {
        self.0 as usize & ((1 << Self::POSITION_BITS) - 1)
    }
}

/// By load for weight.
///
/// Two different quotients of weights below 2^16 are more than 2^-32 apart, so that 32 bits behind the binary point
/// tell them apart, and equal ones have equal bits: the order is that of the products which the kernel compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Quotient(u128);

impl Quotient {
    const FRACTION_BITS: u32 = 32;
    const POSITION_BITS: u32 = 32;

    /// `load` as for [`Load::new`]; `weight` has at most 16 bits and is not 0.
    #[inline(always)]
    pub(super) fn new(load: u64, weight: u32) -> Self {
        let quotient = match u32::try_from(load) {
            Ok(load) => u128::from((u64::from(load) << Self::FRACTION_BITS) / u64::from(weight)),
            // A wider division takes longer.
            Err(_) => (u128::from(load) << Self::FRACTION_BITS) / u128::from(weight),
        };
        Self(quotient << Self::POSITION_BITS)
    }
}

impl Rank for Quotient {
    const NOBODY: Self = Self(u128::MAX);

    #[inline(always)]
    fn at(self, position: usize) -> Self {
        Self(self.0 | u128::from(position as u32))
    }

    #[inline(always)]
    fn position(self) -> usize {
        self.0 as u32 as usize
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Loads and weights that make equal and nearly equal quotients likely, and the largest there are.
    fn load() -> impl Strategy<Value = u64> {
        prop_oneof![0..2_000_u64, 65_000 * 65_000..65_100 * 65_100_u64, (1 << 39) - 9..(1_u64 << 39) + 1]
    }

    fn weight() -> impl Strategy<Value = u32> {
        prop_oneof![1..12_u32, 65_500..=65_535_u32]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn quotients_are_in_the_order_of_the_products(a in load(), b in load(), v in weight(), w in weight()) {
            let products = (u128::from(a) * u128::from(w)).cmp(&(u128::from(b) * u128::from(v)));
            prop_assert_eq!(Quotient::new(a, v).cmp(&Quotient::new(b, w)), products);
        }

        #[test]
        fn a_position_decides_only_between_equals(a in load(), b in load(), i in 0..9_usize, j in 0..9_usize) {
            prop_assert_eq!(Load::new(a).at(i).cmp(&Load::new(b).at(j)), (a, i).cmp(&(b, j)));
            prop_assert_eq!(Quotient::new(a, 3).at(i).cmp(&Quotient::new(b, 3).at(j)), (a, i).cmp(&(b, j)));
            prop_assert_eq!((Load::new(a).at(i).position(), Quotient::new(a, 3).at(i).position()), (i, i));
        }
    }
}
