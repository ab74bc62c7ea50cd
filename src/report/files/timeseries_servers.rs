//! `timeseries_servers.csv`: every real server in every interval.

use super::{seconds, table};
use crate::stats::Outcome;
use crate::stats::outcome::{Interval, ServerInterval, ServerOutcome};
use crate::time::SimTime;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The file's name.
pub const NAME: &str = "timeseries_servers.csv";

#[derive(Serialize, Deserialize, Default)]
struct Row<'a> {
    #[serde(with = "seconds::of_moment")]
    start_s: SimTime,
    server: Cow<'a, str>,
    requests: u64,
    utilization: f64,
    number_in_system_mean: f64,
    #[serde(rename = "ActiveConn")]
    active_conns: u32,
    #[serde(rename = "InActConn")]
    inact_conns: u32,
    weight: u32,
    cache_hit_ratio: Option<f64>,
}

/// The table: for each interval one row for each real server, in the order of `servers.csv`. ActiveConn, InActConn and
/// weight are those at the interval's end.
pub fn write(outcome: &Outcome) -> Vec<u8> {
    table::write(outcome.series.iter().flat_map(|interval| {
        interval.servers.iter().zip(&outcome.servers).map(|(server, named)| Row {
            start_s: interval.start,
            server: Cow::Borrowed(&named.name),
            requests: server.requests,
            utilization: server.utilization,
            number_in_system_mean: server.number_in_system_mean,
            active_conns: server.active_conns,
            inact_conns: server.inact_conns,
            weight: server.weight,
            cache_hit_ratio: server.cache_hit_ratio,
        })
    }))
}

/// Fills the intervals with the servers of a table.
pub fn read_into(series: &mut [Interval], servers: &[ServerOutcome], text: &str) -> Result<(), String> {
    let rows = table::read::<Row<'_>>(text)?;
    if rows.len() != series.len() * servers.len() {
        let (found, intervals, servers) = (rows.len(), series.len(), servers.len());
        return Err(format!("expected a row for each of {servers} servers in {intervals} intervals, found {found}"));
    }
    let mut rows = rows.into_iter();
    for interval in series {
        for named in servers {
            let Some(row) = rows.next() else { break };
            if row.start_s != interval.start || row.server != named.name {
                let (at, server) = (row.start_s, row.server);
                return Err(format!("the row of {server} at {at} is not in the order of the other tables"));
            }
            interval.servers.push(ServerInterval {
                requests: row.requests,
                utilization: row.utilization,
                number_in_system_mean: row.number_in_system_mean,
                active_conns: row.active_conns,
                inact_conns: row.inact_conns,
                weight: row.weight,
                cache_hit_ratio: row.cache_hit_ratio,
            });
        }
    }
    Ok(())
}
