//! Tracked interfaces and scripts: the priority they make, and the faults.

use super::Segment;
use crate::keepalived::config::{TrackedInterface, TrackedScript, VrrpScript};
use crate::keepalived::vrrp::{Generation, InstanceId, Interface, SetupError, State, Vrrp};
use crate::time::{SimDuration, SimTime};

/// A router of this priority that tracks eth1 with this weight.
fn tracking(priority: u8, weight: i16, reverse: bool) -> Segment {
    let mut segment = Segment::with_priorities(&[priority, 100]);
    let track = TrackedInterface { interface: "eth1".to_owned(), weight, reverse };
    segment.config(0).track_interface = vec![track];
    segment
}

/// A router of priority 150 that tracks a script with this weight.
fn scripted(weight: i16, rise: u32, fall: u32, init_fail: bool) -> Segment {
    let mut segment = Segment::with_priorities(&[150, 100]);
    let interval = SimDuration::from_secs(1);
    let script = VrrpScript {
        name: "chk".to_owned(),
        script: "true".to_owned(),
        interval,
        timeout: interval,
        rise,
        fall,
        init_fail,
    };
    segment.add_script(0, script);
    segment.config(0).track_script = vec![TrackedScript { script: "chk".to_owned(), weight, reverse: false }];
    segment
}

#[test]
fn a_weight_above_zero_is_added_while_up_and_one_below_is_taken_away_while_down() {
    let cases = [
        (100, 50, false, 150, 100),
        (150, -60, false, 150, 90),
        (100, 50, true, 100, 150),
        (150, -60, true, 90, 150),
        (250, 50, false, 254, 250),
        (20, -60, false, 20, 1),
        (255, -60, false, 255, 255),
    ];
    for (base, weight, reverse, up, down) in cases {
        let mut segment = tracking(base, weight, reverse);
        segment.start(0);
        let priority = |segment: &Segment| segment.process(0).priority(InstanceId(0));
        assert_eq!(priority(&segment), up, "{base} {weight}");
        segment.link(0, 1, false);
        assert_eq!(priority(&segment), down, "{base} {weight}");
        segment.link(0, 1, true);
        assert_eq!(priority(&segment), up, "{base} {weight}");
    }
}

#[test]
fn what_is_good_at_the_start_counts_from_the_start() {
    let mut segment = tracking(100, 50, false);
    segment.start(0);
    let first = "(VI_1) Changing effective priority from 100 to 150";
    assert_eq!(segment.log(0, SimTime::ZERO)[..2], [first, "(VI_1) removing VIPs."]);
    assert_eq!(segment.process(0).next_deadline(), Some(SimTime::from_nanos(3_414_062_000)));
}

#[test]
fn a_change_shifts_the_running_wait_by_the_difference_of_the_skews() {
    let mut segment = tracking(150, -60, false);
    segment.start(0);
    segment.run_for(1_000);
    segment.link(0, 1, false);
    // Not a new wait: 3 s + skew of 90, from the start.
    assert_eq!(segment.process(0).next_deadline(), Some(SimTime::from_nanos(3_648_437_000)));
    assert_eq!(segment.log(0, segment.now)[1], "(VI_1) Changing effective priority from 150 to 90");
}

#[test]
fn a_master_that_falls_below_its_peer_is_replaced_after_the_peers_wait_from_the_last_better_advert() {
    let mut segment = tracking(150, -60, false);
    segment.start_all();
    segment.run_for(6_000);
    segment.link(0, 1, false);
    segment.run_for(4_000);
    let last_better = 5_414_062;
    assert_eq!(segment.adverts(1)[0], (last_better + 3_609_375, 100));
    segment.link(0, 1, true);
    segment.run_for(4_000);
    assert_eq!(segment.masters(), [0]);
}

