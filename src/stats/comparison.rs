//! Variants of one scenario, compared: what differs beyond doubt, and what cannot be told apart.
//!
//! Replication r of every variant meets the same arrivals, the same work and the same faults (common random numbers), so
//! the differences between two variants are taken replication by replication: what made both slow cancels out. Each
//! difference has the interval of Student's t on these differences (Law 2015, 10.2.1), and all p-values of a comparison
//! are corrected together ([`holm`]): if two variants do not differ at all, a difference is claimed for any metric in at
//! most 5 % of all comparisons.

use crate::stats::confidence::{ConfidenceInterval, deviation_around, two_sided_p};
use crate::stats::metric::Better;
use crate::stats::replicated::{Estimate, LEVEL, Replicated};
use crate::stats::{METRICS, holm};

/// Variants and their differences.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// At least one, in the order asked for.
    pub variants: Vec<Variant>,
    /// For every metric and every pair of variants that have values of it, ordered by metric, then by pair.
    pub differences: Vec<Difference>,
}

/// One variant.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// What it is called: the value that was varied.
    pub name: String,
    /// Its replications.
    pub replicated: Replicated,
}

/// A metric of one variant minus the same of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Number of the metric in [`METRICS`].
    pub metric: usize,
    /// Number of the first variant.
    pub a: usize,
    /// Number of the variant whose value is subtracted; larger than `a`.
    pub b: usize,
    /// The difference of the estimates.
    pub value: f64,
    /// Where the true difference lies in 95 % of all experiments, by itself.
    pub interval: ConfidenceInterval,
    /// Probability that chance alone makes so large a difference.
    pub p: f64,
    /// The same, corrected for all differences of the comparison.
    pub p_holm: f64,
}

impl Difference {
    /// Whether both variants have the same value in every replication.
    pub fn is_identity(&self) -> bool {
        self.value == 0.0 && self.interval.half_width == 0.0
    }

    /// Whether it is beyond doubt, all comparisons taken together.
    pub fn is_certain(&self) -> bool {
        self.p_holm < 1.0 - LEVEL
    }
}

/// Where a variant stands by one metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Number of the variant.
    pub variant: usize,
    /// 1 + how many variants are better beyond doubt; `None` if it has no value.
    pub rank: Option<usize>,
    /// Its estimate.
    pub estimate: Option<Estimate>,
}

impl Comparison {
    /// The comparison of these variants, which have equally many replications.
    pub fn of(variants: Vec<Variant>) -> Self {
        let mut differences = Vec::new();
        for metric in 0..METRICS.len() {
            for a in 0..variants.len() {
                for b in a + 1..variants.len() {
                    differences.extend(difference(metric, (a, &variants[a]), (b, &variants[b])));
                }
            }
        }
        // What is equal in every replication is known to be equal: there is nothing to test.
        let tested: Vec<usize> = (0..differences.len()).filter(|&index| !differences[index].is_identity()).collect();
        let p: Vec<f64> = tested.iter().map(|&index| differences[index].p).collect();
        for (index, p_holm) in tested.into_iter().zip(holm::corrected(&p)) {
            differences[index].p_holm = p_holm;
        }
        Self { variants, differences }
    }

    /// The difference of a metric between two variants, in either order: of the first minus the second.
    pub fn between(&self, metric: usize, a: usize, b: usize) -> Option<Difference> {
        let found = self.differences.iter().find(|d| d.metric == metric && (d.a, d.b) == (a.min(b), a.max(b)))?;
        let turned = |d: &Difference| {
            let interval = ConfidenceInterval { mean: -d.interval.mean, ..d.interval };
            Difference { a: d.b, b: d.a, value: -d.value, interval, ..*d }
        };
        Some(if a < b { *found } else { turned(found) })
    }

    /// The variants by a metric, the best first; those without a value at the end, in their order. Variants that cannot be
    /// told apart may share a rank. Where no value is better than another, the smallest is first.
    pub fn ranking(&self, metric: usize) -> Vec<Place> {
        let better = METRICS[metric].better().unwrap_or(Better::Smaller);
        let goodness = |value: f64| if better == Better::Smaller { -value } else { value };
        let place = |variant: usize| {
            let estimate = self.variants[variant].replicated.estimate(metric);
            let beats = |&other: &usize| {
                let difference = self.between(metric, other, variant);
                difference.is_some_and(|d| d.is_certain() && goodness(d.value) > 0.0)
            };
            let rank = estimate.map(|_| 1 + (0..self.variants.len()).filter(beats).count());
            Place { variant, rank, estimate }
        };
        let mut places: Vec<Place> = (0..self.variants.len()).map(place).collect();
        let value = |place: &Place| place.estimate.map_or(f64::NEG_INFINITY, |estimate| goodness(estimate.value));
        places.sort_by(|a, b| value(b).total_cmp(&value(a)));
        places
    }

    /// Which variants cannot be told from this one by a metric.
    pub fn not_told_from(&self, metric: usize, variant: usize) -> Vec<usize> {
        let others = (0..self.variants.len()).filter(|&other| other != variant);
        let is_unclear = |&other: &usize| self.between(metric, variant, other).is_some_and(|d| !d.is_certain());
        others.filter(is_unclear).collect()
    }
}

