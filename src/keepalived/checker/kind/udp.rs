//! `UDP_CHECK`: a datagram, and what comes of it.
//!
//! Only an ICMP port unreachable is a failure. Silence is as good as an answer, but takes the whole timeout to be sure
//! of; with `require_reply` it is a failure too.

use super::{FailureReport, Manners, Who};
use crate::keepalived::checker::ProbeResult;

#[derive(Debug)]
pub(super) struct Udp {
    pub(super) require_reply: bool,
}

impl Manners for Udp {
    fn good(&self, result: ProbeResult) -> bool {
        result == ProbeResult::Good || (result == ProbeResult::TimedOut && !self.require_reply)
    }

    fn complain(&self, failure: &FailureReport<'_>, log: &mut Vec<String>) {
        let server = failure.who.server;
        if failure.was_up && failure.all_failures() {
            log.push(format!("UDP connection to {server} failed."));
        }
        if failure.decides && failure.first {
            log.push(format!("UDP_CHECK on service {server} failed."));
        } else if failure.decides && failure.was_up {
            log.push(format!("UDP_CHECK on service {server} {}", failure.failed()));
        }
    }

    fn praise(&self, who: &Who<'_>) -> Option<String> {
        Some(format!("UDP connection to {} success.", who.server))
    }
}
