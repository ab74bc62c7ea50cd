//! Real servers that refuse, and such that are silent, until the active director takes them out of its list.

use crate::cluster::{Pair, pair, run, seconds};
use crate::failed;
use lvsim::cluster::real_server::FaultKind;
use lvsim::keepalived::config::{CheckerKind, ForwardingMethod, SorryServer, Url};
use lvsim::stats::Outcome;
use lvsim::stats::outcome::FailureReason;
use lvsim::stats::timeline::Changed;
use lvsim::time::SimDuration;
use std::net::{Ipv4Addr, SocketAddrV4};

/// When the active director took this server out of its list, in seconds.
fn removals(outcome: &Outcome, server: usize) -> Vec<f64> {
    let is_removal =
        |what: &Changed| matches!(what, Changed::Listed { director: 0, server: of, weight: None, .. } if *of == server);
    outcome.timeline.iter().filter(|change| is_removal(&change.what)).map(|change| seconds(change.at)).collect()
}

#[test]
fn a_server_without_its_process_refuses_a_third_until_it_is_removed() {
    let mut pair = pair(40);
    pair.server_fault(0, FaultKind::Crash, 20.02, None);
    let outcome = run(&pair);
    let removed = removals(&outcome, 0)[0];
    // The next probe within 3 s, and one retry after another second.
    assert!((21.02..=24.02).contains(&removed), "{removed}");
    // 20 connections a second, every third to this server.
    let refused = failed(&outcome, FailureReason::Refused) as f64;
    let expected = (removed - 20.02) * 20.0 / 3.0;
    assert!((refused - expected).abs() <= 1.0, "{refused} refused, {expected} expected");
    assert_eq!(outcome.whole_run.failed_total() as f64, refused);
}

#[test]
fn a_server_without_power_makes_a_third_wait_until_they_give_up() {
    let mut pair = pair(60);
    pair.server_fault(0, FaultKind::PowerOff, 20.02, None);
    let outcome = run(&pair);
    let removed = removals(&outcome, 0)[0];
    // Two probes that wait 2 s each, a second between them, and the one before the fault was within 3 s.
    assert!((25.02..=28.02).contains(&removed), "{removed}");
    let silent = failed(&outcome, FailureReason::ConnectTimeout);
    let expected = (removed - 20.02) * 20.0 / 3.0;
    assert!((silent as f64 - expected).abs() <= 1.0, "{silent} unanswered, {expected} expected");
    assert_eq!(outcome.whole_run.failed_total(), silent);
}

#[test]
fn a_server_that_hangs_passes_a_check_of_its_port() {
    let mut pair = pair(60);
    pair.server_fault(0, FaultKind::Hang, 20.02, Some(20.0));
    assert!(removals(&run(&pair), 0).is_empty());
}

#[test]
fn a_server_that_hangs_fails_a_check_of_a_page() {
    let mut pair = pair(60);
    with_a_page(&mut pair);
    pair.server_fault(0, FaultKind::Hang, 20.02, Some(20.0));
    assert_eq!(removals(&run(&pair), 0).len(), 1);
}

/// Both directors ask for a page.
fn with_a_page(pair: &mut Pair) {
    let page = Url { path: "/".to_owned(), status_codes: vec![200], digest: None };
    pair.each_config(|config| {
        let servers = config.virtual_servers[0].real_servers.iter_mut();
        servers.flat_map(|server| &mut server.checkers).for_each(|checker| {
            checker.kind = CheckerKind::Http { ssl: false, urls: vec![page.clone()], fast_recovery: false };
        });
    });
}

#[test]
fn a_check_that_lies_about_every_server_turns_everybody_away() {
    let mut pair = pair(60);
    (0..3).for_each(|server| pair.server_fault(server, FaultKind::CheckFails, 20.0, Some(20.0)));
    let outcome = run(&pair);
    assert!(failed(&outcome, FailureReason::NoDestination) > 200, "{:?}", outcome.whole_run);
    assert_eq!(outcome.whole_run.failed_total(), failed(&outcome, FailureReason::NoDestination));
}

#[test]
fn a_sorry_server_answers_when_the_quorum_is_lost() {
    let mut pair = pair(60);
    // The third server is the sorry server of the two others, which must both be alive.
    pair.each_config(|config| {
        let service = &mut config.virtual_servers[0];
        service.real_servers.truncate(2);
        service.quorum = 2;
        let address = SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, 5), 80);
        service.sorry_server = Some(SorryServer { address, lvs_method: ForwardingMethod::Route, inhibit: false });
    });
    pair.server_fault(0, FaultKind::CheckFails, 20.0, Some(20.0));
    let outcome = run(&pair);
    assert_eq!(outcome.whole_run.failed_total(), 0);
    // About 20 s of 20 requests each; less what detection takes at both ends.
    assert!((320..=460).contains(&outcome.servers[2].requests), "{}", outcome.servers[2].requests);
}

#[test]
fn a_server_that_recovers_is_listed_again_and_serves() {
    let mut pair = pair(60);
    pair.server_fault(0, FaultKind::Crash, 20.02, Some(10.0));
    let outcome = run(&pair);
    let listed = |what: &Changed| matches!(what, Changed::Listed { director: 0, server: 0, weight: Some(1), .. });
    let mut times = outcome.timeline.iter().filter(|change| listed(&change.what)).map(|change| seconds(change.at));
    let back = times.next_back().unwrap();
    // While it is down two gaps alternate, 1 s and 3 s.
    assert!((30.02..=33.02).contains(&back), "{back}");
    let after = outcome.series.iter().find(|interval| seconds(interval.start) == 40.0).unwrap();
    assert!(after.servers.iter().all(|server| server.requests >= 6), "{after:?}");
    assert_eq!(outcome.interval, SimDuration::from_secs(1));
}
