//! Two routers: who is master, and when that changes.

use super::Segment;
use crate::keepalived::config::{InitialState, Version};
use crate::time::{SimDuration, SimTime};

/// Two routers, the first one with the higher priority and master since 3.219 s, at 6 s.
fn settled() -> Segment {
    let mut segment = Segment::with_priorities(&[200, 100]);
    segment.start_all();
    segment.run_for(6_000);
    assert_eq!(segment.masters(), [0]);
    segment
}

#[test]
fn a_silent_master_is_replaced_after_master_down_and_one_that_gives_up_after_the_skew() {
    let mut segment = settled();
    segment.kill(0);
    segment.run_for(10_000);
    assert_eq!(segment.adverts(1)[0], (5_218_750 + 3_609_375, 100));

    let mut segment = settled();
    segment.stop(0);
    segment.run_for(10_000);
    assert_eq!(segment.adverts(1)[0], (6_000_000 + 609_375, 100));
    assert!(segment.log(1, SimTime::ZERO).contains(&"(VI_1) Backup received priority 0 advertisement".to_owned()));
}

#[test]
fn down_timer_adverts_is_how_many_may_be_missed() {
    let mut segment = Segment::with_priorities(&[200, 100]);
    segment.config(1).down_timer_adverts = 1;
    segment.start(0);
    segment.run_for(4_000);
    segment.start(1);
    segment.run_for(2_000);
    segment.kill(0);
    segment.run_for(3_000);
    assert_eq!(segment.adverts(1)[0], (5_218_750 + 1_609_375, 100));
}

#[test]
fn a_better_router_that_returns_takes_over_after_its_own_master_down() {
    let mut segment = settled();
    segment.kill(0);
    segment.run_for(4_000);
    segment.start(0);
    segment.run_for(3_000);
    let before = segment.now;
    segment.run_for(1_000);
    assert_eq!(segment.adverts(0).iter().find(|(at, _)| *at > 10_000_000), Some(&(13_218_750, 200)));
    let lines = [
        "(VI_1) Master received advert from 10.0.0.1 with higher priority 200, ours 100",
        "(VI_1) Entering BACKUP STATE",
        "(VI_1) removing VIPs.",
    ];
    assert_eq!(segment.log(1, before), lines);
    let discarding = "(VI_1) received lower priority (100) advert from 10.0.0.2 - discarding";
    assert!(segment.log(0, SimTime::ZERO).contains(&discarding.to_owned()));
}

#[test]
fn nopreempt_leaves_a_living_master_alone_but_not_beside_state_master() {
    for (state, masters) in [(InitialState::Backup, [1]), (InitialState::Master, [0])] {
        let mut segment = Segment::with_priorities(&[200, 100]);
        segment.config(0).nopreempt = true;
        segment.config(0).state = Some(state);
        segment.start(1);
        segment.run_for(5_000);
        segment.start(0);
        segment.run_for(10_000);
        assert_eq!(segment.masters(), masters);
    }
}

/// When router 0 takes over from router 1, whose adverts it hears at 5.609375 s and then every second.
fn preempted_at(delay_ms: u64) -> u64 {
    let mut segment = Segment::with_priorities(&[200, 100]);
    segment.config(0).state = Some(InitialState::Backup);
    segment.config(0).preempt_delay = SimDuration::from_millis(delay_ms);
    segment.start(1);
    segment.run_for(5_000);
    segment.start(0);
    segment.run_for(20_000);
    segment.adverts(0)[0].0
}

#[test]
fn preempt_delay_ends_master_down_after_the_last_advert_before_it_is_over() {
    let (first, master_down) = (5_609_375, 3_218_750);
    assert_eq!(preempted_at(4_500), first + 4_000_000 + master_down);
    // An advert at the very end of the delay comes too late.
    assert_eq!(preempted_at(5_000), first + 4_000_000 + master_down);
    assert_eq!(preempted_at(5_001), first + 5_000_000 + master_down);
}

#[test]
fn the_timer_of_preempt_delay_is_logged_and_stops_when_a_better_master_is_heard() {
    let mut segment = Segment::with_priorities(&[150, 100, 200]);
    segment.config(0).preempt_delay = SimDuration::from_millis(4_500);
    segment.start(1);
    segment.run_for(5_000);
    segment.start(0);
    segment.start(2);
    segment.run_for(4_000);
    let log = segment.log(0, SimTime::ZERO);
    assert_eq!(log[2..], ["(VI_1) start preempt delay (4.500000)", "(VI_1) stop preempt delay"]);
}

