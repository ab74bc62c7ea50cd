//! The curve that never falls and comes nearest to some values: what a monotone relation most likely is, seen through
//! noise.
//!
//! Pool adjacent violators: values are taken in turn, and as long as the last two groups fall, they become one group at
//! their weighted mean. Source: Ayer, Brunk, Ewing, Reid and Silverman, "An empirical distribution function for sampling
//! with incomplete information", Ann. Math. Statist. 26, 1955.
//!
//! Worked by hand: 1, 3, 2, 4 with equal weights becomes 1, 2.5, 2.5, 4.

/// The fitted value at each place, for values and their weights (above 0) in order.
pub fn rising(values: &[(f64, f64)]) -> Vec<f64> {
    // Mean, weight and how many values: means rise strictly from group to group.
    let mut groups: Vec<(f64, f64, usize)> = Vec::with_capacity(values.len());
    for &(value, weight) in values {
        let mut group = (value, weight, 1);
        while let Some(&(mean, heavy, count)) = groups.last().filter(|last| last.0 >= group.0) {
            groups.pop();
            let together = heavy + group.1;
            group = ((mean * heavy + group.0 * group.1) / together, together, count + group.2);
        }
        groups.push(group);
    }
    groups.into_iter().flat_map(|(mean, _, count)| std::iter::repeat_n(mean, count)).collect()
}

/// Where a rising curve through these points, in straight lines, reaches `limit`; `None` if it is below it or above it
/// everywhere. Places ascend.
pub fn crossing(places: &[f64], fitted: &[f64], limit: f64) -> Option<f64> {
    let after = fitted.iter().position(|&value| value >= limit)?;
    let before = after.checked_sub(1)?;
    let share = (limit - fitted[before]) / (fitted[after] - fitted[before]);
    Some(places[before] + share * (places[after] - places[before]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn equal(values: &[f64]) -> Vec<f64> {
        rising(&values.iter().map(|&value| (value, 1.0)).collect::<Vec<_>>())
    }

    #[test]
    fn what_falls_is_pooled() {
        assert_eq!(equal(&[1.0, 3.0, 2.0, 4.0]), [1.0, 2.5, 2.5, 4.0]);
        assert_eq!(equal(&[3.0, 2.0, 1.0]), [2.0; 3]);
        assert_eq!(rising(&[(4.0, 3.0), (0.0, 1.0)]), [3.0, 3.0]);
        assert_eq!(equal(&[]), [0.0; 0]);
    }

    #[test]
    fn a_curve_crosses_its_limit_between_two_points() {
        assert_eq!(crossing(&[1.0, 2.0, 4.0], &[10.0, 20.0, 40.0], 25.0), Some(2.5));
        assert_eq!(crossing(&[1.0, 2.0], &[10.0, 20.0], 5.0), None);
        assert_eq!(crossing(&[1.0, 2.0], &[10.0, 20.0], 25.0), None);
        assert_eq!(crossing(&[1.0, 2.0], &[10.0, 20.0], 20.0), Some(2.0));
    }

    proptest! {
        #[test]
        fn a_fit_rises_keeps_the_mean_and_is_its_own_fit(values in proptest::collection::vec((-9.0..9.0_f64, 0.1..5.0_f64), 1..20)) {
            let fit = rising(&values);
            prop_assert!(fit.windows(2).all(|pair| pair[0] <= pair[1]));
            let total = |sums: Vec<f64>| sums.into_iter().sum::<f64>();
            let (before, after) = (
                total(values.iter().map(|(value, weight)| value * weight).collect()),
                total(values.iter().zip(&fit).map(|((_, weight), value)| value * weight).collect()),
            );
            prop_assert!((before - after).abs() < 1e-9);
            let weighted: Vec<(f64, f64)> = fit.iter().zip(&values).map(|(&value, &(_, weight))| (value, weight)).collect();
            let again = rising(&weighted);
            prop_assert!(fit.iter().zip(&again).all(|(a, b)| (a - b).abs() < 1e-9));
        }
    }
}
