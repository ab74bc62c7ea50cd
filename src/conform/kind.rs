//! What kind of recording a file is: its first line says so, not its name.

use serde_json::{Map, Value};

use super::recording::parse_line;

/// The kinds of recordings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A kernel's director: a header, then operations.
    Ipvs,
    /// VRRP fail-overs: a table of runs.
    Failover,
    /// VRRP scenarios: a run a line.
    Scenarios,
    /// Health checkers: a run a line.
    Checkers,
    /// What was computed from a recording of [`Kind::Checkers`].
    CheckersSummary,
    /// Two directors, clients and real servers: a run a line.
    EndToEnd,
}

/// Columns by which a table is known.
const TABLES: [(Kind, &[&str]); 2] = [
    (Kind::Failover, &["version", "advert_int_s", "backup_prio", "fault", "last_adv_to_first_adv_ms"]),
    (Kind::CheckersSummary, &["name", "fault", "cycle", "fault_to_removal_s", "recover_to_add_s"]),
];

impl Kind {
    /// The kind that a recording's first line tells. An error says why it tells none.
    pub(super) fn of(first_line: &str) -> Result<Self, String> {
        if first_line.trim_start().starts_with('{') {
            Self::of_object(&parse_line(first_line).map_err(|reason| format!("no header: {reason}"))?)
        } else {
            Self::of_columns(first_line)
        }
    }

    fn of_object(fields: &Map<String, Value>) -> Result<Self, String> {
        let has = |key| fields.contains_key(key);
        match fields.get("trace") {
            Some(trace) if trace == "ipvs" => Ok(Self::Ipvs),
            Some(trace) => Err(format!("unknown kind of recording {trace}, expected \"ipvs\"")),
            None if has("scenario") => Ok(Self::Scenarios),
            None if has("checker") && (has("events") || has("error")) => Ok(Self::Checkers),
            None if has("req") && has("events") => Ok(Self::EndToEnd),
            None => Err("no header and no run: neither \"trace\" nor \"scenario\", \"checker\" or \"req\" says what \
                         kind of recording this is"
                .to_owned()),
        }
    }

    fn of_columns(first_line: &str) -> Result<Self, String> {
        let columns: Vec<&str> = first_line.trim().split(',').collect();
        let known = TABLES.iter().find(|(_, names)| names.iter().all(|name| columns.contains(name)));
        known
            .map(|(kind, _)| *kind)
            .ok_or_else(|| "no header: neither JSON nor the columns of a known table".to_owned())
    }

    /// Whether the first line is about the others, and not one of them.
    pub(super) fn has_header(self) -> bool {
        matches!(self, Self::Ipvs | Self::Failover | Self::CheckersSummary)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_tells_the_kind() {
        let cases = [
            (r#"{"trace":"ipvs","version":1}"#, Kind::Ipvs),
            ("version,advert_int_s,backup_prio,fault,rep,last_adv_to_first_adv_ms", Kind::Failover),
            (r#"{"scenario":"three","params":{},"routers":{},"events":[]}"#, Kind::Scenarios),
            (r#"{"name":"x","checker":"TCP_CHECK","events":[]}"#, Kind::Checkers),
            ("name,fault,rep,cycle,fault_to_removal_s,recover_to_add_s\r\n", Kind::CheckersSummary),
            (r#"{"name":"x","conf":{},"events":[],"req":[]}"#, Kind::EndToEnd),
        ];
        for (line, kind) in cases {
            assert_eq!(Kind::of(line), Ok(kind), "{line}");
        }
    }

    #[test]
    fn what_tells_no_kind_says_what_was_expected() {
        for (line, message) in [
            ("a,b,c", "neither JSON nor the columns"),
            ("{", "no header: EOF"),
            ("{}", "neither \"trace\" nor"),
            (r#"{"trace":"vrrp"}"#, "unknown kind of recording \"vrrp\""),
        ] {
            let error = Kind::of(line).unwrap_err();
            assert!(error.contains(message), "{error}");
        }
    }
}
