//! When a director becomes master: after a master down time (MD), three adverts and the skew, if the other falls silent;
//! after the skew alone if it says farewell.

use crate::cluster::{pair, run};
use crate::{entered, failed, masters, outages};
use lvsim::cluster::spec::DirectorFault;
use lvsim::keepalived::config::Version;
use lvsim::stats::outcome::FailureReason;
use lvsim::stats::timeline::VrrpState;
use lvsim::time::SimDuration;

/// MD of LVS-Master: 3 × 1 s + (256 − 200)/256 s.
const MD_MASTER: f64 = 3.21875;
/// MD of LVS-BACKUP: 3 × 1 s + (256 − 100)/256 s.
const MD_BACKUP: f64 = 3.609375;
/// Its skew.
const SKEW_BACKUP: f64 = 0.609375;
/// The last advert of a master that has sent one every second since [`MD_MASTER`], before 15 s.
const LAST_ADVERT: f64 = MD_MASTER + 11.0;

#[test]
fn the_higher_priority_is_master_after_its_master_down_time() {
    assert_eq!(masters(&run(&pair(20))), [(MD_MASTER, 0)]);
}

#[test]
fn a_backup_takes_over_a_master_down_time_after_the_last_advert() {
    let mut pair = pair(26);
    pair.director_fault(0, DirectorFault::PowerOff, 15.0, None);
    let outcome = run(&pair);
    assert_eq!(masters(&outcome), [(MD_MASTER, 0), (LAST_ADVERT + MD_BACKUP, 1)]);
    assert_eq!(outages(&outcome), [(15.0, LAST_ADVERT + MD_BACKUP)]);
}

#[test]
fn a_master_that_boots_takes_back_its_address_a_master_down_time_later() {
    let mut pair = pair(40);
    pair.director_fault(0, DirectorFault::PowerOff, 15.0, Some(12.0));
    assert_eq!(masters(&run(&pair))[2..], [(27.0 + MD_MASTER, 0)]);
}

#[test]
fn with_nopreempt_it_leaves_a_living_master_alone() {
    let mut pair = pair(60);
    pair.instance_of(0).nopreempt = true;
    pair.director_fault(0, DirectorFault::PowerOff, 15.0, Some(12.0));
    assert_eq!(masters(&run(&pair)), [(MD_MASTER, 0), (LAST_ADVERT + MD_BACKUP, 1)]);
}

#[test]
fn a_graceful_stop_costs_the_skew_alone() {
    let mut pair = pair(26);
    pair.director_fault(0, DirectorFault::KeepalivedStopped, 15.0, None);
    let outcome = run(&pair);
    assert_eq!(masters(&outcome), [(MD_MASTER, 0), (15.0 + SKEW_BACKUP, 1)]);
    assert_eq!(outages(&outcome), [(15.0, 15.0 + SKEW_BACKUP)]);
    assert_eq!(outcome.whole_run.failed_total(), 0);
    // The machine is there and asks who holds the address: it keeps what comes in the meantime, so no client notices more.
    assert_eq!(outcome.connections.syn_retransmitted, 0);
    assert!(outcome.latency.max().unwrap().as_secs_f64() < SKEW_BACKUP + 0.002);
}

#[test]
fn without_its_keepalived_the_kernel_of_a_master_goes_on() {
    let mut pair = pair(26);
    pair.director_fault(0, DirectorFault::KeepalivedKilled, 15.0, None);
    let outcome = run(&pair);
    assert_eq!(masters(&outcome), [(MD_MASTER, 0), (LAST_ADVERT + MD_BACKUP, 1)]);
    assert_eq!(outages(&outcome), []);
    assert_eq!(outcome.whole_run.failed_total(), 0);
    assert!(outcome.directors.iter().all(|director| director.requests > 100), "{:?}", outcome.directors);
}

#[test]
fn adverts_ten_times_as_often_make_a_takeover_ten_times_as_fast() {
    let mut pair = pair(26);
    pair.each_config(|config| {
        config.instances[0].version = Version::V3;
        config.instances[0].advert_int = SimDuration::from_millis(100);
    });
    pair.director_fault(0, DirectorFault::PowerOff, 15.0, None);
    // Version 3 counts its skew in advert intervals, too, and whole microseconds. Adverts come at 0.321875 s + n × 0.1 s.
    let last_advert = 14.921875;
    assert_eq!(masters(&run(&pair)), [(MD_MASTER / 10.0, 0), (round(last_advert + MD_BACKUP / 10.0), 1)]);
}

/// To whole microseconds below.
fn round(seconds: f64) -> f64 {
    (seconds * 1e6).floor() / 1e6
}

#[test]
fn of_two_equal_priorities_the_higher_address_remains() {
    let mut pair = pair(26);
    pair.instance_of(0).priority = 100;
    let outcome = run(&pair);
    assert_eq!(masters(&outcome), [(MD_BACKUP, 0), (MD_BACKUP, 1)]);
    assert_eq!(entered(&outcome, VrrpState::Backup).last(), Some(&(MD_BACKUP, 0)));
}

#[test]
fn the_papers_keepalived_needs_one_more_advert_to_hold_the_address() {
    let mut pair = pair(26);
    pair.0.directors.iter_mut().filter_map(|director| director.keepalived.as_mut()).for_each(|it| it.legacy = true);
    pair.director_fault(0, DirectorFault::PowerOff, 15.0, None);
    // Its master's first advert is the one of the transition: the same moments as today's.
    assert_eq!(outages(&run(&pair)), [(15.0, LAST_ADVERT + MD_BACKUP + 1.0)]);
}

#[test]
fn a_stopped_backup_is_missed_by_nobody() {
    let mut pair = pair(26);
    pair.director_fault(1, DirectorFault::KeepalivedStopped, 15.0, Some(5.0));
    let outcome = run(&pair);
    assert_eq!(masters(&outcome), [(MD_MASTER, 0)]);
    assert_eq!(outcome.whole_run.failed_total() + failed(&outcome, FailureReason::Reset), 0);
}
