//! What the scenarios of traffic claim.

use crate::outcome;
use lvsim::stats::Outcome;

fn utilizations(outcome: &Outcome) -> Vec<f64> {
    outcome.servers.iter().map(|server| server.utilization).collect()
}

#[test]
fn a_resolver_with_a_fixed_port_sticks_unless_every_datagram_is_scheduled() {
    let sticky = outcome("traffic/dns-sticky.toml", &[]);
    let ops = outcome("traffic/dns-ops.toml", &[]);
    let busiest = |outcome: &Outcome| utilizations(outcome).into_iter().fold(0.0, f64::max);
    // All four together are busy to 0.6; 200,000 queries make that a matter of the third digit.
    assert!(busiest(&sticky) > 0.99 && busiest(&ops) < 0.62, "{} {}", busiest(&sticky), busiest(&ops));
    // Between the same queries of the same resolvers nothing differs but who was asked.
    assert_eq!(sticky.whole_run.offered, ops.whole_run.offered);
    let unanswered = |outcome: &Outcome| outcome.measured.failed_total() as f64 / outcome.measured.offered as f64;
    assert!(unanswered(&sticky) > 0.4, "{}", unanswered(&sticky));
    assert_eq!(unanswered(&ops), 0.0);
    let entries =
        |outcome: &Outcome| outcome.series.last().expect("intervals").servers.iter().map(|s| s.inact_conns).sum();
    assert_eq!((entries(&sticky), entries(&ops)), (32_u32, 0));
}

#[test]
fn a_scheduler_that_counts_connections_has_nothing_to_count_under_one_packet_scheduling() {
    let flood = outcome("traffic/dns-ops.toml", &["virtual_server.0.lb_algo=wlc", "run.duration=40s"]);
    let asked: Vec<bool> = flood.servers.iter().map(|server| server.requests > 0).collect();
    // The one that was added last stands first in the list.
    assert_eq!(asked, [false, false, false, true]);
}
