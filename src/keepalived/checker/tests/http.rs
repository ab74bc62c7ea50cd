//! Several pages: one per step, in order; the failed one alone, then all again.

use super::lab::{Answers, Lab, checker, pages, service};
use crate::keepalived::checker::ProbeResult;
use crate::keepalived::config::{Checker, Globals};

/// Page `/b` fails in this stretch of time.
fn b_fails(from: f64, to: f64) -> Answers {
    Box::new(move |_, url, time| {
        let fails = url == 1 && (from..to).contains(&time);
        (if fails { ProbeResult::WrongStatus } else { ProbeResult::Good }, 0.0)
    })
}

fn two_pages(fast_recovery: bool, alpha: bool) -> Checker {
    Checker { alpha, ..checker(pages(&["/a", "/b"], fast_recovery)) }
}

#[test]
fn a_failed_page_is_tried_alone_and_then_all_of_them() {
    let mut lab = Lab::start(&service([two_pages(false, false)]), b_fails(10.0, 25.0));
    lab.run_until(50.0);
    // /a 1, /b 6, /a 11, /b 16 fails, 17 decides; /b 22 fails, 27 is good; /a 32, /b 37: up.
    assert_eq!(lab.probes_between(0.0, 42.5), [1.0, 6.0, 11.0, 16.0, 17.0, 22.0, 27.0, 32.0, 37.0, 42.0]);
    assert_eq!((lab.said("Removing", 0.0), lab.said("Adding", 0.0)), (Some(17.0), Some(37.0)));
    let good = |page| format!("HTTP status code success to [10.0.0.11]:tcp:80 url({page})");
    let lines = lab.lines(25.0);
    assert_eq!(lines[..3], [good("/b"), good("/a"), good("/b")]);
    assert_eq!(lines[3], "Remote Web server [10.0.0.11]:tcp:80 succeed on service.");
}

#[test]
fn with_fast_recovery_all_pages_follow_at_once() {
    let mut lab = Lab::start(&service([two_pages(true, true)]), b_fails(10.0, 25.0));
    lab.run_until(2.0);
    assert_eq!(lab.said("Adding", 0.0), Some(1.0));
    lab.run_until(50.0);
    // /a and /b at 1, /a 6, /b 11 fails, 12 decides; /b 17, 22 fail; 27: /b, /a, /b.
    assert_eq!(lab.probes_between(0.0, 30.0), [1.0, 1.0, 6.0, 11.0, 12.0, 17.0, 22.0, 27.0, 27.0, 27.0]);
    assert_eq!(lab.said("Adding", 2.0), Some(27.0));
}

#[test]
fn with_alpha_a_server_is_good_after_its_last_page() {
    let mut lab = Lab::start(&service([two_pages(false, true)]), b_fails(f64::MAX, f64::MAX));
    lab.run_until(10.0);
    assert_eq!(lab.said("Adding", 0.0), Some(6.0));
}

#[test]
fn a_page_that_fails_in_the_first_round_decides_alone() {
    let mut lab = Lab::start(&service([two_pages(false, false)]), b_fails(0.0, f64::MAX));
    lab.run_until(10.0);
    assert_eq!(lab.said("Removing", 0.0), Some(6.0));
}

#[test]
fn single_failures_are_logged_only_where_the_checker_or_the_globals_say_so() {
    for (checker_says, globals_say) in [(false, false), (true, false), (false, true)] {
        let quiet = Checker { log_all_failures: checker_says, ..two_pages(false, false) };
        let globals = Globals { checker_log_all_failures: globals_say, ..Globals::default() };
        let mut lab = Lab::start_with_globals(&service([quiet]), &globals, b_fails(10.0, f64::MAX));
        lab.run_until(20.0);
        assert_eq!(lab.said("HTTP status code error", 0.0).is_some(), checker_says || globals_say);
        assert_eq!(lab.said("failed after 1 retries", 0.0), Some(17.0));
    }
}