#[test]
fn without_a_weight_a_lost_interface_is_a_fault_and_a_master_gives_up_twice() {
    let mut segment = tracking(150, 0, false);
    segment.start_all();
    segment.run_for(6_000);
    segment.link(0, 1, false);
    assert_eq!(segment.adverts(0)[3..], [(6_000_000, 0), (6_000_000, 0)]);
    segment.run_for(1_000);
    assert_eq!(segment.adverts(1)[0], (6_609_375, 100));
    let lines = ["(VI_1) Entering FAULT STATE", "(VI_1) sent 0 priority", "(VI_1) removing VIPs."];
    assert_eq!(segment.log(0, SimTime::from_nanos(6_000_000_000))[1..], lines);
}

#[test]
fn dont_track_primary_overlooks_the_loss_of_its_own_interface() {
    let mut segment = Segment::with_priorities(&[150]);
    segment.config(0).dont_track_primary = true;
    segment.start(0);
    segment.run_for(4_000);
    segment.link(0, 0, false);
    segment.run_for(2_000);
    assert_eq!((segment.masters(), segment.adverts(0).len()), (vec![0], 1));
}

#[test]
fn a_script_is_believed_after_fall_failures_and_rise_successes_but_at_first_at_once() {
    let mut segment = scripted(-60, 3, 2, false);
    segment.start(0);
    segment.run_for(500);
    let priority = |segment: &Segment| segment.process(0).priority(InstanceId(0));
    segment.script_status = 1;
    segment.run_for(1_000);
    assert_eq!(priority(&segment), 150);
    segment.run_for(1_000);
    assert_eq!(priority(&segment), 90);
    let lines = [
        "VRRP_Script(chk) succeeded",
        "Script `chk` now returning 1",
        "VRRP_Script(chk) failed (exited with status 1)",
        "(VI_1) Changing effective priority from 150 to 90",
    ];
    assert_eq!(segment.log(0, SimTime::ZERO)[2..], lines);
    segment.script_status = 0;
    segment.run_for(2_000);
    assert_eq!(priority(&segment), 90);
    segment.run_for(1_000);
    assert_eq!(priority(&segment), 150);
}

#[test]
fn one_good_run_between_bad_ones_starts_the_count_anew() {
    let mut segment = scripted(-60, 1, 2, false);
    segment.start(0);
    for status in [1, 0, 1, 0] {
        segment.script_status = status;
        segment.run_for(1_000);
    }
    assert_eq!(segment.process(0).priority(InstanceId(0)), 150);
}

#[test]
fn an_instance_waits_for_the_first_result_of_a_script_without_a_weight() {
    let mut segment = scripted(0, 1, 1, false);
    segment.start(0);
    let lines = ["(VI_1) removing VIPs.", "VRRP_Script(chk) succeeded", "(VI_1) Entering BACKUP STATE"];
    assert_eq!(segment.log(0, SimTime::ZERO), lines);

    let mut segment = scripted(0, 1, 1, false);
    segment.script_status = 7;
    segment.start(0);
    assert_eq!(segment.process(0).state(InstanceId(0)), State::Fault);
    let lines = [
        "(VI_1) removing VIPs.",
        "Script `chk` now returning 7",
        "VRRP_Script(chk) failed (exited with status 7)",
        "(VI_1) Entering FAULT STATE",
    ];
    assert_eq!(segment.log(0, SimTime::ZERO), lines);
}

#[test]
fn init_fail_wants_rise_successes_before_it_believes() {
    let mut segment = scripted(0, 2, 1, true);
    segment.start(0);
    assert_eq!(segment.process(0).state(InstanceId(0)), State::Fault);
    segment.run_for(1_000);
    assert_eq!(segment.process(0).state(InstanceId(0)), State::Backup);
}

#[test]
fn what_is_not_there_cannot_be_tracked() {
    let segment = tracking(150, 0, false);
    let only = Interface { name: "eth0".to_owned(), address: [10, 0, 0, 1].into(), up: true };
    let error = Vrrp::new(segment.router(0), vec![only], Generation::Present).unwrap_err();
    assert_eq!(error.to_string(), "vrrp_instance VI_1 names the interface \"eth1\", which is not there");
    assert!(matches!(error, SetupError::Unknown { what: "interface", .. }));
}
