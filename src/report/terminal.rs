//! The summary of a run on a terminal.

use crate::report::RunReport;
use crate::report::experiment::terminal::no_steady_state;
use crate::report::failover::Failover;
use crate::report::number::{human, human_seconds};
use crate::stats::Metric;
use crate::stats::outcome::{FailureReason, ServerOutcome};
use comfy_table::{CellAlignment, Table, presets};
use std::fmt::Write;

/// The terminal that is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Characters in a line; what can be shortened keeps to it.
    pub width: usize,
    /// Whether escape sequences for bold and red are welcome. Not if `NO_COLOR` is set or this is no terminal.
    pub color: bool,
}

/// More servers than this are not listed.
const MAX_SERVERS: usize = 20;

/// Metrics that stand in one line.
struct Group {
    label: &'static str,
    /// What the names of its metrics begin and end with; not shown again behind the label.
    shared: (&'static str, &'static str),
    metrics: &'static [&'static str],
}

/// Shown only if there is a timeline.
#[rustfmt::skip] // one group, three lines
const FAILOVER_GROUPS: [Group; 4] = [
    Group {
        label: "failover", shared: ("", ""),
        metrics: &["takeovers", "election_mean", "election_max", "time_without_master", "time_with_several_masters"],
    },
    Group {
        label: "outage", shared: ("outage_", ""),
        metrics: &["outage_total", "outage_longest", "availability_time", "availability_requests"],
    },
    Group {
        label: "server faults", shared: ("", ""),
        metrics: &[
            "detection_mean", "detection_max", "faults_undetected", "return_mean", "return_max", "false_removals",
        ],
    },
    Group {
        label: "connections", shared: ("connections_", ""),
        metrics: &["connections_established", "connections_broken", "connections_kept", "syn_retransmitted"],
    },
];

/// Shown if they have a value: of clients that try again, and of sessions.
#[rustfmt::skip] // one group, three lines
const CLIENT_GROUPS: [Group; 3] = [
    Group {
        label: "attempts", shared: ("", ""),
        metrics: &[
            "attempts", "amplification", "retries", "retries_denied", "hedges", "hedges_won", "latency_retry_mean",
        ],
    },
    Group {
        label: "sessions", shared: ("sessions_", ""),
        metrics: &["sessions_offered", "sessions_completed", "sessions_failed"],
    },
    Group {
        label: "a session's", shared: ("session_", ""),
        metrics: &["session_duration_mean", "session_duration_p50", "session_duration_p99", "session_requests_mean"],
    },
];

/// Shown only as far as they have a value.
const TIERS: [Group; 4] = [
    Group {
        label: "director",
        shared: ("director_", ""),
        metrics: &[
            "director_packet_rate_mean",
            "director_packet_rate_peak",
            "director_packets_lost",
            "director_utilization",
            "retransmitted",
        ],
    },
    Group {
        label: "links",
        shared: ("", "_link_utilization"),
        metrics: &["director_link_utilization", "server_link_utilization", "client_link_utilization"],
    },
    Group { label: "caches", shared: ("cache_", ""), metrics: &["cache_hit_ratio"] },
    Group {
        label: "storage",
        shared: ("storage_", ""),
        metrics: &[
            "storage_accesses",
            "storage_failed",
            "storage_utilization",
            "storage_link_utilization",
            "storage_number_in_system_mean",
            "latency_storage_mean",
        ],
    },
];

/// The metrics of a table that has room for few.
pub(super) const MAIN_METRICS: [&str; 21] = [
    "requests_offered",
    "requests_completed",
    "requests_failed",
    "throughput",
    "latency_mean",
    "latency_p50",
    "latency_p90",
    "latency_p99",
    "latency_p999",
    "latency_max",
    "latency_queue_mean",
    "latency_service_mean",
    "utilization_mean",
    "utilization_max",
    "requests_jain",
    "number_in_system_jain",
    "number_in_system_max_over_mean",
    "availability_requests",
    "outage_total",
    "takeovers",
    "connections_broken",
];

/// More masters of an instance are not listed.
const MAX_MASTERS: usize = 6;

#[rustfmt::skip] // one group, three lines
const GROUPS: [Group; 7] = [
    Group {
        label: "requests", shared: ("requests_", ""),
        metrics: &["requests_offered", "requests_completed", "requests_failed", "requests_in_flight"],
    },
    Group {
        label: "throughput", shared: ("throughput", ""),
        metrics: &["throughput"],
    },
    Group {
        label: "latency", shared: ("latency_", ""),
        metrics: &["latency_mean", "latency_p50", "latency_p90", "latency_p99", "latency_p999", "latency_max"],
    },
    Group {
        label: "mean latency in", shared: ("latency_", "_mean"),
        metrics: &["latency_connect_mean", "latency_queue_mean", "latency_service_mean", "latency_network_mean"],
    },
    Group {
        label: "utilization", shared: ("utilization_", ""),
        metrics: &["utilization_mean", "utilization_max"],
    },
    Group {
        label: "balance of requests", shared: ("requests_", ""),
        metrics: &["requests_jain", "requests_cov", "requests_max_over_mean", "requests_gini"],
    },
    Group {
        label: "balance over time", shared: ("number_in_system_", ""),
        metrics: &[
            "number_in_system_jain", "number_in_system_cov", "number_in_system_max_over_mean", "number_in_system_gini",
        ],
    },
];

