//! `manifest.json`: what the run was made from and its exact totals. Its presence makes a folder a run.

use super::manifest_clients::{EffortsRecord, SessionsRecord};
use super::seconds;
use crate::report::{Provenance, RunReport};
use crate::stats::histogram::Bucket;
use crate::stats::outcome::{Connections, Counts, Efforts, FailureReason, LatencyParts, Sessions};
use crate::stats::{Histogram, Outcome};
use crate::time::SimDuration;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The file's name.
pub const NAME: &str = "manifest.json";

/// Number of the format of a run folder. Goes up when a file changes so that older versions cannot read it.
pub const FORMAT: u32 = 1;

/// The content of `manifest.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`] of the version that wrote it.
    pub format: u32,
    /// The scenario's title.
    pub title: String,
    /// Version of lvsim.
    pub version: String,
    /// Seed of the random streams.
    pub seed: u64,
    /// The command that made the run.
    pub command: Vec<String>,
    /// SHA-256 of the scenario.
    pub scenario_sha256: String,
    /// Length of the run.
    #[serde(rename = "duration_s", with = "seconds")]
    pub duration: SimDuration,
    /// What is left out at its start.
    #[serde(rename = "transient_s", with = "seconds")]
    pub transient: SimDuration,
    /// Length of an interval of the time series.
    #[serde(rename = "interval_s", with = "seconds")]
    pub interval: SimDuration,
    /// Requests that arrived after the transient.
    pub measured: CountsRecord,
    /// Requests of the whole run.
    pub whole_run: CountsRecord,
    /// What became of connections in the whole run; older versions did not count them.
    #[serde(default)]
    pub connections: ConnectionsRecord,
    /// What clients did beyond first attempts; none if none of them would.
    #[serde(default)]
    pub efforts: Option<EffortsRecord>,
    /// What became of sessions; none if no client has any.
    #[serde(default)]
    pub sessions: Option<SessionsRecord>,
    /// Exact totals of the latency, in nanoseconds.
    pub latency: LatencyRecord,
    /// What the clocks show at 0, since the start of a year; older versions had no clock.
    #[serde(rename = "clock_s", with = "seconds", default)]
    pub clock: SimDuration,
    /// How many pilot runs found the transient, if it was not given; older versions could not find it.
    #[serde(default)]
    pub transient_pilots: Option<usize>,
    /// Why there is no steady state, if there should be one; older versions did not look.
    #[serde(default)]
    pub no_steady_state: Option<String>,
    /// The other files of the folder.
    pub files: Vec<String>,
    /// The scenario with every default filled in.
    pub scenario: Value,
}

/// [`Counts`] in JSON, the failures by reason.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CountsRecord {
    offered: u64,
    completed: u64,
    failed: IndexMap<String, u64>,
    in_flight: u64,
}

impl From<&Counts> for CountsRecord {
    fn from(counts: &Counts) -> Self {
        let failed = FailureReason::ALL.iter().zip(counts.failed).map(|(reason, n)| (reason.word().to_owned(), n));
        Self {
            offered: counts.offered,
            completed: counts.completed,
            failed: failed.collect(),
            in_flight: counts.in_flight,
        }
    }
}

impl From<&CountsRecord> for Counts {
    fn from(record: &CountsRecord) -> Self {
        Self {
            offered: record.offered,
            completed: record.completed,
            failed: FailureReason::ALL.map(|reason| record.failed.get(reason.word()).copied().unwrap_or(0)),
            in_flight: record.in_flight,
        }
    }
}

/// [`Connections`] in JSON.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct ConnectionsRecord {
    established: u64,
    broken: u64,
    kept: u64,
    syn_retransmitted: u64,
    retransmitted: u64,
}

impl From<Connections> for ConnectionsRecord {
    fn from(Connections { established, broken, kept, syn_retransmitted, retransmitted }: Connections) -> Self {
        Self { established, broken, kept, syn_retransmitted, retransmitted }
    }
}

impl From<ConnectionsRecord> for Connections {
    fn from(
        ConnectionsRecord { established, broken, kept, syn_retransmitted, retransmitted }: ConnectionsRecord,
    ) -> Self {
        Self { established, broken, kept, syn_retransmitted, retransmitted }
    }
}

/// Sums over the completed measured requests, and extremes.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct LatencyRecord {
    sum_ns: u128,
    #[serde(default)]
    retry_sum_ns: u128,
    connect_sum_ns: u128,
    queue_sum_ns: u128,
    service_sum_ns: u128,
    storage_sum_ns: u128,
    network_sum_ns: u128,
    min_ns: Option<u64>,
    max_ns: Option<u64>,
}

