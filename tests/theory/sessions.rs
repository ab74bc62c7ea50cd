//! Sessions of random length, on a machine with a worker for everybody.

use lvsim::cluster::count::CountLaw;
use lvsim::cluster::rate::Rate;
use lvsim::cluster::spec::{Arrivals, ClientSpec, KeepAlive, SessionSpec};
use lvsim::cluster::{Law, simulate};
use lvsim::stats::{ConfidenceInterval, Metric, Outcome};
use lvsim::time::SimDuration;

use crate::station::{SERVICE, Station};

#[test]
fn a_session_is_as_long_as_its_connections_and_thoughts() {
    let geometric = |mean| CountLaw::Geometric { mean };
    let (connections, requests, pause_s, think_s) = (2.5, 4.0, 0.2, 3.0);
    let observed = |replication| -> Outcome {
        let mut spec = Station { workers: 1000, ..Station::default() }.cluster(replication);
        (spec.duration, spec.transient) = (SimDuration::from_secs(3_000), SimDuration::ZERO);
        spec.interval = spec.duration;
        let plain = spec.clients.remove(0);
        spec.clients.push(ClientSpec {
            arrivals: Arrivals::Poisson(Rate::constant(2.0)),
            session: Some(SessionSpec {
                connections: geometric(connections),
                parallel: 1,
                think_time: Law::exponential(SimDuration::from_secs_f64(think_s)),
                data: None,
            }),
            keep_alive: Some(KeepAlive {
                requests: Some(geometric(requests)),
                pause: Law::exponential(SimDuration::from_secs_f64(pause_s)),
            }),
            ..plain
        });
        simulate(&spec)
    };
    let outcomes: Vec<Outcome> = (0..10).map(observed).collect();
    let assert_is = |name: &str, truth: f64| {
        let observations: Vec<f64> = outcomes.iter().map(|o| Metric::named(name).unwrap().of(o).unwrap()).collect();
        let interval = ConfidenceInterval::of_replications(&observations, 0.999).unwrap();
        assert!(interval.contains(truth), "{name}: {interval:?} does not hold {truth}");
        assert!(interval.half_width < 0.05 * truth, "{name}: {interval:?} is too wide to tell anything");
    };
    // Wald's equation: a random number of independent parts. The sessions that the end of the run cuts off are the longer
    // ones, but these are a minute of fifty.
    assert_is("session_requests_mean", connections * requests);
    let connection_s = requests * SERVICE.as_secs_f64() + (requests - 1.0) * pause_s;
    assert_is("session_duration_mean", connections * connection_s + (connections - 1.0) * think_s);
}
