//! `MISC_CHECK`: a script. It exits with 0 if all is well.
//!
//! Runs start at regular times, however long they take; only one that is still running puts off the next. With
//! `misc_dynamic` an exit code from 2 on is as good as 0, and asks for a weight: the code less 2.

use super::{FailureReport, Manners, Who};
use crate::keepalived::checker::ProbeResult;

#[derive(Debug)]
pub(super) struct Misc {
    pub(super) path: String,
    pub(super) dynamic: bool,
}

impl Misc {
    fn subject(&self, who: &Who<'_>) -> String {
        // The log names the program without its arguments.
        let program = self.path.split_whitespace().next().unwrap_or_default();
        format!("Misc check for [{} VS {}] by [{program}]", who.server, who.service)
    }
}

impl Manners for Misc {
    fn good(&self, result: ProbeResult) -> bool {
        match result {
            ProbeResult::Exited(code) => code == 0 || (self.dynamic && code >= 2),
            other => other == ProbeResult::Good,
        }
    }

    fn counts_from_start(&self) -> bool {
        true
    }

    fn complain(&self, failure: &FailureReport<'_>, log: &mut Vec<String>) {
        if !(failure.first || failure.was_up) || !(failure.decides || failure.all_failures()) {
            return;
        }
        let (retry, done) = (failure.who.checker.retry, failure.retries);
        let plural = if retry == 1 { "retry" } else { "retries" };
        let retried = match (failure.decides, done) {
            (true, _) if retry == 0 => " with retry disabled".to_owned(),
            (true, _) => format!(" after {retry} {plural}"),
            (false, 0) => format!(", will do {retry} {plural}"),
            (false, _) => format!(" on retry {done}/{retry}"),
        };
        let (did, status) = match failure.result {
            ProbeResult::Exited(code) => ("failed", format!(" (exited with status {code})")),
            _ => ("timed out", String::new()),
        };
        log.push(format!("{} {did}{retried}{status}.", self.subject(&failure.who)));
    }

    fn praise(&self, who: &Who<'_>) -> Option<String> {
        Some(format!("{} succeeded.", self.subject(who)))
    }
}
