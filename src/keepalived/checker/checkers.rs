//! The process as a whole: it starts, it tries when it is time, it hears of results, it stops.

use super::check::{Change, Check};
use super::service::Service;
use super::{CheckerAction, ProbeResult};
use crate::keepalived::config::{Checker, CheckerKind, Globals, VirtualServer};
use crate::time::{SimDuration, SimTime};
use rand::{Rng, RngExt};
use std::collections::BTreeSet;

/// Before the first probe of every checker.
const BEFORE_FIRST_PROBE: SimDuration = SimDuration::from_secs(1);

/// The health checkers of one director.
///
/// Virtual services and real servers are counted as in the configuration, checkers through all of it, from 0.
///
/// ```
/// use lvsim::keepalived::checker::{CheckerAction, Checkers, ProbeResult};
/// use lvsim::time::SimTime;
/// use rand::SeedableRng;
/// use rand_xoshiro::Xoshiro256PlusPlus;
///
/// let (virtual_servers, globals) = (vec![], Default::default());
/// let (mut checkers, mut actions) = (Checkers::new(&virtual_servers, &globals), Vec::new());
/// checkers.start(SimTime::ZERO, &mut Xoshiro256PlusPlus::seed_from_u64(1), &mut actions);
/// while let Some(now) = checkers.next_deadline() {
///     checkers.advance(now, &mut actions);
///     for action in std::mem::take(&mut actions) {
///         if let CheckerAction::Probe { checker, .. } = action {
///             checkers.probe_finished(checker, ProbeResult::Good, now, &mut actions);
///         }
///     }
/// }
/// ```
#[derive(Debug)]
pub struct Checkers {
    checks: Vec<Check>,
    /// For each checker, what the script of an `misc_dynamic` adds to the weight.
    added_weight: Vec<i64>,
    services: Vec<Service>,
    /// When which checker tries next.
    due: BTreeSet<(SimTime, usize)>,
    stopped: bool,
}

impl Checkers {
    /// The process before its start.
    pub fn new(virtual_servers: &[VirtualServer], globals: &Globals) -> Self {
        let mut checks = Vec::new();
        for (service, virtual_server) in virtual_servers.iter().enumerate() {
            for (server, real_server) in virtual_server.real_servers.iter().enumerate() {
                let log_all = globals.checker_log_all_failures;
                checks.extend(real_server.checkers.iter().map(|config| Check::new(config, log_all, service, server)));
            }
        }
        Self {
            added_weight: vec![0; checks.len()],
            checks,
            services: virtual_servers.iter().enumerate().map(|(index, service)| Service::new(index, service)).collect(),
            due: BTreeSet::new(),
            stopped: false,
        }
    }

    /// What a checker is configured to try.
    pub fn config(&self, checker: usize) -> &Checker {
        self.checks[checker].config()
    }

    /// Whom a checker watches: its virtual service and, in that, its real server.
    pub fn watched(&self, checker: usize) -> (usize, usize) {
        (self.checks[checker].service, self.checks[checker].server)
    }

    /// Whether a result is a good one to a checker: silence may be, and exit codes above 1.
    pub fn is_good(&self, checker: usize, result: ProbeResult) -> bool {
        self.checks[checker].is_good(result)
    }

    /// Starts the process: fills the table, and plans each first probe 1 s and a random part of `warmup` ahead.
    pub fn start(&mut self, now: SimTime, random: &mut impl Rng, actions: &mut Vec<CheckerAction>) {
        let mut first = |check: &Check| {
            let warmup = check.config().warmup.as_nanos();
            let part = if warmup == 0 { 0 } else { random.random_range(0..warmup) };
            BEFORE_FIRST_PROBE + SimDuration::from_nanos(part)
        };
        let delays: Vec<_> = self.checks.iter().map(&mut first).collect();
        self.start_with(now, &delays, actions);
    }

    /// Starts the process with the delays to the first probes given, one for each checker: to follow a real process.
    ///
    /// # Panics
    /// If there are not as many delays as checkers.
    pub fn start_with(&mut self, now: SimTime, delays: &[SimDuration], actions: &mut Vec<CheckerAction>) {
        assert_eq!(delays.len(), self.checks.len(), "a delay for each checker");
        for service in &mut self.services {
            service.start(actions);
        }
        for (checker, (check, delay)) in self.checks.iter().zip(delays).enumerate() {
            let service = &self.services[check.service];
            let (server, service) = (service.server_name(check.server), service.name());
            let line = format!("Activating healthchecker for service {server} for VS {service}");
            actions.push(CheckerAction::Log(line));
            self.due.insert((now + *delay, checker));
        }
    }

    /// When [`Checkers::advance`] has something to do next.
    pub fn next_deadline(&self) -> Option<SimTime> {
        self.due.first().map(|(time, _)| *time)
    }

    /// Starts the probes that are due.
    pub fn advance(&mut self, now: SimTime, actions: &mut Vec<CheckerAction>) {
        while let Some(&(time, checker)) = self.due.first() {
            if time > now {
                return;
            }
            self.due.pop_first();
            let (url, timeout) = self.checks[checker].probe(now);
            actions.push(CheckerAction::Probe { checker, url, timeout });
        }
    }

    /// A probe has ended. After [`Checkers::stop`] nobody listens any more.
    ///
    /// # Panics
    /// If no probe of this checker is under way.
    pub fn probe_finished(
        &mut self,
        checker: usize,
        result: ProbeResult,
        now: SimTime,
        actions: &mut Vec<CheckerAction>,
    ) {
        if self.stopped {
            return;
        }
        self.follow_script(checker, result, actions);
        let check = &mut self.checks[checker];
        let service = &mut self.services[check.service];
        let mut log = Vec::new();
        let finding = check.finish(result, now, (service.server_name(check.server), service.name()), &mut log);
        actions.extend(log.into_iter().map(CheckerAction::Log));
        match finding.change {
            Some(Change::Failed) => {
                service.forget_weight(check.server, std::mem::take(&mut self.added_weight[checker]));
                service.checker_failed(check.server, actions);
            }
            Some(Change::Recovered) => service.checker_recovered(check.server, actions),
            None => {}
        }
        self.due.insert((finding.next, checker));
    }

    /// Ends the process in good order: its virtual services go with it. `omega` concerns notify scripts alone.
    pub fn stop(&mut self, actions: &mut Vec<CheckerAction>) {
        for service in &mut self.services {
            service.stop(actions);
        }
        self.due.clear();
        self.stopped = true;
    }

    /// With `misc_dynamic`: exit codes from 2 on ask for the weight `code - 2`, 0 for the configured one.
    fn follow_script(&mut self, checker: usize, result: ProbeResult, actions: &mut Vec<CheckerAction>) {
        let check = &self.checks[checker];
        let (CheckerKind::Misc { dynamic: true, .. }, ProbeResult::Exited(code)) = (&check.config().kind, result)
        else {
            return;
        };
        let service = &mut self.services[check.service];
        let added = match code {
            0 => 0,
            1 => return,
            _ => i64::from(code) - 2 - service.configured_weight(check.server),
        };
        let before = std::mem::replace(&mut self.added_weight[checker], added);
        service.change_weight(check.server, added - before, actions);
    }
}
