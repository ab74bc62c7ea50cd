//! One request, its packets and bytes written out.
//!
//! On the wire a SYN is 98 bytes, an ACK or a FIN 90; 400 bytes of request are one packet of 490; 12 KiB of response are
//! nine packets, 12288 + 9 × 90 = 13098 bytes, and every second one is acknowledged: four ACKs.

use crate::cluster::{Forwarding, bytes};
use lvsim::ipvs::ForwardingMethod::{self, Masq, Route, Tunnel};
use lvsim::stats::Outcome;
use lvsim::time::{SimDuration, SimTime};

/// What a client sends: SYN, ACK, request, ACKs, FIN, ACK.
const SENT: u64 = 98 + 90 + 490 + 4 * 90 + 90 + 90;
/// What a server sends: SYN+ACK, response, FIN+ACK.
const ANSWERED: u64 = 98 + 13_098 + 90;

fn one(method: ForwardingMethod) -> Outcome {
    let outcome = Forwarding::of_one(method).run();
    assert_eq!((outcome.whole_run.completed, outcome.connections.retransmitted), (1, 0));
    outcome
}

fn packets(outcome: &Outcome) -> u64 {
    outcome.directors[0].load.unwrap().packets
}

#[test]
fn under_direct_routing_the_director_sees_what_the_client_sends() {
    let outcome = one(Route);
    // SYN, ACK, request, four ACKs, FIN, ACK.
    assert_eq!(packets(&outcome), 9);
    assert_eq!(bytes(&outcome, "director"), (SENT, SENT));
    assert_eq!(bytes(&outcome, "web-0"), (SENT, ANSWERED));
    assert_eq!(bytes(&outcome, "clients"), (ANSWERED, SENT));
}

#[test]
fn under_nat_the_director_sees_everything_twice() {
    let outcome = one(Masq);
    // The nine of the client; SYN+ACK, nine of the response, FIN+ACK.
    assert_eq!(packets(&outcome), 9 + 11);
    assert_eq!(bytes(&outcome, "director"), (SENT + ANSWERED, SENT + ANSWERED));
    assert_eq!(bytes(&outcome, "web-0"), (SENT, ANSWERED));
    assert_eq!(bytes(&outcome, "clients"), (ANSWERED, SENT));
}

#[test]
fn a_tunnel_adds_twenty_bytes_to_each_packet_behind_the_director() {
    let outcome = one(Tunnel);
    assert_eq!(packets(&outcome), 9);
    assert_eq!(bytes(&outcome, "director"), (SENT, SENT + 9 * 20));
    assert_eq!(bytes(&outcome, "web-0"), (SENT + 9 * 20, ANSWERED));
}

#[test]
fn the_latency_is_every_wire_every_packet_and_the_service_added_up() {
    let ns = |bytes: u64| bytes * 8;
    // Legs of 1 and 0.1 ms; each hop ends when its last byte has passed and the director has had 1 us for each packet.
    let to_director = |bytes| 1_000_000 + ns(bytes);
    let (syn, ack) = (98, 90);
    // The ACK's microsecond and the request's are over when the request's 490 bytes have passed the links.
    let there = to_director(syn) + 1_000.max(ns(syn)) + 100_000;
    let asked = to_director(ack) + ns(490).max(2_000) + ns(90) + 100_000;
    let asked_at_most = asked + 1_000;
    let direct = Forwarding::of_one(Route).run().latency.max().unwrap().as_nanos();
    let least = there + (1_000_000 + ns(98)) + asked - ns(90) + 10_000_000 + (1_000_000 + ns(13_098));
    let most = there + (1_000_000 + ns(98)) + asked_at_most + 10_000_000 + (1_000_000 + ns(13_098));
    assert!((least..=most).contains(&direct), "{least} {direct} {most}");
    let masqueraded = Forwarding::of_one(Masq).run().latency.max().unwrap().as_nanos();
    // SYN+ACK and response pass a leg of 0.1 ms, the director and their first packet once more each; the response is not
    // held up, so that the rest of it costs nothing.
    let more = 2 * 100_000 + (ns(98).max(1_000)) + ns(1_538);
    assert!(masqueraded.abs_diff(direct + more) < 10_000, "{direct} + {more}, {masqueraded}");
}

/// The line of the one server, 3 s after the start: what `ipvsadm -ln` shows of it.
fn listed(method: ForwardingMethod, after_s: u64) -> String {
    let at = SimTime::ZERO + SimDuration::from_secs(after_s);
    let outcome = Forwarding { listings: vec![at], ..Forwarding::of_one(method) }.run();
    outcome.listings[0].text.lines().last().unwrap().to_owned()
}

#[test]
fn listings_say_by_which_method() {
    assert_eq!(listed(Route, 3), "  -> 10.1.0.0:80                  Route   1      0          1         ");
    assert_eq!(listed(Tunnel, 3), "  -> 10.1.0.0:80                  Tunnel  1      0          1         ");
    assert_eq!(listed(Masq, 3), "  -> 10.1.0.0:80                  Masq    1      0          1         ");
}
