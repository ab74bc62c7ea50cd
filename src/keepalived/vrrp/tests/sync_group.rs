//! Sync groups on two wires.

use super::{Segment, instance};
use crate::keepalived::Config;
use crate::keepalived::config::SyncGroup;
use crate::keepalived::vrrp::{InstanceId, State};
use crate::time::{SimDuration, SimTime};

/// A router with a group of two instances, on eth0 and eth1, with these intervals in seconds.
pub(super) fn group(priority: u8, intervals: [u64; 2]) -> Config {
    let mut instances = vec![instance("VI_1", "eth0", 51, priority), instance("VI_2", "eth1", 52, priority)];
    for (instance, secs) in instances.iter_mut().zip(intervals) {
        instance.advert_int = SimDuration::from_secs(secs);
    }
    let members = vec!["VI_1".to_owned(), "VI_2".to_owned()];
    let sync_groups = vec![SyncGroup { name: "VG_1".to_owned(), members }];
    Config { instances, sync_groups, ..Config::default() }
}

/// Two routers, the first one's group master, at 6 s.
fn settled() -> Segment {
    let mut segment = Segment::new(vec![group(200, [1, 1]), group(100, [1, 1])]);
    segment.start_all();
    segment.run_for(6_000);
    assert_eq!(states(&segment, 0), [State::Master; 2]);
    segment
}

fn states(segment: &Segment, router: usize) -> [State; 2] {
    [0, 1].map(|place| segment.process(router).state(InstanceId(place)))
}

#[test]
fn the_member_that_times_out_last_is_master_first_and_takes_the_others_with_it() {
    let mut segment = Segment::new(vec![group(200, [1, 1])]);
    segment.start(0);
    segment.run_for(4_000);
    let lines = [
        "(VI_1) removing VIPs.",
        "(VI_2) removing VIPs.",
        "(VI_1) Entering BACKUP STATE (init)",
        "(VI_2) Entering BACKUP STATE (init)",
        "(VI_1) Receive advertisement timeout",
        "(VI_2) Receive advertisement timeout",
        "(VI_2) Entering MASTER STATE",
        "(VI_2) setting VIPs.",
        "VRRP_Group(VG_1) Syncing instances to MASTER state",
        "(VI_1) Entering MASTER STATE",
        "(VI_1) setting VIPs.",
    ];
    assert_eq!(segment.log(0, SimTime::ZERO), lines);
}

#[test]
fn with_other_intervals_the_group_moves_when_the_slowest_times_out() {
    let mut segment = Segment::new(vec![group(200, [1, 2]), group(100, [1, 2])]);
    segment.start_all();
    segment.run_for(9_000);
    let last_of_the_slow = 8_218_750;
    segment.kill(0);
    segment.run_for(8_000);
    assert_eq!(segment.adverts(1)[0], (last_of_the_slow + 6_609_375, 100));
    let lines = [
        "(VI_1) Receive advertisement timeout",
        "(VI_2) Receive advertisement timeout",
        "(VI_2) Entering MASTER STATE",
    ];
    assert_eq!(segment.log(1, SimTime::from_nanos(9_000_000_000))[..3], lines);
}

#[test]
fn a_fault_of_one_takes_all_but_the_peer_waits_for_the_broken_link() {
    let mut segment = settled();
    segment.link(0, 1, false);
    let lines = [
        "Netlink reports eth1 down",
        "(VI_2) Entering FAULT STATE",
        "(VI_2) sent 0 priority",
        "(VI_2) removing VIPs.",
        "VRRP_Group(VG_1) Syncing instances to FAULT state",
        "(VI_1) Entering FAULT STATE",
        "(VI_1) removing VIPs.",
    ];
    assert_eq!(segment.log(0, segment.now), lines);
    let zeros = segment.adverts(0).iter().filter(|(_, priority)| *priority == 0).count();
    assert_eq!(zeros, 1);
    segment.run_for(4_000);
    // The last advert on eth1 was at 5.218750 s; priority 0 on eth0 did not help.
    assert_eq!(segment.adverts(1)[0], (5_218_750 + 3_609_375, 100));
    assert_eq!(states(&segment, 1), [State::Master; 2]);
}

#[test]
fn a_group_is_well_again_when_all_its_members_are() {
    let mut segment = settled();
    segment.link(0, 0, false);
    segment.link(0, 1, false);
    segment.run_for(5_000);
    segment.link(0, 0, true);
    assert_eq!(states(&segment, 0), [State::Fault; 2]);
    segment.link(0, 1, true);
    let lines = [
        "Netlink reports eth1 up",
        "(VI_2) Entering BACKUP STATE",
        "VRRP_Group(VG_1) Syncing instances to BACKUP state",
        "(VI_1) Entering BACKUP STATE",
    ];
    assert_eq!(segment.log(0, segment.now)[1..], lines);
    segment.run_for(4_000);
    assert_eq!(states(&segment, 0), [State::Master; 2]);
    assert_eq!(states(&segment, 1), [State::Backup; 2]);
}

#[test]
fn a_member_that_yields_takes_all_with_it_at_once() {
    let mut segment = Segment::new(vec![group(200, [1, 1]), group(100, [1, 1])]);
    segment.start(1);
    segment.run_for(5_000);
    segment.start(0);
    segment.run_for(3_000);
    let before = segment.now;
    segment.run_for(1_000);
    let lines = [
        "(VI_2) Master received advert from 10.0.1.1 with higher priority 200, ours 100",
        "(VI_2) Entering BACKUP STATE",
        "(VI_2) removing VIPs.",
        "VRRP_Group(VG_1) Syncing instances to BACKUP state",
        "(VI_1) Entering BACKUP STATE",
        "(VI_1) removing VIPs.",
    ];
    assert_eq!(segment.log(1, before), lines);
    assert!(segment.adverts(1).iter().all(|(_, priority)| *priority > 0));
}

#[test]
fn owners_start_at_once_only_if_all_members_are_owners() {
    for (second, first_advert) in [(255, 1), (100, 3_609_375)] {
        let mut config = group(255, [1, 1]);
        config.instances[1].priority = second;
        let mut segment = Segment::new(vec![config]);
        segment.start(0);
        segment.run_for(5_000);
        assert_eq!(segment.adverts(0)[0].0, first_advert);
    }
}
