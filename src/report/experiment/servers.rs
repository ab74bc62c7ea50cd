//! `servers.csv` of an experiment: the real servers, averaged over the replications.

use crate::report::files::table;
use crate::report::number::Written;
use crate::stats::replicated::ServerMean;
use serde::Serialize;

/// The file's name.
pub const NAME: &str = "servers.csv";

/// One real server.
#[derive(Serialize, Default)]
pub struct ServerMeanRow<'a> {
    server: &'a str,
    requests: Written,
    failed: Written,
    weight_mean: Written,
    utilization: Written,
    number_in_system_mean: Written,
}

impl<'a> From<&'a ServerMean> for ServerMeanRow<'a> {
    fn from(server: &'a ServerMean) -> Self {
        Self {
            server: &server.name,
            requests: Written(server.requests),
            failed: Written(server.failed),
            weight_mean: Written(server.weight),
            utilization: Written(server.utilization),
            number_in_system_mean: Written(server.number_in_system),
        }
    }
}

/// The table, one row for each real server, in the order of the scenario.
pub fn write(servers: &[ServerMean]) -> Vec<u8> {
    table::write(servers.iter().map(ServerMeanRow::from))
}
