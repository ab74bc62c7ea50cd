//! `scenarios/directors`: what each of them claims, against the other choice.

use crate::{metric, outcome};
use lvsim::stats::Outcome;
use lvsim::stats::outcome::FailureReason;

#[test]
fn a_hundred_directors_with_rr_herd_to_one_server_after_the_other_and_one_director_does_not() {
    let most_at_once =
        |outcome: &Outcome| -> Vec<u64> { outcome.servers.iter().map(|server| server.number_in_system_max).collect() };
    let herd = outcome("directors/herd.toml", &[]);
    let alone = outcome("directors/herd.toml", &["director.node.count=1"]);
    // Eight workers serve 80 requests a second, and 560 a second come: of a hundred first connections, all of them for the
    // first server, most are there at once.
    assert!(most_at_once(&herd)[9] > 50, "{:?}", most_at_once(&herd));
    assert!(most_at_once(&alone).iter().all(|&most| most < 40), "{:?}", most_at_once(&alone));
    // Chance spreads the herd: in the last five seconds nobody has more than twice its share for long.
    let late = herd.series[150..].iter().flat_map(|interval| &interval.servers);
    assert!(late.clone().all(|server| server.number_in_system_mean < 30.0));
}

#[test]
fn the_more_directors_see_a_part_each_the_more_lc_is_a_draw_at_random() {
    let mean = |count: u32| {
        let set = format!("director.lvs.count={count}");
        metric(&outcome("directors/partial-view.toml", &[&set]), "latency_mean")
    };
    let means = [1, 4, 16, 100].map(mean);
    assert!(means.is_sorted(), "{means:?}");
    // One director: little more than a service. Many: towards sixteen M/M/1 queues of utilization 0.8, five services.
    assert!(means[0] < 0.13 && (0.4..0.55).contains(&means[3]), "{means:?}");
}

#[test]
fn a_lost_director_breaks_as_many_connections_as_its_routers_hash_moves() {
    let broken = |hash: &str| {
        let outcome = outcome("directors/lost-director.toml", &[&format!("router.hash={hash}")]);
        assert_eq!(outcome.connections.kept, 0);
        outcome.connections.broken as f64 / 4000.0
    };
    // Of four; the second of four regions for the threshold. Four standard errors of a share of 4000 connections.
    for (hash, share) in [("modulo", 0.75), ("threshold", 1.0 / 3.0), ("consistent", 0.25_f64)] {
        let tolerance = 4.0 * (share * (1.0 - share) / 4000.0_f64).sqrt();
        assert!((broken(hash) - share).abs() < tolerance, "{hash}: {} for {share}", broken(hash));
    }
}

#[test]
fn moved_connections_survive_where_directors_talk_or_think_alike() {
    let set = |options: &[&str]| outcome("directors/lost-director.toml", options);
    let told = set(&["director.lvs.sync_daemon=both"]);
    let alike = ["virtual_server.0.lb_algo=mh", "virtual_server.0.flags=[\"mh-port\"]"];
    let sloppy = set(&[alike[0], alike[1], "director.lvs.sysctl.sloppy_tcp=1"]);
    let strict = set(&alike);
    for outcome in [&told, &sloppy] {
        assert_eq!(outcome.whole_run.failed_total(), 0);
        assert!(outcome.connections.kept > 2_800, "{:?}", outcome.connections);
    }
    // Without sloppy_tcp a director does not pick for what is no SYN, however sure it would be.
    assert_eq!(strict.connections.kept, 0);
    assert!(strict.whole_run.failed[FailureReason::Reset as usize] > 2_800);
}

#[test]
fn kept_connections_stay_away_from_a_server_that_was_restarted_until_they_have_to_end() {
    let late = |options: &[&str]| {
        let outcome = outcome("directors/never-heals.toml", options);
        let last = outcome.series.len() - 50;
        let busy = |server: usize| {
            outcome.series[last..].iter().map(|interval| interval.servers[server].utilization).sum::<f64>() / 50.0
        };
        (busy(0), busy(1))
    };
    let (restarted, other) = late(&[]);
    assert!(restarted < 0.01 && other > 0.6, "{restarted} {other}");
    let (restarted, other) = late(&["client.0.keep_alive.requests=50"]);
    assert!((restarted / other - 1.0).abs() < 0.1, "{restarted} {other}");
}
