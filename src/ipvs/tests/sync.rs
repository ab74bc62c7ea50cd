//! Connection synchronization, by hand.

use super::Session;
use crate::ipvs::{Endpoint, Packet, PacketKind, SyncedConn, Verdict};

const CLIENT: Endpoint = Endpoint::new(0xAC10_0001, 1024);

fn told(dest: &str, kind: PacketKind) -> SyncedConn {
    SyncedConn { client: CLIENT, to: to(), fwmark: 0, dest: dest.parse().unwrap(), kind }
}

fn to() -> Endpoint {
    super::session::VIP.parse().unwrap()
}

fn ack(session: &mut Session) -> Verdict {
    let packet = Packet { kind: PacketKind::Ack, client: CLIENT, to: to(), fwmark: 0 };
    session.ipvs.packet(&packet, session.now)
}

#[test]
fn a_connection_that_was_told_of_goes_on_to_its_destination() {
    let mut backup = Session::new("rr", &[".1", ".2"]);
    assert_eq!(ack(&mut backup), Verdict::Local, "nobody knows it yet");
    backup.ipvs.take_synced(&told("10.1.0.2:80", PacketKind::Ack), backup.now);
    let Verdict::Forward(dest) = ack(&mut backup) else { panic!("it is known now") };
    assert_eq!(backup.ipvs.dest(dest).address(), "10.1.0.2:80".parse().unwrap());
    assert_eq!((backup.ipvs.dest(dest).active_conns(), backup.ipvs.dest(dest).inact_conns()), (1, 0));
}

#[test]
fn its_end_is_told_too() {
    let mut backup = Session::new("rr", &[".1"]);
    backup.ipvs.take_synced(&told("10.1.0.1:80", PacketKind::Ack), backup.now);
    backup.ipvs.take_synced(&told("10.1.0.1:80", PacketKind::Fin), backup.now);
    let Verdict::Forward(dest) = ack(&mut backup) else { panic!("it lingers") };
    assert_eq!((backup.ipvs.dest(dest).active_conns(), backup.ipvs.dest(dest).inact_conns()), (0, 1));
    assert_eq!(backup.ipvs.entry_count(), 1);
}

#[test]
fn a_destination_in_no_list_is_left_out() {
    let mut backup = Session::new("rr", &[".1"]);
    backup.ipvs.take_synced(&told("10.1.0.9:80", PacketKind::Ack), backup.now);
    assert_eq!(ack(&mut backup), Verdict::Local);
}