impl LatencyRecord {
    fn of(outcome: &Outcome) -> Self {
        Self {
            sum_ns: outcome.latency.sum_ns(),
            retry_sum_ns: outcome.parts.retry_ns,
            connect_sum_ns: outcome.parts.connect_ns,
            queue_sum_ns: outcome.parts.queue_ns,
            service_sum_ns: outcome.parts.service_ns,
            storage_sum_ns: outcome.parts.storage_ns,
            network_sum_ns: outcome.parts.network_ns,
            min_ns: outcome.latency.min().map(SimDuration::as_nanos),
            max_ns: outcome.latency.max().map(SimDuration::as_nanos),
        }
    }
}

impl Manifest {
    /// The manifest of a run with these other files.
    pub fn of(report: &RunReport, files: Vec<String>) -> Self {
        let (provenance, outcome) = (report.provenance(), report.outcome());
        Self {
            format: FORMAT,
            title: provenance.title.clone(),
            version: provenance.version.clone(),
            seed: provenance.seed,
            command: provenance.command.clone(),
            scenario_sha256: provenance.scenario_sha256.clone(),
            duration: outcome.duration,
            transient: outcome.transient,
            interval: outcome.interval,
            measured: CountsRecord::from(&outcome.measured),
            whole_run: CountsRecord::from(&outcome.whole_run),
            connections: ConnectionsRecord::from(outcome.connections),
            efforts: outcome.efforts.map(EffortsRecord::from),
            sessions: outcome.sessions.map(SessionsRecord::from),
            latency: LatencyRecord::of(outcome),
            clock: outcome.clock,
            transient_pilots: outcome.transient_search.as_ref().map(|search| search.pilots),
            no_steady_state: outcome.no_steady_state.clone(),
            files,
            scenario: provenance.scenario.clone(),
        }
    }

    /// The manifest of a text, if it is one that this version understands.
    pub fn read(text: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Format {
            format: u32,
            #[serde(default)]
            kind: Option<String>,
        }
        let Format { format, kind } = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if format != FORMAT {
            return Err(format!("it is in format {format}, and this version reads format {FORMAT}"));
        }
        if let Some(kind) = kind {
            return Err(format!("it is that of {kind} with many runs: what it shows is drawn when it is made"));
        }
        let manifest: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if manifest.transient > manifest.duration {
            return Err("its transient is longer than its run".to_owned());
        }
        Ok(manifest)
    }

    /// What the run was made from, with the scenario's text.
    pub fn provenance(&self, scenario_toml: String) -> Provenance {
        Provenance {
            title: self.title.clone(),
            version: self.version.clone(),
            seed: self.seed,
            command: self.command.clone(),
            scenario_toml,
            scenario: self.scenario.clone(),
            scenario_sha256: self.scenario_sha256.clone(),
        }
    }

    /// An outcome with the totals of this manifest and the distribution in these buckets, still without servers, time
    /// series, marks, listings and what is known of failures. Says what does not fit together.
    pub fn outcome(&self, buckets: Vec<Bucket>) -> Result<Outcome, String> {
        let extreme = |ns: Option<u64>| SimDuration::from_nanos(ns.unwrap_or(0));
        let totals = &self.latency;
        let latency = Histogram::from_buckets(buckets, totals.sum_ns, extreme(totals.min_ns), extreme(totals.max_ns))
            .ok_or("its buckets do not fit the totals in the manifest")?;
        Ok(Outcome {
            duration: self.duration,
            transient: self.transient,
            interval: self.interval,
            measured: Counts::from(&self.measured),
            whole_run: Counts::from(&self.whole_run),
            connections: Connections::from(self.connections),
            efforts: self.efforts.map(Efforts::from),
            sessions: self.sessions.map(Sessions::from),
            clock: self.clock,
            no_steady_state: self.no_steady_state.clone(),
            latency,
            parts: LatencyParts {
                retry_ns: totals.retry_sum_ns,
                connect_ns: totals.connect_sum_ns,
                queue_ns: totals.queue_sum_ns,
                service_ns: totals.service_sum_ns,
                storage_ns: totals.storage_sum_ns,
                network_ns: totals.network_sum_ns,
            },
            ..Outcome::default()
        })
    }
}

/// The text of the manifest of a run with these other files.
pub fn write(report: &RunReport, files: Vec<String>) -> String {
    let mut text = serde_json::to_string_pretty(&Manifest::of(report, files)).expect("a manifest has string keys only");
    text.push('\n');
    text
}
