//! How long a failure and a recovery take to be seen, for each kind, worked out by hand: probes every 5 s from 1 s on,
//! one retry 1 s later, 2 s until silence is believed.

use super::lab::{Lab, checker, failing, pages, script, service};
use crate::keepalived::checker::ProbeResult;
use crate::keepalived::config::CheckerKind;

/// Down from 3 s until `until`: when probes start from then on, when the server is removed and when it is back.
fn story(kind: CheckerKind, result: ProbeResult, after: f64, until: f64) -> (Vec<f64>, Option<f64>, Option<f64>) {
    let service = service([checker(kind)]);
    let mut lab = Lab::start(&service, failing(result, after, move |_, time| (3.0..until).contains(&time)));
    lab.run_until(until + 12.0);
    (lab.probes_between(3.0, until + 12.0), lab.said("Removing", 0.0), lab.said("Adding", 0.0))
}

#[test]
fn tcp_refused_is_tried_again_once_and_then_alternates_while_down() {
    let (probes, removed, added) = story(CheckerKind::Tcp, ProbeResult::Refused, 0.0, 20.5);
    // 6 fails, 7 decides; a pause of 5, a retry after 1, and so on.
    assert_eq!(probes, [6.0, 7.0, 12.0, 13.0, 18.0, 19.0, 24.0, 29.0]);
    assert_eq!((removed, added), (Some(7.0), Some(24.0)));
}

#[test]
fn tcp_silence_costs_the_timeout_at_each_probe() {
    let (probes, removed, added) = story(CheckerKind::Tcp, ProbeResult::TimedOut, 2.0, 17.5);
    // 6 to 8, 9 to 11: decided. 16 to 18, 19: good.
    assert_eq!(probes, [6.0, 9.0, 16.0, 19.0, 24.0, 29.0]);
    assert_eq!((removed, added), (Some(11.0), Some(19.0)));
}

#[test]
fn smtp_alternates_too() {
    let (probes, removed, added) = story(CheckerKind::Smtp, ProbeResult::WrongGreeting, 0.0, 13.5);
    assert_eq!(probes, [6.0, 7.0, 12.0, 13.0, 18.0, 23.0]);
    assert_eq!((removed, added), (Some(7.0), Some(18.0)));
}

#[test]
fn http_takes_no_retries_while_down_and_two_good_probes_to_recover() {
    let (probes, removed, added) = story(pages(&["/"], false), ProbeResult::WrongStatus, 0.0, 13.5);
    assert_eq!(probes, [6.0, 7.0, 12.0, 17.0, 22.0]);
    assert_eq!((removed, added), (Some(7.0), Some(22.0)));
}

#[test]
fn http_pauses_for_the_longer_of_both_delays_while_down() {
    let mut slow = checker(pages(&["/"], false));
    slow.delay_before_retry = super::lab::span(7.0);
    let mut lab = Lab::start(&service([slow]), failing(ProbeResult::Refused, 0.0, |_, time| time > 3.0));
    lab.run_until(30.0);
    assert_eq!(lab.probes_between(3.0, 30.0), [6.0, 13.0, 20.0, 27.0]);
    assert_eq!(lab.said("Removing", 0.0), Some(13.0));
}

#[test]
fn ping_udp_and_dns_take_no_retries_while_down_and_one_good_probe_to_recover() {
    for kind in [CheckerKind::Ping, CheckerKind::Udp { require_reply: true }, CheckerKind::Dns] {
        let (probes, removed, added) = story(kind, ProbeResult::TimedOut, 2.0, 24.5);
        // 6 to 8, 9 to 11: decided; 16 to 18, 23 to 25, 30: good.
        assert_eq!(probes, [6.0, 9.0, 16.0, 23.0, 30.0, 35.0]);
        assert_eq!((removed, added), (Some(11.0), Some(30.0)));
    }
}

#[test]
fn to_udp_without_a_required_reply_silence_is_good_but_slow() {
    let (probes, removed, _) = story(CheckerKind::Udp { require_reply: false }, ProbeResult::TimedOut, 2.0, 15.0);
    assert_eq!(probes, [6.0, 13.0, 20.0, 25.0]);
    assert_eq!(removed, None);
    let (_, removed, _) = story(CheckerKind::Udp { require_reply: false }, ProbeResult::Refused, 0.0, 15.0);
    assert_eq!(removed, Some(7.0));
}

#[test]
fn misc_counts_from_the_start_of_the_run() {
    // A run is stopped after 2 s; the retry was due 1 s after its start, so it follows at once.
    let (probes, removed, added) = story(script(false), ProbeResult::TimedOut, 2.0, 14.0);
    assert_eq!(probes, [6.0, 8.0, 13.0, 18.0, 23.0]);
    assert_eq!((removed, added), (Some(10.0), Some(18.0)));
}

#[test]
fn one_failure_is_forgotten_by_the_next_good_probe() {
    // Bad at 6, good at 7, bad at 12, good at 13: never two in a row.
    let mut flaky = false;
    let answers = failing(ProbeResult::Refused, 0.0, move |_, time| {
        flaky = time > 3.0 && !flaky;
        flaky
    });
    let mut lab = Lab::start(&service([checker(CheckerKind::Tcp)]), answers);
    lab.run_until(60.0);
    assert_eq!(lab.said("Removing", 0.0), None);
    assert_eq!(lab.probes_between(3.0, 20.0), [6.0, 7.0, 12.0, 13.0, 18.0, 19.0]);
}
