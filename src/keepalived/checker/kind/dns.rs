//! `DNS_CHECK`: a query over UDP. Any answer other than NOERROR is a failure.
//!
//! It says nothing of success.

use super::{FailureReport, Manners, Who};
use crate::keepalived::checker::ProbeResult;

#[derive(Debug)]
pub(super) struct Dns;

impl Manners for Dns {
    fn complain(&self, failure: &FailureReport<'_>, log: &mut Vec<String>) {
        if !(failure.first || failure.was_up) || !(failure.decides || failure.all_failures()) {
            return;
        }
        let what = match failure.result {
            ProbeResult::Rcode(rcode) => format!("read error occurred. (rcode = {rcode})"),
            ProbeResult::Refused => "failed to read socket; errno 111 (Connection refused)".to_owned(),
            ProbeResult::Unreachable => "failed to read socket; errno 113 (No route to host)".to_owned(),
            _ => "read timeout from socket".to_owned(),
        };
        let after = match failure.retries {
            retries if failure.decides && retries > 0 => format!(" after {retries} retries"),
            _ => String::new(),
        };
        log.push(format!("DNS_CHECK ({}) {what}{after}", failure.who.server));
    }

    fn praise(&self, _who: &Who<'_>) -> Option<String> {
        None
    }
}
