//! UDP by hand: when a datagram arrives, whom it is sent to, and what becomes of one that nobody answers.

use crate::lab::{VIP, cluster, ms, network, requests, resolver, run, s};
use lvsim::cluster::Law;
use lvsim::cluster::rate::Rate;
use lvsim::cluster::real_server::FaultKind;
use lvsim::cluster::spec::{
    AcceptOverflow, Arrivals, ClientSpec, ClusterSpec, DirectorFault, FaultSchedule, FaultSpec, Jitter, RetrySpec,
    VirtualServiceSpec, What,
};
use lvsim::ipvs::{Protocol, ServiceAddress, ServiceSpec};
use lvsim::stats::outcome::FailureReason;
use lvsim::time::{SimDuration, SimTime};

/// A datagram each second, from the first second on.
fn each_second() -> Arrivals {
    Arrivals::Deterministic(Rate::constant(1.0))
}

fn fault(what: What, lasts: Option<SimDuration>) -> FaultSpec {
    FaultSpec { what, schedule: FaultSchedule::Scripted { at: SimTime::ZERO, lasts } }
}

fn name_servers(servers: u32, duration: SimDuration) -> ClusterSpec {
    let mut cluster = cluster(duration, servers, Protocol::Udp, Law::Constant(ms(10)));
    cluster.clients = vec![resolver(each_second())];
    cluster
}

/// One datagram, at 1 s, to the only server, which has this fault all the time.
fn one_datagram_to(kind: FaultKind) -> ClusterSpec {
    let mut cluster = name_servers(1, ms(9_500));
    cluster.clients[0].requests = Some(1);
    cluster.faults = vec![fault(What::Server { server: 0, kind }, None)];
    cluster
}

fn failed(cluster: &ClusterSpec) -> Vec<(&'static str, u64)> {
    let failed = run(cluster).whole_run.failed;
    let counts = FailureReason::ALL.into_iter().map(|reason| (reason.word(), failed[reason as usize]));
    counts.filter(|&(_, count)| count > 0).collect()
}

#[test]
fn a_datagram_takes_one_round_and_no_connection() {
    let mut cluster = name_servers(1, ms(1_900));
    cluster.network = network();
    let outcome = run(&cluster);
    // 5 ms, 1 ms, 10 ms of service, 4 ms back.
    assert_eq!((outcome.latency.count(), outcome.latency.max()), (1, Some(ms(20))));
    let parts = outcome.parts;
    assert_eq!((parts.connect_ns, parts.service_ns, parts.network_ns), (0, 10_000_000, 10_000_000));
    assert_eq!((outcome.connections.established, outcome.directors[0].requests), (0, 1));
}

#[test]
fn a_fixed_port_is_one_flow_that_keeps_its_server_and_one_packet_scheduling_has_no_flows() {
    for (source_port, ops, expected) in
        [(Some(53), false, [6, 0]), (None, false, [3, 3]), (Some(53), true, [3, 3]), (None, true, [3, 3])]
    {
        let mut cluster = name_servers(2, ms(6_500));
        cluster.clients[0].source_port = source_port;
        cluster.directors[0].services[0].service.ops = ops;
        assert_eq!(sorted(requests(&run(&cluster))), expected, "{source_port:?} {ops}");
    }
}

fn sorted(mut requests: Vec<u64>) -> Vec<u64> {
    requests.sort_unstable_by_key(|&count| std::cmp::Reverse(count));
    requests
}

#[test]
fn a_flow_is_forgotten_after_300_s_without_a_datagram() {
    for (gap, expected) in [(299, [4, 0]), (301, [2, 2])] {
        let mut cluster = name_servers(2, s(gap * 4 + 1));
        cluster.clients[0].arrivals = Arrivals::Deterministic(Rate::constant(1.0 / gap as f64));
        cluster.clients[0].source_port = Some(53);
        assert_eq!(sorted(requests(&run(&cluster))), expected, "{gap} s");
    }
}

#[test]
fn the_listing_shows_each_flow_as_inactive_and_with_one_packet_scheduling_none() {
    for (ops, flag, inactive) in [(false, "rr", "3         "), (true, "rr ops", "0         ")] {
        let mut cluster = name_servers(1, ms(3_500));
        cluster.directors[0].services[0].service.ops = ops;
        cluster.listings = vec![SimTime::ZERO + ms(3_200)];
        let listing = run(&cluster).listings.remove(0).text;
        let lines: Vec<&str> = listing.lines().skip(3).collect();
        assert_eq!(lines[0], format!("UDP  10.0.0.1:53 {flag}"));
        assert_eq!(lines[1], format!("  -> 10.0.1.1:53                  Route   1      0          {inactive}"));
    }
}

