//! Intervals hold the truth as often as they say: whole experiments, repeated with other seeds, on systems whose true mean
//! and 99th percentile are known.
//!
//! The short tests repeat few experiments, and their tolerance is the 99.9 % interval of such a count. The long ones are
//! those of `docs/validation.md`: `cargo test --release --test coverage -- --ignored --nocapture`.

mod count;
mod systems;

use count::{Held, Method, coverage, false_differences};
use systems::{System, erlang_n_m_1, m_m_1, m_m_c};

/// Experiments of a short test.
const FEW: u64 = 40;
/// Experiments of a long one.
const MANY: u64 = 2_000;

#[track_caller]
fn assert_covers(system: &System, method: Method) {
    for Held { metric, times } in coverage(system, method, FEW) {
        let least = count::least_likely(FEW, 0.95);
        assert!(times >= least, "{} of {}, {method:?}: held {times} of {FEW} times", metric, system.name);
    }
}

#[test]
fn intervals_of_fixed_replications_hold_the_truth() {
    assert_covers(&m_m_1(), Method::Fixed);
    assert_covers(&m_m_c(), Method::Fixed);
    assert_covers(&erlang_n_m_1(), Method::Fixed);
}

#[test]
fn intervals_of_a_wanted_precision_hold_the_truth() {
    assert_covers(&m_m_1(), Method::Precision);
}

#[test]
fn intervals_after_a_transient_that_was_found_hold_the_truth() {
    assert_covers(&m_m_1(), Method::AutomaticTransient);
}

#[test]
fn equal_systems_are_rarely_told_apart() {
    let most = FEW - count::least_likely(FEW, 0.95);
    let found = false_differences(&m_m_1(), FEW);
    assert!(found <= most, "a difference in {found} of {FEW} comparisons");
}

#[test]
#[ignore = "minutes: the figures of docs/validation.md"]
fn coverage_of_many_experiments() {
    println!("| system | method | of the mean | of the 99th percentile |\n|---|---|---:|---:|");
    for system in [m_m_1(), m_m_c(), erlang_n_m_1()] {
        for method in [Method::Fixed, Method::Precision, Method::AutomaticTransient] {
            let held = coverage(&system, method, MANY);
            let percent = |held: &Held| 100.0 * held.times as f64 / MANY as f64;
            let [mean, p99] = held.each_ref().map(percent);
            println!("| {} | {} | {mean:.1} % | {p99:.1} % |", system.name, method.words());
            for share in [mean, p99] {
                assert!((93.5..=96.5).contains(&share), "{} of {}: {share} %", system.name, method.words());
            }
        }
    }
}

#[test]
#[ignore = "minutes: the figures of docs/validation.md"]
fn false_differences_of_many_comparisons() {
    let found = false_differences(&m_m_1(), MANY);
    let percent = 100.0 * found as f64 / MANY as f64;
    println!("a difference between equal systems in {found} of {MANY} comparisons: {percent:.1} %");
    assert!(percent <= 5.0);
}
