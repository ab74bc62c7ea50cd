//! A little world: a director's table, a log, and servers that answer as a function says.

use crate::keepalived::checker::{CheckerAction, Checkers, DestRef, ProbeResult};
use crate::keepalived::config::{
    Checker, CheckerKind, ForwardingMethod, Globals, RealServer, ServiceKey, SorryServer, Url, VirtualServer,
};
use crate::time::{SimDuration, SimTime};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

/// What a probe gets: asked are the checker, the page and the time; the answer is the result and when it is known.
pub(super) type Answers = Box<dyn FnMut(usize, usize, f64) -> (ProbeResult, f64)>;

/// The process under test and what has become of its actions.
pub(super) struct Lab {
    pub(super) checkers: Checkers,
    answers: Answers,
    under_way: BTreeMap<(SimTime, usize), ProbeResult>,
    pub(super) probes: Vec<(f64, usize)>,
    pub(super) log: Vec<(f64, String)>,
    /// The table of the only service, in the kernel's order.
    pub(super) table: Vec<(DestRef, u16)>,
    pub(super) service_exists: bool,
}

pub(super) fn seconds(time: f64) -> SimTime {
    SimTime::ZERO + span(time)
}

pub(super) fn span(length: f64) -> SimDuration {
    SimDuration::from_secs_f64(length)
}

impl Lab {
    /// Starts the process at 0, its first probes one second later.
    pub(super) fn start(virtual_server: &VirtualServer, answers: Answers) -> Self {
        Self::start_with_globals(virtual_server, &Globals::default(), answers)
    }

    pub(super) fn start_with_globals(virtual_server: &VirtualServer, globals: &Globals, answers: Answers) -> Self {
        let mut lab = Self {
            checkers: Checkers::new(std::slice::from_ref(virtual_server), globals),
            answers,
            under_way: BTreeMap::new(),
            probes: Vec::new(),
            log: Vec::new(),
            table: Vec::new(),
            service_exists: false,
        };
        let mut actions = Vec::new();
        let checkers = virtual_server.real_servers.iter().map(|server| server.checkers.len()).sum();
        lab.checkers.start_with(SimTime::ZERO, &vec![span(1.0); checkers], &mut actions);
        lab.carry_out(SimTime::ZERO, &mut actions);
        lab
    }

    /// Lets the world go on until `end`, exclusively.
    pub(super) fn run_until(&mut self, end: f64) {
        let mut actions = Vec::new();
        loop {
            let answer = self.under_way.first_key_value().map(|(key, _)| key.0);
            let Some(now) = [self.checkers.next_deadline(), answer].into_iter().flatten().min() else { return };
            if now >= seconds(end) {
                return;
            }
            if answer == Some(now) {
                let ((_, checker), result) = self.under_way.pop_first().unwrap();
                self.checkers.probe_finished(checker, result, now, &mut actions);
            } else {
                self.checkers.advance(now, &mut actions);
            }
            self.carry_out(now, &mut actions);
        }
    }

    pub(super) fn stop(&mut self, now: f64) {
        let mut actions = Vec::new();
        self.checkers.stop(&mut actions);
        self.carry_out(seconds(now), &mut actions);
    }

    fn carry_out(&mut self, now: SimTime, actions: &mut Vec<CheckerAction>) {
        let time = now.as_secs_f64();
        for action in actions.drain(..) {
            match action {
                CheckerAction::Probe { checker, url, .. } => {
                    self.probes.push((time, checker));
                    let (result, after) = (self.answers)(checker, url, time);
                    self.under_way.insert((now + span(after), checker), result);
                }
                CheckerAction::AddService { .. } => self.service_exists = true,
                CheckerAction::RemoveService { .. } => {
                    self.service_exists = false;
                    self.table.clear();
                }
                CheckerAction::AddDest { dest, weight, .. } => {
                    assert!(self.table.iter().all(|entry| entry.0 != dest), "{dest:?} is in the table");
                    self.table.insert(0, (dest, weight));
                }
                CheckerAction::RemoveDest { dest, .. } => {
                    let place = self.place(dest);
                    self.table.remove(place);
                }
                CheckerAction::SetWeight { dest, weight, .. } => {
                    let place = self.place(dest);
                    self.table[place].1 = weight;
                }
                CheckerAction::Log(line) => self.log.push((time, line)),
            }
        }
    }

