//! A run: one line of the recording.

use std::net::Ipv4Addr;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::event::{self, Event};
use crate::conform::recording::parse_line;
use crate::time::SimTime;

/// What stands in a line. `initially_down`, `steps`, `settle` and `stop` are the recorder's plan: what came of it is in
/// the events.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Run {
    pub(super) name: String,
    pub(super) checker: String,
    pub(super) port: u16,
    pub(super) c: CheckerFields,
    pub(super) fault: Option<String>,
    #[serde(default)]
    pub(super) vs: ServiceFields,
    pub(super) rs: Vec<ServerFields>,
    #[serde(default)]
    pub(super) digest: Option<bool>,
    #[serde(default)]
    pub(super) require_reply: Option<bool>,
    #[serde(default)]
    pub(super) rep: u32,
    pub(super) events: Vec<Value>,
    #[serde(default, rename = "initially_down")]
    _initially_down: Value,
    #[serde(default, rename = "steps")]
    _steps: Value,
    #[serde(default, rename = "settle")]
    _settle: Value,
    #[serde(default, rename = "stop")]
    _stop: Value,
}

/// Parameters of the checker; what is absent has its default.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckerFields {
    pub(super) delay_loop: Option<f64>,
    pub(super) connect_timeout: Option<f64>,
    pub(super) retry: Option<u32>,
    pub(super) delay_before_retry: Option<f64>,
    pub(super) warmup: Option<f64>,
    pub(super) misc_timeout: Option<f64>,
    #[serde(default)]
    pub(super) misc_dynamic: bool,
    #[serde(default)]
    pub(super) fast_recovery: bool,
}

/// Parameters of the virtual server.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServiceFields {
    #[serde(default)]
    pub(super) alpha: bool,
    #[serde(default)]
    pub(super) omega: bool,
    pub(super) quorum: Option<u32>,
    pub(super) hysteresis: Option<u32>,
    pub(super) sorry_server: Option<Ipv4Addr>,
    #[serde(default)]
    pub(super) sorry_server_inhibit: bool,
}

/// Parameters of a real server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServerFields {
    pub(super) weight: Option<u16>,
    #[serde(default)]
    pub(super) inhibit_on_failure: bool,
    #[serde(default)]
    pub(super) c: CheckerFields,
}

/// A line of the recording.
pub(super) enum Line {
    /// A run, with its events in order.
    Run(Box<Run>, Vec<(SimTime, Event)>),
    /// The recorder failed, and says why.
    Failed(String),
}

/// Reads a line. An error says what is wrong with it.
pub(super) fn parse(text: &str) -> Result<Line, String> {
    let fields: Map<String, Value> = parse_line(text)?;
    if let Some(error) = fields.get("error") {
        return Ok(Line::Failed(error.to_string()));
    }
    let run = Run::deserialize(Value::Object(fields)).map_err(|error| error.to_string())?;
    let events = run.events.iter().map(event::parse).collect::<Result<Vec<_>, _>>()?;
    if events.windows(2).any(|pair| pair[0].0 > pair[1].0) {
        return Err("the events are not in order of time".to_owned());
    }
    Ok(Line::Run(Box::new(run), events))
}
