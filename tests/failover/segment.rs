//! Links that break, networks that are cut, adverts that are lost.

use crate::cluster::{pair, run};
use crate::{entered, masters, outages};
use lvsim::cluster::spec::{DirectorFault, SegmentFault};
use lvsim::stats::timeline::VrrpState;

const MD_MASTER: f64 = 3.21875;
const MD_BACKUP: f64 = 3.609375;
const LAST_ADVERT: f64 = MD_MASTER + 11.0;

fn cut(clients: bool) -> SegmentFault {
    SegmentFault::Partition { directors: vec![1], clients, servers: vec![2] }
}

#[test]
fn a_link_that_flaps_moves_the_address_twice() {
    let mut pair = pair(30);
    pair.director_fault(0, DirectorFault::LinkDown { interface: None }, 15.0, Some(1.0));
    let outcome = run(&pair);
    assert_eq!(entered(&outcome, VrrpState::Fault), [(15.0, 0)]);
    // The flap is shorter than the backup's patience, but the master waits, too, when its link is back.
    assert_eq!(masters(&outcome), [(MD_MASTER, 0), (LAST_ADVERT + MD_BACKUP, 1), (16.0 + MD_MASTER, 0)]);
}

#[test]
fn a_network_cut_in_two_has_two_masters_until_it_heals() {
    let mut pair = pair(40);
    pair.segment_fault(cut(false), 15.0, Some(12.0));
    let outcome = run(&pair);
    assert_eq!(masters(&outcome), [(MD_MASTER, 0), (LAST_ADVERT + MD_BACKUP, 1)]);
    // The first advert after the healing is the master's, which still comes at full seconds since it became master.
    assert_eq!(entered(&outcome, VrrpState::Backup).last(), Some(&(MD_MASTER + 24.0, 1)));
}

#[test]
fn clients_on_the_masters_side_of_a_cut_notice_no_outage() {
    let mut pair = pair(40);
    pair.segment_fault(cut(false), 15.0, Some(12.0));
    assert_eq!(outages(&run(&pair)), []);
}

#[test]
fn clients_on_the_other_side_wait_for_the_backup() {
    let mut pair = pair(40);
    pair.segment_fault(cut(true), 15.0, Some(12.0));
    let outcome = run(&pair);
    assert_eq!(outages(&outcome), [(15.0, LAST_ADVERT + MD_BACKUP)]);
    assert!(outcome.directors[1].requests > 100, "{:?}", outcome.directors);
}

#[test]
fn lost_adverts_make_two_masters_of_a_sound_pair() {
    let mut pair = pair(40);
    pair.segment_fault(SegmentFault::AdvertLoss { from: Some(0), to: None, share: 1.0 }, 15.0, Some(12.0));
    let outcome = run(&pair);
    assert_eq!(masters(&outcome), [(MD_MASTER, 0), (LAST_ADVERT + MD_BACKUP, 1)]);
    // The master hears the other all the time, answers, and is not heard. The first answer that is heard ends it.
    let backup_adverts = LAST_ADVERT + MD_BACKUP;
    assert_eq!(entered(&outcome, VrrpState::Backup).last(), Some(&(backup_adverts + 10.0, 1)));
    assert_eq!(outages(&outcome), []);
}

#[test]
fn a_single_lost_advert_is_no_takeover() {
    let mut pair = pair(30);
    pair.segment_fault(SegmentFault::AdvertLoss { from: None, to: Some(1), share: 1.0 }, 15.0, Some(1.0));
    assert_eq!(masters(&run(&pair)), [(MD_MASTER, 0)]);
}

#[test]
fn a_real_server_that_answers_arp_for_the_address_gets_everything_or_nothing() {
    let (mut bypassed, mut balanced) = (0, 0);
    for seed in 0..20 {
        let mut pair = pair(40);
        pair.0.seed = seed;
        pair.0.servers[0].answers_arp_for_vip = true;
        let outcome = run(&pair);
        assert_eq!(outcome.whole_run.failed_total(), 0);
        let mut requests: Vec<u64> = outcome.servers.iter().map(|server| server.requests).collect();
        requests.sort_unstable();
        match outcome.directors[0].requests {
            0 => {
                assert_eq!(requests, [0, 0, 599]);
                bypassed += 1;
            }
            _ => {
                assert_eq!(requests, [199, 200, 200]);
                balanced += 1;
            }
        }
    }
    // Whether the director or the server answers first is decided once, when the first client asks.
    assert!(bypassed > 0 && balanced > 0, "{bypassed} {balanced}");
}

#[test]
fn a_takeovers_announcement_ends_the_bypass() {
    let mut pair = pair(40);
    // All three of them: one is the first to answer, but for one case in four.
    pair.0.servers.iter_mut().for_each(|server| server.answers_arp_for_vip = true);
    pair.director_fault(0, DirectorFault::KeepalivedStopped, 20.0, None);
    let outcome = run(&pair);
    let [first, second] = &outcome.directors[..] else { panic!("two directors") };
    // From 20.65 s on, one every 50 ms: the backup needed its skew.
    assert_eq!((first.requests, second.requests), (0, 387));
}

#[test]
fn a_server_beyond_a_cut_serves_nobody_until_the_network_heals() {
    let mut pair = pair(40);
    pair.segment_fault(cut(false), 15.0, Some(12.0));
    let outcome = run(&pair);
    let busy = |from: usize, until: usize| {
        outcome.series[from..until].iter().any(|interval| interval.servers[2].utilization > 0.0)
    };
    assert!(busy(12, 15) && !busy(16, 27) && busy(32, 40));
    // Until the director has taken it out of its list, what is forwarded to it is lost, and sent again.
    assert!(outcome.connections.syn_retransmitted > 0);
}
