//! What holds for all configurations and all histories.

use super::Segment;
use crate::keepalived::config::Version;
use crate::keepalived::vrrp::{InstanceId, State, VrrpAction, master_down, skew};
use crate::time::SimDuration;
use proptest::prelude::*;

/// Something that happens to one of three routers.
#[derive(Clone, Copy, Debug)]
enum Blow {
    Start(usize),
    Kill(usize),
    Stop(usize),
    Reload(usize),
    Link(usize, bool),
    Cut(usize),
    Heal,
}

fn blow() -> impl Strategy<Value = Blow> {
    prop_oneof![
        3 => (0..3_usize).prop_map(Blow::Start),
        1 => (0..3_usize).prop_map(Blow::Kill),
        1 => (0..3_usize).prop_map(Blow::Stop),
        1 => (0..3_usize).prop_map(Blow::Reload),
        3 => (0..3_usize, any::<bool>()).prop_map(|(router, up)| Blow::Link(router, up)),
        1 => (0..3_usize).prop_map(Blow::Cut),
        1 => Just(Blow::Heal),
    ]
}

/// Lets a history happen; [`Segment::run_for`] fails if a deadline is ever in the past.
fn happen(segment: &mut Segment, history: &[(Blow, u64)]) {
    for (blow, pause_ms) in history {
        match *blow {
            Blow::Start(router) => segment.start(router),
            Blow::Kill(router) => segment.kill(router),
            Blow::Stop(router) => segment.stop(router),
            Blow::Reload(router) => segment.reload(router),
            Blow::Link(router, up) => segment.link(router, 0, up),
            Blow::Cut(router) => segment.cut(router, 0),
            Blow::Heal => segment.heal(),
        }
        segment.run_for(*pause_ms);
    }
}

fn history() -> impl Strategy<Value = Vec<(Blow, u64)>> {
    prop::collection::vec((blow(), 0..9_000_u64), 0..12)
}

proptest! {
    #[test]
    fn connected_routers_have_exactly_one_master_after_the_longest_wait(
        priorities in prop::array::uniform3(1..=255_u8), delays in prop::array::uniform3(0..3_u64), history in history()
    ) {
        let mut segment = Segment::with_priorities(&priorities);
        for (router, delay) in delays.into_iter().enumerate() {
            segment.config(router).preempt_delay = SimDuration::from_secs(delay);
        }
        segment.start_all();
        happen(&mut segment, &history);
        segment.heal();
        for router in 0..3 {
            if segment.lives(router) {
                segment.link(router, 0, true);
            } else {
                segment.start(router);
            }
        }
        segment.run_for(12_000);
        prop_assert_eq!(segment.masters().len(), 1);
        // Without `nopreempt` it is the best one; of equal ones, any.
        let master = segment.masters()[0];
        prop_assert_eq!(Some(&priorities[master]), priorities.iter().max());
    }

    #[test]
    fn addresses_are_held_exactly_by_masters(priorities in prop::array::uniform3(1..=255_u8), history in history()) {
        let mut segment = Segment::with_priorities(&priorities);
        segment.start_all();
        happen(&mut segment, &history);
        for router in (0..3).filter(|router| segment.lives(*router)) {
            let last = segment.told.iter().rev().find_map(|(_, who, action)| match action {
                VrrpAction::SetAddresses { .. } if *who == router => Some(true),
                VrrpAction::RemoveAddresses { .. } if *who == router => Some(false),
                _ => None,
            });
            let master = segment.process(router).state(InstanceId(0)) == State::Master;
            prop_assert_eq!(last, Some(master));
        }
    }

    #[test]
    fn only_masters_announce_addresses(history in history()) {
        let mut segment = Segment::with_priorities(&[200, 150, 100]);
        segment.start_all();
        happen(&mut segment, &history);
        let mut master = [false; 3];
        for (_, router, action) in &segment.told {
            match action {
                VrrpAction::Entered { state, .. } => master[*router] = *state == State::Master,
                VrrpAction::GratuitousArp { .. } => prop_assert!(master[*router]),
                _ => {}
            }
        }
    }

    #[test]
    fn the_higher_the_priority_the_shorter_the_wait(
        priority in 1..255_u8, centis in 1..=4_095_u64, three in any::<bool>(), adverts in 1..=10_u8
    ) {
        let version = if three { Version::V3 } else { Version::V2 };
        let interval = SimDuration::from_millis(centis * 10);
        let wait = |priority| master_down(version, priority, interval, adverts);
        prop_assert!(wait(priority) > wait(priority + 1));
        let whole = if three { interval } else { SimDuration::from_secs(1) };
        prop_assert!(skew(version, 1, interval) < whole);
    }
}