    fn place(&self, dest: DestRef) -> usize {
        self.table.iter().position(|entry| entry.0 == dest).expect("a destination of the table")
    }

    /// The table in short: `2:1` is the real server 2 (from 0) with weight 1, `sorry:1` the sorry server.
    pub(super) fn shown(&self) -> String {
        let entries = self.table.iter().map(|(dest, weight)| match dest {
            DestRef::RealServer(server) => format!("{server}:{weight}"),
            DestRef::SorryServer => format!("sorry:{weight}"),
        });
        entries.collect::<Vec<_>>().join(" ")
    }

    /// When the log first said something with this in it, from `from` on.
    pub(super) fn said(&self, what: &str, from: f64) -> Option<f64> {
        self.log.iter().find(|(time, line)| *time >= from && line.contains(what)).map(|(time, _)| *time)
    }

    /// The lines since `from`.
    pub(super) fn lines(&self, from: f64) -> Vec<&str> {
        self.log.iter().filter(|(time, _)| *time >= from).map(|(_, line)| line.as_str()).collect()
    }

    /// When probes started in this stretch of time.
    pub(super) fn probes_between(&self, from: f64, to: f64) -> Vec<f64> {
        self.probes.iter().map(|probe| probe.0).filter(|time| (from..to).contains(time)).collect()
    }
}

/// A checker: `delay_loop` 5 s, `connect_timeout` 2 s, `retry` 1, `delay_before_retry` 1 s, no `warmup`.
pub(super) fn checker(kind: CheckerKind) -> Checker {
    Checker {
        kind,
        target: SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, 11), 80),
        delay_loop: SimDuration::from_secs(5),
        connect_timeout: SimDuration::from_secs(2),
        retry: 1,
        delay_before_retry: SimDuration::from_secs(1),
        warmup: SimDuration::ZERO,
        alpha: false,
        log_all_failures: true,
    }
}

/// `HTTP_GET` with these pages.
pub(super) fn pages(paths: &[&str], fast_recovery: bool) -> CheckerKind {
    let url = |path: &&str| Url { path: (*path).to_owned(), status_codes: vec![200], digest: None };
    CheckerKind::Http { ssl: false, urls: paths.iter().map(url).collect(), fast_recovery }
}

/// `MISC_CHECK` that may run for 2 s.
pub(super) fn script(dynamic: bool) -> CheckerKind {
    CheckerKind::Misc { path: "/check.sh -v".to_owned(), timeout: SimDuration::from_secs(2), dynamic }
}

/// A service of servers with these checkers, one each; all weights 1.
pub(super) fn service(checkers: impl IntoIterator<Item = Checker>) -> VirtualServer {
    let real_server = |(index, checker)| {
        let address = SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, 11 + index), 80);
        RealServer::new(address, ForwardingMethod::Route, vec![checker])
    };
    let address = SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, 100), 80);
    VirtualServer {
        real_servers: (0u8..).zip(checkers).map(real_server).collect(),
        ..VirtualServer::new(ServiceKey::Address(address), "rr", ForwardingMethod::Route)
    }
}

/// A sorry server.
pub(super) fn sorry_server(inhibit: bool) -> Option<SorryServer> {
    let address = SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, 99), 80);
    Some(SorryServer { address, lvs_method: ForwardingMethod::Route, inhibit })
}

/// All servers fail with `result` known `after` seconds while `faulty` says so of (checker, time).
pub(super) fn failing(
    result: ProbeResult,
    after: f64,
    mut faulty: impl FnMut(usize, f64) -> bool + 'static,
) -> Answers {
    Box::new(move |checker, _, time| if faulty(checker, time) { (result, after) } else { (ProbeResult::Good, 0.0) })
}
