//! Servers that fail in part.

use crate::cluster::{cluster, evenly, fault, mean_latency, ms, poisson, run};
use lvsim::cluster::Law;
use lvsim::cluster::real_server::{FaultKind, Gray};
use lvsim::cluster::spec::{ClusterSpec, Discipline, What};
use lvsim::stats::outcome::FailureReason;
use lvsim::stats::timeline::{Changed, ServerCondition};

/// All servers fail in part, from the start on.
fn gray(mut cluster: ClusterSpec, gray: Gray) -> ClusterSpec {
    for server in 0..cluster.servers.len() {
        fault(&mut cluster, What::Server { server, kind: FaultKind::Gray(gray) }, 0.0, 1e6);
    }
    cluster
}

const FAILING: Gray = Gray { error_share: 0.3, error_time: ms(2), slow_share: 0.0, factor: 1.0 };

#[test]
fn the_share_that_fails_is_as_stated_within_the_binomial_interval() {
    for discipline in [Discipline::Fcfs, Discipline::ProcessorSharing] {
        let mut cluster = gray(cluster(1_000.0, poisson(20.0), 2, Law::Constant(ms(10))), FAILING);
        cluster.servers.iter_mut().for_each(|server| server.discipline = discipline);
        let outcome = run(&cluster);
        let failed = outcome.whole_run.failed[FailureReason::Error as usize] as f64;
        let n = (outcome.whole_run.completed as f64) + failed;
        // 3.3 standard deviations: one in a thousand.
        assert!((failed - 0.3 * n).abs() < 3.3 * (0.3 * 0.7 * n).sqrt(), "{failed} of {n}");
        assert_eq!(outcome.whole_run.failed_total() as f64, failed);
    }
}

#[test]
fn whether_a_request_fails_does_not_depend_on_how_many_servers_there_are() {
    let failed = |servers| {
        let cluster = gray(cluster(100.0, evenly(10.0), servers, Law::Constant(ms(10))), FAILING);
        run(&cluster).failed_per_100ms
    };
    assert_eq!(failed(1), failed(5));
}

#[test]
fn a_failure_takes_its_own_time_and_no_more() {
    let all = Gray { error_share: 1.0, ..FAILING };
    let outcome = run(&gray(cluster(10.05, evenly(10.0), 1, Law::Constant(ms(50))), all));
    assert_eq!(outcome.whole_run.failed[FailureReason::Error as usize], 100);
    assert!((outcome.servers[0].number_in_system_mean * 10.05 - 100.0 * 0.002).abs() < 1e-9);
}

#[test]
fn slow_requests_take_their_factor() {
    let slow = Gray { error_share: 0.0, slow_share: 0.2, factor: 5.0, error_time: ms(0) };
    let mut cluster = gray(cluster(1_000.0, poisson(20.0), 1, Law::Constant(ms(10))), slow);
    cluster.servers[0].workers = 100;
    let outcome = run(&cluster);
    assert_eq!((outcome.latency.min(), outcome.latency.max()), (Some(ms(10)), Some(ms(50))));
    // 10 ms, and 40 ms more for a share whose standard error is √(0.2 · 0.8 / n).
    let error_s = 3.3 * 0.040 * (0.16 / outcome.latency.count() as f64).sqrt();
    assert!((mean_latency(&outcome) - 0.018).abs() < error_s, "{} ± {error_s}", mean_latency(&outcome));
}

#[test]
fn a_gray_server_is_neither_up_nor_down() {
    let mut cluster = cluster(10.0, evenly(10.0), 1, Law::Constant(ms(10)));
    fault(&mut cluster, What::Server { server: 0, kind: FaultKind::Gray(FAILING) }, 2.0, 3.0);
    let outcome = run(&cluster);
    let conditions = outcome.timeline.iter().filter_map(|change| match change.what {
        Changed::Server { condition, .. } => Some(condition),
        _ => None,
    });
    assert_eq!(conditions.collect::<Vec<_>>(), [ServerCondition::Gray, ServerCondition::Up]);
}
