//! The document of `--json`: everything about a run that fits on a page.

use crate::report::RunReport;
use crate::report::failover::Failover;
use crate::report::files::directors::DirectorRow;
use crate::report::files::manifest::{ConnectionsRecord, CountsRecord};
use crate::report::files::seconds;
use crate::report::files::servers::ServerRow;
use crate::report::files::storage::StorageRow;
use crate::report::number::Written;
use crate::stats::{METRICS, Metric, Outcome};
use crate::time::SimDuration;
use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

#[derive(Serialize)]
struct Document<'a> {
    title: &'a str,
    version: &'a str,
    seed: u64,
    scenario_sha256: &'a str,
    #[serde(rename = "duration_s", with = "seconds")]
    duration: SimDuration,
    #[serde(rename = "transient_s", with = "seconds")]
    transient: SimDuration,
    requests: Requests,
    metrics: IndexMap<&'static str, Measured>,
    servers: Vec<ServerRow<'a>>,
    directors: Vec<DirectorRow<'a>>,
    storage: Option<StorageRow<'a>>,
    connections: ConnectionsRecord,
    failover: Option<Failover<'a>>,
    no_steady_state: Option<&'a str>,
}

/// In both, `offered = completed + failed + in_flight`.
#[derive(Serialize)]
struct Requests {
    measured: CountsRecord,
    whole_run: CountsRecord,
}

#[derive(Serialize)]
struct Measured {
    unit: &'static str,
    value: Option<Written>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl Measured {
    fn of(metric: &Metric, outcome: &Outcome) -> Self {
        let reason = outcome.no_steady_state.clone().filter(|_| metric.needs_steady_state());
        Self { unit: metric.unit, value: metric.of(outcome).map(Written), reason }
    }
}

/// The document of a run. A metric that has no value is `null`.
pub fn document(report: &RunReport) -> Value {
    let (provenance, outcome) = (report.provenance(), report.outcome());
    let metrics = METRICS.iter().map(|metric| (metric.name, Measured::of(metric, outcome)));
    let document = Document {
        title: &provenance.title,
        version: &provenance.version,
        seed: provenance.seed,
        scenario_sha256: &provenance.scenario_sha256,
        duration: outcome.duration,
        transient: outcome.transient,
        requests: Requests {
            measured: CountsRecord::from(&outcome.measured),
            whole_run: CountsRecord::from(&outcome.whole_run),
        },
        metrics: metrics.collect(),
        servers: outcome.servers.iter().map(ServerRow::from).collect(),
        directors: outcome.directors.iter().map(DirectorRow::from).collect(),
        storage: outcome.storage.as_ref().map(StorageRow::from),
        connections: ConnectionsRecord::from(outcome.connections),
        failover: Failover::of(outcome),
        no_steady_state: outcome.no_steady_state.as_deref(),
    };
    serde_json::to_value(document).expect("a document has string keys only")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::specimen::{Specimen, provenance};

    #[test]
    fn the_document_of_a_run() {
        let specimen = Specimen { servers: 1, duration_s: 30.0, crash_s: None, ..Specimen::default() };
        let document = document(&specimen.report("One server"));
        insta::assert_snapshot!(serde_json::to_string_pretty(&document).unwrap());
    }

    #[test]
    fn the_document_of_a_failover_says_who_was_master_when() {
        let document = document(&Specimen { off_s: Some((220.0, 260.0)), ..Specimen::default() }.report("Failover"));
        assert_eq!(document["failover"]["masters"][1]["director"], "LVS-Backup");
        assert_eq!(document["failover"]["outages"][0], serde_json::json!({"from_s": 220.0, "until_s": 223.609375}));
        assert_eq!(document["directors"][0]["director"], "LVS-Master");
        assert_eq!(document["connections"]["broken"], 3);
    }

    #[test]
    fn a_metric_without_a_value_is_null() {
        let document = document(&RunReport::new(provenance("Nothing"), Outcome::default()));
        assert_eq!(document["metrics"]["latency_p99"], serde_json::json!({"unit": "s", "value": null}));
        assert_eq!(document["metrics"]["requests_offered"]["value"], serde_json::json!(0));
    }
}
