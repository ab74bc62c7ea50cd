//! The third tier.

use crate::cluster::{cluster, estimate, evenly, fault, mean_latency, ms, poisson, run, storage, with_storage};
use lvsim::cluster::Law;
use lvsim::cluster::payload::{PayloadSpec, SizeLaw};
use lvsim::cluster::real_server::FaultKind;
use lvsim::cluster::spec::{ClusterSpec, Discipline, StorageSpec, What};
use lvsim::stats::Outcome;
use lvsim::stats::outcome::FailureReason;
use lvsim::time::SimDuration;

/// Ten requests a second, the first after 100 ms: 30 ms on the real server, then 50 ms on the storage.
fn three_tiers(duration_s: f64, workers: u32, patience: SimDuration) -> ClusterSpec {
    let mut tiers = cluster(duration_s, evenly(10.0), 1, Law::Constant(ms(30)));
    tiers.servers[0].workers = workers;
    with_storage(tiers, storage(Law::Constant(ms(50))), patience)
}

fn errors(outcome: &Outcome) -> u64 {
    outcome.whole_run.failed[FailureReason::Error as usize]
}

#[test]
fn a_worker_stays_with_its_request_while_the_storage_works_for_it() {
    let outcome = run(&three_tiers(10.05, 1, ms(1000)));
    assert_eq!((outcome.whole_run.completed, outcome.latency.max()), (99, Some(ms(80))));
    assert_eq!((outcome.parts.service_ns, outcome.parts.storage_ns), (99 * 30_000_000, 99 * 50_000_000));
    assert_eq!((outcome.parts.queue_ns, outcome.parts.network_ns), (0, 0));
    // 100 arrivals; the last, at 10 s, has been worked on for 30 ms and is 20 ms into its access.
    let busy_s = outcome.servers[0].utilization * 10.05;
    assert!((busy_s - (99.0 * 0.08 + 0.05)).abs() < 1e-9, "{busy_s}");
    let storage = outcome.storage.expect("there is one").measured;
    assert_eq!((storage.accesses, storage.failed), (100, 0));
    assert!((storage.utilization * 10.05 - (99.0 * 0.05 + 0.02)).abs() < 1e-9, "{storage:?}");
}

#[test]
fn who_waits_for_the_storage_takes_no_share_of_a_shared_processor() {
    let mut tiers = three_tiers(10.05, 1, ms(1000));
    tiers.servers[0].discipline = Discipline::ProcessorSharing;
    let outcome = run(&tiers);
    assert_eq!((outcome.whole_run.completed, outcome.latency.max()), (99, Some(ms(80))));
    let busy_s = outcome.servers[0].utilization * 10.05;
    assert!((busy_s - 100.0 * 0.03).abs() < 1e-9, "{busy_s}");
    // It is in the system all the same.
    assert!((outcome.servers[0].number_in_system_mean * 10.05 - (99.0 * 0.08 + 0.05)).abs() < 1e-9);
}

#[test]
fn a_crashed_storage_refuses_and_the_request_fails_at_once() {
    let mut tiers = three_tiers(3.05, 1, ms(1000));
    fault(&mut tiers, What::Storage(FaultKind::Crash), 0.99, 1.0);
    let outcome = run(&tiers);
    // Those of 1.0 s to 1.9 s ask 30 ms after they have come.
    assert_eq!((errors(&outcome), outcome.whole_run.failed_total()), (10, 10));
    assert_eq!((outcome.latency.max(), outcome.marks[0].target.as_str()), (Some(ms(80)), "storage"));
}

#[test]
fn accesses_under_way_fail_with_the_storage_that_crashes() {
    let mut tiers = three_tiers(3.05, 1, ms(1000));
    fault(&mut tiers, What::Storage(FaultKind::Crash), 1.05, 0.01);
    assert_eq!(errors(&run(&tiers)), 1);
}

#[test]
fn a_storage_without_power_is_silent_and_the_servers_wait() {
    let mut tiers = three_tiers(3.35, 10, ms(250));
    fault(&mut tiers, What::Storage(FaultKind::PowerOff), 1.05, 0.94);
    let outcome = run(&tiers);
    // The last, of 3.3 s, is under way at the end. The one under way at 1.05 s, and those of 1.1 s to 1.9 s; each fails 250 ms after it has asked.
    assert_eq!((errors(&outcome), outcome.whole_run.completed), (10, 32 - 10));
    let tenths: Vec<u64> = outcome.failed_per_100ms.iter().map(|(at, _)| at.as_nanos() / 100_000_000).collect();
    assert_eq!(tenths, (12..=21).collect::<Vec<_>>());
}

