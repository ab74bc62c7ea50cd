//! Latencies in log-linear buckets: constant memory, one shift and one increment a record.

use std::hint::cold_path;

use super::histogram_record::Record;
use crate::time::SimDuration;
use serde::{Deserialize, Serialize};

/// Each power of two is split into 2^7 equal buckets, so a bucket is at most 0.8 % wide.
const SUB_BITS: u32 = 7;
const SUB_BUCKETS: usize = 1 << SUB_BITS;
const BUCKETS: usize = (64 - SUB_BITS as usize + 1) * SUB_BUCKETS;

/// A distribution of durations. Count, sum and extremes are exact; a quantile is exact up to 0.8 %, a bucket's width, and
/// much closer where durations are spread smoothly; those below 256 ns are counted exactly.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Record", try_from = "Record")]
pub struct Histogram {
    buckets: Vec<u64>,
    count: u64,
    sum_ns: u128,
    min_ns: u64,
    max_ns: u64,
}

/// One bucket that is not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// The shortest duration counted here.
    pub from: SimDuration,
    /// The shortest duration counted in the next bucket.
    pub to: SimDuration,
    /// How many were counted.
    pub count: u64,
}

impl Histogram {
    /// An empty distribution.
    pub fn new() -> Self {
        Self { buckets: vec![0; BUCKETS], count: 0, sum_ns: 0, min_ns: u64::MAX, max_ns: 0 }
    }

    /// Counts one duration.
    #[inline]
    pub fn record(&mut self, duration: SimDuration) {
        let ns = duration.as_nanos();
        self.buckets[bucket_of(ns)] += 1;
        self.count += 1;
        self.sum_ns += u128::from(ns);
        // Records of extremes are rare: a branch that is never taken is cheaper than two conditional moves.
        if ns < self.min_ns {
            cold_path();
            self.min_ns = ns;
        }
        if ns > self.max_ns {
            cold_path();
            self.max_ns = ns;
        }
    }

    /// The distribution that was written down as its buckets and its exact sum and extremes; `None` if these cannot
    /// belong to one distribution.
    pub fn from_buckets(
        buckets: impl IntoIterator<Item = Bucket>,
        sum_ns: u128,
        min: SimDuration,
        max: SimDuration,
    ) -> Option<Self> {
        let mut histogram = Self::new();
        for Bucket { from, to, count } in buckets {
            // Any duration in the bucket finds it again, even if the bounds were rounded on their way.
            let middle = from.as_nanos().midpoint(to.as_nanos());
            histogram.count = histogram.count.checked_add(count)?;
            histogram.buckets[bucket_of(middle)] += count;
        }
        if histogram.count == 0 {
            return (sum_ns == 0).then_some(histogram);
        }
        let (low, high) = (bucket_of(min.as_nanos()), bucket_of(max.as_nanos()));
        let ends_are_counted = histogram.buckets[low] > 0 && histogram.buckets[high] > 0 && min <= max;
        let counted: u64 = histogram.buckets.get(low..=high)?.iter().sum();
        (histogram.sum_ns, histogram.min_ns, histogram.max_ns) = (sum_ns, min.as_nanos(), max.as_nanos());
        (ends_are_counted && counted == histogram.count).then_some(histogram)
    }

    /// Counts everything that `other` counted, as if it had been recorded here.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        let used = bucket_of(other.min_ns)..=bucket_of(other.max_ns);
        for (mine, theirs) in self.buckets[used.clone()].iter_mut().zip(&other.buckets[used]) {
            *mine += theirs;
        }
        self.count += other.count;
        self.sum_ns += other.sum_ns;
        self.min_ns = self.min_ns.min(other.min_ns);
        self.max_ns = self.max_ns.max(other.max_ns);
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        if self.count > 0 {
            let (low, high) = (bucket_of(self.min_ns), bucket_of(self.max_ns));
            self.buckets[low..=high].fill(0);
        }
        (self.count, self.sum_ns, self.min_ns, self.max_ns) = (0, 0, u64::MAX, 0);
    }

    /// How many durations were counted.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Exact sum of all durations, in nanoseconds.
    pub fn sum_ns(&self) -> u128 {
        self.sum_ns
    }

    /// Exact mean in seconds; `None` if nothing was counted.
    pub fn mean_s(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum_ns as f64 / self.count as f64 * 1e-9)
    }

    /// The longest duration, exactly; `None` if nothing was counted.
    pub fn max(&self) -> Option<SimDuration> {
        (self.count > 0).then(|| SimDuration::from_nanos(self.max_ns))
    }

    /// The shortest duration, exactly; `None` if nothing was counted.
    pub fn min(&self) -> Option<SimDuration> {
        (self.count > 0).then(|| SimDuration::from_nanos(self.min_ns))
    }

    /// The duration at or below which a share `q` (0 to 1) of all durations lies: that of the ⌈q·count⌉-th one, if those
    /// of its bucket are spread evenly over it, kept within the exact extremes. `None` if nothing was counted.
    pub fn quantile(&self, q: f64) -> Option<SimDuration> {
        let rank = ((q * self.count as f64).ceil() as u64).clamp(1, self.count.max(1));
        let first = bucket_of(self.min_ns);
        let mut below = 0;
        let place = self.buckets.get(first..)?.iter().position(|count| {
            below += count;
            below >= rank
        })?;
        let (low, high) = (lower_bound(first + place), lower_bound(first + place + 1) - 1);
        let inside = self.buckets[first + place];
        // Of n durations in a bucket the k-th has its middle at (k - ½)/n: a single one stands in the middle.
        let share = ((rank - (below - inside)) as f64 - 0.5) / inside as f64;
        let at = low + ((high - low) as f64 * share) as u64;
        Some(SimDuration::from_nanos(at.clamp(self.min_ns, self.max_ns)))
    }

    /// The buckets that are not empty, from short to long.
    pub fn buckets(&self) -> impl Iterator<Item = Bucket> + '_ {
        let range = if self.count == 0 { 0..0 } else { bucket_of(self.min_ns)..bucket_of(self.max_ns) + 1 };
        range.filter(|&index| self.buckets[index] > 0).map(|index| Bucket {
            from: SimDuration::from_nanos(lower_bound(index)),
            to: SimDuration::from_nanos(lower_bound(index + 1)),
            count: self.buckets[index],
        })
    }
}

