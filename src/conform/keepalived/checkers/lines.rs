//! The log: comparing it line by line, and what it tells of a single probe.

use super::event::Event;
use super::tracks::server_at;
use crate::keepalived::config::VirtualServer;
use crate::time::SimTime;

/// Lines of the daemon around the health checkers, which the model does not write.
const AROUND: [&str; 4] = ["Initializing ipvs", "Startup complete", "Activating BFD healthchecker", "Stopping"];
/// Words of lines about the service as a whole.
const SERVICE: [&str; 3] = ["quorum ", " sorry server ", " the pool for VS "];
/// Words of a failed probe's line.
const FAILED: [&str; 8] =
    ["failed", "timeout", "timed out", "Timeout", "error ", "Could not", "Bad greeting", "Connection failed"];
/// Words of a good probe's line.
const GOOD: [&str; 4] = ["success", "succeed", "Adding service", "Enabling service"];

/// What a line is about. Lines about different things may change places: they are read a little later than they are
/// written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    /// The service as a whole.
    Service,
    /// A real server.
    Server(usize),
}

/// The recorded log, as far as it is the checkers'.
#[derive(Debug)]
pub(super) struct RecordedLog {
    service: VirtualServer,
    lines: Vec<(SimTime, Subject, String)>,
}

/// What the log tells of a probe.
#[derive(Debug)]
pub(super) struct Verdict {
    /// Whether it was good.
    pub(super) good: bool,
    /// When the log said so, if it did.
    pub(super) told: Option<SimTime>,
}

impl RecordedLog {
    /// The log among these events. An error shows a line about nothing that is configured.
    pub(super) fn new(service: &VirtualServer, events: &[(SimTime, Event)]) -> Result<Self, String> {
        let mut lines = Vec::new();
        for (time, event) in events {
            match event {
                Event::Log(line) if !AROUND.contains(&line.as_str()) => {
                    let subject = subject(service, line).ok_or_else(|| format!("unknown line of the log: {line}"))?;
                    lines.push((*time, subject, line.clone()));
                }
                _ => {}
            }
        }
        Ok(Self { service: service.clone(), lines })
    }

    /// The recorded lines about this, with their times.
    pub(super) fn about(&self, subject: Subject) -> Vec<(SimTime, &str)> {
        self.lines.iter().filter(|line| line.1 == subject).map(|line| (line.0, line.2.as_str())).collect()
    }

    /// The model's lines about this, with their times.
    pub(super) fn model_about<'a>(&self, log: &'a [(SimTime, String)], about: Subject) -> Vec<(SimTime, &'a str)> {
        let about_it = |line: &&(SimTime, String)| subject(&self.service, &line.1) == Some(about);
        log.iter().filter(about_it).map(|(time, line)| (*time, line.as_str())).collect()
    }

    /// Everything that lines may be about.
    pub(super) fn subjects(&self) -> impl Iterator<Item = Subject> {
        std::iter::once(Subject::Service).chain((0..self.service.real_servers.len()).map(Subject::Server))
    }

    /// Which server a line declares good or bad.
    pub(super) fn change(&self, line: &str) -> Option<(usize, bool)> {
        match subject(&self.service, line)? {
            Subject::Server(server) if is_recovery(line) => Some((server, true)),
            Subject::Server(server) if is_detection(line) => Some((server, false)),
            _ => None,
        }
    }

    /// What the lines from `from` to `to` tell of the probe in between. While a server is good only failures have a
    /// line; while it is bad, only good probes.
    pub(super) fn verdict(&self, server: usize, up: bool, from: SimTime, to: SimTime) -> Verdict {
        let words: &[&str] = if up { &FAILED } else { &GOOD };
        let tells = |line: &&(SimTime, Subject, String)| {
            line.1 == Subject::Server(server)
                && (from..to).contains(&line.0)
                && words.iter().any(|word| line.2.contains(word))
        };
        let told = self.lines.iter().find(tells).map(|line| line.0);
        Verdict { good: up != told.is_some(), told }
    }

    /// The first line that says that the daemon has started checking.
    pub(super) fn started(&self) -> Option<SimTime> {
        self.lines.iter().find(|line| line.2.starts_with("Activating healthchecker")).map(|line| line.0)
    }
}

/// Whether the line says that a server is down.
pub(super) fn is_detection(line: &str) -> bool {
    line.starts_with("Removing service ") || line.starts_with("Disabling service ")
}

/// Whether the line says that a server is good again.
pub(super) fn is_recovery(line: &str) -> bool {
    line.starts_with("Adding service ") || line.starts_with("Enabling service ")
}

fn subject(service: &VirtualServer, line: &str) -> Option<Subject> {
    if SERVICE.iter().any(|word| line.contains(word)) {
        return Some(Subject::Service);
    }
    let addresses = line.split('[').filter_map(|text| text.split(']').next()?.parse().ok());
    addresses.filter_map(|address| server_at(service, address)).next().map(Subject::Server)
}
