//! What holds for any pair of directors, any fault, any moment.

use crate::cluster::{pair, run, seconds};
use crate::masters;
use lvsim::cluster::Law;
use lvsim::cluster::real_server::FaultKind;
use lvsim::cluster::spec::{DirectorFault, KeepAlive, SegmentFault, SyncRole, What};
use lvsim::stats::Outcome;
use lvsim::stats::timeline::{Changed, VrrpState};
use lvsim::time::SimDuration;
use proptest::prelude::*;

fn any_fault() -> impl Strategy<Value = What> {
    let of_director = prop_oneof![
        Just(DirectorFault::PowerOff),
        Just(DirectorFault::KeepalivedKilled),
        Just(DirectorFault::KeepalivedStopped),
        Just(DirectorFault::LinkDown { interface: None }),
    ];
    let of_server = prop_oneof![
        Just(FaultKind::Crash),
        Just(FaultKind::PowerOff),
        Just(FaultKind::Hang),
        Just(FaultKind::Slow { factor: 100.0 }),
        Just(FaultKind::CheckFails),
    ];
    let of_segment = prop_oneof![
        any::<bool>().prop_map(|clients| SegmentFault::Partition { directors: vec![1], clients, servers: vec![0] }),
        (0.1..=1.0).prop_map(|share| SegmentFault::AdvertLoss { from: None, to: None, share }),
    ];
    prop_oneof![
        (0..2_usize, of_director).prop_map(|(director, kind)| What::Director { director, kind }),
        (0..3_usize, of_server).prop_map(|(server, kind)| What::Server { server, kind }),
        of_segment.prop_map(What::Segment),
    ]
}

/// How long two directors or more were master at the same time, in seconds.
fn several_masters_s(outcome: &Outcome) -> f64 {
    let (mut is_master, mut since, mut total) = ([false; 2], None, 0.0);
    for change in &outcome.timeline {
        if let Changed::Vrrp { director, state, .. } = change.what {
            is_master[director] = state == VrrpState::Master;
        }
        match (is_master == [true; 2], since) {
            (true, None) => since = Some(seconds(change.at)),
            (false, Some(from)) => {
                total += seconds(change.at) - from;
                since = None;
            }
            _ => {}
        }
    }
    total
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_request_is_accounted_for_whatever_breaks(
        faults in prop::collection::vec((any_fault(), 5.0..40.0, prop::option::of(0.1..20.0)), 0..5),
        keeps_connections in any::<bool>(),
        syncs in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let mut pair = pair(50);
        pair.0.seed = seed;
        if keeps_connections {
            let pause = Law::Exponential { mean_s: 1.0 };
            pair.0.clients[0].keep_alive = Some(KeepAlive { requests: Some(20.into()), pause });
        }
        faults.into_iter().for_each(|(what, at, lasts)| pair.fault(what, at, lasts));
        if syncs {
            pair.0.directors.iter_mut().for_each(|director| director.sync_daemon = Some(SyncRole::Both));
        }
        let outcome = run(&pair);
        prop_assert!(outcome.whole_run.are_conserved(), "{:?}", outcome.whole_run);
        prop_assert!(outcome.connections.broken <= outcome.connections.established);
    }

    #[test]
    fn a_silent_master_is_replaced_after_two_to_three_adverts_and_the_skew(
        advert_int_s in 1..=4_u64,
        priorities in (1..=253_u8).prop_flat_map(|lower| (lower + 1..=254, Just(lower))),
        at in 20.0..30.0,
    ) {
        let mut pair = pair(60);
        pair.each_config(|config| config.instances[0].advert_int = SimDuration::from_secs(advert_int_s));
        (pair.instance_of(0).priority, pair.instance_of(1).priority) = priorities;
        pair.director_fault(0, DirectorFault::PowerOff, at, None);
        let (taken_over, who) = masters(&run(&pair))[1];
        let (advert_int, skew) = (advert_int_s as f64, f64::from(256 - u16::from(priorities.1)) / 256.0);
        // Version 2 counts whole microseconds.
        let election = taken_over - at + 1e-6;
        prop_assert_eq!(who, 1);
        prop_assert!((2.0 * advert_int + skew..=3.0 * advert_int + skew + 2e-6).contains(&election), "{}", election);
    }

    #[test]
    fn only_a_network_that_loses_adverts_has_two_masters_for_longer_than_a_moment(
        what in any_fault().prop_filter("no cut", |what| !matches!(what, What::Segment(_))),
        at in 5.0..25.0,
        lasts in 0.1..20.0,
    ) {
        let mut pair = pair(60);
        pair.fault(what, at, Some(lasts));
        let outcome = run(&pair);
        prop_assert_eq!(several_masters_s(&outcome), 0.0);
    }

    #[test]
    fn whatever_broke_the_higher_priority_is_master_in_the_end(
        faults in prop::collection::vec((any_fault(), 5.0..30.0, 0.1..10.0), 0..4),
    ) {
        let mut pair = pair(60);
        faults.into_iter().for_each(|(what, at, lasts)| pair.fault(what, at, Some(lasts)));
        let outcome = run(&pair);
        let mut states = [VrrpState::Init; 2];
        for change in &outcome.timeline {
            if let Changed::Vrrp { director, state, .. } = change.what {
                states[director] = state;
            }
        }
        prop_assert_eq!(states, [VrrpState::Master, VrrpState::Backup]);
    }
}
