//! What a director tracks: scripts, and the link of another instance of its sync group.

use crate::cluster::{Pair, pair, run};
use crate::{entered, masters, outages};
use lvsim::cluster::spec::DirectorFault;
use lvsim::keepalived::config::{SyncGroup, TrackedScript, VrrpInstance, VrrpScript};
use lvsim::stats::Outcome;
use lvsim::stats::timeline::VrrpState;
use lvsim::time::SimDuration;

const MD_MASTER: f64 = 3.21875;
const MD_BACKUP: f64 = 3.609375;
const SKEW_BACKUP: f64 = 0.609375;

/// Both directors run a script at every full second; at 15.5 s it begins to fail on the first.
fn with_a_failing_script(weight: i16) -> Outcome {
    let mut pair = pair(30);
    let second = SimDuration::from_secs(1);
    pair.each_config(|config| {
        config.scripts.push(VrrpScript {
            name: "well".to_owned(),
            script: "/bin/am-i-well".to_owned(),
            interval: second,
            timeout: second,
            rise: 1,
            fall: 1,
            init_fail: false,
        });
        config.instances[0].track_script.push(TrackedScript { script: "well".to_owned(), weight, reverse: false });
    });
    pair.director_fault(0, DirectorFault::ScriptFails { script: "well".to_owned() }, 15.5, None);
    run(&pair)
}

#[test]
fn a_script_that_fails_is_a_fault_and_the_master_says_farewell() {
    let outcome = with_a_failing_script(0);
    assert_eq!(entered(&outcome, VrrpState::Fault), [(16.0, 0)]);
    assert_eq!(masters(&outcome), [(MD_MASTER, 0), (16.0 + SKEW_BACKUP, 1)]);
}

#[test]
fn a_script_with_a_weight_only_makes_the_master_lose_the_next_comparison() {
    let outcome = with_a_failing_script(-150);
    assert_eq!(entered(&outcome, VrrpState::Fault), []);
    // The adverts of 16.2 s and later say priority 50. The last that counts came at 15.21875 s.
    assert_eq!(masters(&outcome), [(MD_MASTER, 0), (MD_MASTER + 12.0 + MD_BACKUP, 1)]);
    assert_eq!(outages(&outcome), []);
}

/// A second instance on another interface, which leads to the real servers; that link breaks at 15 s.
fn with_a_broken_second_link(pair: &mut Pair) {
    pair.each_config(|config| {
        let second = VrrpInstance {
            name: "VI_2".to_owned(),
            interface: "eth1".to_owned(),
            virtual_router_id: 52,
            virtual_addresses: vec![[10, 0, 1, 254].into()],
            ..config.instances[0].clone()
        };
        config.instances.push(second);
    });
    pair.director_fault(0, DirectorFault::LinkDown { interface: Some("eth1".to_owned()) }, 15.0, None);
}

#[test]
fn a_sync_group_moves_as_one_when_the_broken_link_has_been_silent_long_enough() {
    let mut pair = pair(30);
    with_a_broken_second_link(&mut pair);
    pair.each_config(|config| {
        let members = vec!["VI_1".to_owned(), "VI_2".to_owned()];
        config.sync_groups.push(SyncGroup { name: "VG_1".to_owned(), members });
    });
    let outcome = run(&pair);
    // On the sound link the master has said farewell: that alone would be 15.6 s.
    let taken_over = (MD_MASTER + 11.0 + MD_BACKUP, 1);
    assert_eq!(masters(&outcome)[2..], [taken_over; 2]);
    assert_eq!(outages(&outcome), [(15.0, taken_over.0)]);
}

#[test]
fn instances_without_a_group_move_alone() {
    let mut pair = pair(30);
    with_a_broken_second_link(&mut pair);
    let outcome = run(&pair);
    assert_eq!(masters(&outcome)[2..], [(MD_MASTER + 11.0 + MD_BACKUP, 1)]);
    assert_eq!(outages(&outcome), []);
}