impl Default for Histogram {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Histogram {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Histogram({} durations, mean {:?} s)", self.count, self.mean_s())
    }
}

/// The bucket that counts `ns`. The first 2^(SUB_BITS+1) buckets are one nanosecond wide.
#[inline]
fn bucket_of(ns: u64) -> usize {
    let exponent = (63 - (ns | SUB_BUCKETS as u64).leading_zeros()) - SUB_BITS;
    ((exponent as usize) << SUB_BITS) + (ns >> exponent) as usize
}

/// The smallest number of nanoseconds that bucket `index` counts.
fn lower_bound(index: usize) -> u64 {
    let exponent = (index >> SUB_BITS).saturating_sub(1);
    ((index - (exponent << SUB_BITS)) as u64) << exponent
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(nanos: &[u64]) -> Histogram {
        let mut histogram = Histogram::new();
        nanos.iter().for_each(|&ns| histogram.record(SimDuration::from_nanos(ns)));
        histogram
    }

    #[test]
    fn short_durations_are_counted_exactly() {
        let histogram = of(&[1, 2, 2, 3, 250]);
        assert_eq!(histogram.quantile(0.5), Some(SimDuration::from_nanos(2)));
        assert_eq!(histogram.quantile(0.8), Some(SimDuration::from_nanos(3)));
        assert_eq!(histogram.quantile(1.0), Some(SimDuration::from_nanos(250)));
        assert_eq!(histogram.sum_ns(), 258);
    }

    #[test]
    fn a_quantile_of_many_evenly_spread_durations_is_far_closer_than_a_bucket_is_wide() {
        let histogram = of(&(1..=100_000).map(|i| 1_000_000 + 10 * i).collect::<Vec<_>>());
        for (q, exact) in [(0.1, 1_100_000.0), (0.5, 1_500_000.0), (0.99, 1_990_000.0)] {
            let estimate = histogram.quantile(q).unwrap().as_nanos() as f64;
            // A bucket here is 8192 ns wide and holds 819 durations, 10 ns apart.
            assert!((estimate - exact).abs() <= 20.0, "{estimate} for {exact}");
        }
    }

    #[test]
    fn nothing_counted_has_no_mean_and_no_quantile() {
        let mut histogram = of(&[7]);
        histogram.clear();
        assert_eq!(histogram, Histogram::new());
        assert_eq!((histogram.mean_s(), histogram.quantile(0.5), histogram.max()), (None, None, None));
    }

    #[test]
    fn buckets_that_do_not_fit_their_extremes_are_no_distribution() {
        let histogram = of(&[5, 10]);
        let with = |min, max| {
            let (min, max) = (SimDuration::from_nanos(min), SimDuration::from_nanos(max));
            Histogram::from_buckets(histogram.buckets(), 15, min, max)
        };
        assert_eq!(with(5, 10), Some(histogram.clone()));
        assert_eq!((with(5, 9), with(10, 5), with(10, 10)), (None, None, None));
        assert_eq!(Histogram::from_buckets([], 0, SimDuration::MAX, SimDuration::ZERO), Some(Histogram::new()));
        assert_eq!(Histogram::from_buckets([], 7, SimDuration::ZERO, SimDuration::ZERO), None);
    }

    proptest! {
        #[test]
        fn every_duration_lies_in_its_bucket_and_no_bucket_is_wider_than_one_part_in_128(ns in 0..1_u64 << 58) {
            let index = bucket_of(ns);
            let (from, to) = (lower_bound(index), lower_bound(index + 1));
            prop_assert!(from <= ns && ns < to);
            prop_assert!((to - from) as f64 <= 1.0_f64.max(from as f64 / 128.0));
        }

        #[test]
        fn merging_is_recording_both(a in proptest::collection::vec(0..1_u64 << 40, 0..40), b in proptest::collection::vec(0..1_u64 << 40, 0..40)) {
            let mut merged = of(&a);
            merged.merge(&of(&b));
            prop_assert_eq!(merged, of(&[a, b].concat()));
        }

        #[test]
        fn what_was_written_down_as_buckets_is_the_same_distribution(values in proptest::collection::vec(0..1_u64 << 58, 1..40)) {
            let histogram = of(&values);
            let (min, max) = (histogram.min().unwrap(), histogram.max().unwrap());
            prop_assert_eq!(Histogram::from_buckets(histogram.buckets(), histogram.sum_ns(), min, max).unwrap(), histogram);
        }

        #[test]
        fn a_quantile_is_within_a_bucket_of_the_sorted_value(mut values in proptest::collection::vec(0..1_u64 << 40, 1..60), q in 0.0..=1.0_f64) {
            let estimate = of(&values).quantile(q).unwrap().as_nanos() as f64;
            values.sort_unstable();
            let exact = values[((q * values.len() as f64).ceil() as usize).clamp(1, values.len()) - 1] as f64;
            prop_assert!((estimate - exact).abs() <= exact / 128.0, "{} for {}", estimate, exact);
        }
    }
}
