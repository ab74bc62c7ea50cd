//! How evenly something is spread: over servers, per unit of weight.
//!
//! All four measures look at ratios only, so they do not change when every value is multiplied by the same factor. None
//! of them has a value when there is nothing to spread: no values, or all of them zero.
//!
//! Worked by hand, for 1, 1, 2: mean 4/3, population variance 2/9; jain 16/18 ≈ 0.889, cov √(1/8) ≈ 0.354,
//! max over mean 1.5, gini 4/24 ≈ 0.167.

/// Values per unit of weight, from (value, weight) pairs; what has no weight is expected to get nothing and left out.
pub fn per_weight(shares: impl IntoIterator<Item = (f64, f64)>) -> Vec<f64> {
    shares.into_iter().filter(|&(_, weight)| weight > 0.0).map(|(value, weight)| value / weight).collect()
}

/// Jain's fairness index, (Σx)² / (n·Σx²): from 1/n (one has everything) to 1 (all have the same).
///
/// Source: Jain, Chiu and Hawe, "A quantitative measure of fairness and discrimination for resource allocation in
/// shared computer systems", DEC-TR-301, 1984.
pub fn jain(values: &[f64]) -> Option<f64> {
    // Dividing by the mean first keeps the squares of very large and very small values finite.
    let mean = positive_mean(values)?;
    let squares: f64 = values.iter().map(|x| (x / mean).powi(2)).sum();
    Some(values.len() as f64 / squares)
}

/// Coefficient of variation, population standard deviation ÷ mean: from 0 (all the same) to √(n-1).
///
/// Source: Pearson, "Regression, heredity and panmixia", Phil. Trans. R. Soc. A 187, 1896. Equals √(1/jain - 1).
pub fn cov(values: &[f64]) -> Option<f64> {
    let mean = positive_mean(values)?;
    let variance = values.iter().map(|x| (x / mean - 1.0).powi(2)).sum::<f64>() / values.len() as f64;
    Some(variance.sqrt())
}

/// The largest value ÷ the mean: from 1 (all the same) to n. How far the most loaded server is above its share.
///
/// Source: the peak-to-average ratio of the load balancing literature, for instance Mirrokni, Thorup and Zadimoghaddam,
/// "Consistent hashing with bounded loads", SODA 2018, where a scheduler bounds it by 1 + ε.
pub fn max_over_mean(values: &[f64]) -> Option<f64> {
    let mean = positive_mean(values)?;
    Some(values.iter().fold(0.0, |max: f64, &x| max.max(x)) / mean)
}

/// Gini coefficient, Σᵢ Σⱼ |xᵢ - xⱼ| / (2·n²·mean): from 0 (all the same) to (n-1)/n.
///
/// Source: Gini, "Variabilità e mutabilità", 1912; computed from the sorted values as in Damgaard and Weiner,
/// "Describing inequality in plant size or fecundity", Ecology 81(4), 2000.
pub fn gini(values: &[f64]) -> Option<f64> {
    let (mean, n) = (positive_mean(values)?, values.len() as f64);
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    // The i-th smallest of n is above i others and below n-1-i of them.
    let spread: f64 = sorted.iter().enumerate().map(|(i, x)| (2.0 * i as f64 + 1.0 - n) * (x / mean)).sum();
    Some((spread / (n * n)).max(0.0))
}

/// The mean, if there is anything to divide by.
fn positive_mean(values: &[f64]) -> Option<f64> {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    (mean > 0.0).then_some(mean)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Measure = fn(&[f64]) -> Option<f64>;
    const MEASURES: [Measure; 4] = [jain, cov, max_over_mean, gini];

    /// Room for rounding: a few hundred additions and divisions of 2^-53 each.
    const ROUNDING: f64 = 1e-12;

    #[test]
    fn three_servers_are_worked_by_hand() {
        let values = [1.0, 1.0, 2.0];
        let expected = [16.0 / 18.0, (1.0_f64 / 8.0).sqrt(), 1.5, 1.0 / 6.0];
        for (measure, expected) in MEASURES.iter().zip(expected) {
            assert!((measure(&values).unwrap() - expected).abs() < ROUNDING, "{expected}");
        }
    }

    #[test]
    fn a_share_of_the_weight_is_a_perfect_balance_and_weight_0_is_left_out() {
        let values = per_weight([(30.0, 3.0), (10.0, 1.0), (5.0, 0.0)]);
        assert_eq!(values, [10.0, 10.0]);
        assert_eq!(MEASURES.map(|measure| measure(&values)), [Some(1.0), Some(0.0), Some(1.0), Some(0.0)]);
    }

    #[test]
    fn nothing_to_spread_has_no_balance() {
        for measure in MEASURES {
            assert_eq!((measure(&[]), measure(&[0.0, 0.0])), (None, None));
        }
    }

    #[test]
    fn one_server_with_everything_is_the_worst_balance() {
        let values = [0.0, 0.0, 0.0, 8.0];
        let expected = [0.25, 3.0_f64.sqrt(), 4.0, 0.75];
        for (measure, expected) in MEASURES.iter().zip(expected) {
            assert!((measure(&values).unwrap() - expected).abs() < ROUNDING, "{expected}");
        }
    }

    fn values() -> impl Strategy<Value = Vec<f64>> {
        proptest::collection::vec(0.0..1e6_f64, 1..50)
            .prop_filter("something to spread", |v| v.iter().sum::<f64>() > 0.0)
    }

    proptest! {
        #[test]
        fn every_measure_stays_in_its_range(values in values()) {
            let n = values.len() as f64;
            let ranges = [(1.0 / n, 1.0), (0.0, (n - 1.0).sqrt()), (1.0, n), (0.0, (n - 1.0) / n)];
            for (measure, (low, high)) in MEASURES.iter().zip(ranges) {
                let value = measure(&values).unwrap();
                prop_assert!(low - ROUNDING <= value && value <= high + ROUNDING, "{} in {}..{}", value, low, high);
            }
        }

        #[test]
        fn a_common_factor_changes_nothing(values in values(), factor in 1e-6..1e6_f64) {
            let scaled: Vec<f64> = values.iter().map(|x| x * factor).collect();
            for measure in MEASURES {
                prop_assert!((measure(&values).unwrap() - measure(&scaled).unwrap()).abs() < 1e-9);
            }
        }

        #[test]
        fn equal_values_are_a_perfect_balance(value in 1e-6..1e6_f64, n in 1..50_usize) {
            let values = vec![value; n];
            for (measure, perfect) in MEASURES.iter().zip([1.0, 0.0, 1.0, 0.0]) {
                prop_assert!((measure(&values).unwrap() - perfect).abs() < ROUNDING);
            }
        }

        #[test]
        fn jain_and_cov_say_the_same(values in values()) {
            let from_cov = 1.0 / (1.0 + cov(&values).unwrap().powi(2));
            prop_assert!((jain(&values).unwrap() - from_cov).abs() < ROUNDING);
        }

        #[test]
        fn gini_is_the_mean_difference_of_all_pairs(values in values()) {
            let n = values.len() as f64;
            let pairs: f64 = values.iter().flat_map(|a| values.iter().map(move |b| (a - b).abs())).sum();
            let expected = pairs / (2.0 * n * values.iter().sum::<f64>());
            prop_assert!((gini(&values).unwrap() - expected).abs() < ROUNDING);
        }
    }
}
