//! One recorded run: its configuration and its events.

use std::net::Ipv4Addr;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use super::routers::{RouterFields, seconds};
use super::sequence::Trace;
use crate::conform::recording::parse_line;
use crate::time::SimTime;

/// Runs last minutes. What claims to last much longer is damaged, and would be replayed for as long.
const LONGEST_RUN_S: f64 = 10_000.0;

/// A line of the recording.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RunFields {
    scenario: String,
    #[serde(default)]
    params: Value,
    #[serde(default)]
    rep: u32,
    #[serde(default)]
    routers: IndexMap<String, RouterFields>,
    #[serde(default)]
    events: Vec<Value>,
    /// The recorder failed.
    error: Option<String>,
}

/// A recorded run.
#[derive(Debug)]
pub(super) struct Run {
    /// Scenario, parameters and repetition, in a few words.
    pub(super) name: String,
    pub(super) routers: IndexMap<String, RouterFields>,
    pub(super) trace: Trace,
    pub(super) stimuli: Vec<StimulusFields>,
    /// When the recording ends.
    pub(super) end: SimTime,
}

/// An advert, as it left its router.
#[derive(Clone, Copy, Debug)]
pub(super) struct AdvertSeen {
    pub(super) at: SimTime,
    pub(super) router: usize,
    pub(super) virtual_router_id: u8,
    pub(super) priority: u8,
}

/// A gratuitous ARP frame, as it left its router.
#[derive(Clone, Copy, Debug)]
pub(super) struct GarpSeen {
    pub(super) at: SimTime,
    pub(super) router: usize,
    pub(super) link: usize,
}

/// A line of a router's log.
#[derive(Clone, Debug)]
pub(super) struct LogLine {
    pub(super) at: SimTime,
    pub(super) router: usize,
    pub(super) text: String,
}

/// Something that was done to a router, or to all.
#[derive(Clone, Debug)]
pub(super) struct StimulusFields {
    pub(super) at: SimTime,
    /// When the command that did it had ended.
    pub(super) done: SimTime,
    pub(super) router: Option<usize>,
    pub(super) what: String,
    pub(super) details: Details,
}

/// More about a stimulus.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Details {
    pub(super) link: Option<usize>,
    pub(super) flag: Option<String>,
}

impl Run {
    /// Reads a line. `None`: the recorder had failed and there is nothing.
    pub(super) fn parse(text: &str) -> Result<Option<Self>, String> {
        let fields: RunFields =
            RunFields::deserialize(Value::Object(parse_line(text)?)).map_err(|error| error.to_string())?;
        if fields.error.is_some() {
            return Ok(None);
        }
        let RunFields { scenario, params, rep, routers, events, .. } = fields;
        let mut run = Self {
            name: format!("{scenario} {params} rep {rep}"),
            routers,
            trace: Trace::default(),
            stimuli: Vec::new(),
            end: SimTime::ZERO,
        };
        if run.routers.is_empty() {
            return Err("no \"routers\"".to_owned());
        }
        for event in &events {
            run.event(event).map_err(|reason| format!("event {event}: {reason}"))?;
        }
        Ok(Some(run))
    }

    fn event(&mut self, event: &Value) -> Result<(), String> {
        let row = Row(event.as_array().ok_or("not an array")?);
        let at = row.time(0)?;
        if at < self.end {
            return Err("time goes back".to_owned());
        }
        self.end = at;
        let router = |run: &Self| run.router(row.text(2)?);
        match row.text(1)? {
            "adv" => {
                let router = router(self)?;
                let (virtual_router_id, priority) = (row.number(4)? as u8, row.number(5)? as u8);
                self.trace.adverts.push(AdvertSeen { at, router, virtual_router_id, priority });
            }
            "garp" => {
                row.text(4)?.parse::<Ipv4Addr>().map_err(|error| error.to_string())?;
                self.trace.garps.push(GarpSeen { at, router: router(self)?, link: row.number(3)? as usize });
            }
            "log" => self.trace.lines.push(LogLine { at, router: router(self)?, text: row.text(3)?.to_owned() }),
            "stim" => {
                let details = Details::deserialize(row.item(5)?).map_err(|error| error.to_string())?;
                let router = if row.text(2)? == "*" { None } else { Some(router(self)?) };
                let (what, done) = (row.text(3)?.to_owned(), row.time(4)?);
                self.stimuli.push(StimulusFields { at, done, router, what, details });
            }
            other => return Err(format!("unknown kind \"{other}\"")),
        }
        Ok(())
    }

    /// A router's place by its name.
    fn router(&self, name: &str) -> Result<usize, String> {
        self.routers.get_index_of(name).ok_or_else(|| format!("there is no router \"{name}\""))
    }
}

/// The items of an event.
struct Row<'a>(&'a [Value]);

impl<'a> Row<'a> {
    fn item(&self, place: usize) -> Result<&'a Value, String> {
        self.0.get(place).ok_or_else(|| format!("item {place} is missing"))
    }

    fn text(&self, place: usize) -> Result<&'a str, String> {
        self.item(place)?.as_str().ok_or_else(|| format!("item {place} is no text"))
    }

    /// A small whole number.
    fn number(&self, place: usize) -> Result<u64, String> {
        let number = self.item(place)?.as_u64().filter(|number| *number <= 255);
        number.ok_or_else(|| format!("item {place} is no number from 0 to 255"))
    }

    fn time(&self, place: usize) -> Result<SimTime, String> {
        let number = self.item(place)?.as_f64().ok_or_else(|| format!("item {place} is no number"))?;
        if number > LONGEST_RUN_S {
            return Err(format!("a run of more than {LONGEST_RUN_S} s"));
        }
        Ok(SimTime::ZERO + seconds("t", number)?)
    }
}
