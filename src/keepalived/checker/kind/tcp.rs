//! `TCP_CHECK`: a connection, closed at once.
//!
//! Its retry counter runs on while the server is down: `retry` probes `delay_before_retry` apart, a pause of
//! `delay_loop`, and so on. So a recovery is seen after anything between the two.

use super::{FailureReport, Manners, Who};
use crate::keepalived::checker::ProbeResult;

#[derive(Debug)]
pub(super) struct Tcp;

impl Manners for Tcp {
    fn retries_while_down(&self) -> bool {
        true
    }

    fn complain(&self, failure: &FailureReport<'_>, log: &mut Vec<String>) {
        let server = failure.who.server;
        if failure.was_up && failure.all_failures() {
            let how = if failure.result == ProbeResult::TimedOut { "timeout" } else { "failed" };
            log.push(format!("TCP connection to {server} {how}."));
        }
        if failure.decides && failure.first {
            log.push(format!("TCP_CHECK on service {server} failed."));
        } else if failure.decides && failure.was_up {
            log.push(format!("TCP_CHECK on service {server} {}", failure.failed()));
        }
    }

    fn praise(&self, who: &Who<'_>) -> Option<String> {
        Some(format!("TCP connection to {} success.", who.server))
    }
}
