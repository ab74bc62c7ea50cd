//! The metrics, one entry each.

use super::Metric;
use super::spread::{mean, number_in_system_of, over_intervals, requests_of, requests_per_weight};
use crate::stats::failover::measured;
use crate::stats::storage::StorageSpan;
use crate::stats::{Outcome, balance};

const REQUESTS: &str = "requests";
const CONNECTIONS: &str = "connections";
const SESSIONS: &str = "sessions";
const SECONDS: &str = "s";
const RATIO: &str = "1";

/// All metrics, in the order in which they are shown.
#[rustfmt::skip] // one metric, one entry: name and unit, meaning, formula
pub const METRICS: &[Metric] = &[
    metric("requests_offered", REQUESTS,
        "Requests that arrived in the measured time.",
        |o| count(o.measured.offered)),
    metric("requests_completed", REQUESTS,
        "Measured requests whose response arrived before the end of the run.",
        |o| count(o.measured.completed)),
    metric("requests_failed", REQUESTS,
        "Measured requests that failed, for whatever reason.",
        |o| count(o.measured.failed_total())),
    metric("requests_failed_refused", REQUESTS,
        "Measured requests whose SYN the real server answered with RST, or whose datagram with ICMP port unreachable.",
        |o| count(o.measured.failed[0])),
    metric("requests_failed_no_destination", REQUESTS,
        "Measured requests for which the director had no destination.",
        |o| count(o.measured.failed[1])),
    metric("requests_failed_connect_timeout", REQUESTS,
        "Measured requests whose SYN was not answered in time.",
        |o| count(o.measured.failed[2])),
    metric("requests_failed_reset", REQUESTS,
        "Measured requests whose established connection the real server reset.",
        |o| count(o.measured.failed[3])),
    metric("requests_failed_response_timeout", REQUESTS,
        "Measured requests that connected, or were sent as a datagram, but got no response in time.",
        |o| count(o.measured.failed[4])),
    metric("requests_failed_error", REQUESTS,
        "Measured requests whose response said that they failed.",
        |o| count(o.measured.failed[5])),
    metric("requests_failed_gave_up", REQUESTS,
        "Measured requests that got no response, whatever was tried, by the time at which their client gives up.",
        |o| count(o.measured.failed[6])),
    metric("requests_in_flight", REQUESTS,
        "Measured requests still under way at the end of the run.",
        |o| count(o.measured.in_flight)),
    metric("throughput", "requests/s",
        "Completed measured requests ÷ length of the measured time.",
        |o| Some(o.measured.completed as f64 / o.measured_s())),

    metric("latency_mean", SECONDS,
        "Mean latency of the completed measured requests, as their clients saw it.",
        |o| o.latency.mean_s()),
    metric("latency_p50", SECONDS,
        "Median latency: half of the completed measured requests took at most this long.",
        |o| latency_quantile(o, 0.5)),
    metric("latency_p90", SECONDS,
        "90 % of the completed measured requests took at most this long.",
        |o| latency_quantile(o, 0.9)),
    metric("latency_p99", SECONDS,
        "99 % of the completed measured requests took at most this long.",
        |o| latency_quantile(o, 0.99)),
    metric("latency_p999", SECONDS,
        "99.9 % of the completed measured requests took at most this long.",
        |o| latency_quantile(o, 0.999)),
    metric("latency_max", SECONDS,
        "Latency of the slowest completed measured request.",
        |o| o.latency.max().map(|max| max.as_secs_f64())),
    metric("latency_retry_mean", SECONDS,
        "Mean part of the latency from the first attempt until the one that was answered began: failed attempts, back-off, the wait before a hedge.",
        |o| o.efforts.and_then(|_| mean_part(o, o.parts.retry_ns))),
    metric("latency_connect_mean", SECONDS,
        "Mean part of the latency from the SYN until the client was connected.",
        |o| mean_part(o, o.parts.connect_ns)),
    metric("latency_queue_mean", SECONDS,
        "Mean part of the latency spent waiting at the real server.",
        |o| mean_part(o, o.parts.queue_ns)),
    metric("latency_service_mean", SECONDS,
        "Mean part of the latency in which the real server worked on the request.",
        |o| mean_part(o, o.parts.service_ns)),
    metric("latency_storage_mean", SECONDS,
        "Mean part of the latency in which the real server, its own work done, waited for the storage.",
        |o| o.storage.as_ref().and_then(|_| mean_part(o, o.parts.storage_ns))),
    metric("latency_network_mean", SECONDS,
        "Mean part of the latency spent on the wire after connecting.",
        |o| mean_part(o, o.parts.network_ns)),

    metric("utilization_mean", RATIO,
        "Busy time ÷ capacity, averaged over the real servers.",
        |o| mean(o.servers.iter().map(|server| Some(server.utilization)))),
    metric("utilization_max", RATIO,
        "Busy time ÷ capacity of the busiest real server.",
        |o| o.servers.iter().map(|server| server.utilization).max_by(f64::total_cmp)),

    metric("cache_hit_ratio", RATIO,
        "Part of the lookups in the caches of the real servers, in the measured time, that found the object.",
        cache_hit_ratio),
    metric("storage_accesses", "accesses",
        "Accesses to the storage that real servers asked for in the measured time.",
        |o| storage(o, |measured| measured.accesses as f64)),
    metric("storage_failed", "accesses",
        "Accesses to the storage that got no answer in the measured time: refused, lost with it, or given up.",
        |o| storage(o, |measured| measured.failed as f64)),
    metric("storage_utilization", RATIO,
        "Busy time ÷ capacity of the storage.",
        |o| storage(o, |measured| measured.utilization)),
    metric("storage_link_utilization", RATIO,
        "Part of the measured time in which data were transferred from the storage.",
        |o| o.storage.as_ref()?.measured.link_utilization),
    metric("storage_number_in_system_mean", "accesses",
        "Accesses waiting at the storage, worked on by it or being transferred from it, averaged over time.",
        |o| storage(o, |measured| measured.number_in_system_mean)),

    metric("requests_jain", RATIO,
        "Jain's index of the measured requests per unit of weight, over the real servers: 1 is perfect, 1/n the worst.",
        |o| balance::jain(&requests_per_weight(o))),
    metric("requests_cov", RATIO,
        "Coefficient of variation of the measured requests per unit of weight, over the real servers: 0 is perfect.",
        |o| balance::cov(&requests_per_weight(o))),
    metric("requests_max_over_mean", RATIO,
        "Most measured requests per unit of weight ÷ their mean over the real servers: 1 is perfect.",
        |o| balance::max_over_mean(&requests_per_weight(o))),
    metric("requests_gini", RATIO,
        "Gini coefficient of the measured requests per unit of weight, over the real servers: 0 is perfect.",
        |o| balance::gini(&requests_per_weight(o))),
    metric("interval_requests_jain", RATIO,
        "Jain's index of the requests per unit of weight in each interval, averaged over the measured intervals.",
        |o| over_intervals(o, balance::jain, requests_of)),
    metric("interval_requests_cov", RATIO,
        "Coefficient of variation of the requests per unit of weight in each interval, averaged over the measured intervals.",
        |o| over_intervals(o, balance::cov, requests_of)),
    metric("interval_requests_max_over_mean", RATIO,
        "Most requests per unit of weight ÷ their mean in each interval, averaged over the measured intervals.",
        |o| over_intervals(o, balance::max_over_mean, requests_of)),
    metric("interval_requests_gini", RATIO,
        "Gini coefficient of the requests per unit of weight in each interval, averaged over the measured intervals.",
        |o| over_intervals(o, balance::gini, requests_of)),
    metric("number_in_system_jain", RATIO,
        "Jain's index of the number in system per unit of weight in each interval, averaged over the measured intervals.",
        |o| over_intervals(o, balance::jain, number_in_system_of)),
    metric("number_in_system_cov", RATIO,
        "Coefficient of variation of the number in system per unit of weight in each interval, averaged over the measured intervals.",
        |o| over_intervals(o, balance::cov, number_in_system_of)),
    metric("number_in_system_max_over_mean", RATIO,
        "Largest number in system per unit of weight ÷ its mean in each interval, averaged over the measured intervals.",
        |o| over_intervals(o, balance::max_over_mean, number_in_system_of)),
    metric("number_in_system_gini", RATIO,
        "Gini coefficient of the number in system per unit of weight in each interval, averaged over the measured intervals.",
        |o| over_intervals(o, balance::gini, number_in_system_of)),

    metric("attempts", "attempts",
        "Attempts of the measured requests: first ones, retries and hedges.",
        |o| attempts(o).and_then(count)),
    metric("amplification", RATIO,
        "Attempts ÷ measured requests: 1 if every request is made once.",
        |o| attempts(o).map(|attempts| attempts as f64 / o.measured.offered as f64)),
    metric("retries", "attempts",
        "Attempts of the measured requests that followed upon a failed one.",
        |o| o.efforts.and_then(|efforts| count(efforts.retries))),
    metric("retries_denied", "attempts",
        "Attempts that would have followed upon a failed one but for the retry budget.",
        |o| o.efforts.and_then(|efforts| count(efforts.retries_denied))),
    metric("hedges", "attempts",
        "Attempts of the measured requests beside one that was under way.",
        |o| o.efforts.and_then(|efforts| count(efforts.hedges))),
    metric("hedges_won", "attempts",
        "Of these, the attempts that brought the response.",
        |o| o.efforts.and_then(|efforts| count(efforts.hedges_won))),

    metric("sessions_offered", SESSIONS,
        "Sessions that began in the measured time.",
        |o| o.sessions.and_then(|sessions| count(sessions.offered))),
    metric("sessions_completed", SESSIONS,
        "Of these, the sessions that were over before the end of the run, with every request answered.",
        |o| o.sessions.and_then(|sessions| count(sessions.completed))),
    metric("sessions_failed", SESSIONS,
        "Of these, the sessions that were over before the end of the run, with a request that failed.",
        |o| o.sessions.and_then(|sessions| count(sessions.failed))),
    metric("session_duration_mean", SECONDS,
        "Mean time from the beginning of a completed measured session to its end.",
        |o| o.sessions.and_then(|sessions| sessions.duration_mean_s)),
    metric("session_duration_p50", SECONDS,
        "Half of the completed measured sessions took at most this long.",
        |o| o.sessions.and_then(|sessions| sessions.duration_p50_s)),
    metric("session_duration_p99", SECONDS,
        "99 % of the completed measured sessions took at most this long.",
        |o| o.sessions.and_then(|sessions| sessions.duration_p99_s)),
    metric("session_requests_mean", "requests/session",
        "Requests per completed measured session.",
        |o| o.sessions.map(|sessions| sessions.requests as f64 / sessions.completed as f64)),

    metric("connections_established", CONNECTIONS,
        "Connections established in the whole run.",
        |o| count(o.connections.established)),
    metric("connections_broken", CONNECTIONS,
        "Of these, the connections that were reset before their client was done with them.",
        |o| count(o.connections.broken)),
    metric("connections_kept", CONNECTIONS,
        "Of these, the connections that went on through another director than the one that they began with.",
        |o| count(o.connections.kept)),
    metric("syn_retransmitted", "SYNs",
        "SYNs that were sent again in the whole run.",
        |o| count(o.connections.syn_retransmitted)),

    metric("availability_requests", RATIO,
        "Completed measured requests ÷ those that completed or failed.",
        |o| Some(o.measured.completed as f64 / (o.measured.completed + o.measured.failed_total()) as f64)),
    metric("availability_time", RATIO,
        "1 − outage_total ÷ length of the measured time.",
        |o| measured::outage_total_s(o).map(|outage_s| 1.0 - outage_s / o.measured_s())),
    metric("outage_total", SECONDS,
        "Part of the measured time in which packets of clients for at least one virtual address arrived nowhere, after the address was first reached.",
        measured::outage_total_s),
    metric("outage_longest", SECONDS,
        "The longest such outage; 0 if there was none.",
        measured::outage_longest_s),
    metric("takeovers", "takeovers",
        "Times in the measured time that a director entered MASTER state after another one; several VRRP instances at one moment count once.",
        measured::takeovers),
    metric("election_mean", SECONDS,
        "Mean time from a fault of a master to the next MASTER state entered by any director, over the faults of the measured time and the VRRP instances.",
        |o| measured::mean_s(&measured::elections(o))),
    metric("election_max", SECONDS,
        "The longest of these times.",
        |o| measured::max_s(&measured::elections(o))),
    metric("time_without_master", SECONDS,
        "Part of the measured time in which some VRRP instance had no director in MASTER state, after its first one.",
        measured::without_master_s),
    metric("time_with_several_masters", SECONDS,
        "Part of the measured time in which some VRRP instance had more than one director in MASTER state.",
        measured::with_several_masters_s),
    metric("detection_mean", SECONDS,
        "Mean time from a fault of a real server in use to its removal, or weight 0, in the list of the active director, over the faults of the measured time that were detected while they lasted.",
        |o| measured::mean_s(&measured::detections(o))),
    metric("detection_max", SECONDS,
        "The longest of these times.",
        |o| measured::max_s(&measured::detections(o))),
    metric("faults_undetected", "faults",
        "Faults of real servers in use, begun in the measured time, that were over (or lasted until the end of the run) before the active director removed the server or gave it weight 0.",
        measured::undetected),
    metric("return_mean", SECONDS,
        "Mean time from the recovery of a real server that was taken out to a weight above 0 in the list of the active director, over the recoveries of the measured time.",
        |o| measured::mean_s(&measured::returns(o))),
    metric("return_max", SECONDS,
        "The longest of these times.",
        |o| measured::max_s(&measured::returns(o))),
    metric("false_removals", "removals",
        "Times in the measured time that the active director took a real server out of use although it was up, other than by an operation of the scenario.",
        measured::false_removals),
];

