//! `SMTP_CHECK`: a connection, a greeting with 220, HELO, QUIT.
//!
//! Its retry counter runs on while the server is down, like that of TCP_CHECK, and is respected from the very first
//! probe.

use super::{FailureReport, Manners, Who};
use crate::keepalived::checker::ProbeResult;

#[derive(Debug)]
pub(super) struct Smtp;

impl Manners for Smtp {
    fn retries_while_down(&self) -> bool {
        true
    }

    fn first_failure_decides(&self) -> bool {
        false
    }

    fn complain(&self, failure: &FailureReport<'_>, log: &mut Vec<String>) {
        if !(failure.first || failure.was_up) || !(failure.decides || failure.all_failures()) {
            return;
        }
        let what = match failure.result {
            ProbeResult::WrongGreeting => "Bad greeting banner from",
            ProbeResult::TimedOut => "Connection timeout to",
            ProbeResult::AnswerTimedOut => "Read timeout from",
            _ => "Could not connect to",
        };
        let target = failure.who.checker.target;
        log.push(format!("SMTP_CHECK {what} server [{}]:{}", target.ip(), target.port()));
    }

    fn praise(&self, who: &Who<'_>) -> Option<String> {
        Some(format!("Remote SMTP server {} succeed on service.", who.server))
    }
}
