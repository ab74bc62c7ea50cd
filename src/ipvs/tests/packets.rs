//! What happens to single packets: which open an entry, which states they lead to, when an entry is used again.

use super::Session;
use crate::ipvs::PacketKind::{Ack, Bare, Datagram, Fin, Rst, Syn, SynAck};
use crate::ipvs::{Endpoint, PacketKind};

const CLIENT: &str = "172.16.0.1:1024";

/// The state of the only entry.
fn state(lvs: &Session) -> String {
    let conns = lvs.conns();
    assert_eq!(conns.len(), 1, "{conns:?}");
    conns[0].split(' ').nth(1).unwrap().to_owned()
}

fn states_after(lvs: &mut Session, kinds: &[PacketKind]) -> String {
    for &kind in kinds {
        assert_eq!(lvs.send(kind, CLIENT), ".1");
    }
    state(lvs)
}

#[test]
fn only_a_syn_opens_an_entry() {
    let mut lvs = Session::new("rr", &[".1"]);
    for kind in [Ack, Fin, Rst, Bare] {
        assert_eq!(lvs.send(kind, CLIENT), "local", "{kind:?}");
    }
    assert_eq!(lvs.send(SynAck, CLIENT), ".1");
    assert_eq!(state(&lvs), "SYN_RECV");
}

#[test]
fn under_sloppy_tcp_anything_but_a_reset_opens_an_entry() {
    for (kind, opened) in [(Ack, "ESTABLISHED"), (Fin, "CLOSE"), (Bare, "CLOSE"), (Syn, "SYN_RECV")] {
        let mut lvs = Session::new("rr", &[".1"]);
        lvs.sysctl(|sysctl| sysctl.sloppy_tcp = true);
        assert_eq!(states_after(&mut lvs, &[kind]), opened, "{kind:?}");
    }
    let mut lvs = Session::new("rr", &[".1"]);
    lvs.sysctl(|sysctl| sysctl.sloppy_tcp = true);
    assert_eq!(lvs.send(Rst, CLIENT), "local");
}

#[test]
fn direct_routing_guesses_the_servers_half() {
    for (kinds, expected) in [
        (&[Syn, Ack][..], "ESTABLISHED"),
        (&[Syn, Ack, Fin], "FIN_WAIT"),
        (&[Syn, Ack, Fin, Ack, Fin], "FIN_WAIT"),
        (&[Syn, Fin], "TIME_WAIT"),
        (&[Syn, Rst], "SYN_RECV"),
        (&[Syn, Ack, Rst], "CLOSE"),
        (&[Syn, Ack, Bare], "CLOSE"),
    ] {
        let mut lvs = Session::new("rr", &[".1"]);
        assert_eq!(states_after(&mut lvs, kinds), expected, "{kinds:?}");
    }
}

#[test]
fn masquerading_sees_both_halves() {
    let mut lvs = Session::new("rr", &[".1:8080 -m"]);
    let (server, client): (Endpoint, Endpoint) = ("10.1.0.1:8080".parse().unwrap(), CLIENT.parse().unwrap());
    let vip = Some("10.0.0.100:80".parse().unwrap());
    lvs.send(Syn, CLIENT);
    assert_eq!(lvs.ipvs.reply(SynAck, server, client, lvs.now), vip);
    lvs.send(Ack, CLIENT);
    assert_eq!(state(&lvs), "ESTABLISHED");
    lvs.send(Fin, CLIENT);
    assert_eq!(state(&lvs), "CLOSE_WAIT");
    assert_eq!(lvs.ipvs.reply(Fin, server, client, lvs.now), vip);
    assert_eq!(state(&lvs), "TIME_WAIT");
    let stranger = "10.1.0.1:80".parse().unwrap();
    assert_eq!(lvs.ipvs.reply(Ack, stranger, client, lvs.now), None);
}

#[test]
fn a_detour_of_a_routed_reply_is_seen_from_then_on() {
    let mut lvs = Session::new("rr", &[".1"]);
    let (vip, client) = ("10.0.0.100:80".parse().unwrap(), CLIENT.parse().unwrap());
    lvs.send(Syn, CLIENT);
    assert_eq!(lvs.ipvs.reply(SynAck, vip, client, lvs.now), Some(vip));
    lvs.send(Ack, CLIENT);
    lvs.send(Fin, CLIENT);
    // FIN_WAIT if the director had not seen the server.
    assert_eq!(state(&lvs), "CLOSE_WAIT");
}

#[test]
fn secure_tcp_counts_a_routed_syn_as_synack() {
    let mut lvs = Session::new("rr", &[".1"]);
    lvs.sysctl(|sysctl| sysctl.secure_tcp = 3);
    assert_eq!(states_after(&mut lvs, &[Syn]), "SYNACK");
    lvs.sysctl(|sysctl| sysctl.secure_tcp = 0);
    assert_eq!(states_after(&mut lvs, &[Ack]), "ESTABLISHED");
}

#[test]
fn active_and_inactive_follow_the_state() {
    let mut lvs = Session::new("rr", &[".1"]);
    lvs.send(Syn, CLIENT);
    assert_eq!(lvs.counters(".1"), (1, 0));
    lvs.send(Ack, CLIENT);
    assert_eq!(lvs.counters(".1"), (1, 0));
    lvs.send(Fin, CLIENT);
    assert_eq!(lvs.counters(".1"), (0, 1));
    lvs.wait(120.0);
    assert_eq!(lvs.counters(".1"), (0, 0));
}

#[test]
fn a_port_used_again_within_fin_wait_goes_on_with_the_old_entry() {
    let mut lvs = Session::new("rr", &[".1", ".2"]);
    for kind in [Syn, Ack, Fin, Syn] {
        assert_eq!(lvs.send(kind, CLIENT), ".2");
    }
    assert_eq!(state(&lvs), "SYN_RECV");
    assert_eq!(lvs.counters(".2"), (1, 0));
}

