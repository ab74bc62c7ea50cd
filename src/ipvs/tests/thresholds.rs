//! Upper and lower thresholds: when a destination is overloaded.

use super::Session;
use crate::ipvs::IpvsError;
use crate::ipvs::PacketKind::{Fin, Syn};

#[test]
fn at_the_upper_threshold_a_server_gets_no_more() {
    let mut lvs = Session::new("rr", &[".1", ".2 -x 2"]);
    assert_eq!(lvs.picks(6), ".2 .1 .2 .1 .1 .1");
    assert!(lvs.dest(".2").overloaded());
}

#[test]
fn when_all_are_overloaded_connections_are_refused() {
    let mut lvs = Session::new("wlc", &[".1 -x 1", ".2 -x 1"]);
    assert_eq!(lvs.picks(3), ".2 .1 refuse");
}

/// Whether a server with 8 connections, the upper threshold, is overloaded after so many of them have ended.
fn overloaded_after(ended: usize, server: &str) -> bool {
    let mut lvs = Session::new("rr", &[server]);
    let clients: Vec<_> = (0..8).map(|_| lvs.new_client()).collect();
    for client in &clients {
        assert_eq!(lvs.send(Syn, client), ".1");
    }
    assert!(lvs.dest(".1").overloaded());
    // A FIN alone leads to TIME_WAIT, of 120 s; those that are to stay are told so once more.
    for client in &clients[..ended] {
        lvs.send(Fin, client);
    }
    lvs.wait(59.0);
    for client in &clients[ended..] {
        lvs.send(Syn, client);
    }
    lvs.wait(59.0);
    for client in &clients[ended..] {
        lvs.send(Syn, client);
    }
    lvs.wait(2.0);
    assert_eq!(lvs.counters(".1"), (8 - ended as u32, 0));
    lvs.dest(".1").overloaded()
}

#[test]
fn below_three_quarters_of_the_upper_threshold_it_gets_some_again() {
    assert!(overloaded_after(2, ".1 -x 8"));
    assert!(!overloaded_after(3, ".1 -x 8"));
}

#[test]
fn below_the_lower_threshold_it_gets_some_again() {
    assert!(overloaded_after(4, ".1 -x 8 -y 4"));
    assert!(!overloaded_after(5, ".1 -x 8 -y 4"));
}

#[test]
fn raising_the_upper_threshold_ends_an_overload_and_lowering_it_starts_none() {
    let mut lvs = Session::new("rr", &[".1 -x 4"]);
    assert_eq!(lvs.picks(3), ".1 .1 .1");
    lvs.edit(".1 -x 2");
    assert!(!lvs.dest(".1").overloaded());
    assert_eq!(lvs.picks(2), ".1 refuse");
    lvs.edit(".1 -x 3");
    assert!(!lvs.dest(".1").overloaded());
    assert_eq!(lvs.picks(2), ".1 refuse");
    lvs.edit(".1");
    assert_eq!(lvs.picks(1), ".1");
}

#[test]
fn an_overload_survives_deletion() {
    let mut lvs = Session::new("rr", &[".1 -x 1", ".2 -w 0"]);
    assert_eq!(lvs.picks(1), ".1");
    lvs.delete(".1");
    lvs.add(".1 -x 1");
    assert_eq!(lvs.picks(1), "refuse");
}

#[test]
fn a_lower_threshold_above_the_upper_one_is_refused_and_changes_nothing() {
    let mut lvs = Session::new("rr", &[".1 -x 4 -y 4"]);
    let refused = Err(IpvsError::ThresholdsSwapped { upper: 4, lower: 5 });
    assert_eq!(lvs.try_ipvsadm("-e -t 10.0.0.100:80 -r .1 -w 7 -x 4 -y 5"), refused);
    assert_eq!((lvs.dest(".1").weight(), lvs.dest(".1").l_threshold()), (1, 4));
    let refused = Err(IpvsError::ThresholdsSwapped { upper: 0, lower: 1 });
    assert_eq!(lvs.try_ipvsadm("-a -t 10.0.0.100:80 -r .2 -y 1"), refused);
    assert_eq!(lvs.open(), ".1");
}
