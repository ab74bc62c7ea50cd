//! Caches on real servers.

use crate::cluster::{cluster, estimate, evenly, fault, ms, poisson, run, storage, with_content, with_storage};
use lvsim::cluster::Law;
use lvsim::cluster::addresses::Popularity;
use lvsim::cluster::real_server::FaultKind;
use lvsim::cluster::real_server::cache::CacheLimit;
use lvsim::cluster::spec::{CacheSpec, ClusterSpec, What};
use lvsim::stats::metric::Metric;
use lvsim::stats::{ConfidenceInterval, Outcome};
use lvsim::time::SimDuration;

fn cached(mut cluster: ClusterSpec, limit: CacheLimit, miss_time: Law) -> ClusterSpec {
    for server in &mut cluster.servers {
        server.cache = Some(CacheSpec { limit, miss_time: miss_time.clone() });
    }
    cluster
}

fn hit_ratio(outcome: &Outcome) -> f64 {
    Metric::named("cache_hit_ratio").and_then(|metric| metric.of(outcome)).expect("there were lookups")
}

#[test]
fn a_hit_costs_the_service_time_and_a_miss_more_and_the_storage() {
    let one_object = with_content(cluster(1.05, evenly(10.0), 1, Law::Constant(ms(10))), 1, Popularity::Uniform);
    let tiers = cached(one_object, CacheLimit::Objects(1), Law::Constant(ms(20)));
    let outcome = run(&with_storage(tiers, storage(Law::Constant(ms(5))), ms(1000)));
    assert_eq!((outcome.servers[0].cache_lookups, outcome.servers[0].cache_hits), (10, 9));
    assert_eq!((outcome.latency.max(), outcome.latency.min()), (Some(ms(35)), Some(ms(10))));
    assert_eq!(outcome.storage.expect("there is one").measured.accesses, 1);
}

#[test]
fn whoever_asks_before_the_object_is_there_misses_it_too() {
    let mut tiers = with_content(cluster(1.05, evenly(10.0), 1, Law::Constant(ms(10))), 1, Popularity::Uniform);
    tiers.servers[0].workers = 10;
    // The first miss ends at 100 + 10 + 250 ms; those of 200 and 300 ms miss as well.
    let outcome = run(&cached(tiers, CacheLimit::Objects(1), Law::Constant(ms(250))));
    assert_eq!((outcome.servers[0].cache_lookups, outcome.servers[0].cache_hits), (10, 7));
}

#[test]
fn a_crash_empties_the_cache() {
    let tiers = with_content(cluster(10.05, evenly(10.0), 1, Law::Constant(ms(10))), 1, Popularity::Uniform);
    let mut tiers = cached(tiers, CacheLimit::Objects(1), Law::ZERO);
    fault(&mut tiers, What::Server { server: 0, kind: FaultKind::Crash }, 5.02, 0.01);
    let outcome = run(&tiers);
    assert_eq!((outcome.servers[0].cache_lookups, outcome.servers[0].cache_hits), (100, 98));
    fault(&mut tiers, What::Server { server: 0, kind: FaultKind::Hang }, 7.02, 0.01);
    assert_eq!(run(&tiers).servers[0].cache_hits, 98);
}

#[test]
fn what_the_storage_did_not_deliver_is_not_in_the_cache() {
    let tiers = with_content(cluster(1.05, evenly(10.0), 1, Law::Constant(ms(10))), 1, Popularity::Uniform);
    let tiers = cached(tiers, CacheLimit::Objects(1), Law::ZERO);
    let mut tiers = with_storage(tiers, storage(Law::Constant(ms(5))), ms(1000));
    fault(&mut tiers, What::Storage(FaultKind::Crash), 0.01, 0.52);
    // Five fail, the sixth fetches it, four find it.
    let outcome = run(&tiers);
    assert_eq!((outcome.whole_run.failed_total(), outcome.servers[0].cache_hits), (5, 4));
}

/// Hit ratio of one server that fetches in no time, in the long run.
fn simulated(objects: u32, popularity: Popularity, room: u64) -> ConfidenceInterval {
    let mut tiers = with_content(cluster(2_000.0, poisson(20.0), 1, Law::Constant(ms(1))), objects, popularity);
    tiers.transient = SimDuration::from_secs(400);
    tiers.servers[0].workers = 100;
    estimate(&cached(tiers, CacheLimit::Objects(room), Law::ZERO), hit_ratio)
}

fn zipf(objects: u32, exponent: f64) -> Vec<f64> {
    let weights: Vec<f64> = (1..=objects).map(|rank| f64::from(rank).powf(-exponent)).collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

#[test]
fn two_places_for_four_objects_hit_as_kings_formula_says() {
    let p = zipf(4, 1.0);
    // In the long run i was asked for last and j before with probability p_i p_j / (1 - p_i) (King 1971).
    let pairs = (0..4).flat_map(|i| (0..4).filter(move |&j| j != i).map(move |j| (i, j)));
    let truth: f64 = pairs.map(|(i, j)| p[i] * p[j] / (1.0 - p[i]) * (p[i] + p[j])).sum();
    let interval = simulated(4, Popularity::Zipf { exponent: 1.0 }, 2);
    // A request misses besides if its object is still being fetched, for 1 ms: of 20 a second a fiftieth of one.
    assert!((interval.mean - truth).abs() < interval.half_width + 0.02 * (1.0 - truth), "{interval:?} for {truth}");
}

/// The characteristic time t solves Σ (1 - exp(-p t)) = room; an object is hit with probability 1 - exp(-p t) (Che, Tung and
/// Wang, Hierarchical web caching systems, 2002).
fn che(p: &[f64], room: f64) -> f64 {
    let held = |t: f64| -> f64 { p.iter().map(|p| -(-p * t).exp_m1()).sum() };
    let (mut low, mut high) = (0.0, 1.0);
    while held(high) < room {
        high *= 2.0;
    }
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if held(middle) < room { low = middle } else { high = middle }
    }
    p.iter().map(|p| -p * (-p * high).exp_m1()).sum()
}

#[test]
fn many_objects_hit_as_the_approximation_of_che_says() {
    for (popularity, p) in
        [(Popularity::Zipf { exponent: 0.8 }, zipf(1000, 0.8)), (Popularity::Uniform, vec![1e-3; 1000])]
    {
        let truth = che(&p, 100.0);
        let interval = simulated(1000, popularity, 100);
        // Besides the estimate's own error: the approximation's, which vanishes as caches grow and is below 1 % here (Fricker, Robert
        // and Roberts, A versatile and accurate approximation for LRU cache performance, 2012), and misses of objects
        // that are being fetched, for 1 ms at 20 requests a second: 2 % of the hits of one object at most, Σ p² of all.
        let fetching = 0.02 * p.iter().map(|p| p * p).sum::<f64>();
        let tolerance = interval.half_width + 0.01 * truth + fetching;
        assert!((interval.mean - truth).abs() < tolerance, "{popularity:?}: {interval:?} for {truth}");
        assert!(interval.half_width < 0.03 * truth, "{interval:?} says nothing");
    }
}

#[test]
fn a_million_objects_fit() {
    let mut cache = lvsim::cluster::real_server::cache::Cache::new(CacheLimit::Objects(1_000_000));
    (0..2_000_000).for_each(|object| cache.keep(object, 1));
    assert_eq!([999_999, 1_000_000].map(|object| cache.look_up(object)), [false, true]);
}