/// The summary: where the run came from, its metrics in groups, and its servers.
pub fn summary(report: &RunReport, terminal: Terminal) -> String {
    let (provenance, outcome) = (report.provenance(), report.outcome());
    let mut text = format!("{}\n", bold(&provenance.title, terminal));
    let origin = format!("lvsim {}, seed {}", provenance.version, provenance.seed);
    let span = format!("measured {} s of {} s", outcome.measured_s(), outcome.duration.as_secs_f64());
    text.push_str(&line("", &[origin, span], terminal));
    text.push('\n');
    text.push_str(&groups(report, &GROUPS, terminal));
    CLIENT_GROUPS.iter().for_each(|group| text.push_str(&with_values(report, group, terminal)));
    TIERS.iter().for_each(|group| text.push_str(&with_values(report, group, terminal)));
    text.push_str(&failures(report, terminal));
    if let Some(reason) = &outcome.no_steady_state {
        text.push_str(&format!("{}\n", alarm(&no_steady_state(reason), terminal)));
    }
    text.push_str(&failover(report, terminal));
    text.push('\n');
    text.push_str(&servers(&outcome.servers, terminal));
    text
}

/// Groups of metrics, a line or more each.
fn groups(report: &RunReport, groups: &[Group], terminal: Terminal) -> String {
    let items =
        |group: &Group| -> Vec<String> { group.metrics.iter().map(|name| item(report, group.shared, name)).collect() };
    groups.iter().map(|group| line(group.label, &items(group), terminal)).collect()
}

/// Who was master when, and the metrics of failures that have a value; nothing without a timeline.
fn failover(report: &RunReport, terminal: Terminal) -> String {
    let Some(failover) = Failover::of(report.outcome()) else { return String::new() };
    let mut text = format!("\n{}", masters(&failover, terminal));
    for group in &FAILOVER_GROUPS {
        text.push_str(&with_values(report, group, terminal));
    }
    text
}

/// A group of metrics, without those that have no value; nothing if none has.
fn with_values(report: &RunReport, group: &Group, terminal: Terminal) -> String {
    let value = |name: &str| Metric::named(name).and_then(|metric| metric.of(report.outcome()));
    let named = group.metrics.iter().filter(|name| value(name).is_some());
    let items: Vec<String> = named.map(|name| item(report, group.shared, name)).collect();
    if items.is_empty() { String::new() } else { line(group.label, &items, terminal) }
}

/// Who was master when, of every VRRP instance.
fn masters(failover: &Failover<'_>, terminal: Terminal) -> String {
    let mut text = String::new();
    for masters in failover.masters.chunk_by(|a, b| a.instance == b.instance) {
        let shown = masters.iter().take(MAX_MASTERS).map(|mastership| {
            let (from, until) = (mastership.from.as_secs_f64(), mastership.until.as_secs_f64());
            format!("{} {from:.2} to {until:.2} s", mastership.director)
        });
        let more = masters.len().saturating_sub(MAX_MASTERS);
        let rest = (more > 0).then(|| format!("and {more} more, see timeline.csv"));
        let items: Vec<String> = shown.chain(rest).collect();
        text.push_str(&line(&format!("master of {}", masters[0].instance), &items, terminal));
    }
    text
}

/// Why requests failed; nothing if none did.
fn failures(report: &RunReport, terminal: Terminal) -> String {
    let measured = report.outcome().measured;
    let reasons = FailureReason::ALL.iter().zip(measured.failed).filter(|&(_, count)| count > 0);
    let items: Vec<String> = reasons.map(|(reason, count)| format!("{} {count}", reason.word())).collect();
    if items.is_empty() {
        return String::new();
    }
    let text = line("failures", &items, terminal);
    format!("{}\n", alarm(text.trim_end(), terminal))
}

/// A metric without what its group shares, and its value.
fn item(report: &RunReport, (prefix, suffix): (&str, &str), name: &str) -> String {
    let label = name.strip_prefix(prefix).unwrap_or(name);
    let label = label.strip_suffix(suffix).unwrap_or(label);
    format!("{label} {}", shown(report, name)).trim_start().to_owned()
}

/// The value of a metric as people read it, with its unit if it has one that is not in the name; `-` if it has none.
fn shown(report: &RunReport, name: &str) -> String {
    let metric = Metric::named(name).expect("the groups name metrics of the table");
    match (metric.of(report.outcome()), metric.unit) {
        (None, _) => "-".to_owned(),
        (Some(value), "s") => human_seconds(value),
        (Some(value), unit) if unit.contains('/') => format!("{} {unit}", human(value)),
        (Some(value), _) => human(value),
    }
}

