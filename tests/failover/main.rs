//! Two directors with keepalived, three real servers: who holds the virtual address when, and what clients see.

mod clients;
mod cluster;
mod laws;
mod real_servers;
mod segment;
mod takeover;
mod tracking;

use lvsim::stats::Outcome;
use lvsim::stats::failover::{Course, outage};
use lvsim::stats::outcome::FailureReason;
use lvsim::stats::timeline::{Changed, VrrpState};

/// Who entered MASTER state when, in seconds.
fn masters(outcome: &Outcome) -> Vec<(f64, usize)> {
    entered(outcome, VrrpState::Master)
}

/// Who entered a state when, in seconds.
fn entered(outcome: &Outcome, wanted: VrrpState) -> Vec<(f64, usize)> {
    let changes = outcome.timeline.iter();
    changes
        .filter_map(|change| match change.what {
            Changed::Vrrp { director, state, .. } if state == wanted => Some((cluster::seconds(change.at), director)),
            _ => None,
        })
        .collect()
}

/// From when to when clients reached nobody, in seconds.
fn outages(outcome: &Outcome) -> Vec<(f64, f64)> {
    let outages = outage::outages(&Course::of(outcome));
    outages.into_iter().map(|span| (cluster::seconds(span.from), cluster::seconds(span.until))).collect()
}

/// How many requests failed for this reason.
fn failed(outcome: &Outcome, reason: FailureReason) -> u64 {
    outcome.whole_run.failed[reason as usize]
}
