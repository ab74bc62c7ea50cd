//! Where a director is full, by arithmetic.

use crate::cluster::{Forwarding, GIGABIT};
use lvsim::cluster::Law;
use lvsim::cluster::spec::Forwarder;
use lvsim::ipvs::ForwardingMethod::{self, Masq, Route};
use lvsim::stats::{Metric, Outcome};
use lvsim::time::SimDuration;

/// Two hundred thousand requests a second come for a fifth of a second: far too many.
fn flooded(method: ForwardingMethod, packet_time: SimDuration) -> Outcome {
    let one = Forwarding::of_one(method);
    let flood = Forwarding {
        forwarder: Forwarder { packet_time, ..one.forwarder },
        servers: 64,
        requests: 40_000,
        gap: SimDuration::from_nanos(5_000),
        service: Law::Constant(SimDuration::from_nanos(100_000)),
        duration: SimDuration::from_millis(200),
        ..one
    };
    let mut cluster = flood.cluster();
    cluster.clients[0].bandwidth = None;
    cluster.transient = SimDuration::from_millis(50);
    lvsim::cluster::simulate(&cluster)
}

fn value(outcome: &Outcome, metric: &str) -> f64 {
    Metric::named(metric).unwrap().of(outcome).unwrap()
}

#[test]
fn a_director_that_masquerades_is_full_when_its_card_is() {
    let outcome = flooded(Masq, SimDuration::from_nanos(1_000));
    assert!(value(&outcome, "director_link_utilization") > 0.99, "{:?}", outcome.directors);
    // Of each request the card passes 1218 bytes of the client's and 13286 of the server's.
    let most = GIGABIT / 14_504.0;
    let completed: u64 = outcome.series.iter().map(|interval| interval.completed).sum();
    let rate = completed as f64 / outcome.duration.as_secs_f64();
    assert!(rate < most && value(&outcome, "server_link_utilization") < 0.1, "{rate} of {most}");
}

#[test]
fn a_director_that_routes_is_full_when_its_processor_is() {
    let outcome = flooded(Route, SimDuration::from_nanos(5_000));
    assert!(value(&outcome, "director_utilization") > 0.99, "{:?}", outcome.directors);
    // Five microseconds each.
    let rate = value(&outcome, "director_packet_rate_mean");
    assert!((0.99 * 2e5..=2e5).contains(&rate), "{rate}");
    assert!(value(&outcome, "director_link_utilization") < 0.9);
    assert!(value(&outcome, "director_packets_lost") > 1_000.0);
}
