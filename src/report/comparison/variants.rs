//! `variants.csv`: every metric of every variant.

use crate::report::experiment::summary::Columns;
use crate::report::files::table;
use crate::report::number::Written;
use crate::stats::{Comparison, METRICS};
use serde::Serialize;

/// The file's name.
pub const NAME: &str = "variants.csv";

#[derive(Serialize, Default)]
struct Row<'a> {
    variant: &'a str,
    metric: &'static str,
    unit: &'static str,
    value: Option<Written>,
    low: Option<Written>,
    high: Option<Written>,
    replications: usize,
    rank: Option<usize>,
}

/// The table: metric by metric, the variants in the order asked for. What does not exist is empty; only metrics of which
/// one value is better than another have ranks.
pub fn write(comparison: &Comparison) -> Vec<u8> {
    table::write(METRICS.iter().enumerate().flat_map(|(index, metric)| {
        let mut places = comparison.ranking(index);
        places.sort_by_key(|place| place.variant);
        places.into_iter().map(move |place| {
            let Columns { value, low, high, replications } = place.estimate.into();
            let variant = comparison.variants[place.variant].name.as_str();
            let rank = place.rank.filter(|_| metric.better().is_some());
            Row { variant, metric: metric.name, unit: metric.unit, value, low, high, replications, rank }
        })
    }))
}
