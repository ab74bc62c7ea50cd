//! What clients notice of a takeover: SYNs that are sent again, connections that are reset or survive.

use crate::cluster::{Pair, pair, run};
use crate::{failed, masters};
use lvsim::cluster::Law;
use lvsim::cluster::spec::{DirectorFault, KeepAlive, SyncRole};
use lvsim::keepalived::config::SyncDaemon;
use lvsim::stats::Outcome;
use lvsim::stats::outcome::FailureReason;
use lvsim::time::{SimDuration, SimTime};

/// The outage of these tests: from the fault until a master down time after the last advert, at 14.21875 s.
const OUTAGE: (f64, f64) = (15.01, 17.828125);

/// Latencies in whole milliseconds, and how many requests had each.
fn latencies(outcome: &Outcome) -> Vec<(u64, u64)> {
    let buckets = outcome.latency.buckets();
    buckets.map(|bucket| (bucket.to.as_nanos() / 1_000_000, bucket.count)).collect()
}

#[test]
fn syns_are_sent_again_after_one_and_three_seconds() {
    let mut pair = pair(40);
    pair.director_fault(0, DirectorFault::PowerOff, OUTAGE.0, None);
    let outcome = run(&pair);
    // Every 50 ms one: those of 15.05 to 16.80 s find nobody one second later, those of 16.85 to 17.80 s do.
    let (three, one) = (36, 20);
    assert_eq!(outcome.connections.syn_retransmitted, 2 * three + one);
    assert_eq!(outcome.whole_run.failed_total(), 0);
    let all = latencies(&outcome);
    let between = |from: u64, to: u64| -> u64 {
        all.iter().filter(|(ms, _)| (from..to).contains(ms)).map(|(_, count)| count).sum()
    };
    assert_eq!((between(990, 1_020), between(2_980, 3_030)), (one, three), "{all:?}");
    assert_eq!(between(10, 990) + between(1_020, 2_980) + between(3_030, u64::MAX), 0, "{all:?}");
}

#[test]
fn what_was_doubted_in_an_earlier_outage_is_not_held_against_the_next_director() {
    let mut pair = pair(70);
    pair.director_fault(0, DirectorFault::PowerOff, OUTAGE.0, Some(37.0));
    pair.director_fault(1, DirectorFault::PowerOff, 50.01, None);
    let outcome = run(&pair);
    // A router forgets who has not answered for 38 s; from then on it keeps packets for whom it finds, instead of losing
    // them. Here nobody was silent for so long, so every SYN that got lost was sent again by its client.
    let steps = [0..10, 990..1_020, 2_980..3_030, 6_950..7_060];
    let all = latencies(&outcome);
    assert!(all.iter().all(|(ms, _)| steps.iter().any(|step| step.contains(ms))), "{all:?}");
    assert_eq!(outcome.whole_run.failed_total(), 0);
}

#[test]
fn whose_patience_is_shorter_than_the_outage_gives_up() {
    let mut pair = pair(40);
    pair.0.clients[0].connect_timeout = Some(SimDuration::from_secs(1));
    pair.director_fault(0, DirectorFault::PowerOff, OUTAGE.0, None);
    let outcome = run(&pair);
    // Those that would have been served by their second SYN.
    assert!(failed(&outcome, FailureReason::ConnectTimeout) >= 36, "{:?}", outcome.whole_run);
    assert_eq!(outcome.whole_run.failed_total(), failed(&outcome, FailureReason::ConnectTimeout));
}

/// Thirty connections from 10 s on, each with a request every second, as long as it lasts.
fn thirty_connections(pair: &mut Pair) {
    let client = &mut pair.0.clients[0];
    client.requests = Some(30);
    client.keep_alive = Some(KeepAlive { requests: None, pause: Law::Constant(SimDuration::from_secs(1)) });
}

