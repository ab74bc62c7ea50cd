//! What is particular to each kind of checker: one file each. What they share, the retries, is in [`super::check`].
//!
//! | | retries while down | first failure decides | counts the delay from |
//! |---|---|---|---|
//! | [`tcp`] | yes | yes | the end of the probe |
//! | [`smtp`] | yes | no, it is retried | the end |
//! | [`http`] | no | yes | the end |
//! | [`ping`], [`udp`], [`dns`] | no | yes | the end |
//! | [`misc_check`] | no | yes | the start |

mod dns;
mod http;
mod misc_check;
mod ping;
mod smtp;
mod tcp;
mod udp;

use super::result::ProbeResult;
use crate::keepalived::config::{Checker, CheckerKind};
use crate::time::SimDuration;

/// How a kind of checker differs from the others. What a method does not say is as for most of them.
pub(super) trait Manners: std::fmt::Debug + Send + Sync {
    /// Whether this result is a good one.
    fn good(&self, result: ProbeResult) -> bool {
        result == ProbeResult::Good
    }

    /// Whether failures are retried while the server is down too: the retry counter does not know about up and down.
    fn retries_while_down(&self) -> bool {
        false
    }

    /// Whether the very first probe decides alone when it fails.
    fn first_failure_decides(&self) -> bool {
        true
    }

    /// Whether the delay to the next probe counts from the start of this one.
    fn counts_from_start(&self) -> bool {
        false
    }

    /// Whether the page that failed is tried again alone before all pages are.
    fn rechecks(&self) -> bool {
        false
    }

    /// How long nothing is tried after a probe that decided, or failed while the server was down.
    fn pause(&self, checker: &Checker) -> SimDuration {
        checker.delay_loop
    }

    /// What the log says of a failure.
    fn complain(&self, failure: &FailureReport<'_>, log: &mut Vec<String>);

    /// What the log says of a good page while the server is down.
    fn passed(&self, _who: &Who<'_>, _url: usize) -> Option<String> {
        None
    }

    /// What the log says when a server is found good, for the first time or again.
    fn praise(&self, who: &Who<'_>) -> Option<String>;
}

/// Names for the log.
#[derive(Clone, Copy, Debug)]
pub(super) struct Who<'a> {
    /// The real server.
    pub(super) server: &'a str,
    /// Its virtual service.
    pub(super) service: &'a str,
    /// What is asked.
    pub(super) checker: &'a Checker,
}

/// A failed probe.
#[derive(Clone, Copy, Debug)]
pub(super) struct FailureReport<'a> {
    /// Whose.
    pub(super) who: Who<'a>,
    /// How it ended.
    pub(super) result: ProbeResult,
    /// Whether it was the first, or belongs to the first round.
    pub(super) first: bool,
    /// Whether the server counted as good until now.
    pub(super) was_up: bool,
    /// How many retries there have been before this probe.
    pub(super) retries: u32,
    /// Whether there will be no more of them.
    pub(super) decides: bool,
}

impl FailureReport<'_> {
    /// Whether a probe that does not decide is worth a line.
    fn all_failures(&self) -> bool {
        self.who.checker.log_all_failures
    }

    /// For kinds with one line for the probe and another for the decision: what follows the subject in the latter.
    fn failed(&self) -> String {
        match self.who.checker.retry {
            0 => "failed.".to_owned(),
            retry => format!("failed after {retry} retries."),
        }
    }
}

/// The manners of a checker of this kind.
pub(super) fn manners(kind: &CheckerKind) -> Box<dyn Manners> {
    match kind {
        CheckerKind::Tcp => Box::new(tcp::Tcp),
        CheckerKind::Http { urls, .. } => Box::new(http::Http { urls: urls.clone() }),
        CheckerKind::Smtp => Box::new(smtp::Smtp),
        CheckerKind::Ping => Box::new(ping::Ping),
        CheckerKind::Udp { require_reply } => Box::new(udp::Udp { require_reply: *require_reply }),
        CheckerKind::Dns => Box::new(dns::Dns),
        CheckerKind::Misc { path, dynamic, .. } => Box::new(misc_check::Misc { path: path.clone(), dynamic: *dynamic }),
    }
}