/// The difference of a metric, if both variants have values of it in at least two replications.
fn difference(metric: usize, (a, first): (usize, &Variant), (b, second): (usize, &Variant)) -> Option<Difference> {
    let (first, second) = (&first.replicated, &second.replicated);
    let pairs = 0..first.replications().min(second.replications());
    let of_pair = |replication| Some(first.value(metric, replication)? - second.value(metric, replication)?);
    let observations: Vec<f64> = pairs.filter_map(of_pair).collect();
    // A quantile is that of everything pooled; a mean is taken over those pairs that have both values.
    let value = match METRICS[metric].quantile() {
        Some(_) => first.estimate(metric)?.value - second.estimate(metric)?.value,
        None => observations.iter().sum::<f64>() / observations.len() as f64,
    };
    let interval = ConfidenceInterval::of_sections(value, &observations, LEVEL)?;
    let n = observations.len();
    let standard_error = deviation_around(value, &observations)? / (n as f64).sqrt();
    let p = if value == 0.0 { 1.0 } else { two_sided_p(value / standard_error, n - 1) };
    Some(Difference { metric, a, b, value, interval, p, p_holm: p })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Outcome;
    use crate::stats::replicated::Sample;
    use crate::time::SimDuration;

    const MEAN: &str = "latency_mean";

    fn number_of(name: &str) -> usize {
        METRICS.iter().position(|metric| metric.name == name).unwrap()
    }

    /// A variant with one request in each replication, of this latency in milliseconds.
    fn variant(name: &str, latencies_ms: &[u64]) -> Variant {
        let mut replicated = Replicated::new(SimDuration::from_secs(1), SimDuration::ZERO);
        for &ms in latencies_ms {
            let mut outcome = Outcome { duration: SimDuration::from_secs(1), ..Outcome::default() };
            outcome.latency.record(SimDuration::from_millis(ms));
            outcome.measured.offered = 1;
            replicated.absorb(Sample::of(&outcome));
        }
        Variant { name: name.to_owned(), replicated }
    }

    #[test]
    fn what_both_meet_cancels_out() {
        // Replications differ by hundreds of milliseconds, the variants by 10 ± 1.
        let comparison =
            Comparison::of(vec![variant("rr", &[111, 309, 210, 512, 409]), variant("wlc", &[100, 300, 200, 501, 400])]);
        let difference = comparison.between(number_of(MEAN), 0, 1).unwrap();
        // Differences 11, 9, 10, 11, 9 ms: mean 10, s = 1, t = 10·√5 with 4 degrees of freedom. For these, |t| stays below
        // x·√(4 + t²) with probability x·(1 + (1 - x²)/2).
        let x = (500.0_f64 / 504.0).sqrt();
        let p = 1.0 - x * (1.0 + 2.0 / 504.0);
        assert!((difference.value - 0.010).abs() < 1e-12);
        assert!((difference.interval.half_width - 2.776_445 * 0.001 / 5_f64.sqrt()).abs() < 1e-8, "{difference:?}");
        assert!((difference.p - p).abs() < 1e-10, "{difference:?}");
        assert!(difference.p_holm > difference.p && difference.is_certain());
        let turned = comparison.between(number_of(MEAN), 1, 0).unwrap();
        assert_eq!((turned.value, turned.p_holm), (-difference.value, difference.p_holm));
    }

    #[test]
    fn ranks_are_shared_by_those_that_nobody_beats_beyond_doubt() {
        let comparison = Comparison::of(vec![
            variant("slow", &[900, 905, 910, 903, 907, 902]),
            variant("a", &[100, 205, 110, 303, 107, 202]),
            variant("b", &[105, 200, 112, 300, 109, 200]),
        ]);
        let ranking = comparison.ranking(number_of(MEAN));
        assert_eq!(ranking.iter().map(|place| place.variant).collect::<Vec<_>>(), [2, 1, 0]);
        assert_eq!(ranking.iter().map(|place| place.rank).collect::<Vec<_>>(), [Some(1), Some(1), Some(3)]);
        assert_eq!(comparison.not_told_from(number_of(MEAN), 1), [2]);
        assert_eq!(comparison.not_told_from(number_of(MEAN), 0), [0; 0]);
    }

    #[test]
    fn what_is_equal_in_every_replication_is_not_tested() {
        let comparison = Comparison::of(vec![variant("a", &[1, 2, 3]), variant("b", &[1, 2, 3])]);
        assert!(comparison.differences.iter().all(|d| d.value == 0.0 && d.p == 1.0 && d.p_holm == 1.0));
        let ranking = comparison.ranking(number_of(MEAN));
        assert_eq!(ranking.iter().map(|place| place.rank).collect::<Vec<_>>(), [Some(1), Some(1)]);
    }

    #[test]
    fn a_variant_without_a_steady_state_has_no_rank_and_stands_last() {
        let mut unstable = variant("dh", &[1, 2, 3]);
        unstable.replicated.no_steady_state = Some("it grows".to_owned());
        let comparison = Comparison::of(vec![unstable, variant("rr", &[10, 20, 30])]);
        let ranking = comparison.ranking(number_of(MEAN));
        assert_eq!(
            ranking.iter().map(|place| (place.variant, place.rank)).collect::<Vec<_>>(),
            [(1, Some(1)), (0, None)]
        );
    }
}
