//! What becomes of connections under NAT: states as a kernel has them, and what dies with a director.

use crate::cluster::Forwarding;
use lvsim::cluster::Law;
use lvsim::cluster::simulate;
use lvsim::cluster::spec::{DirectorFault, FaultSchedule, FaultSpec, What};
use lvsim::ipvs::ForwardingMethod::{self, Masq, Route};
use lvsim::stats::Outcome;
use lvsim::time::{SimDuration, SimTime};

fn at(seconds: f64) -> SimTime {
    SimTime::ZERO + SimDuration::from_secs_f64(seconds)
}

/// ActiveConn and InActConn of the one server, as listed at these moments.
fn conns(method: ForwardingMethod, moments: &[f64]) -> Vec<(u32, u32)> {
    let one = Forwarding::of_one(method);
    let listings = moments.iter().map(|&moment| at(moment)).collect();
    let outcome = Forwarding { listings, duration: SimDuration::from_secs(200), ..one }.run();
    let counts = |text: &str| {
        let words: Vec<&str> = text.lines().last().unwrap().split_whitespace().collect();
        (words[4].parse().unwrap(), words[5].parse().unwrap())
    };
    outcome.listings.iter().map(|listing| counts(&listing.text)).collect()
}

#[test]
fn both_methods_count_a_connection_as_active_until_it_is_closed_and_then_for_two_minutes_as_inactive() {
    // The SYN comes after 1 s and is answered after 3 ms; the request is served for 10 ms. FIN_WAIT and TIME_WAIT last
    // as long; under NAT the entry is in the latter.
    for method in [Route, Masq] {
        let seen = conns(method, &[1.0005, 1.008, 1.05, 120.9, 121.1]);
        assert_eq!(seen, [(0, 0), (1, 0), (0, 1), (0, 1), (0, 0)], "{method}");
    }
}

/// The director loses power for good in the middle of a service of a second.
fn orphaned(method: ForwardingMethod) -> Outcome {
    let one = Forwarding { service: Law::Constant(SimDuration::from_secs(1)), ..Forwarding::of_one(method) };
    let mut cluster = one.cluster();
    cluster.clients[0].response_timeout = Some(SimDuration::from_secs(5));
    cluster.faults.push(FaultSpec {
        what: What::Director { director: 0, kind: DirectorFault::PowerOff },
        schedule: FaultSchedule::Scripted { at: at(1.5), lasts: None },
    });
    simulate(&cluster)
}

#[test]
fn a_response_survives_its_director_only_if_it_does_not_pass_it() {
    assert_eq!(orphaned(Route).whole_run.completed, 1);
    let outcome = orphaned(Masq);
    assert_eq!((outcome.whole_run.completed, outcome.whole_run.failed_total()), (0, 1));
    // The server sends it again after 0.2, 0.4, 0.8, ... s, until its client has closed.
    assert!(outcome.connections.retransmitted >= 3, "{:?}", outcome.connections);
}
