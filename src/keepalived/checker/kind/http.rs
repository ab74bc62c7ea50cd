//! `HTTP_GET` and `SSL_GET`: pages, one for each `url`, with the status or the MD5 sum that they must have.
//!
//! One page is fetched at a time, in order, `delay_loop` apart. The server is good when the last one is. A page that has
//! failed is fetched alone until it is good, and then all of them again from the first: even with one page a recovery
//! takes two good probes. `fast_recovery` leaves out the delays between the pages while the server is down.

use super::{FailureReport, Manners, Who};
use crate::keepalived::checker::ProbeResult;
use crate::keepalived::config::{Checker, Url};
use crate::time::SimDuration;

#[derive(Debug)]
pub(super) struct Http {
    pub(super) urls: Vec<Url>,
}

impl Manners for Http {
    fn rechecks(&self) -> bool {
        true
    }

    fn pause(&self, checker: &Checker) -> SimDuration {
        checker.delay_loop.max(checker.delay_before_retry)
    }

    fn complain(&self, failure: &FailureReport<'_>, log: &mut Vec<String>) {
        let server = failure.who.server;
        if (failure.was_up || failure.first) && failure.all_failures() {
            let what = match failure.result {
                ProbeResult::TimedOut => "Timeout connecting",
                ProbeResult::AnswerTimedOut => "Timeout WEB read",
                ProbeResult::WrongStatus => "HTTP status code error to",
                ProbeResult::WrongDigest => "MD5 digest error to",
                _ => "Connection failed",
            };
            log.push(format!("{what} server {server}."));
        }
        if failure.decides && failure.was_up {
            log.push(format!("HTTP_CHECK on service {server} {}", failure.failed()));
        }
    }

    fn passed(&self, who: &Who<'_>, url: usize) -> Option<String> {
        let Url { path, digest, .. } = &self.urls[url];
        let what = if digest.is_some() { "MD5 digest" } else { "HTTP status code" };
        Some(format!("{what} success to {} url({path})", who.server))
    }

    fn praise(&self, who: &Who<'_>) -> Option<String> {
        Some(format!("Remote Web server {} succeed on service.", who.server))
    }
}
