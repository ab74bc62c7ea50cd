//! A run with what follows from it: configuration, faults, recorded probes and log.

use super::drive::Script;
use super::event::Event;
use super::fault::Faults;
use super::lines::RecordedLog;
use super::run::Run;
use super::setup::virtual_server;
use super::tables::SLACK;
use super::tracks::{server_at, tracks};
use crate::keepalived::config::VirtualServer;
use crate::time::{SimDuration, SimTime};

/// From the start of the checkers to the earliest first probe.
pub(super) const BEFORE_FIRST_PROBE: SimDuration = SimDuration::from_secs(1);

/// A run, ready for replay.
#[derive(Debug)]
pub(super) struct Case {
    /// Its line in the recording.
    pub(super) number: usize,
    /// What it is called in messages.
    pub(super) name: String,
    pub(super) service: VirtualServer,
    pub(super) events: Vec<(SimTime, Event)>,
    pub(super) faults: Vec<Faults>,
    pub(super) tracks: Vec<Vec<SimTime>>,
    pub(super) log: RecordedLog,
    /// When the checkers started.
    pub(super) start: SimTime,
    /// The last event.
    pub(super) end: SimTime,
}

impl Case {
    /// What follows from a run. An error says what in it makes no sense.
    pub(super) fn new(number: usize, run: &Run, events: Vec<(SimTime, Event)>) -> Result<Self, String> {
        let service = virtual_server(run)?;
        let faults = faults(&service, &events)?;
        let tracks = tracks(&service, &events)?;
        let log = RecordedLog::new(&service, &events)?;
        // The line is read when it was written or up to half a second later; the first probe cannot be too early.
        let first = tracks.iter().filter_map(|track| track.first()).min();
        let before_first = first.map(|first| SimTime::ZERO + first.since(SimTime::ZERO + BEFORE_FIRST_PROBE));
        let started = [log.started(), before_first].into_iter().flatten().min();
        Ok(Self {
            number,
            name: name(run),
            faults,
            tracks,
            log,
            start: started.ok_or("neither a line of the log nor a probe tells when the checkers started")?,
            end: events.last().map_or(SimTime::ZERO, |event| event.0),
            service,
            events,
        })
    }

    /// What the world needs.
    pub(super) fn script(&self) -> Script<'_> {
        let stop = self.events.iter().find(|event| event.1 == Event::Sigterm);
        Script {
            service: &self.service,
            faults: &self.faults,
            tracks: &self.tracks,
            log: &self.log,
            stop: stop.map(|event| event.0),
            end: self.end + SLACK,
        }
    }
}

/// What a run is called: its name and the parameters that tell it from others of that name.
fn name(run: &Run) -> String {
    let c = &run.c;
    let numbers = [
        ("delay_loop", c.delay_loop),
        ("retry", c.retry.map(f64::from)),
        ("delay_before_retry", c.delay_before_retry),
        ("connect_timeout", c.connect_timeout),
        ("misc_timeout", c.misc_timeout),
    ];
    let numbers = numbers.into_iter().filter_map(|(key, value)| Some(format!(" {key} {}", value?)));
    let fault = run.fault.as_ref().map(|fault| format!(" {fault}")).unwrap_or_default();
    format!("{}{fault}{} rep {}", run.name, numbers.collect::<String>(), run.rep)
}

/// What was done to each real server.
fn faults(service: &VirtualServer, events: &[(SimTime, Event)]) -> Result<Vec<Faults>, String> {
    let mut faults = vec![Faults::default(); service.real_servers.len()];
    for (time, event) in events {
        if let Event::Stimulus { server, fault, until } = event {
            let index =
                server_at(service, *server).ok_or_else(|| format!("a stimulus of the unknown server {server}"))?;
            faults[index].push(*time, *until, *fault);
        }
    }
    Ok(faults)
}