/// Items behind a label, three spaces apart, broken into lines that fit.
fn line(label: &str, items: &[String], terminal: Terminal) -> String {
    let indent: usize = if label.is_empty() { 0 } else { 21 };
    let label = label.chars().take(indent.saturating_sub(1)).collect::<String>();
    let mut text = format!("{label:<indent$}");
    let mut column = indent;
    for (index, item) in items.iter().enumerate() {
        let length = item.chars().count();
        if index > 0 && column + 3 + length > terminal.width {
            let _ = write!(text, "\n{:indent$}", "");
            column = indent;
        } else if index > 0 {
            text.push_str("   ");
            column += 3;
        }
        text.push_str(item);
        column += length;
    }
    text.push('\n');
    text
}

/// What has to be seen.
pub(super) fn alarm(text: &str, terminal: Terminal) -> String {
    if terminal.color { format!("\x1b[31m{text}\x1b[0m") } else { text.to_owned() }
}

pub(super) fn bold(text: &str, terminal: Terminal) -> String {
    if terminal.color { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
}

/// A column of the table of servers.
type Column = (&'static str, fn(&ServerOutcome) -> String);

/// The columns, most important first: those at the end are left out where the line is too short.
const COLUMNS: [Column; 9] = [
    ("server", |server| server.name.clone()),
    ("requests", |server| server.requests.to_string()),
    ("failed", |server| server.failed.to_string()),
    ("utilization", |server| human(server.utilization)),
    ("weight", |server| human(server.weight_mean)),
    ("in system", |server| human(server.number_in_system_mean)),
    ("ActiveConn", |server| human(server.active_conns_mean)),
    ("InActConn", |server| human(server.inact_conns_mean)),
    ("address", |server| server.address.clone()),
];

/// The table of servers, with as many columns as fit.
fn servers(servers: &[ServerOutcome], terminal: Terminal) -> String {
    let fits = |text: &String| text.lines().all(|line| line.chars().count() <= terminal.width);
    let mut text = (2..=COLUMNS.len())
        .rev()
        .map(|columns| table(servers, &COLUMNS[..columns]))
        .find(fits)
        .unwrap_or_else(|| table(servers, &COLUMNS[..2]));
    if servers.len() > MAX_SERVERS {
        let _ = writeln!(text, "... and {} more, see servers.csv", servers.len() - MAX_SERVERS);
    }
    text
}

fn table(servers: &[ServerOutcome], columns: &[Column]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(columns.iter().map(|(header, _)| *header));
    table.add_rows(servers.iter().take(MAX_SERVERS).map(|server| columns.iter().map(|(_, show)| show(server))));
    for (column, (header, _)) in table.column_iter_mut().zip(columns) {
        column.set_padding((0, 3));
        if !matches!(*header, "server" | "address") {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut text = String::new();
    for line in table.lines() {
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::specimen::{Specimen, provenance};
    use crate::stats::Outcome;

    fn wide() -> Terminal {
        Terminal { width: 100, color: false }
    }

    #[test]
    fn a_run_with_a_crash_on_a_wide_terminal() {
        insta::assert_snapshot!(summary(&Specimen::default().report("Crash of one of three"), wide()));
    }

    #[test]
    fn a_narrow_terminal_gets_short_lines_and_fewer_columns() {
        let text = summary(&Specimen::default().report("Crash of one of three"), Terminal { width: 60, color: false });
        assert!(text.lines().all(|line| line.chars().count() <= 60), "{text}");
        insta::assert_snapshot!(text);
    }

    #[test]
    fn a_failover_on_a_wide_terminal() {
        let specimen = Specimen { off_s: Some((220.0, 260.0)), ..Specimen::default() };
        insta::assert_snapshot!(summary(&specimen.report("Power-off of the master"), wide()));
    }

    #[test]
    fn a_run_without_requests_has_dashes_and_no_failures() {
        insta::assert_snapshot!(summary(&RunReport::new(provenance("Nothing"), Outcome::default()), wide()));
    }

    #[test]
    fn of_many_servers_only_the_first_are_listed() {
        let specimen = Specimen { servers: 120, duration_s: 20.0, crash_s: None, ..Specimen::default() };
        let text = summary(&specimen.report("Many"), wide());
        assert!(text.contains("web-20") && !text.contains("web-21"), "{text}");
        assert!(text.ends_with("... and 100 more, see servers.csv\n"), "{text}");
    }

    #[test]
    fn escape_sequences_appear_only_where_they_are_welcome() {
        let report = Specimen::default().report("Crash");
        assert!(!summary(&report, wide()).contains('\x1b'));
        let colored = summary(&report, Terminal { color: true, ..wide() });
        assert!(colored.starts_with("\x1b[1mCrash\x1b[0m\n"));
        assert!(colored.contains("\x1b[31mfailures"));
    }
}
