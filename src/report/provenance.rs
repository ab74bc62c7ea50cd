//! What a run was made from.

use serde_json::Value;

/// All that is needed to make a run again. Plain values: this room does not know what a scenario is.
#[derive(Clone, Debug, PartialEq)]
pub struct Provenance {
    /// The scenario's title, shown above every table and chart.
    pub title: String,
    /// Version of lvsim.
    pub version: String,
    /// Seed of the random streams.
    pub seed: u64,
    /// The command that made the run, as its arguments. Leave out what cannot change the results, such as the name of
    /// the folder, and two equal runs leave equal bytes.
    pub command: Vec<String>,
    /// The scenario with every default filled in, as TOML.
    pub scenario_toml: String,
    /// The same scenario as a JSON value.
    pub scenario: Value,
    /// SHA-256 of the scenario, in hexadecimal.
    pub scenario_sha256: String,
}
