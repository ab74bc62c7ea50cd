//! The fail-over of the paper's figure 5: what its keepalived 1.1.19 logged, and what 2.2.7 logs.

use super::Segment;
use super::sync_group::group;
use crate::keepalived::vrrp::Generation;
use crate::time::SimTime;

/// The observed router yields to a better one that joins, which falls silent later. Returns the segment and the moments
/// of the joining and of the silence.
fn figure5(generation: Generation) -> (Segment, SimTime, SimTime) {
    let mut segment = Segment::of(generation, vec![group(100, [5, 5]), group(150, [5, 5])]);
    segment.start(0);
    segment.run_for(22_000);
    let joined = segment.now;
    segment.start(1);
    segment.run_for(46_000);
    segment.kill(1);
    let silent = segment.now;
    segment.run_for(26_000);
    (segment, joined, silent)
}

/// When router 0 logged each line since `from`, in milliseconds, with the line.
fn timed(segment: &Segment, from: SimTime) -> Vec<(u64, String)> {
    use crate::keepalived::vrrp::VrrpAction;
    let since = from.as_nanos() / 1_000;
    let lines = segment.told.iter().filter(|(at, router, _)| *router == 0 && *at >= since);
    lines
        .filter_map(|(at, _, action)| match action {
            VrrpAction::Log(text) if !text.contains("gratuitous") => Some((at / 1_000, text.clone())),
            _ => None,
        })
        .collect()
}

#[test]
fn today_a_group_becomes_master_in_one_go() {
    let (segment, joined, silent) = figure5(Generation::Present);
    let yielding = [
        "(VI_2) Master received advert from 10.0.1.2 with higher priority 150, ours 100",
        "(VI_2) Entering BACKUP STATE",
        "(VI_2) removing VIPs.",
        "VRRP_Group(VG_1) Syncing instances to BACKUP state",
        "(VI_1) Entering BACKUP STATE",
        "(VI_1) removing VIPs.",
    ];
    assert_eq!(segment.log(0, joined)[..6], yielding);
    // The last advert was heard at 67.4 s.
    let taking_over = [
        "(VI_1) Receive advertisement timeout",
        "(VI_2) Receive advertisement timeout",
        "(VI_2) Entering MASTER STATE",
        "(VI_2) setting VIPs.",
        "VRRP_Group(VG_1) Syncing instances to MASTER state",
        "(VI_1) Entering MASTER STATE",
        "(VI_1) setting VIPs.",
    ];
    assert_eq!(timed(&segment, silent), taking_over.map(|line| (83_023, line.to_owned())));
}

#[test]
fn in_1_1_19_transition_and_master_are_one_interval_apart_and_the_group_follows_its_first_member() {
    let (segment, joined, silent) = figure5(Generation::Legacy);
    let yielding = [
        "VRRP_Instance(VI_1) Received higher prio advert",
        "VRRP_Instance(VI_1) Entering BACKUP STATE",
        "VRRP_Instance(VI_1) removing protocol VIPs.",
        "VRRP_Group(VG_1) Syncing instances to BACKUP state",
        "VRRP_Instance(VI_2) Entering BACKUP STATE",
        "VRRP_Instance(VI_2) removing protocol VIPs.",
    ];
    assert_eq!(segment.log(0, joined)[..6], yielding);
    let taking_over = [
        (83_023, "VRRP_Instance(VI_1) Transition to MASTER STATE"),
        (83_023, "VRRP_Group(VG_1) Syncing instances to MASTER state"),
        (83_023, "VRRP_Instance(VI_2) Transition to MASTER STATE"),
        (88_023, "VRRP_Instance(VI_1) Entering MASTER STATE"),
        (88_023, "VRRP_Instance(VI_1) setting protocol VIPs."),
        (88_023, "VRRP_Instance(VI_2) Entering MASTER STATE"),
        (88_023, "VRRP_Instance(VI_2) setting protocol VIPs."),
    ];
    assert_eq!(timed(&segment, silent), taking_over.map(|(at, line)| (at, line.to_owned())));
    // The first advert leaves with the transition, the addresses are announced with the second one.
    assert_eq!(segment.garps(0).iter().map(|(at, _)| *at).find(|at| *at > 80_000), Some(88_023));
}
