//! The document of `--json` for a comparison.

use super::ComparisonReport;
use super::differences::DifferenceRow;
use crate::report::experiment::json::{EstimateRecord, estimates};
use crate::stats::METRICS;
use crate::stats::replicated::LEVEL;
use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

#[derive(Serialize)]
struct Document<'a> {
    title: &'a str,
    version: &'a str,
    seed: u64,
    scenario_sha256: &'a str,
    varied: &'a str,
    ranked_by: &'static str,
    level: f64,
    ranking: Vec<PlaceRecord<'a>>,
    variants: IndexMap<&'a str, VariantRecord<'a>>,
    differences: Vec<DifferenceRow<'a>>,
}

#[derive(Serialize)]
struct PlaceRecord<'a> {
    variant: &'a str,
    rank: Option<usize>,
    not_told_from: Vec<&'a str>,
}

#[derive(Serialize)]
struct VariantRecord<'a> {
    replications: usize,
    no_steady_state: Option<&'a str>,
    metrics: IndexMap<&'static str, EstimateRecord<'a>>,
}

/// The document of a comparison.
pub fn document(report: &ComparisonReport) -> Value {
    let (provenance, comparison) = (&report.provenance, &report.comparison);
    let name = |variant: usize| comparison.variants[variant].name.as_str();
    let ranking = comparison.ranking(report.by).into_iter().map(|place| PlaceRecord {
        variant: name(place.variant),
        rank: place.rank,
        not_told_from: comparison.not_told_from(report.by, place.variant).into_iter().map(name).collect(),
    });
    let variants = comparison.variants.iter().map(|variant| {
        let record = VariantRecord {
            replications: variant.replicated.replications(),
            no_steady_state: variant.replicated.no_steady_state.as_deref(),
            metrics: estimates(&variant.replicated),
        };
        (variant.name.as_str(), record)
    });
    let document = Document {
        title: &provenance.title,
        version: &provenance.version,
        seed: provenance.seed,
        scenario_sha256: &provenance.scenario_sha256,
        varied: &report.varied,
        ranked_by: METRICS[report.by].name,
        level: LEVEL,
        ranking: ranking.collect(),
        variants: variants.collect(),
        differences: comparison
            .differences
            .iter()
            .map(|difference| DifferenceRow::of(difference, comparison))
            .collect(),
    };
    serde_json::to_value(document).expect("a document has string keys only")
}
