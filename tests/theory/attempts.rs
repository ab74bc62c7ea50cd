//! Retries and hedges of independent attempts: one machine with a worker for everybody, exponential service.

use lvsim::cluster::simulate;
use lvsim::cluster::spec::{ClientSpec, FailureReason, HedgeSpec, Jitter, RetrySpec};
use lvsim::stats::{ConfidenceInterval, Metric, Outcome};
use lvsim::time::SimDuration;

use crate::station::{SERVICE, Station, mean_latency};

/// Asserts that the 99.9 % interval of a number over ten replications holds the truth, and is narrow.
#[track_caller]
fn assert_is(clients: &ClientSpec, number: impl Fn(&Outcome) -> f64, truth: f64) {
    // Nobody waits: a mean of ten requests in service, and a hundred workers.
    let station = Station { workers: 100, load: 0.1, requests: 20_000.0, ..Station::default() };
    let one = |replication| {
        let mut spec = station.cluster(replication);
        let plain = spec.clients.remove(0);
        spec.clients.push(ClientSpec {
            retries: clients.retries.clone(),
            hedge: clients.hedge,
            response_timeout: clients.response_timeout,
            ..plain
        });
        number(&simulate(&spec))
    };
    let interval = ConfidenceInterval::of_replications(&(0..10).map(one).collect::<Vec<f64>>(), 0.999).unwrap();
    assert!(interval.contains(truth), "{interval:?} does not hold {truth}");
    assert!(interval.half_width < 0.05 * truth, "{interval:?} is too wide to tell anything");
}

fn plain() -> ClientSpec {
    Station::default().cluster(0).clients.remove(0)
}

fn metric(name: &'static str) -> impl Fn(&Outcome) -> f64 {
    move |outcome| Metric::named(name).unwrap().of(outcome).unwrap()
}

#[test]
fn attempts_that_fail_independently_are_a_truncated_geometric_number() {
    let retries = RetrySpec {
        attempts: 4,
        on: vec![FailureReason::ResponseTimeout],
        backoff: SimDuration::from_millis(10),
        factor: 1.0,
        max: SimDuration::from_millis(10),
        jitter: Jitter::Full,
        budget: None,
    };
    // An attempt fails if its service of mean 1 s takes longer than 0.7 s.
    let patience = SimDuration::from_millis(700);
    let clients = ClientSpec { retries: Some(retries), response_timeout: Some(patience), ..plain() };
    let p = (-patience.as_secs_f64() / SERVICE.as_secs_f64()).exp();
    assert_is(&clients, metric("amplification"), (1.0 - p.powi(4)) / (1.0 - p));
    assert_is(&clients, metric("availability_requests"), 1.0 - p.powi(4));
}

#[test]
fn a_hedged_request_takes_the_shorter_of_a_service_and_a_later_one() {
    let clients = ClientSpec { hedge: Some(HedgeSpec { after: SimDuration::from_millis(500), at_most: 1 }), ..plain() };
    // P(latency > t) = e^-t up to the hedge at d, then e^-t · e^-(t-d): its integral is 1 - e^-d + e^-d / 2.
    let d: f64 = 0.5;
    assert_is(&clients, mean_latency, 1.0 - (-d).exp() / 2.0);
    // A hedge is made if the first attempt takes longer than d.
    assert_is(&clients, metric("amplification"), 1.0 + (-d).exp());
}
