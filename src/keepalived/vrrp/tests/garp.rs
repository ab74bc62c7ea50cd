//! Gratuitous ARPs: how many, and when.

use super::Segment;
use crate::keepalived::config::Garp;
use crate::time::SimDuration;
use std::net::Ipv4Addr;

/// When a lone master with this many addresses announces them in its first seconds: milliseconds after its first advert,
/// and the address.
fn announced(addresses: u8, advert_int_s: u64, spacing_ms: u64, garp: Garp, for_ms: u64) -> Vec<(u64, u8)> {
    let mut segment = Segment::with_priorities(&[254]);
    segment.space_garps(0, SimDuration::from_millis(spacing_ms));
    let config = segment.config(0);
    config.virtual_addresses = (100..100 + addresses).map(|last| Ipv4Addr::new(10, 0, 0, last)).collect();
    config.advert_int = SimDuration::from_secs(advert_int_s);
    config.garp = garp;
    segment.start(0);
    let master = 3_000 * advert_int_s + 7;
    segment.run_for(master + 1 + for_ms);
    segment.garps(0).iter().map(|(at, address)| (at - master, *address)).collect()
}

#[test]
fn a_new_master_sends_two_bursts_of_rounds_over_its_addresses() {
    let garp = Garp { master_repeat: 2, master_delay: SimDuration::from_secs(1), ..Garp::default() };
    let round = |at| [(at, 100), (at, 101), (at, 100), (at, 101)];
    assert_eq!(announced(2, 1, 0, garp, 9_000), [round(0), round(1_000)].concat());
}

#[test]
fn a_delay_of_zero_is_no_second_burst() {
    let garp = Garp { master_delay: SimDuration::ZERO, ..Garp::default() };
    assert_eq!(announced(1, 1, 0, garp, 9_000), [(0, 100); 5]);
}

#[test]
fn refreshes_come_with_adverts() {
    let refresh = |secs| Garp {
        master_repeat: 1,
        master_delay: SimDuration::ZERO,
        master_refresh: SimDuration::from_secs(secs),
        ..Garp::default()
    };
    let times = |advert_int_s, secs| {
        announced(1, advert_int_s, 0, refresh(secs), 13_000).iter().map(|(at, _)| *at).collect::<Vec<_>>()
    };
    assert_eq!(times(1, 3), [0, 3_000, 6_000, 9_000, 12_000]);
    assert_eq!(times(2, 5), [0, 6_000, 12_000]);
}

#[test]
fn spaced_frames_collapse_to_one_more_than_there_are_addresses() {
    let garp = Garp { master_delay: SimDuration::ZERO, ..Garp::default() };
    assert_eq!(announced(1, 1, 10, garp, 9_000), [(0, 100), (10, 100)]);
    let three = [(0, 100), (500, 100), (1_000, 101), (1_500, 102)];
    assert_eq!(announced(3, 1, 500, garp, 9_000), three);
    let once = Garp { master_repeat: 1, ..garp };
    assert_eq!(announced(3, 1, 500, once, 9_000), [(0, 100), (500, 101), (1_000, 102)]);
}

#[test]
fn who_has_lost_the_addresses_meanwhile_is_silent() {
    let mut segment = Segment::with_priorities(&[200, 100]);
    segment.start(1);
    segment.run_for(3_000);
    segment.start(0);
    segment.run_for(9_000);
    // Router 1 was master from 3.6 s to 6.2 s; its second burst would have been at 8.6 s.
    assert_eq!(segment.garps(1).len(), 5);
    assert_eq!(segment.garps(0).len(), 10);
}

#[test]
fn a_worse_master_is_answered_with_bursts_of_its_own_kind_or_none() {
    for (repeat, frames) in [(0, 10), (2, 14)] {
        let mut segment = Segment::with_priorities(&[200, 100]);
        segment.config(0).garp.lower_prio_repeat = repeat;
        segment.config(0).garp.lower_prio_delay = SimDuration::from_secs(2);
        segment.start_all();
        segment.run_for(6_000);
        segment.cut(0, 0);
        segment.run_for(5_500);
        segment.heal();
        segment.run_for(5_000);
        assert_eq!(segment.garps(0).len(), frames);
    }
}
