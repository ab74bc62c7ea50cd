//! `sweep.json`, which is also what `--json` prints: every estimate of every point.

use super::SweepReport;
use crate::report::experiment::summary::Columns;
use crate::report::files::seconds;
use crate::report::number::Written;
use crate::stats::METRICS;
use crate::stats::replicated::{LEVEL, Replicated};
use crate::time::SimDuration;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// Everything that is known of every point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepDocument {
    /// The scenario's title.
    pub title: String,
    /// Version of lvsim.
    pub version: String,
    /// Seed of the random streams, unless it is varied.
    pub seed: u64,
    /// SHA-256 of the resolved scenario, without what is varied.
    pub scenario_sha256: String,
    /// Replications of each point.
    pub replications: u64,
    /// Confidence level of every interval.
    pub level: f64,
    /// What was varied.
    pub axes: Vec<AxisRecord>,
    /// The points, the last axis changing fastest.
    pub points: Vec<PointRecord>,
}

/// One axis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AxisRecord {
    /// Its key, or the keys whose values go together.
    pub keys: Vec<String>,
    /// The values of all its keys, step by step.
    pub steps: Vec<Vec<String>>,
}

impl AxisRecord {
    /// What it is called on a chart.
    pub fn name(&self) -> String {
        self.keys.join(", ")
    }

    /// What its steps are called.
    pub fn labels(&self) -> Vec<String> {
        self.steps.iter().map(|step| step.join(", ")).collect()
    }
}

/// One point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointRecord {
    /// The value of every key.
    pub values: IndexMap<String, String>,
    /// What is left out at the start of its runs.
    #[serde(rename = "transient_s", with = "seconds")]
    pub transient: SimDuration,
    /// Why it has no steady state, if it should have one.
    pub no_steady_state: Option<String>,
    /// Its estimates by the names of the metrics.
    pub metrics: IndexMap<String, EstimateRecord>,
}

/// One estimate; empty where there is nothing to estimate, or no steady state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EstimateRecord {
    /// Its unit.
    pub unit: String,
    /// The estimate.
    pub value: Option<Written>,
    /// The lower end of its interval.
    pub low: Option<Written>,
    /// The upper end.
    pub high: Option<Written>,
    /// How many replications have a value.
    pub replications: usize,
}

impl EstimateRecord {
    /// The estimates of all metrics, by name.
    pub fn all(replicated: &Replicated) -> IndexMap<String, Self> {
        let record = |(index, metric): (usize, &crate::stats::Metric)| {
            let Columns { value, low, high, replications } = replicated.estimate(index).into();
            let rounded = |number: Option<Written>| number.map(Written::rounded);
            let (value, low, high) = (rounded(value), rounded(low), rounded(high));
            (metric.name.to_owned(), Self { unit: metric.unit.to_owned(), value, low, high, replications })
        };
        METRICS.iter().enumerate().map(record).collect()
    }

    /// The estimate and the ends of its interval, which is the estimate itself if there is none.
    pub fn numbers(&self) -> Option<[f64; 3]> {
        let value = self.value?.0;
        Some([value, self.low.map_or(value, |low| low.0), self.high.map_or(value, |high| high.0)])
    }
}

impl SweepDocument {
    /// The document of a sweep.
    pub fn of(report: &SweepReport) -> Self {
        let provenance = &report.provenance;
        let keys: Vec<&str> = report.keys().collect();
        let point = |point: &super::SweptPoint| PointRecord {
            values: keys.iter().map(|&key| key.to_owned()).zip(point.values.iter().cloned()).collect(),
            transient: point.replicated.transient,
            no_steady_state: point.replicated.no_steady_state.clone(),
            metrics: EstimateRecord::all(&point.replicated),
        };
        Self {
            title: provenance.title.clone(),
            version: provenance.version.clone(),
            seed: provenance.seed,
            scenario_sha256: provenance.scenario_sha256.clone(),
            replications: report.replications,
            level: LEVEL,
            axes: report.axes.clone(),
            points: report.points.iter().map(point).collect(),
        }
    }

    /// Its text, as it stands in the folder.
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("a document has string keys only");
        text.push('\n');
        text
    }

    /// The estimate of a metric at the point with these steps of the axes.
    pub fn estimate(&self, steps: &[usize], metric: &str) -> Option<&EstimateRecord> {
        let number = self.axes.iter().zip(steps).fold(0, |number, (axis, step)| number * axis.steps.len() + step);
        self.points.get(number)?.metrics.get(metric)
    }
}
