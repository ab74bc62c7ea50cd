//! `servers.csv` of a comparison: the real servers of every variant, averaged over its replications.

use crate::report::files::table;
use crate::report::number::Written;
use crate::stats::Comparison;
use crate::stats::replicated::ServerMean;
use serde::Serialize;

/// The file's name.
pub const NAME: &str = "servers.csv";

#[derive(Serialize, Default)]
struct Row {
    variant: String,
    server: String,
    requests: Written,
    failed: Written,
    weight_mean: Written,
    utilization: Written,
    number_in_system_mean: Written,
}

/// The table, in the order of variants and servers.
pub fn write(comparison: &Comparison) -> Vec<u8> {
    table::write(comparison.variants.iter().flat_map(|variant| {
        let row = |server: ServerMean| Row {
            variant: variant.name.clone(),
            server: server.name,
            requests: Written(server.requests),
            failed: Written(server.failed),
            weight_mean: Written(server.weight),
            utilization: Written(server.utilization),
            number_in_system_mean: Written(server.number_in_system),
        };
        variant.replicated.servers().into_iter().map(row)
    }))
}
