//! MISC_CHECK: what its exit codes say, and what the log says of it.

use super::lab::{Lab, checker, script, service, sorry_server, span};
use crate::keepalived::checker::ProbeResult;
use crate::keepalived::config::{Checker, VirtualServer};

/// A script run each second, whose exit code changes at half seconds: the first run sees `codes[0]`.
fn exits(dynamic: bool, retry: u32, weight: u16, codes: &'static [u8]) -> (VirtualServer, super::lab::Answers) {
    let every_second = Checker { delay_loop: span(1.0), retry, ..checker(script(dynamic)) };
    let mut service = service([every_second]);
    service.real_servers[0].weight = weight;
    let code = |time: f64| codes[(time as usize - 1).min(codes.len() - 1)];
    (service, Box::new(move |_, _, time| (ProbeResult::Exited(code(time)), 0.0)))
}

/// The table after each run.
fn tables(lab: &mut Lab, runs: usize) -> Vec<String> {
    let after = |run| {
        lab.run_until(run as f64 + 1.5);
        lab.shown()
    };
    (0..runs).map(after).collect()
}

#[test]
fn only_0_is_good_unless_it_is_dynamic() {
    let (service, answers) = exits(false, 0, 1, &[0, 2, 0]);
    assert_eq!(tables(&mut Lab::start(&service, answers), 3), ["0:1", "", "0:1"]);
}

#[test]
fn a_dynamic_script_sets_the_weight_and_0_restores_it() {
    let (service, answers) = exits(true, 0, 5, &[0, 12, 2, 255, 0]);
    let mut lab = Lab::start(&service, answers);
    assert_eq!(tables(&mut lab, 5), ["0:5", "0:10", "0:0", "0:253", "0:5"]);
    let expected = "Changing weight from 5 to 10 for active service [10.0.0.11]:tcp:80 of VS [10.0.0.100]:tcp:80";
    assert_eq!(lab.lines(1.5)[0], expected);
}

#[test]
fn a_failure_drops_the_dynamic_weight_and_a_recovery_may_bring_another() {
    let (service, answers) = exits(true, 0, 1, &[0, 12, 1, 7, 0]);
    let mut lab = Lab::start(&service, answers);
    assert_eq!(tables(&mut lab, 5), ["0:1", "0:10", "", "0:5", "0:1"]);
    let expected = [
        "Changing weight from 1 to 5 for inactive service [10.0.0.11]:tcp:80 of VS [10.0.0.100]:tcp:80",
        "Misc check for [[10.0.0.11]:tcp:80 VS [10.0.0.100]:tcp:80] by [/check.sh] succeeded.",
        "Adding service [10.0.0.11]:tcp:80 to VS [10.0.0.100]:tcp:80",
        "Gained quorum 1+0=1 <= 5 for VS [10.0.0.100]:tcp:80",
        "Changing weight from 5 to 1 for active service [10.0.0.11]:tcp:80 of VS [10.0.0.100]:tcp:80",
    ];
    assert_eq!(lab.lines(3.5), expected);
}

#[test]
fn a_dynamic_weight_below_the_quorum_calls_the_sorry_server() {
    let (service, answers) = exits(true, 0, 5, &[0, 5, 4, 2, 9]);
    let service = VirtualServer { quorum: 3, sorry_server: sorry_server(false), ..service };
    let mut lab = Lab::start(&service, answers);
    assert_eq!(tables(&mut lab, 5), ["0:5", "0:3", "sorry:1", "sorry:1", "0:7"]);
}

#[test]
fn the_log_counts_the_retries() {
    let (service, answers) = exits(false, 2, 1, &[0, 1]);
    let mut lab = Lab::start(&service, answers);
    lab.run_until(10.0);
    let name = "Misc check for [[10.0.0.11]:tcp:80 VS [10.0.0.100]:tcp:80] by [/check.sh]";
    let expected = [
        format!("{name} failed, will do 2 retries (exited with status 1)."),
        format!("{name} failed on retry 1/2 (exited with status 1)."),
        format!("{name} failed after 2 retries (exited with status 1)."),
    ];
    assert_eq!(lab.lines(1.5)[..3], expected);
}

#[test]
fn a_single_retry_and_none_at_all_have_their_own_words() {
    for (retry, expected) in [(1, "failed after 1 retry (exited"), (0, "failed with retry disabled (exited")] {
        let (service, answers) = exits(false, retry, 1, &[0, 3]);
        let mut lab = Lab::start(&service, answers);
        lab.run_until(10.0);
        assert!(lab.said(expected, 0.0).is_some(), "{:?}", lab.log);
    }
}