#[test]
fn of_two_masters_after_a_partition_the_worse_yields_at_its_own_first_advert() {
    let mut segment = settled();
    segment.cut(0, 0);
    segment.run_for(5_000);
    assert_eq!(segment.masters(), [0, 1]);
    segment.heal();
    // Router 1 adverts at .828, router 0 at .218: the winner's advert is first, so it never learns of the other.
    segment.run_for(500);
    assert_eq!((segment.masters(), segment.garps(0).len()), (vec![0], 10));

    let mut segment = settled();
    segment.cut(0, 0);
    segment.run_for(5_500);
    let healed = segment.now;
    segment.heal();
    segment.run_for(500);
    assert_eq!(segment.masters(), [0]);
    let line = "(VI_1) Received advert from 10.0.0.2 with lower priority 100, ours 200, forcing new election";
    assert_eq!(segment.log(0, healed), [line]);
    // It answers at once, starts its interval anew and announces again.
    assert_eq!(segment.adverts(0).last(), Some(&(11_828_125, 200)));
    assert_eq!(segment.garps(0).len(), 15);
}

#[test]
fn lower_prio_no_advert_keeps_the_interval_and_lets_the_other_wait() {
    let mut segment = Segment::with_priorities(&[200, 100]);
    segment.config(0).lower_prio_no_advert = true;
    segment.start_all();
    segment.run_for(6_000);
    segment.cut(0, 0);
    segment.run_for(5_500);
    segment.heal();
    segment.run_for(600);
    assert_eq!(segment.masters(), [0, 1]);
    segment.run_for(200);
    assert_eq!((segment.masters(), segment.adverts(0).last()), (vec![0], Some(&(12_218_750, 200))));
}

#[test]
fn higher_prio_send_advert_says_a_last_word_before_it_yields() {
    let mut segment = Segment::with_priorities(&[200, 100]);
    segment.config(1).higher_prio_send_advert = true;
    segment.start(1);
    segment.run_for(5_000);
    segment.start(0);
    segment.run_for(4_000);
    assert_eq!(segment.masters(), [0]);
    assert_eq!(segment.adverts(1).last(), Some(&(8_218_750, 100)));
}

#[test]
fn of_equal_priorities_the_higher_address_stays_master() {
    let mut segment = Segment::with_priorities(&[100, 100]);
    segment.cut(0, 0);
    segment.start_all();
    segment.run_for(5_000);
    assert_eq!(segment.masters(), [0, 1]);
    segment.heal();
    segment.run_for(1_000);
    assert_eq!(segment.masters(), [1]);
    let line = "(VI_1) Master received advert from 10.0.0.2 with same priority 100 but higher IP address than ours";
    assert!(segment.log(0, SimTime::ZERO).contains(&line.to_owned()));
}

#[test]
fn routers_of_version_2_with_other_intervals_are_both_master_and_the_slower_one_is_silenced() {
    let mut segment = Segment::with_priorities(&[200, 100]);
    segment.config(1).advert_int = SimDuration::from_secs(2);
    segment.start_all();
    segment.run_for(15_000);
    assert_eq!(segment.masters(), [0, 1]);
    assert_eq!(segment.adverts(1), [(6_609_375, 100)]);
    let log = segment.log(1, SimTime::ZERO);
    assert_eq!(log[2], "(VI_1) advertisement interval mismatch mine=2 sec rcv'd=1 sec");
}

#[test]
fn a_backup_of_version_3_learns_the_masters_interval_and_forgets_it_as_master() {
    let mut segment = Segment::with_priorities(&[200, 100]);
    segment.config(0).version = Version::V3;
    segment.config(1).version = Version::V3;
    segment.config(1).advert_int = SimDuration::from_secs(2);
    segment.start_all();
    segment.run_for(5_500);
    segment.kill(0);
    segment.run_for(7_000);
    // 3 × 1 s + skew of 1 s after the last advert, and then its own 2 s.
    assert_eq!(segment.adverts(1)[..2], [(8_828_125, 100), (10_828_125, 100)]);
    let log = segment.log(1, SimTime::ZERO);
    assert_eq!(log[2], "(VI_1) advertisement interval updated from 2000ms to 1000ms by master");
    assert_eq!(log[5], "(VI_1) changing advert interval from 1000ms to locally configured 2000ms");
}

#[test]
fn an_advert_of_another_version_or_with_other_addresses_is_not_believed() {
    let mut segment = Segment::with_priorities(&[200, 100]);
    segment.config(0).version = Version::V3;
    segment.start_all();
    segment.run_for(6_000);
    assert_eq!(segment.masters(), [0, 1]);
    assert!(segment.log(1, SimTime::ZERO).contains(&"(VI_1) invalid version. 3 and expect 2".to_owned()));

    let mut segment = Segment::with_priorities(&[200, 100]);
    segment.config(0).virtual_addresses = vec![[10, 0, 0, 101].into()];
    segment.start_all();
    segment.run_for(6_000);
    assert_eq!(segment.masters(), [0, 1]);
}
