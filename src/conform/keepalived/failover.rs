//! Tables of VRRP fail-overs: of two routers the active one fails, and how long is it from its last advert to the first
//! one of the other?

use std::collections::BTreeMap;

use csv::StringRecord;
use serde::Deserialize;

use super::routers::seconds;
use super::segment::{Input, Segment, Sight};
use crate::conform::{Mismatch, Outcome, Replay};
use crate::keepalived::Config;
use crate::keepalived::config::{InitialState, Version, VrrpInstance};
use crate::time::{SimDuration, SimTime};

/// How far the median of a point may be from the prediction: the test bed's lateness.
const MEDIAN_WITHIN_MS: f64 = 15.0;
/// How much earlier than predicted a run may be: a timer is never early, but clocks are read with an error.
const EARLY_WITHIN_MS: f64 = 1.0;

/// Replays a table of fail-overs.
pub(crate) struct FailoverReplay {
    columns: StringRecord,
    /// Errors of the runs, by point.
    points: BTreeMap<String, Point>,
}

/// All runs with the same parameters.
struct Point {
    first_line: usize,
    predicted_ms: f64,
    measured_ms: Vec<f64>,
}

#[derive(Debug, Deserialize)]
struct Row {
    version: u8,
    advert_int_s: f64,
    backup_prio: u8,
    fault: Fault,
    phase_ms: f64,
    last_adv_to_first_adv_ms: f64,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Fault {
    Sigkill,
    Sigterm,
    Linkdown,
    Ifdown,
    Partition,
}

impl FailoverReplay {
    pub(crate) fn new(columns: &str) -> Result<Self, String> {
        Ok(Self { columns: read(columns)?, points: BTreeMap::new() })
    }
}

impl Replay for FailoverReplay {
    fn line(&mut self, number: usize, text: &str, outcome: &mut Outcome) -> Result<(), String> {
        let row: Row = read(text)?.deserialize(Some(&self.columns)).map_err(|error| error.to_string())?;
        let predicted_ms = row.predict()?;
        let measured_ms = row.last_adv_to_first_adv_ms;
        let name = format!(
            "version {} advert_int {} s priority {} {:?}",
            row.version, row.advert_int_s, row.backup_prio, row.fault
        );
        outcome.facts += 1;
        outcome.time_errors.add(SimDuration::from_secs_f64((measured_ms - predicted_ms).abs() / 1_000.0));
        if measured_ms >= predicted_ms - EARLY_WITHIN_MS {
            outcome.matched += 1;
        } else {
            let why = "no run may be earlier than predicted by more than 1 ms";
            outcome.mismatches.push(mismatch(number, &name, measured_ms, predicted_ms, why));
        }
        let point = Point { first_line: number, predicted_ms, measured_ms: Vec::new() };
        self.points.entry(name).or_insert(point).measured_ms.push(measured_ms);
        Ok(())
    }

    fn finish(&mut self, outcome: &mut Outcome) {
        let mut worst: f64 = 0.0;
        for (name, point) in &mut self.points {
            let median_ms = median(&mut point.measured_ms);
            let error = (median_ms - point.predicted_ms).abs();
            worst = worst.max(error);
            outcome.facts += 1;
            if error <= MEDIAN_WITHIN_MS {
                outcome.matched += 1;
            } else {
                let why = format!("the median of {} runs may be 15 ms away", point.measured_ms.len());
                outcome.mismatches.push(mismatch(point.first_line, name, median_ms, point.predicted_ms, &why));
            }
        }
        let count = self.points.len();
        outcome.notes.push(format!("{count} points, their medians at most {worst:.1} ms from the prediction"));
    }
}

impl Row {
    /// The time from the last advert of the active router to the first one of the backup, as the model has it.
    fn predict(&self) -> Result<f64, String> {
        let advert_int = seconds("advert_int_s", self.advert_int_s)?;
        let phase = seconds("phase_ms", self.phase_ms / 1_000.0)?;
        let active = self.router(255, InitialState::Master, advert_int)?;
        let backup = self.router(self.backup_prio, InitialState::Backup, advert_int)?;
        let mut segment = Segment::new(vec![(active, Vec::new()), (backup, Vec::new())], 1);
        segment.plan(SimTime::ZERO, ACTIVE, Input::Start);
        segment.plan(SimTime::ZERO, BACKUP, Input::Start);
        // By its third advert the active router is well known. The first one leaves a microsecond after the start.
        segment.run(SimTime::ZERO + advert_int * 2 + SimDuration::from_millis(5))?;
        let last = advert_times(&segment, ACTIVE).last().ok_or("the active router has sent no advert")?;
        for (router, input) in self.fault.inputs() {
            segment.plan(last + phase, router, input);
        }
        segment.run(last + phase + advert_int * 5 + SimDuration::from_secs(2))?;
        let last = advert_times(&segment, ACTIVE).last().ok_or("the active router has sent no advert")?;
        let first = advert_times(&segment, BACKUP).next().ok_or("the backup has not taken over")?;
        Ok(first.since(last).as_secs_f64() * 1_000.0)
    }

    fn router(&self, priority: u8, state: InitialState, advert_int: SimDuration) -> Result<Config, String> {
        let version = match self.version {
            2 => Version::V2,
            3 => Version::V3,
            other => return Err(format!("\"version\" is not 2 or 3 but {other}")),
        };
        if priority == 0 {
            return Err("\"backup_prio\" is 0".to_owned());
        }
        let instance = VrrpInstance {
            version,
            state: Some(state),
            advert_int,
            virtual_addresses: vec![[10, 0, 0, 100].into()],
            ..VrrpInstance::new("VI_1", "eth0", 51, priority)
        };
        Ok(Config { instances: vec![instance], ..Config::default() })
    }
}

/// The router that fails.
const ACTIVE: usize = 0;
/// The router that takes over.
const BACKUP: usize = 1;

impl Fault {
    fn inputs(self) -> Vec<(usize, Input)> {
        match self {
            Self::Sigkill => vec![(ACTIVE, Input::Kill)],
            Self::Sigterm => vec![(ACTIVE, Input::Stop)],
            Self::Linkdown | Self::Ifdown => vec![(ACTIVE, Input::Link { link: 0, up: false })],
            // What the active router sends from now on is not heard, so to the backup it is as good as dead; stopping it
            // as well keeps its later adverts out of the measurement.
            Self::Partition => vec![(ACTIVE, Input::Attach { link: 0, attached: false }), (ACTIVE, Input::Kill)],
        }
    }
}

fn advert_times(segment: &Segment, router: usize) -> impl DoubleEndedIterator<Item = SimTime> + '_ {
    let sent = segment.seen.iter().filter(move |seen| seen.router == router);
    sent.filter(|seen| matches!(seen.what, Sight::Advert { .. })).map(|seen| seen.at)
}

fn mismatch(line: usize, name: &str, measured_ms: f64, predicted_ms: f64, why: &str) -> Mismatch {
    Mismatch {
        line,
        operation: format!("{name}: last advert to first advert"),
        expected: format!("{measured_ms:.3} ms"),
        got: format!("{predicted_ms:.3} ms"),
        state: why.to_owned(),
    }
}

/// The value in the middle, or between the two in the middle. There is at least one.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 }
}

/// The fields of a line.
fn read(text: &str) -> Result<StringRecord, String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let record = reader.records().next().ok_or("the line is empty")?;
    record.map_err(|error| error.to_string())
}
