//! One checker at work: when it tries, and what it makes of the results.
//!
//! A server that counts as good is believed to be down after `retry` failures more, `delay_before_retry` apart; the first
//! probe of all decides alone. One good probe takes a failure back. Where a kind of checker does otherwise, its file in
//! [`super::kind`] says so.

use super::kind::{FailureReport, Manners, Who, manners};
use super::result::ProbeResult;
use crate::keepalived::config::{Checker, CheckerKind};
use crate::time::{SimDuration, SimTime};

/// One checker.
#[derive(Debug)]
pub(super) struct Check {
    config: Checker,
    manners: Box<dyn Manners>,
    /// Of which service.
    pub(super) service: usize,
    /// Which of its real servers.
    pub(super) server: usize,
    up: bool,
    /// Whether it has made up its mind once.
    decided_once: bool,
    /// Retries since the last good probe or decision.
    retries: u32,
    /// The page that is tried next.
    url: usize,
    /// Whether that page is tried alone, as it has failed.
    recheck: bool,
    /// When the probe under way started; `None` while nothing is under way.
    started: Option<SimTime>,
}

/// What a result comes to.
#[derive(Debug)]
pub(super) struct Finding {
    /// Whether the server changed sides.
    pub(super) change: Option<Change>,
    /// When to try again.
    pub(super) next: SimTime,
}

/// A server changes sides, as one checker sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Failed,
    Recovered,
}

impl Check {
    /// The checker before its first probe.
    pub(super) fn new(config: &Checker, log_all_failures: bool, service: usize, server: usize) -> Self {
        let mut config = config.clone();
        config.log_all_failures |= log_all_failures;
        Self {
            manners: manners(&config.kind),
            up: !config.alpha,
            config,
            service,
            server,
            decided_once: false,
            retries: 0,
            url: 0,
            recheck: false,
            started: None,
        }
    }

    /// Its configuration.
    pub(super) fn config(&self) -> &Checker {
        &self.config
    }

    /// Whether this result is a good one.
    pub(super) fn is_good(&self, result: ProbeResult) -> bool {
        self.manners.good(result)
    }

    /// A probe starts: the page to try and how long it may take.
    pub(super) fn probe(&mut self, now: SimTime) -> (usize, SimDuration) {
        self.started = Some(now);
        let timeout = match self.config.kind {
            CheckerKind::Misc { timeout, .. } => timeout,
            _ => self.config.connect_timeout,
        };
        (self.url, timeout)
    }

    /// The probe under way has ended so. What the log says is added to `log`.
    ///
    /// # Panics
    /// If no probe is under way.
    pub(super) fn finish(
        &mut self,
        result: ProbeResult,
        now: SimTime,
        names: (&str, &str),
        log: &mut Vec<String>,
    ) -> Finding {
        let started = self.started.take().expect("a result of a probe that is under way");
        let was_up = self.up;
        let delay = if self.manners.good(result) { self.good(names, log) } else { self.failed(result, names, log) };
        let change = match (was_up, self.up) {
            (true, false) => Some(Change::Failed),
            (false, true) => Some(Change::Recovered),
            _ => None,
        };
        let next = if self.manners.counts_from_start() { now.max(started + delay) } else { now + delay };
        Finding { change, next }
    }

    /// A good probe. Returns the delay to the next.
    fn good(&mut self, (server, service): (&str, &str), log: &mut Vec<String>) -> SimDuration {
        let who = Who { server, service, checker: &self.config };
        self.retries = 0;
        if !self.up {
            log.extend(self.manners.passed(&who, self.url));
        }
        let (pages, fast) = match &self.config.kind {
            CheckerKind::Http { urls, fast_recovery, .. } => (urls.len(), *fast_recovery),
            _ => (1, false),
        };
        let last = !self.recheck && self.url + 1 >= pages;
        self.url = if last || self.recheck { 0 } else { self.url + 1 };
        self.recheck = false;
        if !last {
            return if fast && !self.up { SimDuration::ZERO } else { self.config.delay_loop };
        }
        if !self.up || !self.decided_once {
            log.extend(self.manners.praise(&who));
        }
        self.up = true;
        self.decided_once = true;
        self.config.delay_loop
    }

    /// A failure. Returns the delay to the next probe.
    fn failed(&mut self, result: ProbeResult, (server, service): (&str, &str), log: &mut Vec<String>) -> SimDuration {
        let decides = if self.decided_once {
            self.retries >= self.config.retry || !(self.up || self.manners.retries_while_down())
        } else {
            self.retries >= self.config.retry || self.manners.first_failure_decides()
        };
        let report = FailureReport {
            who: Who { server, service, checker: &self.config },
            result,
            first: !self.decided_once,
            was_up: self.up,
            retries: self.retries,
            decides,
        };
        self.manners.complain(&report, log);
        if !decides {
            self.retries += 1;
            return self.config.delay_before_retry;
        }
        self.retries = 0;
        self.up = false;
        self.decided_once = true;
        self.recheck = self.manners.rechecks();
        self.manners.pause(&self.config)
    }
}
