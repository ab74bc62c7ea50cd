//! Links and processors against queueing theory. Seeds are fixed: an interval of 99.9 % misses the truth once in a thousand
//! tests.

use crate::cluster::{Forwarding, GIGABIT};
use lvsim::cluster::payload::{PayloadSpec, SizeLaw};
use lvsim::cluster::rate::Rate;
use lvsim::cluster::spec::{Arrivals, ClusterSpec, Forwarder, NetworkSpec};
use lvsim::cluster::{Law, simulate};
use lvsim::ipvs::ForwardingMethod::Route;
use lvsim::stats::ConfidenceInterval;
use lvsim::time::SimDuration;

const REPLICATIONS: u64 = 10;

/// Poisson arrivals of so many requests a second, for so many of them after a tenth more; no delay but that of the links.
fn poisson(forwarding: &Forwarding, per_s: f64, requests: f64, response: SizeLaw, replication: u64) -> ClusterSpec {
    let mut cluster = forwarding.cluster();
    let duration = SimDuration::from_secs_f64(1.1 * requests / per_s);
    let client = &mut cluster.clients[0];
    client.arrivals = Arrivals::Poisson(Rate::constant(per_s));
    client.requests = None;
    client.payload = PayloadSpec { response, ..client.payload.clone() };
    ClusterSpec {
        replication,
        duration,
        interval: duration,
        transient: SimDuration::from_secs_f64(0.1 * requests / per_s),
        network: NetworkSpec::instant(),
        ..cluster
    }
}

fn estimate(cluster: impl Fn(u64) -> ClusterSpec) -> ConfidenceInterval {
    let mean = |replication| {
        let outcome = simulate(&cluster(replication));
        outcome.latency.mean_s().unwrap_or_else(|| panic!("{:?} {:?}", outcome.whole_run, outcome.links))
    };
    let means: Vec<f64> = (0..REPLICATIONS).map(mean).collect();
    ConfidenceInterval::of_replications(&means, 0.999).unwrap()
}

#[test]
fn transfers_over_a_link_take_as_long_as_their_mean_size_says_whatever_its_law() {
    // Only the clients' access link has a limit, of 10 Mbit/s; what is sent that way is SYN+ACKs, responses and FINs.
    let base = Forwarding {
        service: Law::Constant(SimDuration::from_nanos(1)),
        forwarder: Forwarder::UNLIMITED,
        ..Forwarding::of_one(Route)
    };
    let bytes_per_s = GIGABIT / 100.0;
    let constant = SizeLaw::constant(100_000);
    let wild = SizeLaw(Law::lognormal(SimDuration::from_nanos(100_000), 2.0));
    for response in [constant.clone(), wild] {
        let cluster = |replication| {
            let mut cluster = poisson(&base, 7.0, 12_000.0, response.clone(), replication);
            cluster.servers.iter_mut().for_each(|server| server.bandwidth = None);
            cluster.clients[0].bandwidth = Some(bytes_per_s);
            cluster
        };
        // A response is 100000 bytes in packets of 1448; of a random size the last one is half full.
        let packets = if response == constant { 70.0 } else { 1e5 / 1448.0 + 0.5 };
        let response_bytes = 1e5 + 90.0 * packets;
        let (rho, sent) =
            (7.0 * (response_bytes + 98.0 + 90.0) / bytes_per_s, 7.0 * (858.0 + 45.0 * packets) / bytes_per_s);
        // M/G/1-PS (Kleinrock 1976, 4.4): S / (1-ρ) for each message. That is for the SYN+ACK and the response, and the
        // other way for the SYN and for the request behind its ACK.
        let truth = (98.0 + response_bytes) / bytes_per_s / (1.0 - rho) + (98.0 + 580.0) / bytes_per_s / (1.0 - sent);
        let interval = estimate(cluster);
        assert!(interval.contains(truth) && interval.half_width < 0.1 * truth, "{interval:?} {truth}");
    }
}

#[test]
fn packets_wait_for_the_processor_as_in_m_d_1() {
    // Datagrams of one packet: each is one packet for the director, and its answer none.
    let base = Forwarding {
        service: Law::Constant(SimDuration::from_nanos(1)),
        forwarder: Forwarder {
            bandwidth: None,
            packet_time: SimDuration::from_nanos(1_000_000),
            packet_queue: 100_000,
            ..Forwarder::UNLIMITED
        },
        ..Forwarding::of_one(Route)
    };
    let rho = 0.8;
    let cluster = |replication| {
        let mut cluster = poisson(&base, rho * 1e3, 20_000.0, SizeLaw::constant(100), replication);
        cluster.servers.iter_mut().for_each(|server| server.bandwidth = None);
        cluster.clients[0].bandwidth = None;
        let service = &mut cluster.directors[0].services[0].service;
        service.address = lvsim::ipvs::ServiceAddress::udp(crate::cluster::VIP);
        service.ops = true;
        cluster.clients[0].protocol = lvsim::ipvs::Protocol::Udp;
        cluster
    };
    // Pollaczek and Khinchine: a packet time and ρ/(2(1-ρ)) of them waiting.
    let truth = 1e-3 * (1.0 + rho / (2.0 * (1.0 - rho)));
    let interval = estimate(cluster);
    assert!(interval.contains(truth) && interval.half_width < 0.1 * truth, "{interval:?} {truth}");
}
