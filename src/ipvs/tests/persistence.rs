//! Templates: which clients stick to which destination, and for how long.

use super::Session;
use crate::ipvs::PacketKind::{Ack, Datagram, Fin, Syn};

fn syn(lvs: &mut Session, client: &str) -> String {
    lvs.send(Syn, client)
}

#[test]
fn a_client_sticks_to_its_server() {
    let mut lvs = Session::new("rr -p 300", &[".1", ".2"]);
    assert_eq!(syn(&mut lvs, "172.16.0.1:1024"), ".2");
    assert_eq!(syn(&mut lvs, "172.16.0.2:1024"), ".1");
    assert_eq!(syn(&mut lvs, "172.16.0.1:1025"), ".2");
    assert_eq!(lvs.dest(".2").persistent_conns(), 1);
    assert_eq!(lvs.counters(".2"), (2, 0));
}

#[test]
fn clients_of_one_network_stick_together() {
    let mut lvs = Session::new("rr -p 300 -M 255.255.255.0", &[".1", ".2"]);
    assert_eq!(syn(&mut lvs, "172.16.0.1:1024"), ".2");
    assert_eq!(syn(&mut lvs, "172.16.0.200:1024"), ".2");
    assert_eq!(syn(&mut lvs, "172.16.1.1:1024"), ".1");
    assert_eq!(lvs.conns()[0], "172.16.0.0:0 NONE 5m");
}

#[test]
fn a_template_is_assured_by_an_established_connection() {
    let mut lvs = Session::new("rr -p 300", &[".1"]);
    syn(&mut lvs, "172.16.0.1:1024");
    assert_eq!(lvs.conns()[0], "172.16.0.1:0 NONE 5m");
    lvs.send(Ack, "172.16.0.1:1024");
    assert_eq!(lvs.conns()[0], "172.16.0.1:0 ASSURED 5m");
}

#[test]
fn weight_zero_does_not_break_a_template_unless_told_so() {
    let mut lvs = Session::new("rr -p 300", &[".1", ".2"]);
    assert_eq!(syn(&mut lvs, "172.16.0.1:1024"), ".2");
    lvs.edit(".2 -w 0");
    assert_eq!(syn(&mut lvs, "172.16.0.1:1025"), ".2");
    lvs.sysctl(|sysctl| sysctl.expire_quiescent_template = true);
    assert_eq!(syn(&mut lvs, "172.16.0.1:1026"), ".1");
    // The old template stays until its own time is up.
    assert_eq!((lvs.dest(".1").persistent_conns(), lvs.dest(".2").persistent_conns()), (1, 1));
}

#[test]
fn overload_does_not_break_a_template() {
    let mut lvs = Session::new("rr -p 300", &[".1", ".2 -x 1"]);
    assert_eq!(syn(&mut lvs, "172.16.0.1:1024"), ".2");
    assert_eq!(syn(&mut lvs, "172.16.0.1:1025"), ".2");
    assert_eq!(syn(&mut lvs, "172.16.0.2:1024"), ".1");
}

#[test]
fn deletion_breaks_a_template_and_return_mends_it_if_nobody_came_meanwhile() {
    let mut lvs = Session::new("rr -p 300", &[".1", ".2"]);
    assert_eq!(syn(&mut lvs, "172.16.0.1:1024"), ".2");
    lvs.delete(".2");
    lvs.add(".2");
    assert_eq!(syn(&mut lvs, "172.16.0.1:1025"), ".2");
    lvs.delete(".2");
    assert_eq!(syn(&mut lvs, "172.16.0.1:1026"), ".1");
    lvs.add(".2");
    assert_eq!(syn(&mut lvs, "172.16.0.1:1027"), ".1");
}

#[test]
fn a_template_lives_from_its_last_new_connection() {
    let mut lvs = Session::new("rr -p 10", &[".1"]);
    syn(&mut lvs, "172.16.0.1:1024");
    lvs.send(Fin, "172.16.0.1:1024");
    lvs.wait(6.0);
    syn(&mut lvs, "172.16.0.1:1025");
    lvs.wait(6.0);
    assert_eq!(lvs.conns()[0], "172.16.0.1:0 NONE 4s");
    // Packets of a connection that is there do not restart it.
    lvs.send(Ack, "172.16.0.1:1025");
    assert_eq!(lvs.conns()[0], "172.16.0.1:0 ASSURED 4s");
}

#[test]
fn a_template_with_connections_gets_sixty_seconds_more() {
    let mut lvs = Session::new("rr -p 10", &[".1"]);
    syn(&mut lvs, "172.16.0.1:1024");
    lvs.send(Ack, "172.16.0.1:1024");
    lvs.wait(10.0);
    assert_eq!(lvs.conns()[0], "172.16.0.1:0 ASSURED 1m");
    lvs.wait(30.0);
    // Sixty seconds are its time from now on.
    syn(&mut lvs, "172.16.0.1:1025");
    assert_eq!(lvs.conns()[0], "172.16.0.1:0 ASSURED 1m");
}

#[test]
fn a_persistent_entry_goes_on_whatever_conn_reuse_mode_says() {
    let mut lvs = Session::new("rr -p 300", &[".1", ".2"]);
    lvs.sysctl(|sysctl| sysctl.conn_reuse_mode = 3);
    for kind in [Syn, Ack, Fin, Syn] {
        assert_eq!(lvs.send(kind, "172.16.0.1:1024"), ".2");
    }
    assert_eq!(lvs.counters(".2"), (1, 0));
}

#[test]
fn one_template_of_a_mark_covers_all_ports_and_protocols() {
    let mut lvs = Session::bare();
    lvs.ipvsadm("-A -f 7 -s rr -p 300");
    lvs.ipvsadm("-a -f 7 -r .1:0");
    lvs.ipvsadm("-a -f 7 -r .2:0");
    assert_eq!(lvs.send_to(Syn, "172.16.0.1:1024", "10.9.0.1:80", 7), ".2");
    assert_eq!(lvs.send_to(Syn, "172.16.0.1:1025", "10.9.0.2:443", 7), ".2");
    assert_eq!(lvs.send_to(Datagram, "172.16.0.1:1026", "10.9.0.3:53", 7), ".2");
    assert_eq!(lvs.dest(".2:0").persistent_conns(), 1);
}

#[test]
fn a_catch_all_template_covers_all_ports() {
    let mut lvs = Session::bare();
    lvs.ipvsadm("-A -t 10.0.0.100:0 -s rr -p 300");
    lvs.ipvsadm("-a -t 10.0.0.100:0 -r .1:0");
    lvs.ipvsadm("-a -t 10.0.0.100:0 -r .2:0");
    assert_eq!(lvs.send_to(Syn, "172.16.0.1:1024", "10.0.0.100:80", 0), ".2");
    assert_eq!(lvs.send_to(Syn, "172.16.0.1:1025", "10.0.0.100:443", 0), ".2");
}

#[test]
fn a_template_is_counted_at_the_threshold_check_but_not_in_the_total() {
    let mut lvs = Session::new("rr -p 300", &[".1 -x 2"]);
    syn(&mut lvs, "172.16.0.1:1024");
    assert!(!lvs.dest(".1").overloaded());
    syn(&mut lvs, "172.16.0.2:1024");
    assert!(lvs.dest(".1").overloaded());
}
