//! One router alone: how it starts, and how it ends.

use super::Segment;
use crate::keepalived::config::InitialState;
use crate::keepalived::vrrp::VrrpAction;
use crate::time::{SimDuration, SimTime};

#[test]
fn a_router_waits_the_whole_master_down_time_whatever_its_state_line_says() {
    for state in [None, Some(InitialState::Backup), Some(InitialState::Master)] {
        let mut segment = Segment::with_priorities(&[100]);
        segment.config(0).state = state;
        segment.start(0);
        segment.run_for(6_000);
        assert_eq!(segment.adverts(0), [(3_609_375, 100), (4_609_375, 100), (5_609_375, 100)]);
    }
}

#[test]
fn the_log_of_a_start_is_the_daemons() {
    let mut segment = Segment::with_priorities(&[100]);
    segment.start(0);
    segment.run_for(5_000);
    let lines = [
        "(VI_1) removing VIPs.",
        "(VI_1) Entering BACKUP STATE (init)",
        "(VI_1) Receive advertisement timeout",
        "(VI_1) Entering MASTER STATE",
        "(VI_1) setting VIPs.",
    ];
    assert_eq!(segment.log(0, SimTime::ZERO), lines);
}

#[test]
fn an_owner_is_master_at_once_unless_it_is_told_to_be_backup() {
    for (state, first) in [(None, 1), (Some(InitialState::Master), 1), (Some(InitialState::Backup), 3_003_906)] {
        let mut segment = Segment::with_priorities(&[255]);
        segment.config(0).state = state;
        segment.start(0);
        segment.run_for(4_000);
        assert_eq!(segment.adverts(0)[0], (first, 255));
        let said = segment.log(0, SimTime::ZERO).contains(&"(VI_1) Entering BACKUP STATE (init)".to_owned());
        assert_eq!(said, state == Some(InitialState::Backup));
    }
}

#[test]
fn the_first_wait_counts_from_the_start_up_delay() {
    let mut segment = Segment::with_priorities(&[100]);
    segment.delay_start(0, SimDuration::from_secs(2));
    segment.start(0);
    segment.run_for(6_000);
    assert_eq!(segment.adverts(0), [(5_609_375, 100)]);
}

#[test]
fn a_master_that_is_stopped_gives_up_and_removes_its_addresses() {
    let mut segment = Segment::with_priorities(&[100]);
    segment.start(0);
    segment.run_for(4_000);
    let stopped = segment.now;
    segment.stop(0);
    assert_eq!(segment.log(0, stopped), ["Stopping", "(VI_1) sent 0 priority", "(VI_1) removing VIPs."]);
    assert_eq!(segment.adverts(0).last(), Some(&(4_000_000, 0)));
    assert!(matches!(segment.told.last(), Some((_, _, VrrpAction::RemoveAddresses { .. }))));
}

#[test]
fn a_reload_makes_a_master_advert_twice_and_forget_its_second_burst() {
    let mut segment = Segment::with_priorities(&[100]);
    segment.start(0);
    segment.run_for(4_000);
    segment.reload(0);
    assert_eq!(segment.log(0, SimTime::from_nanos(4_000_000_000)), ["Reloading ...", "(VI_1) setting VIPs."]);
    segment.run_for(6_000);
    let adverts: Vec<u64> = segment.adverts(0).iter().map(|(at, _)| *at).collect();
    assert_eq!(adverts[..4], [3_609_375, 4_000_000, 4_000_000, 5_000_000]);
    assert_eq!(segment.garps(0).len(), 5);
}

#[test]
fn a_router_whose_interface_is_down_waits_from_its_return() {
    let mut segment = Segment::with_priorities(&[100]);
    segment.start(0);
    segment.run_for(4_000);
    segment.link(0, 0, false);
    segment.run_for(1_000);
    segment.link(0, 0, true);
    segment.run_for(4_000);
    let lines = [
        "Netlink reports eth0 down",
        "(VI_1) Entering FAULT STATE",
        "(VI_1) sent 0 priority",
        "(VI_1) removing VIPs.",
        "Netlink reports eth0 up",
        "(VI_1) Entering BACKUP STATE",
        "(VI_1) Receive advertisement timeout",
        "(VI_1) Entering MASTER STATE",
        "(VI_1) setting VIPs.",
    ];
    assert_eq!(segment.log(0, SimTime::from_nanos(4_000_000_000)), lines);
    // The link was gone, so nobody could hear that it gave up.
    assert_eq!(segment.adverts(0), [(3_609_375, 100), (8_609_375, 100)]);
}
