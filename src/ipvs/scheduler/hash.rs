//! The multiplicative hash of dh, sh, lblc and lblcr.

/// The upper `bits` bits (1 to 32) of `x` times the golden ratio.
pub(super) const fn mul_hash(x: u32, bits: u32) -> usize {
    (x.wrapping_mul(0x61C8_8647) >> (32 - bits)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_has_the_values_worked_out_in_the_specification() {
        for (x, eight, ten) in
            [(0xAC10_0001, 122, 488), (0xAC10_9C41, 30, 120), (0x0A09_0001, 224, 897), (0x0000_FFFE, 194, 778)]
        {
            assert_eq!((mul_hash(x, 8), mul_hash(x, 10)), (eight, ten), "{x:08x}");
        }
    }
}
