//! `scenarios/failover`: what each of them claims, against the other choice.

use crate::{metric, outcome};
use lvsim::stats::Outcome;
use lvsim::stats::outcome::FailureReason;
use lvsim::stats::timeline::{Changed, Reached};

fn failed(outcome: &Outcome, reason: FailureReason) -> u64 {
    outcome.whole_run.failed[reason as usize]
}

#[test]
fn adverts_ten_times_as_often_make_outages_a_tenth_as_long() {
    let often = |director: &str| format!("director.{director}.keepalived.vrrp_instance.VI_1.advert_int=0.1");
    let slow = outcome("failover/advert-interval.toml", &[]);
    let fast = outcome("failover/advert-interval.toml", &[&often("left"), &often("right")]);
    // From 2 to 3 intervals and the skew of 156/256, whatever the moment.
    let (longest, shortest) = (3.0 + 156.0 / 256.0, 2.0 + 156.0 / 256.0);
    // A microsecond for whole ones, and the way of an advert, 100 µs.
    let a_moment = 0.000_2;
    let slow_s = metric(&slow, "outage_longest");
    assert!((shortest..=longest + a_moment).contains(&slow_s), "{slow_s}");
    let fast_s = metric(&fast, "outage_longest");
    assert!((shortest / 10.0..=longest / 10.0 + a_moment).contains(&fast_s), "{fast_s}");
    assert!(fast.connections.syn_retransmitted * 5 < slow.connections.syn_retransmitted);
}

#[test]
fn with_nopreempt_a_flapping_director_takes_over_no_more() {
    let preempts = outcome("failover/flapping.toml", &[]);
    let leaves = outcome("failover/flapping.toml", &["director.left.keepalived.vrrp_instance.VI_1.nopreempt=true"]);
    assert_eq!(metric(&leaves, "takeovers"), 1.0);
    assert!(metric(&preempts, "takeovers") > 10.0);
    assert!(preempts.connections.broken > 10 * leaves.connections.broken);
}

#[test]
fn in_a_split_brain_both_are_masters_until_the_first_advert_after_the_healing() {
    let near = outcome("failover/split-brain.toml", &[]);
    let far = outcome("failover/split-brain.toml", &["fault.0.clients=true"]);
    for outcome in [&near, &far] {
        // Cut for 30 s; the backup waits at least 2 s for adverts and its skew, and 1 s later at most one is heard.
        let both_s = metric(outcome, "time_with_several_masters");
        assert!((26.0..=28.5).contains(&both_s), "{both_s}");
    }
    assert_eq!(metric(&near, "outage_total"), 0.0);
    // What goes to the server beyond the cut is lost until two probes have failed: 6 + 2 × 5 + 1 s at most, and clients
    // have patience for 8 s.
    let last = near.failed_per_100ms.last().expect("some are lost").0.as_secs_f64();
    assert!(near.whole_run.failed_total() > 100 && last < 40.0 + 17.0 + 8.1, "{last}");
    assert_eq!((near.directors[1].requests, far.directors[1].requests > 500), (0, true));
    assert!(metric(&far, "outage_total") > 2.0);
}

#[test]
fn a_sync_group_takes_the_clients_address_off_a_director_without_servers() {
    let alone = |director: &str| format!("director.{director}.keepalived.vrrp_sync_group.VG_1.group=[\"VI_2\"]");
    let together = outcome("failover/sync-group.toml", &[]);
    let apart = outcome("failover/sync-group.toml", &[&alone("left"), &alone("right")]);
    assert!(metric(&together, "availability_requests") > 0.999);
    assert!(metric(&apart, "availability_requests") < 0.9);
    assert!(failed(&apart, FailureReason::NoDestination) > 1_000);
    // keepalived says farewell on the link that is sound, but the group waits for the other one.
    assert!(metric(&together, "outage_longest") > 2.6);
}

#[test]
fn a_check_every_minute_misses_what_one_every_two_seconds_sees() {
    let service = "director.keepalived.virtual_server.0";
    let slow = outcome("failover/slow-check.toml", &[]);
    let fast = outcome(
        "failover/slow-check.toml",
        &[&format!("{service}.delay_loop=2"), &format!("{service}.connect_timeout=1")],
    );
    assert_eq!((metric(&slow, "faults_undetected"), metric(&fast, "faults_undetected")), (1.0, 0.0));
    // Two probes of 5 s (1 s) each, a second apart, and up to delay_loop and a probe's time before them.
    assert!((11.0..=71.0).contains(&metric(&slow, "detection_max")), "{}", metric(&slow, "detection_max"));
    assert!((3.0..=5.0).contains(&metric(&fast, "detection_max")), "{}", metric(&fast, "detection_max"));
    let unanswered = |outcome| failed(outcome, FailureReason::ConnectTimeout);
    assert!(unanswered(&slow) > 5 * unanswered(&fast));
}