#[test]
fn a_port_used_again_after_a_reset_is_scheduled_anew_while_the_old_entry_counts_for_a_tick() {
    let mut lvs = Session::new("rr", &[".1", ".2"]);
    for kind in [Syn, Ack, Rst] {
        assert_eq!(lvs.send(kind, CLIENT), ".2");
    }
    assert_eq!(lvs.send(Syn, CLIENT), ".1");
    assert_eq!((lvs.counters(".1"), lvs.counters(".2")), ((1, 0), (0, 1)));
    assert_eq!(lvs.send(Ack, CLIENT), ".1");
    lvs.wait(0.02);
    assert_eq!((lvs.counters(".1"), lvs.counters(".2")), ((1, 0), (0, 0)));
}

#[test]
fn conn_reuse_mode_says_which_entries_are_replaced() {
    for (mode, after_reset, after_fin) in [(0, ".2", ".2"), (1, ".1", ".2"), (2, ".1", ".1"), (3, ".1", ".1")] {
        for (last, expected) in [(Rst, after_reset), (Fin, after_fin)] {
            let mut lvs = Session::new("rr", &[".1", ".2"]);
            lvs.sysctl(|sysctl| sysctl.conn_reuse_mode = mode);
            for kind in [Syn, Ack, last] {
                lvs.send(kind, CLIENT);
            }
            assert_eq!(lvs.send(Syn, CLIENT), expected, "mode {mode}, {last:?}");
        }
    }
}

#[test]
fn udp_is_one_state_and_always_inactive() {
    let mut lvs = Session::bare();
    lvs.ipvsadm("-A -u 10.0.0.100:80 -s rr");
    lvs.ipvsadm("-a -u 10.0.0.100:80 -r .1");
    assert_eq!(states_after(&mut lvs, &[Datagram, Datagram]), "UDP");
    assert_eq!(lvs.counters(".1"), (0, 1));
}

#[test]
fn one_packet_scheduling_forgets_each_datagram() {
    let mut lvs = Session::bare();
    lvs.ipvsadm("-A -u 10.0.0.100:80 -s rr -o");
    lvs.ipvsadm("-a -u 10.0.0.100:80 -r .1");
    lvs.ipvsadm("-a -u 10.0.0.100:80 -r .2");
    let picks: Vec<_> = (0..4).map(|_| lvs.send(Datagram, CLIENT)).collect();
    assert_eq!(picks, [".2", ".1", ".2", ".1"]);
    assert_eq!(lvs.ipvs.entry_count(), 0);
}

#[test]
fn active_ftp_data_and_a_catch_all_without_persistence_are_never_scheduled() {
    let mut lvs = Session::new("rr", &[".1"]);
    assert_eq!(lvs.send(Syn, "172.16.0.1:20"), "local");
    lvs.ipvsadm("-A -t 10.0.0.200:0 -s rr");
    lvs.ipvsadm("-a -t 10.0.0.200:0 -r .2:0");
    assert_eq!(lvs.send_to(Syn, CLIENT, "10.0.0.200:80", 0), "refuse");
    assert_eq!(lvs.send_to(Syn, CLIENT, "10.0.0.201:80", 0), "local");
}

#[test]
fn a_mark_comes_before_the_address_and_the_address_before_the_catch_all() {
    let mut lvs = Session::new("rr", &[".1"]);
    lvs.ipvsadm("-A -t 10.0.0.100:0 -s rr -p 300");
    lvs.ipvsadm("-a -t 10.0.0.100:0 -r .2:0");
    lvs.ipvsadm("-A -f 7 -s rr");
    lvs.ipvsadm("-a -f 7 -r .3:0");
    let mut go = |to, mark| {
        let client = lvs.new_client();
        lvs.send_to(Syn, &client, to, mark)
    };
    assert_eq!(go("10.0.0.100:80", 0), ".1");
    assert_eq!(go("10.0.0.100:80", 7), ".3");
    assert_eq!(go("10.0.0.100:80", 8), ".1");
    assert_eq!(go("10.0.0.100:81", 0), ".2");
}

#[test]
fn ftp_data_goes_to_the_ftp_service_before_the_catch_all() {
    let mut lvs = Session::bare();
    lvs.ipvsadm("-A -t 10.0.0.100:21 -s rr -p 300");
    lvs.ipvsadm("-a -t 10.0.0.100:21 -r .1:21");
    lvs.ipvsadm("-A -t 10.0.0.100:0 -s rr -p 300");
    lvs.ipvsadm("-a -t 10.0.0.100:0 -r .2:0");
    let mut go = |port| {
        let client = lvs.new_client();
        lvs.send_to(Syn, &client, &format!("10.0.0.100:{port}"), 0)
    };
    for data in [20, 1024, 5000] {
        assert_eq!(go(data), ".1", "port {data}");
    }
    for other in [80, 1023] {
        assert_eq!(go(other), ".2", "port {other}");
    }
}

#[test]
fn an_ftp_service_without_persistence_leaves_the_data_ports_to_the_director() {
    let mut lvs = Session::bare();
    lvs.ipvsadm("-A -t 10.0.0.100:21 -s rr");
    lvs.ipvsadm("-a -t 10.0.0.100:21 -r .1:21");
    lvs.ipvsadm("-A -t 10.0.0.100:0 -s rr -p 300");
    lvs.ipvsadm("-a -t 10.0.0.100:0 -r .2:0");
    assert_eq!(lvs.send_to(Syn, CLIENT, "10.0.0.100:21", 0), ".1");
    assert_eq!(lvs.send_to(Syn, CLIENT, "10.0.0.100:5000", 0), "local");
}
