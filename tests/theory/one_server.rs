//! One station: M/M/1, M/M/c, loss systems, M/G/1 with a queue or shared.

use lvsim::cluster::Law;
use lvsim::cluster::spec::Discipline;
use lvsim::time::SimDuration;

use crate::station::{SERVICE, Station, mean_latency, number_in_system, p99_latency, refused_share, utilization};

/// Erlang's B formula: the share of calls lost by `c` lines offered `a` erlangs, by its recursion.
fn erlang_b(c: u32, a: f64) -> f64 {
    (1..=c).fold(1.0, |b, line| a * b / (f64::from(line) + a * b))
}

/// Erlang's C formula: the probability of waiting for one of `c` lines offered `a` < c erlangs.
fn erlang_c(c: u32, a: f64) -> f64 {
    let b = erlang_b(c, a);
    let rho = a / f64::from(c);
    b / (1.0 - rho * (1.0 - b))
}

#[test]
fn m_m_1_has_the_exponential_sojourn_of_the_textbook() {
    let station = Station { requests: 250_000.0, ..Station::default() };
    // Sojourn times are exponential with rate μ - λ = 0.2 (Kleinrock 1975, 3.2).
    station.assert_is("mean", mean_latency, 5.0);
    station.assert_is("p99", p99_latency, 100_f64.ln() / 0.2);
    station.assert_is("number in system", number_in_system, 4.0);
    station.assert_is("utilization", utilization, 0.8);
}

#[test]
fn m_m_c_waits_as_erlang_c_says() {
    let station = Station { workers: 4, ..Station::default() };
    // Mean wait C(c, a) / (c - a) services.
    station.assert_is("mean", mean_latency, 1.0 + erlang_c(4, 3.2) / 0.8);
}

#[test]
fn m_m_c_c_loses_what_erlang_b_says() {
    let station = Station { workers: 8, accept_queue: Some(0), ..Station::default() };
    station.assert_is("refused", refused_share, erlang_b(8, 6.4));
    station.assert_is("mean", mean_latency, 1.0);
}

#[test]
fn m_m_c_k_loses_its_last_state() {
    let (c, waiting, a) = (3_u32, 4_u32, 2.7_f64);
    let station = Station { workers: c, accept_queue: Some(waiting), load: a / f64::from(c), ..Station::default() };
    // Birth and death: p(n) ∝ Π a / min(i, c); whoever finds c + waiting is refused.
    let states: Vec<f64> = (1..=c + waiting)
        .scan(1.0, |p, n| {
            *p *= a / f64::from(n.min(c));
            Some(*p)
        })
        .collect();
    station.assert_is("refused", refused_share, states.last().unwrap() / (1.0 + states.iter().sum::<f64>()));
}

/// Laws of mean 1 s with their squared coefficients of variation.
fn laws() -> [(Law, f64); 5] {
    let half = SERVICE.as_secs_f64() / 2.0;
    [
        (Law::Constant(SERVICE), 0.0),
        // Uniform on [0.5, 1.5]: variance 1/12.
        (Law::Uniform { min_s: half, max_s: 3.0 * half }, 1.0 / 12.0),
        (Law::gamma(SERVICE, 0.5), 0.25),
        (Law::lognormal(SERVICE, 1.5), 2.25),
        // E[S²] = 2·(0.9·0.5² + 0.1·5.5²) = 6.5.
        (Law::hyperexponential(&[(0.9, SimDuration::from_millis(500)), (0.1, SimDuration::from_millis(5_500))]), 5.5),
    ]
}

#[test]
fn m_g_1_waits_as_pollaczek_and_khinchine_say() {
    for (service, squared_cv) in laws() {
        let station = Station { service: service.clone(), load: 0.7, requests: 100_000.0, ..Station::default() };
        // Mean wait λ·E[S²] / (2(1-ρ)) with E[S²] = 1 + cv².
        station.assert_is(&format!("{service:?}"), mean_latency, 1.0 + 0.7 * (1.0 + squared_cv) / (2.0 * 0.3));
    }
}

#[test]
fn processor_sharing_does_not_care_for_the_service_law() {
    for (service, _) in laws() {
        let station = Station {
            service: service.clone(),
            discipline: Discipline::ProcessorSharing,
            load: 0.7,
            ..Station::default()
        };
        // M/G/1-PS: mean sojourn E[S] / (1-ρ), whatever the law (Kleinrock 1976, 4.4).
        station.assert_is(&format!("{service:?}"), mean_latency, 1.0 / 0.3);
    }
}

#[test]
fn processor_sharing_by_several_workers_holds_as_many_as_m_m_c() {
    // With exponential services the number in system is that of M/M/c, whoever gets which share.
    let station = Station { workers: 4, discipline: Discipline::ProcessorSharing, ..Station::default() };
    station.assert_is("mean", mean_latency, 1.0 + erlang_c(4, 3.2) / 0.8);
}