#[test]
fn a_sorry_server_answers_for_servers_that_a_check_has_slandered() {
    let service = "director.keepalived.virtual_server.0";
    let sorry = format!("{service}.sorry_server=10.0.1.99:80");
    let nobody = outcome("failover/lying-check.toml", &[]);
    let somebody = outcome("failover/lying-check.toml", &[&sorry]);
    let early = outcome("failover/lying-check.toml", &[&sorry, &format!("{service}.quorum=2")]);
    assert!(failed(&nobody, FailureReason::NoDestination) > 10_000);
    assert_eq!(somebody.whole_run.failed_total(), 0);
    // Who was turned away is answered by the sorry server, and no one else is.
    assert_eq!(somebody.servers[3].requests, failed(&nobody, FailureReason::NoDestination));
    // With a quorum of 2 it answers although one server is left.
    assert!(early.servers[3].requests > somebody.servers[3].requests + 3_000);
}

#[test]
fn with_expire_nodest_conn_clients_learn_at_once_that_their_server_is_gone() {
    let waits = outcome("failover/expire-nodest-conn.toml", &[]);
    let knows = outcome("failover/expire-nodest-conn.toml", &["director.sysctl.expire_nodest_conn=1"]);
    assert_eq!(failed(&waits, FailureReason::Reset), 0);
    assert!(failed(&waits, FailureReason::ResponseTimeout) > 10);
    assert!(failed(&knows, FailureReason::Reset) > 10);
    assert!(failed(&knows, FailureReason::ResponseTimeout) < failed(&waits, FailureReason::ResponseTimeout) / 5);
}

#[test]
fn with_the_sync_daemon_connections_survive_a_takeover() {
    let told = |director: &str| format!("director.{director}.keepalived.global_defs.lvs_sync_daemon=eth0 VI_1");
    let without = outcome("failover/sync-daemon.toml", &[]);
    let with = outcome("failover/sync-daemon.toml", &[&told("left"), &told("right")]);
    assert_eq!(without.connections.kept, 0);
    assert!(without.connections.broken > 50, "{:?}", without.connections);
    assert!(with.connections.kept > 50, "{:?}", with.connections);
    assert!(with.connections.broken < without.connections.broken / 5, "{:?}", with.connections);
    // What survives is what was reset, but for those that the master had not told yet.
    assert_eq!(with.connections.kept + with.connections.broken, without.connections.broken);
}

#[test]
fn a_server_that_answers_arp_gets_everything_and_its_removal_helps_nobody() {
    let careless = outcome("failover/arp-problem.toml", &[]);
    let careful = outcome("failover/arp-problem.toml", &["real_server.careless.arp_ignore=1"]);
    let requests = |outcome: &Outcome| outcome.servers.iter().map(|server| server.requests).collect::<Vec<_>>();
    assert_eq!((requests(&careless)[..3].iter().sum::<u64>(), careless.directors[0].requests), (0, 0));
    assert!(requests(&careful).iter().all(|&requests| requests > 5_000), "{:?}", requests(&careful));
    // Down for 30 s at 200 requests a second; removed after at most delay_loop and a second, from a share of a quarter.
    let refused = |outcome| failed(outcome, FailureReason::Refused);
    assert!((5_700..=6_300).contains(&refused(&careless)), "{}", refused(&careless));
    assert!(refused(&careful) <= 4 * 200 / 4 + 50, "{}", refused(&careful));
}

#[test]
fn a_server_that_asks_in_the_name_of_the_address_gets_everything_for_eight_seconds_now_and_then() {
    let careless = outcome("failover/arp-announce.toml", &[]);
    let careful = outcome("failover/arp-announce.toml", &["real_server.careless.arp_announce=2"]);
    let straight = |outcome: &Outcome| -> Vec<f64> {
        let changes: Vec<_> = outcome
            .timeline
            .iter()
            .filter_map(|change| match change.what {
                Changed::Reach { by, .. } => Some((change.at.as_secs_f64(), by)),
                _ => None,
            })
            .collect();
        let spans = changes.windows(2).filter(|pair| pair[0].1 == Reached::Server(3));
        spans.map(|pair| pair[1].0 - pair[0].0).collect()
    };
    let spans = straight(&careless);
    // A tenth of some 51 questions in half an hour, each taking 8 s to be found out: four standard deviations of a binomial law.
    assert!((1..=13).contains(&spans.len()), "{spans:?}");
    assert!(spans.iter().all(|span| (span - 8.0).abs() < 1e-6), "{spans:?}");
    assert!(careless.connections.broken > 100 * spans.len() as u64, "{:?}", careless.connections);
    assert_eq!((straight(&careful), careful.connections.broken), (Vec::new(), 0));
}
