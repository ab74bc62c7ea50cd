//! What holds for any load, lost packets included.

use crate::cluster::{Forwarding, METHODS, bytes};
use lvsim::cluster::Law;
use lvsim::cluster::spec::Forwarder;
use lvsim::ipvs::ForwardingMethod;
use lvsim::time::SimDuration;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn what_leaves_one_machine_comes_to_the_others_and_nobody_is_forgotten(
        method in proptest::sample::select(METHODS.to_vec()),
        (request_bytes, response_bytes) in (0..20_000_u64, 0..200_000_u64),
        gap_us in 20..2_000_u64,
        (packet_us, packet_queue) in (0..20_u64, 1..100_u32),
    ) {
        let forwarding = Forwarding {
            servers: 3,
            requests: 300,
            gap: SimDuration::from_nanos(1_000 * gap_us),
            service: Law::exponential(SimDuration::from_millis(5)),
            request_bytes,
            response_bytes,
            duration: SimDuration::from_secs(1_000),
            forwarder: Forwarder {
                packet_time: SimDuration::from_nanos(1_000 * packet_us),
                packet_queue,
                ..Forwarding::of_one(method).forwarder
            },
            ..Forwarding::of_one(method)
        };
        let outcome = forwarding.run();
        let whole = outcome.whole_run;
        prop_assert!(whole.are_conserved());
        // A queue that is shorter than a flight can keep TCP busy for longer than anybody looks.
        prop_assert_eq!(whole.completed + whole.in_flight, 300);
        let (clients_in, clients_out) = bytes(&outcome, "clients");
        let servers = (0..3).map(|server| bytes(&outcome, &format!("web-{server}")));
        let (servers_in, servers_out) = servers.fold((0, 0), |sum, card| (sum.0 + card.0, sum.1 + card.1));
        let (director_in, director_out) = bytes(&outcome, "director");
        let lost = outcome.directors[0].load.unwrap().packets_lost;
        prop_assert!(lost > 0 || whole.completed == 300);
        if lost == 0 && method != ForwardingMethod::Tunnel {
            // Every byte that was sent was received, whichever way it took.
            let passed = clients_out + servers_out;
            prop_assert_eq!(passed, clients_in + servers_in);
            prop_assert_eq!(director_in, director_out);
            if method == ForwardingMethod::Masq {
                prop_assert_eq!(director_in, passed);
            }
        }
        prop_assert!(lost > 0 || outcome.connections.syn_retransmitted == 0);
    }
}
