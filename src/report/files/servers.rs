//! `servers.csv`: the real servers, measured.

use super::table;
use crate::stats::Outcome;
use crate::stats::outcome::ServerOutcome;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The file's name.
pub const NAME: &str = "servers.csv";

/// One real server, as `servers.csv` and the JSON document show it.
#[derive(Serialize, Deserialize, Default)]
pub struct ServerRow<'a> {
    server: Cow<'a, str>,
    address: Cow<'a, str>,
    requests: u64,
    completed: u64,
    failed: u64,
    weight_mean: f64,
    utilization: f64,
    number_in_system_mean: f64,
    number_in_system_max: u64,
    #[serde(rename = "ActiveConn_mean")]
    active_conns_mean: f64,
    #[serde(rename = "InActConn_mean")]
    inact_conns_mean: f64,
    cache_lookups: u64,
    cache_hits: u64,
}

impl<'a> From<&'a ServerOutcome> for ServerRow<'a> {
    fn from(server: &'a ServerOutcome) -> Self {
        Self {
            server: Cow::Borrowed(&server.name),
            address: Cow::Borrowed(&server.address),
            requests: server.requests,
            completed: server.completed,
            failed: server.failed,
            weight_mean: server.weight_mean,
            utilization: server.utilization,
            number_in_system_mean: server.number_in_system_mean,
            number_in_system_max: server.number_in_system_max,
            active_conns_mean: server.active_conns_mean,
            inact_conns_mean: server.inact_conns_mean,
            cache_lookups: server.cache_lookups,
            cache_hits: server.cache_hits,
        }
    }
}

impl From<ServerRow<'_>> for ServerOutcome {
    fn from(row: ServerRow<'_>) -> Self {
        Self {
            name: row.server.into_owned(),
            address: row.address.into_owned(),
            requests: row.requests,
            completed: row.completed,
            failed: row.failed,
            weight_mean: row.weight_mean,
            utilization: row.utilization,
            number_in_system_mean: row.number_in_system_mean,
            number_in_system_max: row.number_in_system_max,
            active_conns_mean: row.active_conns_mean,
            inact_conns_mean: row.inact_conns_mean,
            cache_lookups: row.cache_lookups,
            cache_hits: row.cache_hits,
        }
    }
}

/// The table, one row for each real server, in the order of the scenario.
pub fn write(outcome: &Outcome) -> Vec<u8> {
    table::write(outcome.servers.iter().map(ServerRow::from))
}

/// The servers of a table.
pub fn read(text: &str) -> Result<Vec<ServerOutcome>, String> {
    Ok(table::read::<ServerRow<'_>>(text)?.into_iter().map(ServerOutcome::from).collect())
}
