//! `PING_CHECK`: an ICMP echo.

use super::{FailureReport, Manners, Who};
use crate::keepalived::checker::ProbeResult;

#[derive(Debug)]
pub(super) struct Ping;

impl Manners for Ping {
    fn complain(&self, failure: &FailureReport<'_>, log: &mut Vec<String>) {
        let Who { server, service, .. } = failure.who;
        if failure.was_up && failure.all_failures() {
            log.push(if failure.result == ProbeResult::TimedOut {
                format!("ICMP connection to address {server} timeout.")
            } else {
                format!("ICMP connection to {server} of {service} failed.")
            });
        }
        if failure.decides && (failure.first || (failure.was_up && failure.who.checker.retry == 0)) {
            log.push(format!("ICMP CHECK on service {server} failed."));
        } else if failure.decides && failure.was_up {
            log.push(format!("ICMP CHECK on service {server} of {service} {}", failure.failed()));
        }
    }

    fn praise(&self, who: &Who<'_>) -> Option<String> {
        Some(format!("ICMP connection to {} success.", who.server))
    }
}
