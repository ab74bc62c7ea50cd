//! Several directors at once: what each does with its part of the stream, and what comes of it together.

use crate::many_servers::sigma;
use crate::station::{CLIENTS, REPLICATIONS, Station, mean_latency, p99_latency};
use lvsim::cluster::rate::Rate;
use lvsim::cluster::spec::{Arrivals, ClientSpec, ClusterSpec, DirectorSpec, Way};
use lvsim::cluster::{Law, simulate};
use lvsim::ipvs::{
    DestSpec, Endpoint, Ipvs, Packet, PacketKind, ServiceAddress, ServiceSpec, Sysctl, Timeouts, Verdict, scheduler,
};
use lvsim::stats::ConfidenceInterval;
use lvsim::time::{SimDuration, SimTime};
use proptest::prelude::*;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// `count` directors behind one router, each with all of the station's servers or with its own part of them.
fn spread(station: &Station, count: usize, own_servers: bool, replication: u64) -> ClusterSpec {
    let one = station.cluster(replication);
    let directors = (0..count).map(|director| {
        let mut services = one.directors[0].services.clone();
        if own_servers {
            services[0].dests.retain(|(server, _)| server % count == director);
        }
        DirectorSpec::without_keepalived(&format!("director-{director}"), services)
    });
    let clients =
        one.clients.iter().map(|client| ClientSpec { way: Way::Ecmp((0..count).collect()), ..client.clone() });
    ClusterSpec { directors: directors.collect(), clients: clients.collect(), ..one.clone() }
}

#[test]
fn each_of_several_directors_with_rr_makes_its_servers_erlang_n_m_1_queues() {
    // The hash splits a Poisson stream into independent ones; rr on four servers takes every fourth of each.
    let station = Station { servers: 16, requests: 200_000.0, ..Station::default() };
    let outcomes: Vec<_> = (0..REPLICATIONS).map(|r| simulate(&spread(&station, 4, true, r))).collect();
    let rate = 1.0 - sigma(4, 0.8);
    for (what, number, truth) in [
        ("mean", mean_latency as fn(&_) -> f64, 1.0 / rate),
        ("p99", p99_latency as fn(&_) -> f64, 100_f64.ln() / rate),
    ] {
        let observations: Vec<f64> = outcomes.iter().map(number).collect();
        let interval = ConfidenceInterval::of_replications(&observations, 0.999).unwrap();
        assert!(interval.contains(truth), "{what}: {interval:?} does not hold {truth}");
        assert!(interval.half_width < 0.15 * truth, "{what}: {interval:?} is too wide to tell anything");
    }
}

/// How many of `connections`, each at one of `directors` by chance, are at least the `n`-th of their director: the expected
/// number of directors with `n` or more. The number at a director is binomial.
fn directors_with_at_least(n: u32, connections: u32, directors: u32) -> f64 {
    let p = 1.0 / f64::from(directors);
    let none = (1.0 - p).powi(connections as i32);
    let mut probability = none;
    let mut below = 0.0;
    for k in 0..n {
        below += probability;
        probability *= f64::from(connections - k) / f64::from(k + 1) * p / (1.0 - p);
    }
    f64::from(directors) * (1.0 - below)
}

#[test]
fn of_directors_that_all_begin_with_one_server_it_gets_the_first_of_each_and_as_often_as_they_come_round() {
    const SERVERS: u32 = 4;
    const DIRECTORS: u32 = 40;
    const CONNECTIONS: u32 = 150;
    // rr comes round; so does lc while nothing ends, as it always picks the first of the least loaded.
    for name in ["rr", "lc"] {
        // Endless services on as many workers: nothing ends.
        let station = Station {
            scheduler: name,
            servers: SERVERS,
            workers: CONNECTIONS,
            service: Law::Constant(SimDuration::from_secs(1_000_000)),
            requests: f64::from(CONNECTIONS),
            load: 1.0,
            ..Station::default()
        };
        let mut counts = vec![Vec::new(); SERVERS as usize];
        for replication in 0..100 {
            let mut cluster = spread(&station, DIRECTORS as usize, false, replication);
            cluster.transient = SimDuration::ZERO;
            cluster.clients[0].requests = Some(u64::from(CONNECTIONS));
            cluster.clients[0].arrivals = Arrivals::Deterministic(Rate::constant(1_000.0));
            let outcome = simulate(&cluster);
            assert_eq!(outcome.servers.iter().map(|server| server.requests).sum::<u64>(), u64::from(CONNECTIONS));
            // The list begins with the server that was added last.
            let in_order = outcome.servers.iter().rev();
            counts.iter_mut().zip(in_order).for_each(|(all, server)| all.push(server.requests as f64));
        }
        for (place, observations) in (1..).zip(&counts) {
            let turns = (place..=CONNECTIONS).step_by(SERVERS as usize);
            let truth: f64 = turns.map(|turn| directors_with_at_least(turn, CONNECTIONS, DIRECTORS)).sum();
            let interval = ConfidenceInterval::of_replications(observations, 0.999).unwrap();
            assert!(interval.contains(truth), "{name}, place {place}: {interval:?} does not hold {truth}");
            assert!(interval.half_width < 2.0, "{name}, place {place}: {interval:?} is too wide");
        }
    }
}

const VIP: Endpoint = Endpoint::new(0x0a00_0001, 80);

/// A director with these weights, that has served `before` connections of others.
fn director(name: &str, weights: &[u32], before: u32, seed: u64) -> Ipvs {
    let rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut ipvs = Ipvs::new(Sysctl::default(), Timeouts::default(), rng);
    let spec = ServiceSpec::new(ServiceAddress::tcp(VIP), scheduler::find(name).unwrap());
    let service = ipvs.add_service(spec, SimTime::ZERO).unwrap();
    for (server, weight) in (0..).zip(weights) {
        ipvs.add_dest(service, DestSpec::new(Endpoint::new(0x0a01_0001 + server, 80), *weight), SimTime::ZERO).unwrap();
    }
    (0..before).for_each(|client| {
        pick(&mut ipvs, Endpoint::new(client, 1));
    });
    ipvs
}

fn pick(ipvs: &mut Ipvs, client: Endpoint) -> Option<Endpoint> {
    let packet = Packet { kind: PacketKind::Syn, client, to: VIP, fwmark: 0 };
    match ipvs.packet(&packet, SimTime::ZERO) {
        Verdict::Forward(dest) => Some(ipvs.dest(dest).address()),
        _ => None,
    }
}

proptest! {
    #[test]
    fn directors_with_equal_lists_agree_on_every_flow_by_mh_and_sh_whatever_they_did_before(
        weights in prop::collection::vec(0..5_u32, 1..12),
        before in 0..50_u32,
        flows in prop::collection::vec((any::<u32>(), any::<u16>()), 1..50),
        name in prop::sample::select(vec!["mh", "sh"]),
    ) {
        let (mut one, mut other) = (director(name, &weights, 0, 1), director(name, &weights, before, 2));
        for (address, port) in flows {
            let client = Endpoint::new(CLIENTS ^ address, port);
            prop_assert_eq!(pick(&mut one, client), pick(&mut other, client));
        }
    }
}
