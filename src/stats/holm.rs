//! Many comparisons at once: p-values that may be read together.
//!
//! Of twenty comparisons of what is equal, one looks different at the 5 % level by chance. Holm's correction raises each p
//! so that all differences with a corrected p below 5 % are true together in 95 % of all experiments, however the
//! comparisons depend on each other.
//!
//! ```text
//! sorted p₁ ≤ p₂ ≤ … ≤ pₘ:   corrected pᵢ = max over j ≤ i of min(1, (m - j + 1) · pⱼ)
//! ```
//!
//! Source: Holm, "A simple sequentially rejective multiple test procedure", Scand. J. Statist. 6, 1979.
//!
//! Worked by hand: 0.01, 0.04, 0.03 become 0.03, 0.06, 0.06.

/// The corrected p-values, in the order of those given.
pub fn corrected(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let mut corrected = vec![1.0; p.len()];
    let mut largest = 0.0_f64;
    for (rank, index) in order.into_iter().enumerate() {
        largest = largest.max(((p.len() - rank) as f64 * p[index]).min(1.0));
        corrected[index] = largest;
    }
    corrected
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn three_are_worked_by_hand() {
        for (corrected, expected) in corrected(&[0.01, 0.04, 0.03]).into_iter().zip([0.03, 0.06, 0.06]) {
            assert!((corrected - expected).abs() < 1e-12, "{corrected}");
        }
        assert_eq!(corrected(&[]), [0.0; 0]);
        assert_eq!(corrected(&[0.2]), [0.2]);
    }

    proptest! {
        #[test]
        fn none_gets_smaller_none_passes_bonferroni_and_the_order_stays(p in proptest::collection::vec(0.0..=1.0_f64, 1..30)) {
            let corrected = corrected(&p);
            for (a, &raw) in p.iter().enumerate() {
                prop_assert!(corrected[a] >= raw && corrected[a] <= (raw * p.len() as f64).min(1.0));
                prop_assert!((0..p.len()).all(|b| raw > p[b] || corrected[a] <= corrected[b]));
            }
        }
    }
}