const fn metric(
    name: &'static str,
    unit: &'static str,
    meaning: &'static str,
    value: fn(&Outcome) -> Option<f64>,
) -> Metric {
    Metric { name, unit, meaning, value }
}

fn count(requests: u64) -> Option<f64> {
    Some(requests as f64)
}

/// All attempts of measured requests; `None` if no client would make a second one.
fn attempts(outcome: &Outcome) -> Option<u64> {
    outcome.efforts.map(|efforts| outcome.measured.offered + efforts.retries + efforts.hedges)
}

fn latency_quantile(outcome: &Outcome, q: f64) -> Option<f64> {
    outcome.latency.quantile(q).map(|latency| latency.as_secs_f64())
}

fn cache_hit_ratio(outcome: &Outcome) -> Option<f64> {
    let counts = outcome.servers.iter().map(|server| (server.cache_lookups, server.cache_hits));
    let (lookups, hits) = counts.fold((0, 0), |sum, counts| (sum.0 + counts.0, sum.1 + counts.1));
    (lookups > 0).then(|| hits as f64 / lookups as f64)
}

fn storage(outcome: &Outcome, number: fn(&StorageSpan) -> f64) -> Option<f64> {
    outcome.storage.as_ref().map(|storage| number(&storage.measured))
}

fn mean_part(outcome: &Outcome, sum_ns: u128) -> Option<f64> {
    Some(sum_ns as f64 / outcome.latency.count() as f64 * 1e-9)
}