#[test]
fn a_port_on_which_nobody_listens_refuses_at_once() {
    assert_eq!(failed(&one_datagram_to(FaultKind::Crash)), [("refused", 1)]);
}

#[test]
fn what_meets_silence_is_lost_and_not_sent_again() {
    let cluster = one_datagram_to(FaultKind::PowerOff);
    assert_eq!(failed(&cluster), [("response_timeout", 1)]);
    let outcome = run(&cluster);
    assert_eq!((outcome.directors[0].requests, outcome.connections.syn_retransmitted), (1, 0));
    // At 1 s it was sent, at 6 s given up.
    assert_eq!(outcome.failed_per_100ms, [(SimTime::ZERO + s(6), 1)]);
}

#[test]
fn a_resolver_that_tries_again_waits_for_its_timeout_and_then_asks_the_next_server() {
    let mut cluster = name_servers(2, s(20));
    cluster.clients[0].requests = Some(1);
    // rr begins with the server that was added last.
    cluster.faults = vec![fault(What::Server { server: 1, kind: FaultKind::PowerOff }, None)];
    cluster.clients[0].retries = Some(RetrySpec {
        attempts: 2,
        on: vec![FailureReason::ResponseTimeout],
        backoff: SimDuration::ZERO,
        factor: 1.0,
        max: SimDuration::ZERO,
        jitter: Jitter::None,
        budget: None,
    });
    let outcome = run(&cluster);
    assert_eq!((requests(&outcome), outcome.whole_run.completed), (vec![1, 1], 1));
    assert_eq!(outcome.latency.max(), Some(ms(5_010)));
}

#[test]
fn a_process_that_dies_takes_the_waiting_datagrams_with_it_without_a_word() {
    let mut cluster = name_servers(1, ms(9_500));
    cluster.clients[0].requests = Some(1);
    let schedule = FaultSchedule::Scripted { at: SimTime::ZERO + ms(1_005), lasts: None };
    cluster.faults = vec![FaultSpec { what: What::Server { server: 0, kind: FaultKind::Crash }, schedule }];
    assert_eq!(failed(&cluster), [("response_timeout", 1)]);
}

#[test]
fn a_full_buffer_drops_whatever_the_server_says_to_connections() {
    for accept_overflow in [AcceptOverflow::Drop, AcceptOverflow::Refuse] {
        let mut cluster = name_servers(1, s(9));
        cluster.servers[0].service_time = Law::Constant(s(7));
        (cluster.servers[0].accept_queue, cluster.servers[0].accept_overflow) = (Some(1), accept_overflow);
        cluster.clients[0].response_timeout = Some(s(60));
        cluster.clients[0].stop = SimTime::ZERO + ms(4_500);
        // The first of four is being served from 1 s to 8 s, the second waits, and two found no room.
        let outcome = run(&cluster);
        assert_eq!((outcome.whole_run.completed, outcome.whole_run.in_flight), (1, 3), "{accept_overflow:?}");
    }
}

#[test]
fn a_director_without_destinations_says_so() {
    let mut cluster = name_servers(1, ms(1_500));
    cluster.directors[0].services[0].dests.clear();
    assert_eq!(failed(&cluster), [("no_destination", 1)]);
}

#[test]
fn a_router_keeps_a_datagram_for_three_seconds_while_it_asks_for_the_director() {
    for (boots_ms, expected) in [(4_900, 1), (5_100, 0)] {
        let mut cluster = name_servers(1, ms(9_500));
        cluster.clients[0].start = SimTime::ZERO + s(1);
        cluster.clients[0].requests = Some(1);
        let what = What::Director { director: 0, kind: DirectorFault::PowerOff };
        cluster.faults = vec![fault(what, Some(ms(boots_ms)))];
        // Nobody has ever answered for the address when the datagram of 2 s arrives at the router.
        let outcome = run(&cluster);
        assert_eq!(outcome.whole_run.completed, expected, "boots after {boots_ms} ms");
        if expected == 1 {
            assert_eq!(outcome.latency.max(), Some(ms(2_910)));
        }
    }
}

#[test]
fn tcp_and_udp_at_one_address_are_two_services() {
    let mut cluster = name_servers(2, ms(4_500));
    let tcp = VirtualServiceSpec {
        service: ServiceSpec { address: ServiceAddress::tcp(VIP), ..cluster.directors[0].services[0].service },
        dests: cluster.directors[0].services[0].dests.split_off(1),
    };
    cluster.directors[0].services.push(tcp);
    cluster.clients.push(ClientSpec::new("zone transfer", VIP, 0xac10_0101, each_second()));
    cluster.clients[1].requests = Some(2);
    let outcome = run(&cluster);
    assert_eq!(requests(&outcome), [4, 2]);
    assert_eq!(outcome.connections.established, 2);
}
