//! Stories of a quorum, with and without a sorry server.

use super::lab::{Lab, checker, failing, service, sorry_server};
use crate::keepalived::checker::ProbeResult;
use crate::keepalived::config::{Checker, CheckerKind, VirtualServer};

/// Servers whose checkers try every second, without retries.
fn prompt_service(weights: &[u16]) -> VirtualServer {
    let prompt = Checker { retry: 0, delay_loop: super::lab::span(1.0), ..checker(CheckerKind::Tcp) };
    let mut service = service(weights.iter().map(|_| prompt.clone()));
    for (server, weight) in service.real_servers.iter_mut().zip(weights) {
        server.weight = *weight;
    }
    service
}

/// Runs the service while server k is down from `down[k].0` to `down[k].1`, and shows the table at half seconds.
fn tables(service: &VirtualServer, down: &'static [(f64, f64)], times: &[f64]) -> (Lab, Vec<String>) {
    let faulty = |checker: usize, time| down.get(checker).is_some_and(|down| (down.0..down.1).contains(&time));
    let mut lab = Lab::start(service, failing(ProbeResult::Refused, 0.0, faulty));
    let shown = times.iter().map(|time| {
        lab.run_until(*time);
        lab.shown()
    });
    let shown = shown.collect();
    (lab, shown)
}

#[test]
fn without_a_sorry_server_a_lost_quorum_changes_nothing_in_the_table() {
    let service = VirtualServer { quorum: 3, ..prompt_service(&[1, 1, 1]) };
    let (lab, shown) = tables(&service, &[(1.5, 3.5), (2.5, 3.5)], &[1.5, 2.5, 3.5, 4.5]);
    assert_eq!(shown, ["2:1 1:1 0:1", "2:1 1:1", "2:1", "1:1 0:1 2:1"]);
    assert_eq!(lab.said("Lost quorum 3-0=3 > 2 for VS [10.0.0.100]:tcp:80", 0.0), Some(2.0));
    assert_eq!(lab.said("Gained quorum 3+0=3 <= 3 for VS [10.0.0.100]:tcp:80", 1.0), Some(4.0));
}

#[test]
fn the_sorry_server_replaces_all_until_the_quorum_is_back() {
    let service = VirtualServer { quorum: 2, sorry_server: sorry_server(false), ..prompt_service(&[1, 1, 1]) };
    // Servers 0 and 1 go: 2 alone is not enough. 0 comes back and makes two.
    let (lab, shown) = tables(&service, &[(1.5, 3.5), (2.5, 9.5)], &[2.5, 3.5, 4.5, 10.5]);
    assert_eq!(shown, ["2:1 1:1", "sorry:1", "2:1 0:1", "1:1 2:1 0:1"]);
    let lost = [
        "TCP_CHECK on service [10.0.0.12]:tcp:80 failed.",
        "Removing service [10.0.0.12]:tcp:80 from VS [10.0.0.100]:tcp:80",
        "Lost quorum 2-0=2 > 1 for VS [10.0.0.100]:tcp:80",
        "Adding sorry server [10.0.0.99]:tcp:80 to VS [10.0.0.100]:tcp:80",
        "Removing alive servers from the pool for VS [10.0.0.100]:tcp:80",
        "TCP connection to [10.0.0.11]:tcp:80 success.",
        "Adding service [10.0.0.11]:tcp:80 to VS [10.0.0.100]:tcp:80",
        "Gained quorum 2+0=2 <= 2 for VS [10.0.0.100]:tcp:80",
        "Removing sorry server [10.0.0.99]:tcp:80 from VS [10.0.0.100]:tcp:80",
        "Adding alive servers to the pool for VS [10.0.0.100]:tcp:80",
    ];
    assert_eq!(lab.lines(3.0)[1..11], lost);
}

#[test]
fn who_comes_back_without_the_quorum_waits_outside() {
    let service = VirtualServer { quorum: 2, sorry_server: sorry_server(false), ..prompt_service(&[1, 1]) };
    let (lab, shown) = tables(&service, &[(1.5, 2.5), (1.5, 5.5)], &[2.5, 3.5, 6.5]);
    assert_eq!(shown, ["sorry:1", "sorry:1", "1:1 0:1"]);
    assert_eq!(lab.said("Adding service [10.0.0.11]", 0.0), Some(3.0));
}

#[test]
fn an_inhibited_sorry_server_is_always_there() {
    let service = VirtualServer { sorry_server: sorry_server(true), ..prompt_service(&[1, 1]) };
    let (lab, shown) = tables(&service, &[(1.5, 2.5), (1.5, 3.5)], &[0.5, 2.5, 3.5, 4.5]);
    assert_eq!(shown, ["sorry:0 1:1 0:1", "sorry:1", "0:1 sorry:0", "1:1 0:1 sorry:0"]);
    assert_eq!(lab.said("Enabling sorry server [10.0.0.99]:tcp:80 to VS", 0.0), Some(2.0));
    assert_eq!(lab.said("Disabling sorry server [10.0.0.99]:tcp:80 from VS", 0.0), Some(3.0));
}

#[test]
fn inhibited_servers_stay_beside_the_sorry_server_with_weight_0() {
    let mut service = VirtualServer { quorum: 2, sorry_server: sorry_server(false), ..prompt_service(&[1, 1, 1]) };
    service.real_servers[0].inhibit_on_failure = true;
    service.real_servers[1].inhibit_on_failure = true;
    let (_, shown) = tables(&service, &[(1.5, 4.5), (2.5, 5.5), (3.5, 6.5)], &[2.5, 3.5, 4.5, 5.5, 6.5, 7.5]);
    let expected = ["2:1 1:1 0:0", "sorry:1 1:0 0:0", "sorry:1 1:0 0:0", "sorry:1 1:0 0:0", "1:1 0:1", "2:1 1:1 0:1"];
    assert_eq!(shown, expected);
}

#[test]
fn with_alpha_the_sorry_server_stands_in_from_the_start() {
    let mut service = VirtualServer { sorry_server: sorry_server(false), ..prompt_service(&[1, 1]) };
    for server in &mut service.real_servers {
        server.checkers[0].alpha = true;
    }
    let (lab, shown) = tables(&service, &[], &[0.5, 1.5]);
    assert_eq!(shown, ["sorry:1", "1:1 0:1"]);
    assert_eq!(lab.said("Lost", 0.0), None);
    assert_eq!(lab.said("Adding sorry server", 0.0), Some(0.0));
}

#[test]
fn weights_count_for_the_quorum() {
    let service = VirtualServer { quorum: 4, hysteresis: 1, ..prompt_service(&[3, 2, 1]) };
    // 6, without the 1: 5, without the 3: 2 < 3, with the 1 again: 3 < 5, with the 3: 6.
    let (lab, shown) = tables(&service, &[(2.5, 4.5), (9.0, 9.0), (1.5, 3.5)], &[2.5, 3.5, 4.5, 5.5]);
    assert_eq!(shown, ["1:2 0:3", "1:2", "2:1 1:2", "0:3 2:1 1:2"]);
    assert_eq!(lab.said("Lost quorum 4-1=3 > 2", 0.0), Some(3.0));
    assert_eq!(lab.said("Gained quorum 4+1=5 <= 6", 1.0), Some(5.0));
}