#[test]
fn a_new_director_resets_connections_that_it_does_not_know() {
    let mut pair = pair(40);
    thirty_connections(&mut pair);
    pair.director_fault(0, DirectorFault::PowerOff, OUTAGE.0, None);
    let outcome = run(&pair);
    assert_eq!(failed(&outcome, FailureReason::Reset), 30);
    let connections = outcome.connections;
    assert_eq!((connections.established, connections.broken, connections.kept), (30, 30, 0));
}

#[test]
fn with_the_sync_daemon_they_survive_a_takeover() {
    let mut pair = pair(40);
    thirty_connections(&mut pair);
    for (director, role) in [(0, SyncRole::Master), (1, SyncRole::Backup)] {
        pair.0.directors[director].sync_daemon = Some(role);
    }
    pair.director_fault(0, DirectorFault::PowerOff, OUTAGE.0, None);
    let outcome = run(&pair);
    let connections = outcome.connections;
    assert_eq!((connections.established, connections.broken, connections.kept), (30, 0, 30));
    // Data are sent again after 0.2, 0.6, 1.4 and 3 s: one gap.
    let gap = outcome.latency.max().unwrap().as_secs_f64();
    assert!((1.4..=3.01).contains(&gap), "{gap}");
}

/// keepalived's own way: the master of VI_1 sends, the backup receives.
fn lvs_sync_daemon(pair: &mut Pair) {
    pair.each_config(|config| {
        let (interface, instance) = ("eth0".to_owned(), "VI_1".to_owned());
        config.globals.lvs_sync_daemon = Some(SyncDaemon { interface, instance, syncid: 0 });
    });
}

#[test]
fn lvs_sync_daemon_saves_connections_there_and_back() {
    let mut pair = pair(60);
    thirty_connections(&mut pair);
    lvs_sync_daemon(&mut pair);
    pair.director_fault(0, DirectorFault::LinkDown { interface: None }, OUTAGE.0, Some(10.0));
    let outcome = run(&pair);
    assert_eq!(masters(&outcome).iter().map(|(_, director)| *director).collect::<Vec<_>>(), [0, 1, 0]);
    let connections = outcome.connections;
    assert_eq!((connections.established, connections.broken, connections.kept), (30, 0, 60));
}

#[test]
fn a_master_that_has_booted_knows_only_what_it_was_told_since() {
    let mut pair = pair(60);
    thirty_connections(&mut pair);
    lvs_sync_daemon(&mut pair);
    pair.director_fault(0, DirectorFault::PowerOff, OUTAGE.0, Some(10.0));
    let outcome = run(&pair);
    // The other director would tell it of a connection after 25 requests. Of these none has had so many when it is back.
    let connections = outcome.connections;
    assert_eq!((connections.established, connections.broken, connections.kept), (30, 30, 30));
}

#[test]
fn connections_that_are_younger_than_a_batch_are_lost() {
    let mut pair = pair(40);
    thirty_connections(&mut pair);
    // All of them begin in the last half second before the fault.
    let client = &mut pair.0.clients[0];
    client.start = SimTime::ZERO + SimDuration::from_millis(13_500);
    for (director, role) in [(0, SyncRole::Master), (1, SyncRole::Backup)] {
        pair.0.directors[director].sync_daemon = Some(role);
    }
    pair.director_fault(0, DirectorFault::PowerOff, OUTAGE.0, None);
    let outcome = run(&pair);
    let connections = outcome.connections;
    assert_eq!((connections.established, connections.broken, connections.kept), (30, 30, 0));
}

#[test]
fn a_master_that_returns_resets_what_it_does_not_know() {
    let mut pair = pair(60);
    thirty_connections(&mut pair);
    // They begin with the second director as master and end when the first one is back.
    pair.0.clients[0].start = SimTime::ZERO + SimDuration::from_secs(20);
    pair.director_fault(0, DirectorFault::PowerOff, OUTAGE.0, Some(12.0));
    let outcome = run(&pair);
    assert_eq!(outcome.connections.established, 30);
    assert_eq!(failed(&outcome, FailureReason::Reset), 30);
}
