//! A histogram written down: the buckets that are not empty, and what is exact.

use super::histogram::{Bucket, Histogram};
use crate::time::SimDuration;
use serde::{Deserialize, Serialize};

/// What a [`Histogram`] is written as.
#[derive(Serialize, Deserialize)]
pub(super) struct Record {
    sum_ns: u128,
    min_ns: u64,
    max_ns: u64,
    /// First and last nanosecond (not included) of a bucket, and how many it counts.
    buckets: Vec<(u64, u64, u64)>,
}

impl From<Histogram> for Record {
    fn from(histogram: Histogram) -> Self {
        let extreme = |duration: Option<SimDuration>| duration.map_or(0, SimDuration::as_nanos);
        Self {
            sum_ns: histogram.sum_ns(),
            min_ns: extreme(histogram.min()),
            max_ns: extreme(histogram.max()),
            buckets: histogram.buckets().map(|b| (b.from.as_nanos(), b.to.as_nanos(), b.count)).collect(),
        }
    }
}

impl TryFrom<Record> for Histogram {
    type Error = &'static str;

    fn try_from(record: Record) -> Result<Self, &'static str> {
        let nanos = SimDuration::from_nanos;
        let bucket = |(from, to, count)| Bucket { from: nanos(from), to: nanos(to), count };
        let buckets = record.buckets.into_iter().map(bucket);
        Self::from_buckets(buckets, record.sum_ns, nanos(record.min_ns), nanos(record.max_ns))
            .ok_or("the buckets of a histogram do not fit its totals")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_written_down_is_read_back(nanos in proptest::collection::vec(0..1_u64 << 62, 0..20)) {
            let mut histogram = Histogram::new();
            nanos.iter().for_each(|&ns| histogram.record(SimDuration::from_nanos(ns)));
            let text = serde_json::to_string(&histogram).unwrap();
            prop_assert_eq!(serde_json::from_str::<Histogram>(&text).unwrap(), histogram);
        }
    }
}
