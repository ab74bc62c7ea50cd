//! Requests that are too big for a tunnel, by hand.

use crate::cluster::{Forwarding, bytes};
use lvsim::cluster::spec::Forwarder;
use lvsim::ipvs::ForwardingMethod::{Masq, Route, Tunnel};
use lvsim::stats::Outcome;

/// Twenty full packets of request.
fn upload(method: lvsim::ipvs::ForwardingMethod, pmtu_disc: bool) -> Outcome {
    let one = Forwarding::of_one(method);
    let forwarder = Forwarder { pmtu_disc, ..one.forwarder };
    let outcome = Forwarding { request_bytes: 20 * 1448, forwarder, ..one }.run();
    assert_eq!(outcome.whole_run.completed, 1);
    outcome
}

#[test]
fn a_client_is_told_once_and_sends_again_in_smaller_packets() {
    let (routed, tunnelled) = (upload(Route, true), upload(Tunnel, true));
    // The first flight of ten was in vain. 28960 bytes are 21 packets of at most 1428, and ten ACKs more or less.
    assert_eq!(tunnelled.connections.retransmitted, 10);
    let packets = |outcome: &Outcome| outcome.directors[0].load.unwrap().packets;
    assert_eq!(packets(&tunnelled), packets(&routed) + 10 + 1);
    let later = tunnelled.latency.max().unwrap().as_nanos() - routed.latency.max().unwrap().as_nanos();
    // A round trip between client and director of 2 ms, and what ten packets take on a gigabit link.
    assert!((2_000_000..2_500_000).contains(&later), "{later}");
}

#[test]
fn without_path_mtu_discovery_each_full_packet_becomes_two() {
    let (routed, tunnelled) = (upload(Route, false), upload(Tunnel, false));
    let (_, sent) = bytes(&routed, "director");
    let (_, tunnelled_sent) = bytes(&tunnelled, "director");
    // 20 full packets and nine others have a header more; the second half of a full one is a frame of 84 bytes, of which 20
    // are the header that the first half has already.
    assert_eq!(tunnelled.connections.retransmitted, 0);
    assert_eq!(tunnelled_sent - sent, (20 + 8) * 20 + 20 * 64);
    let packets = |outcome: &Outcome| outcome.directors[0].load.unwrap().packets;
    assert_eq!(packets(&tunnelled), packets(&routed) + 20);
}

#[test]
fn under_nat_and_direct_routing_a_packet_is_no_longer_than_before() {
    assert_eq!(upload(Masq, true).connections.retransmitted, 0);
    assert_eq!(upload(Route, true).connections.retransmitted, 0);
}