#[test]
fn what_was_given_up_is_worked_off_all_the_same() {
    let mut tiers = three_tiers(5.05, 10, ms(200));
    fault(&mut tiers, What::Storage(FaultKind::Hang), 1.0, 1.0);
    // At 2 s ten accesses are there, whose requests have failed or will. The access of a request that comes n tenths later
    // ends at 2.55 s + n · 50 ms, and it is waited for until 2.23 s + n · 100 ms: up to n = 6 in vain.
    assert_eq!(errors(&run(&tiers)), 10 + 7);
}

#[test]
fn a_request_that_its_server_has_lost_is_answered_by_nobody() {
    for discipline in [Discipline::Fcfs, Discipline::ProcessorSharing] {
        let mut tiers = three_tiers(3.05, 4, ms(1000));
        tiers.servers[0].discipline = discipline;
        fault(&mut tiers, What::Server { server: 0, kind: FaultKind::Crash }, 1.05, 0.04);
        let outcome = run(&tiers);
        assert_eq!(outcome.whole_run.failed[FailureReason::Reset as usize], 1);
        assert_eq!((errors(&outcome), outcome.storage.expect("there is one").measured.accesses), (0, 30));
        assert_eq!(outcome.servers[0].number_in_system_max, 1);
    }
}

#[test]
fn a_full_queue_refuses() {
    let mut tiers = three_tiers(3.05, 10, ms(5000));
    let slow = StorageSpec { queue: Some(1), ..storage(Law::Constant(ms(995))) };
    tiers.storage = Some(slow);
    // Those of 0.1 s and 0.2 s are in; each 995 ms one leaves, and that of 1.1 s, and then that of 2.1 s, takes the place.
    let outcome = run(&tiers);
    assert_eq!(outcome.storage.as_ref().expect("there is one").measured.accesses, 30);
    assert_eq!((outcome.whole_run.completed, outcome.whole_run.in_flight, errors(&outcome)), (2, 2, 26));
}

/// Erlang's C formula: the probability of waiting for one of `c` lines offered `a` < c erlangs.
fn erlang_c(c: u32, a: f64) -> f64 {
    let b = (1..=c).fold(1.0, |b, line| a * b / (f64::from(line) + a * b));
    b / (1.0 - a / f64::from(c) * (1.0 - b))
}

/// As many workers as anybody wants: the real servers are a pure delay, and what leaves them is Poisson again
/// (Mirasol 1963), so that the storage is a station of its own.
fn behind_a_delay(storage: StorageSpec) -> ClusterSpec {
    let mut tiers = cluster(8_000.0, poisson(3.0), 3, Law::exponential(ms(1000)));
    tiers.transient = SimDuration::from_secs(200);
    tiers.servers.iter_mut().for_each(|server| server.workers = 1000);
    with_storage(tiers, storage, SimDuration::from_secs(10_000))
}

#[test]
fn the_storage_behind_a_delay_is_m_m_c() {
    let tiers = behind_a_delay(StorageSpec { workers: 4, ..storage(Law::exponential(ms(1000))) });
    let interval = estimate(&tiers, mean_latency);
    let truth = 1.0 + 1.0 + erlang_c(4, 3.0) / (4.0 - 3.0);
    assert!(interval.contains(truth) && interval.half_width < 0.05 * truth, "{interval:?} for {truth}");
    let interval = estimate(&tiers, |outcome| outcome.storage.as_ref().expect("there is one").measured.utilization);
    assert!(interval.contains(0.75) && interval.half_width < 0.02, "{interval:?}");
}

#[test]
fn transfers_share_the_link_whatever_their_sizes() {
    // Three a second of 1000 B over 4000 B/s: S / (1 - ρ) = 0.25 s / (1 - 0.75), whatever the law of the sizes (Kleinrock
    // 1976, section 4.4).
    let truth = 1.0 + 1.0;
    for size in [SizeLaw::constant(1000), SizeLaw(Law::exponential(SimDuration::from_nanos(1000)))] {
        let link = StorageSpec { workers: 1000, bytes_per_s: Some(4000.0), ..storage(Law::ZERO) };
        let mut tiers = behind_a_delay(link);
        tiers.clients[0].payload = PayloadSpec { response: size.clone(), ..PayloadSpec::DEFAULT };
        let interval = estimate(&tiers, mean_latency);
        assert!(interval.contains(truth) && interval.half_width < 0.05 * truth, "{size:?}: {interval:?} for {truth}");
    }
}
