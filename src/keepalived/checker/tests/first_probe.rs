//! The first probe: when it comes, and that it decides alone.

use super::lab::{Lab, checker, failing, pages, script, service, span};
use crate::keepalived::checker::{Checkers, ProbeResult};
use crate::keepalived::config::{Checker, CheckerKind, Globals};
use crate::time::{SimDuration, SimTime};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

#[test]
fn the_first_probes_come_one_second_and_a_part_of_warmup_after_the_start() {
    let checkers = (0..200).map(|_| Checker { warmup: span(10.0), ..checker(CheckerKind::Tcp) });
    let mut process = Checkers::new(&[service(checkers)], &Globals::default());
    let start = SimTime::ZERO + span(100.0);
    process.start(start, &mut Xoshiro256PlusPlus::seed_from_u64(1), &mut Vec::new());
    let mut delays = Vec::new();
    while let Some(next) = process.next_deadline() {
        let mut actions = Vec::new();
        process.advance(next, &mut actions);
        delays.extend(actions.iter().map(|_| next.since(start)));
    }
    assert_eq!(delays.len(), 200);
    assert!(delays.iter().all(|delay| (span(1.0)..span(11.0)).contains(delay)));
    // All of 200 uniform draws on one side of 9/10 of the range: (9/10)^200 < 1e-9, and the seed is fixed.
    assert!(delays.iter().any(|delay| *delay < span(2.0)) && delays.iter().any(|delay| *delay > span(10.0)));
}

#[test]
fn without_warmup_the_first_probe_comes_after_exactly_one_second() {
    let mut process = Checkers::new(&[service([checker(CheckerKind::Tcp)])], &Globals::default());
    process.start(SimTime::ZERO, &mut Xoshiro256PlusPlus::seed_from_u64(1), &mut Vec::new());
    assert_eq!(process.next_deadline(), Some(SimTime::ZERO + SimDuration::from_secs(1)));
}

#[test]
fn a_first_probe_that_fails_decides_alone() {
    for kind in [CheckerKind::Tcp, pages(&["/"], false), CheckerKind::Ping, CheckerKind::Dns, script(false)] {
        let service = service([Checker { retry: 3, ..checker(kind) }]);
        let mut lab = Lab::start(&service, failing(ProbeResult::Refused, 0.0, |_, time| time < 2.0));
        assert_eq!(lab.shown(), "0:1");
        lab.run_until(2.0);
        assert_eq!(lab.shown(), "", "{:?}", lab.log);
    }
}

#[test]
fn smtp_retries_its_first_probe() {
    let service = service([checker(CheckerKind::Smtp)]);
    let mut lab = Lab::start(&service, failing(ProbeResult::Refused, 0.0, |_, _| true));
    lab.run_until(1.5);
    assert_eq!(lab.shown(), "0:1");
    lab.run_until(2.5);
    assert_eq!(lab.shown(), "");
}

#[test]
fn the_first_tcp_failure_has_a_line_without_the_number_of_retries() {
    let service = service([checker(CheckerKind::Tcp)]);
    let mut lab = Lab::start(&service, failing(ProbeResult::Refused, 0.0, |_, _| true));
    lab.run_until(1.5);
    let expected = [
        "TCP connection to [10.0.0.11]:tcp:80 failed.",
        "TCP_CHECK on service [10.0.0.11]:tcp:80 failed.",
        "Removing service [10.0.0.11]:tcp:80 from VS [10.0.0.100]:tcp:80",
        "Lost quorum 1-0=1 > 0 for VS [10.0.0.100]:tcp:80",
    ];
    assert_eq!(lab.lines(0.5), expected);
}

#[test]
fn with_alpha_a_server_is_out_until_its_first_good_probe() {
    let alpha = Checker { alpha: true, ..checker(CheckerKind::Tcp) };
    let answers = failing(ProbeResult::Refused, 0.0, |checker, time| checker == 1 && time < 10.0);
    let mut lab = Lab::start(&service([alpha.clone(), alpha]), answers);
    assert_eq!((lab.shown().as_str(), lab.said("quorum", 0.0)), ("", None));
    lab.run_until(2.0);
    assert_eq!((lab.shown().as_str(), lab.said("Gained quorum", 0.0)), ("0:1", Some(1.0)));
    assert!(lab.lines(0.5).contains(&"TCP_CHECK on service [10.0.0.12]:tcp:80 failed."));
    assert_eq!(lab.said("Removing", 0.0), None);
    lab.run_until(20.0);
    assert_eq!((lab.shown().as_str(), lab.said("Adding service [10.0.0.12]", 0.0)), ("1:1 0:1", Some(12.0)));
}
