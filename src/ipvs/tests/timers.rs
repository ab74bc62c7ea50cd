//! How long entries live, and that their counters are integrated exactly.

use super::Session;
use crate::ipvs::PacketKind::{Ack, Bare, Fin, Syn};
use crate::ipvs::Timeouts;
use crate::time::SimTime;

const CLIENT: &str = "172.16.0.1:1024";

fn seconds_left(kinds: &[crate::ipvs::PacketKind], timeouts: Timeouts) -> String {
    let mut lvs = Session::new("rr", &[".1"]);
    lvs.ipvs.set_timeouts(timeouts);
    for &kind in kinds {
        lvs.send(kind, CLIENT);
    }
    lvs.conns()[0].rsplit(' ').next().unwrap().to_owned()
}

#[test]
fn each_state_has_its_time() {
    let default = Timeouts::default();
    assert_eq!(seconds_left(&[Syn], default), "1m");
    assert_eq!(seconds_left(&[Syn, Ack], default), "15m");
    assert_eq!(seconds_left(&[Syn, Ack, Fin], default), "2m");
    assert_eq!(seconds_left(&[Syn, Bare], default), "10s");
}

#[test]
fn set_changes_what_is_not_zero() {
    let set = Timeouts { tcp_s: 5, tcp_fin_s: 0, udp_s: 7 };
    assert_eq!(seconds_left(&[Syn, Ack], set), "5s");
    assert_eq!(seconds_left(&[Syn, Ack, Fin], set), "2m");
}

#[test]
fn a_running_timer_keeps_its_time_until_the_next_packet() {
    let mut lvs = Session::new("rr", &[".1"]);
    lvs.send(Syn, CLIENT);
    lvs.send(Ack, CLIENT);
    lvs.ipvs.set_timeouts(Timeouts { tcp_s: 5, tcp_fin_s: 0, udp_s: 0 });
    lvs.wait(6.0);
    assert_eq!(lvs.counters(".1"), (1, 0));
    lvs.send(Ack, CLIENT);
    lvs.wait(5.0);
    assert_eq!(lvs.counters(".1"), (0, 0));
}

#[test]
fn every_packet_restarts_the_timer() {
    let mut lvs = Session::new("rr", &[".1"]);
    lvs.send(Syn, CLIENT);
    lvs.wait(59.0);
    lvs.send(Syn, CLIENT);
    lvs.wait(59.999);
    assert_eq!(lvs.counters(".1"), (1, 0));
    lvs.wait(0.001);
    assert_eq!(lvs.counters(".1"), (0, 0));
}

#[test]
fn a_timer_due_now_ends_before_the_packet() {
    let mut lvs = Session::new("rr", &[".1", ".2"]);
    assert_eq!(lvs.send(Syn, CLIENT), ".2");
    lvs.now = SimTime::from_nanos(60_000_000_000);
    assert_eq!(lvs.send(Ack, CLIENT), "local");
}

#[test]
fn connection_time_counts_to_the_deadline_however_late_it_is_noticed() {
    let mut lvs = Session::new("rr", &[".1"]);
    lvs.wait(1.0);
    let before = (lvs.dest(".1").active_conn_time_ns(lvs.now), lvs.dest(".1").inact_conn_time_ns(lvs.now));
    lvs.send(Syn, CLIENT);
    lvs.wait(2.0);
    lvs.send(Ack, CLIENT);
    lvs.wait(3.0);
    lvs.send(Fin, CLIENT);
    // FIN_WAIT ends 120 s later; nobody looks before 1000 s have gone by.
    lvs.wait(1000.0);
    let after = (lvs.dest(".1").active_conn_time_ns(lvs.now), lvs.dest(".1").inact_conn_time_ns(lvs.now));
    assert_eq!(after.0 - before.0, 5_000_000_000);
    assert_eq!(after.1 - before.1, 120_000_000_000);
}
