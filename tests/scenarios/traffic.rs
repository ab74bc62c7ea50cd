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

fn p99_s(outcome: &Outcome) -> f64 {
    outcome.latency.quantile(0.99).expect("there are some").as_secs_f64()
}

#[test]
fn bursts_make_a_queue_that_poisson_arrivals_of_the_same_load_do_not_see() {
    let bursts = outcome("traffic/bursts.toml", &[]);
    let poisson = outcome("traffic/bursts.toml", &["client.0.arrivals={ poisson = { utilization = 0.7 } }"]);
    // 150 cycles of bursts leave the load uncertain by a few hundredths.
    assert!((bursts.servers[0].utilization - poisson.servers[0].utilization).abs() < 0.05);
    assert!(p99_s(&bursts) > 4.0 * p99_s(&poisson), "{} {}", p99_s(&bursts), p99_s(&poisson));
}

#[test]
fn many_small_sources_lose_the_bursts_of_few_large_ones() {
    let few = outcome("traffic/on-off.toml", &[]);
    let many = outcome("traffic/on-off.toml", &["client.0.arrivals.on_off.sources=400"]);
    assert!(p99_s(&few) > 20.0 * p99_s(&many), "{} {}", p99_s(&few), p99_s(&many));
}

#[test]
fn a_flash_crowd_keeps_the_cluster_useless_long_after_it_has_gone() {
    let outcome = outcome("traffic/flash-crowd.toml", &[]);
    // It has gone after 270 s, and at 40 % of the capacity nobody should wait.
    let after = |from: f64, to: f64| {
        let intervals =
            outcome.series.iter().filter(move |interval| (from..to).contains(&interval.start.as_secs_f64()));
        intervals.map(|interval| interval.completed).sum::<u64>() as f64 / (to - from)
    };
    assert!(after(270.0, 300.0) < 0.1 * after(30.0, 60.0), "{} {}", after(270.0, 300.0), after(30.0, 60.0));
    assert!(after(450.0, 480.0) > 0.9 * after(30.0, 60.0), "{}", after(450.0, 480.0));
}

#[test]
fn hashing_real_clients_is_even_in_the_long_run_and_uneven_in_each_burst() {
    let run = |scheduler: &str| outcome("traffic/trace.toml", &[&format!("virtual_server.0.lb_algo={scheduler}")]);
    let (sh, rr, wlc) = (run("sh"), run("rr"), run("wlc"));
    let most = |outcome: &Outcome| outcome.servers.iter().map(|server| server.requests).max().expect("three");
    assert_eq!((sh.whole_run.offered, sh.whole_run.completed), (10_000, 10_000));
    assert!(most(&sh) < 3_600 && most(&rr) == 3_334, "{} {}", most(&sh), most(&rr));
    let waits = |outcome: &Outcome| outcome.parts.queue_ns;
    assert!(
        waits(&sh) > 5 * waits(&rr) && waits(&rr) > 3 * waits(&wlc),
        "{} {} {}",
        waits(&sh),
        waits(&rr),
        waits(&wlc)
    );
}
