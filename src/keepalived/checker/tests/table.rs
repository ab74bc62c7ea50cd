//! What stands in the kernel's table, and where.

use super::lab::{Answers, Lab, checker, failing, service};
use crate::keepalived::checker::ProbeResult;
use crate::keepalived::config::{Checker, CheckerKind, VirtualServer};

/// `servers` behind a service; the server `who` refuses in this stretch of time.
fn tcp_service(servers: usize) -> VirtualServer {
    service((0..servers).map(|_| checker(CheckerKind::Tcp)))
}

fn refusing(who: usize, from: f64, to: f64) -> Answers {
    failing(ProbeResult::Refused, 0.0, move |checker, time| checker == who && (from..to).contains(&time))
}

#[test]
fn the_list_is_in_reverse_order_of_the_configuration() {
    assert_eq!(Lab::start(&tcp_service(3), refusing(0, 0.0, 0.0)).shown(), "2:1 1:1 0:1");
}

#[test]
fn a_server_that_comes_back_goes_to_the_head() {
    let mut lab = Lab::start(&tcp_service(3), refusing(0, 3.0, 10.0));
    lab.run_until(8.0);
    assert_eq!(lab.shown(), "2:1 1:1");
    lab.run_until(20.0);
    assert_eq!(lab.shown(), "0:1 2:1 1:1");
}

#[test]
fn an_inhibited_server_keeps_its_place_with_weight_0() {
    let mut service = tcp_service(3);
    service.real_servers[1].inhibit_on_failure = true;
    let mut lab = Lab::start(&service, refusing(1, 3.0, 10.0));
    lab.run_until(8.0);
    assert_eq!(lab.shown(), "2:1 1:0 0:1");
    lab.run_until(20.0);
    assert_eq!(lab.shown(), "2:1 1:1 0:1");
    assert_eq!(lab.said("Disabling service [10.0.0.12]:tcp:80 of VS [10.0.0.100]:tcp:80", 0.0), Some(7.0));
    assert_eq!(lab.said("Enabling service [10.0.0.12]:tcp:80 of VS [10.0.0.100]:tcp:80", 0.0), Some(12.0));
}

#[test]
fn with_alpha_an_inhibited_server_is_there_from_the_start_with_weight_0() {
    let mut service = service((0..2).map(|_| Checker { alpha: true, ..checker(CheckerKind::Tcp) }));
    service.real_servers[0].inhibit_on_failure = true;
    let mut lab = Lab::start(&service, refusing(0, 0.0, 0.0));
    assert_eq!(lab.shown(), "0:0");
    lab.run_until(2.0);
    assert_eq!(lab.shown(), "1:1 0:1");
}

#[test]
fn a_server_without_checkers_stays_for_ever() {
    let mut service = tcp_service(2);
    service.real_servers[1].checkers.clear();
    let mut lab = Lab::start(&service, refusing(0, 0.0, f64::MAX));
    lab.run_until(100.0);
    assert_eq!(lab.shown(), "1:1");
}

#[test]
fn of_several_checkers_the_first_failure_removes_and_the_last_recovery_adds() {
    let mut service = tcp_service(2);
    service.real_servers[0].checkers.push(checker(CheckerKind::Ping));
    // Checker 0 fails from 3 to 20, checker 1, of the same server, from 8 to 30; checker 2 is the other server's.
    let answers = failing(ProbeResult::Refused, 0.0, |checker, time| {
        (checker == 0 && (3.0..20.0).contains(&time)) || (checker == 1 && (8.0..30.0).contains(&time))
    });
    let mut lab = Lab::start(&service, answers);
    lab.run_until(60.0);
    assert_eq!(lab.checkers.watched(1), (0, 0));
    assert_eq!(lab.checkers.watched(2), (0, 1));
    let changes: Vec<_> = lab.log.iter().filter(|(_, line)| line.contains("ing service")).map(|line| line.0).collect();
    // TCP: 6, 7 removed, 12, 13, 18, 19, 24 good. PING: 11, 12 failed, 17, 22, 27, 32 good.
    assert_eq!(changes, [7.0, 32.0]);
    assert_eq!(lab.shown(), "0:1 1:1");
}

#[test]
fn a_stop_removes_the_service_and_names_every_server() {
    let mut service = tcp_service(2);
    service.omega = true;
    let mut lab = Lab::start(&service, refusing(0, 3.0, f64::MAX));
    lab.run_until(11.5);
    assert!(lab.service_exists);
    lab.stop(11.5);
    let expected = [
        "Shutting down service [10.0.0.11]:tcp:80 from VS [10.0.0.100]:tcp:80",
        "Shutting down service [10.0.0.12]:tcp:80 from VS [10.0.0.100]:tcp:80",
    ];
    assert_eq!(lab.lines(11.5), expected);
    assert!(!lab.service_exists && lab.table.is_empty());
    assert_eq!(lab.checkers.next_deadline(), None);
}

#[test]
fn a_result_after_the_stop_is_of_no_interest() {
    let silent = failing(ProbeResult::TimedOut, 2.0, |_, time| time > 3.0);
    let mut lab = Lab::start(&tcp_service(1), silent);
    lab.run_until(6.5);
    lab.stop(7.0);
    lab.run_until(20.0);
    assert_eq!(lab.lines(7.0).len(), 1);
    assert_eq!(lab.probes_between(6.5, 20.0), [0.0; 0]);
}
