//! Two directors with keepalived, three real servers: who holds the virtual address when, and what clients see.

mod cluster;

use cluster::{pair, run, seconds};
use lvsim::cluster::spec::{DirectorFault, What};
use lvsim::stats::Outcome;
use lvsim::stats::timeline::{Changed, VrrpState};

#[test]
fn the_higher_priority_is_master_after_its_master_down_time() {
    let outcome = run(&pair(20));
    // 3 × 1 s + (256 − 200)/256 s after the start.
    assert_eq!(masters(&outcome), [(3.21875, 0)]);
}

#[test]
fn a_backup_takes_over_a_master_down_time_after_the_last_advert() {
    let mut cluster = pair(40);
    cluster.fault(What::Director { director: 0, kind: DirectorFault::PowerOff }, 15.0, Some(12.0));
    let outcome = run(&cluster);
    assert_eq!(masters(&outcome)[..2], [(3.21875, 0), (14.21875 + 3.609375, 1)]);
}

fn masters(outcome: &Outcome) -> Vec<(f64, usize)> {
    outcome
        .timeline
        .iter()
        .filter_map(|change| match change.what {
            Changed::Vrrp { director, state: VrrpState::Master, .. } => Some((seconds(change.at), director)),
            _ => None,
        })
        .collect()
}
