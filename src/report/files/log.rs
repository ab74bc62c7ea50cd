//! `log.csv`: what keepalived logged, with exact times; and the same as syslog writes it, `keepalived.log`.

use super::{seconds, table};
use crate::stats::Outcome;
use crate::stats::outcome::DirectorOutcome;
use crate::stats::timeline::{LogLine, Process};
use crate::time::{SimDuration, SimTime};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt::Write;

/// The table's name.
pub const NAME: &str = "log.csv";
/// The name of the same as text, in whole seconds.
pub const SYSLOG_NAME: &str = "keepalived.log";

/// Months of a year of 365 days.
#[rustfmt::skip] // a year in two lines
const MONTHS: [(&str, u64); 12] = [
    ("Jan", 31), ("Feb", 28), ("Mar", 31), ("Apr", 30), ("May", 31), ("Jun", 30),
    ("Jul", 31), ("Aug", 31), ("Sep", 30), ("Oct", 31), ("Nov", 30), ("Dec", 31),
];
const DAY_S: u64 = 86_400;
const YEAR_S: u64 = 365 * DAY_S;

#[derive(Serialize, Deserialize, Default)]
struct Row<'a> {
    #[serde(with = "seconds::of_moment")]
    at_s: SimTime,
    director: Cow<'a, str>,
    process: Cow<'a, str>,
    text: Cow<'a, str>,
}

/// The table, one row for each line, in order of time.
pub fn write(outcome: &Outcome) -> Vec<u8> {
    table::write(outcome.log.iter().map(|line| Row {
        at_s: line.at,
        director: Cow::Borrowed(&outcome.directors[line.director].name),
        process: Cow::Borrowed(line.process.name()),
        text: Cow::Borrowed(&line.text),
    }))
}

/// The lines of a table about these directors.
pub fn read(text: &str, directors: &[DirectorOutcome]) -> Result<Vec<LogLine>, String> {
    let line = |row: Row<'_>| {
        let director = directors.iter().position(|director| director.name == row.director);
        let process = PROCESSES.into_iter().find(|process| process.name() == row.process);
        Ok(LogLine {
            at: row.at_s,
            director: director.ok_or_else(|| format!("there is no director {}", row.director))?,
            process: process.ok_or_else(|| format!("keepalived has no process {}", row.process))?,
            text: row.text.into_owned(),
        })
    };
    table::read(text)?.into_iter().map(line).collect()
}

/// In the order in which they are started, which is that of their process ids.
const PROCESSES: [Process; 3] = [Process::Parent, Process::Healthcheckers, Process::Vrrp];

/// Every line as syslog writes it: `Nov 22 10:59:42 LVS-Master Keepalived_vrrp[1204]: (VI_1) Entering MASTER STATE`.
pub fn write_syslog(outcome: &Outcome) -> String {
    let mut text = String::new();
    for LogLine { at, director, process, text: line } in &outcome.log {
        let (stamp, machine) = (stamp(outcome.clock, *at), &outcome.directors[*director].name);
        let _ = writeln!(text, "{stamp} {machine} {}[{}]: {line}", process.name(), process_id(*director, *process));
    }
    text
}

/// A process id: made up, small, and always the same.
fn process_id(director: usize, process: Process) -> usize {
    let order = PROCESSES.iter().position(|&known| known == process).unwrap_or(0);
    1_202 + 1_000 * director + order
}

/// Month, day and time of day, as syslog has them, when the clock showed `clock` at the start.
fn stamp(clock: SimDuration, at: SimTime) -> String {
    let second = (at + clock).as_nanos() / 1_000_000_000 % YEAR_S;
    let (mut day, in_day) = (second / DAY_S, second % DAY_S);
    let mut months = MONTHS.into_iter();
    let month = months.find(|&(_, days)| {
        let is_later = day >= days;
        day -= if is_later { days } else { 0 };
        !is_later
    });
    let name = month.map_or("Dec", |(name, _)| name);
    format!("{name} {:>2} {:02}:{:02}:{:02}", day + 1, in_day / 3_600, in_day / 60 % 60, in_day % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::specimen::Specimen;
    use proptest::prelude::*;

    fn seconds(seconds: u64) -> SimTime {
        SimTime::ZERO + SimDuration::from_secs(seconds)
    }

    #[test]
    fn the_clock_begins_where_it_is_told_and_passes_the_ends_of_months_and_years() {
        let november_22 = SimDuration::from_secs(325 * DAY_S + 10 * 3_600 + 59 * 60);
        assert_eq!(stamp(november_22, seconds(42)), "Nov 22 10:59:42");
        assert_eq!(stamp(SimDuration::ZERO, SimTime::from_nanos(999_999_999)), "Jan  1 00:00:00");
        assert_eq!(stamp(SimDuration::ZERO, seconds(59 * DAY_S)), "Mar  1 00:00:00");
        assert_eq!(stamp(SimDuration::ZERO, seconds(YEAR_S - 1)), "Dec 31 23:59:59");
        assert_eq!(stamp(SimDuration::ZERO, seconds(YEAR_S)), "Jan  1 00:00:00");
    }

    #[test]
    fn a_line_looks_as_syslog_writes_it() {
        let outcome = Specimen { duration_s: 300.0, off_s: Some((220.0, 260.0)), ..Specimen::default() }.outcome();
        let text = write_syslog(&outcome);
        assert!(
            text.starts_with("Jan  1 00:00:00 LVS-Master Keepalived[1202]: Starting Keepalived v2.2.7\n"),
            "{text}"
        );
        assert!(text.contains("\nJan  1 00:03:43 LVS-Backup Keepalived_vrrp[2204]: (VI_1) Entering MASTER STATE\n"));
    }

    #[test]
    fn a_line_of_an_unknown_director_or_process_is_refused() {
        let header = "at_s,director,process,text\n";
        let directors = [DirectorOutcome { name: "lvs".to_owned(), ..DirectorOutcome::default() }];
        assert!(read(&format!("{header}1,nobody,Keepalived,x\n"), &directors).unwrap_err().contains("director nobody"));
        assert!(read(&format!("{header}1,lvs,sshd,x\n"), &directors).unwrap_err().contains("process sshd"));
    }

    proptest! {
        #[test]
        fn later_is_never_earlier_in_the_day(second in 0..DAY_S, later in 0..DAY_S) {
            let (first, second) = (second.min(later), second.max(later));
            prop_assert!(stamp(SimDuration::ZERO, seconds(first)) <= stamp(SimDuration::ZERO, seconds(second)));
        }
    }
}
