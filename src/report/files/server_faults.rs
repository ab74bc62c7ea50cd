//! `server_faults.csv`: the faults of real servers, and when the director that clients reach followed. Computed from the
//! timeline, so it is not read back.

use super::{seconds, table};
use crate::stats::Outcome;
use crate::stats::failover::Course;
use crate::stats::failover::detection::{ServerFault, server_faults};
use crate::time::SimTime;
use serde::Serialize;

/// The file's name.
pub const NAME: &str = "server_faults.csv";

/// A fault of a server, as one virtual service went through it.
#[derive(Debug, Default, Serialize)]
pub struct ServerFaultRow {
    server: String,
    service: String,
    #[serde(with = "seconds::of_moment")]
    fault_s: SimTime,
    #[serde(with = "seconds::of_moment_if_any")]
    removed_s: Option<SimTime>,
    #[serde(with = "seconds::of_moment")]
    recovery_s: SimTime,
    #[serde(with = "seconds::of_moment_if_any")]
    returned_s: Option<SimTime>,
    detection_s: Option<f64>,
    return_s: Option<f64>,
}

/// The rows, in order of time.
pub fn rows(outcome: &Outcome) -> Vec<ServerFaultRow> {
    let row = |fault: ServerFault| ServerFaultRow {
        server: outcome.servers[fault.server].name.clone(),
        fault_s: fault.span.from,
        removed_s: fault.detected,
        recovery_s: fault.span.until,
        returned_s: fault.returned,
        detection_s: fault.detection().map(|span| span.as_secs_f64()),
        return_s: fault.return_time().map(|span| span.as_secs_f64()),
        service: fault.service,
    };
    server_faults(&Course::of(outcome)).into_iter().map(row).collect()
}

/// The table, one row for each fault and virtual service; `None` without a fault that a director could have noticed.
pub fn write(outcome: &Outcome) -> Option<Vec<u8>> {
    let rows = rows(outcome);
    (!rows.is_empty()).then(|| table::write(rows))
}
