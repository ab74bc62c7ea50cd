//! Adding, editing and deleting, and what becomes of what was deleted.

use super::Session;
use crate::ipvs::PacketKind::{self, Ack, Syn};
use crate::ipvs::scheduler::{Context, Flow, Pool, Scheduler, SchedulerInfo};
use crate::ipvs::{DestSpec, Endpoint, ForwardingMethod, IpvsError, ServiceAddress, ServiceSpec};
use crate::time::SimTime;

const CLIENT: &str = "172.16.0.1:1024";

#[test]
fn the_last_added_is_first_in_the_list_and_an_edit_does_not_move_it() {
    let mut lvs = Session::new("rr", &[".1", ".2", ".3"]);
    lvs.edit(".1 -w 5");
    let (_, service) = lvs.ipvs.services().next().unwrap();
    let list: Vec<_> = service.dests().iter().map(|&id| lvs.ipvs.dest(id).address().to_string()).collect();
    assert_eq!(list, ["10.1.0.3:80", "10.1.0.2:80", "10.1.0.1:80"]);
}

#[test]
fn packets_of_a_deleted_server_are_dropped_until_it_comes_back() {
    let mut lvs = Session::new("rr", &[".1", ".2"]);
    assert_eq!(lvs.send(Syn, CLIENT), ".2");
    lvs.delete(".2");
    assert_eq!(lvs.send(Ack, CLIENT), "drop");
    assert_eq!(lvs.counters(".2"), (1, 0));
    lvs.add(".2");
    assert_eq!(lvs.send(Ack, CLIENT), ".2");
}

#[test]
fn a_deleted_server_keeps_counting_and_comes_back_as_the_same() {
    let mut lvs = Session::new("rr", &[".1", ".2 -w 3"]);
    assert_eq!(lvs.picks(4), ".2 .1 .2 .1");
    let service = lvs.ipvs.services().next().unwrap().0;
    let before = lvs.ipvs.find_dest(service, "10.1.0.2:80".parse().unwrap());
    lvs.delete(".2");
    lvs.wait(100.0);
    lvs.add(".2 -w 1");
    assert_eq!(lvs.ipvs.find_dest(service, "10.1.0.2:80".parse().unwrap()), before);
    assert_eq!(lvs.counters(".2"), (2, 0));
    lvs.wait(800.0);
    assert_eq!(lvs.counters(".2"), (0, 0));
}

#[test]
fn servers_come_back_with_their_service() {
    let mut lvs = Session::new("rr", &[".1"]);
    assert_eq!(lvs.send(Syn, CLIENT), ".1");
    lvs.ipvsadm("-D -t 10.0.0.100:80");
    assert_eq!(lvs.send(Ack, CLIENT), "drop");
    lvs.ipvsadm("-A -t 10.0.0.100:80 -s wlc");
    lvs.add(".1");
    assert_eq!(lvs.send(Ack, CLIENT), ".1");
    assert_eq!(lvs.counters(".1"), (1, 0));
}

#[test]
fn expire_nodest_conn_flushes_the_entries_of_a_deleted_server_a_tick_later() {
    let mut lvs = Session::new("rr -p 300", &[".1", ".2"]);
    lvs.sysctl(|sysctl| sysctl.expire_nodest_conn = true);
    assert_eq!(lvs.picks(4), ".2 .1 .2 .1");
    lvs.delete(".2");
    assert_eq!(lvs.counters(".2"), (2, 0));
    lvs.wait(0.02);
    assert_eq!((lvs.counters(".2"), lvs.dest(".2").persistent_conns()), ((0, 0), 0));
    assert_eq!((lvs.counters(".1"), lvs.dest(".1").persistent_conns()), ((2, 0), 2));
}

#[test]
fn a_server_that_is_back_before_the_tick_keeps_its_entries() {
    let mut lvs = Session::new("rr", &[".1"]);
    lvs.sysctl(|sysctl| sysctl.expire_nodest_conn = true);
    lvs.send(Syn, CLIENT);
    lvs.delete(".1");
    lvs.add(".1");
    lvs.wait(0.02);
    assert_eq!(lvs.send(Ack, CLIENT), ".1");
}

#[test]
fn with_expire_nodest_conn_a_packet_of_a_deleted_server_is_scheduled_anew() {
    let mut lvs = Session::new("rr", &[".1", ".2"]);
    lvs.sysctl(|sysctl| sysctl.expire_nodest_conn = true);
    assert_eq!(lvs.send(Syn, CLIENT), ".2");
    lvs.delete(".2");
    assert_eq!(lvs.send(Ack, CLIENT), "local");
    assert_eq!(lvs.send(Syn, CLIENT), ".1");
}

#[test]
fn another_scheduler_starts_afresh_and_the_same_one_goes_on() {
    let mut lvs = Session::new("rr", &[".1", ".2", ".3"]);
    assert_eq!(lvs.picks(1), ".3");
    lvs.ipvsadm("-E -t 10.0.0.100:80 -s rr");
    assert_eq!(lvs.picks(1), ".2");
    lvs.ipvsadm("-E -t 10.0.0.100:80 -s wrr");
    lvs.ipvsadm("-E -t 10.0.0.100:80 -s rr");
    assert_eq!(lvs.picks(1), ".3");
}

#[test]
fn what_cannot_be_done_says_so_and_changes_nothing() {
    let mut lvs = Session::new("rr", &[".1"]);
    let mut fails = |command: &str| lvs.try_ipvsadm(command).unwrap_err().to_string();
    assert_eq!(fails("-A -t 10.0.0.100:80 -s rr"), "virtual service TCP  10.0.0.100:80 exists already");
    assert_eq!(fails("-D -u 10.0.0.100:80"), "there is no virtual service UDP  10.0.0.100:80");
    assert_eq!(fails("-a -t 10.0.0.100:80 -r .1 -w 9"), "destination 10.1.0.1:80 exists already");
    assert_eq!(fails("-e -t 10.0.0.100:80 -r .2"), "there is no destination 10.1.0.2:80");
    assert_eq!(fails("-a -t 10.0.0.100:80 -r .2 -w 65536"), "weight 65536 is above the largest, 65535");
    assert_eq!(fails("-E -t 10.0.0.100:80 -s rr -p 0"), "persistence time-out 0 s is not within 1 to 2678400 s");
    assert_eq!(lvs.dest(".1").weight(), 1);
    assert_eq!(lvs.ipvs.services().count(), 1);
}

#[test]
fn what_was_deleted_cannot_be_deleted_again() {
    let mut lvs = Session::new("rr", &[".1"]);
    let service = lvs.ipvs.services().next().unwrap().0;
    let dest = lvs.ipvs.service(service).unwrap().dests()[0];
    lvs.ipvs.delete_dest(dest, lvs.now).unwrap();
    assert!(matches!(lvs.ipvs.delete_dest(dest, lvs.now), Err(IpvsError::NoSuchDest(_))));
    lvs.ipvs.delete_service(service, lvs.now).unwrap();
    assert_eq!(lvs.ipvs.delete_service(service, lvs.now), Err(IpvsError::ServiceDeleted));
    let spec = DestSpec::new("10.1.0.2:80".parse().unwrap(), 1);
    assert_eq!(lvs.ipvs.add_dest(service, spec, lvs.now), Err(IpvsError::ServiceDeleted));
}

/// Picks the server that answered last.
struct LastToAnswer(usize);

impl Scheduler for LastToAnswer {
    fn pick(&mut self, _flow: &Flow, _pool: Pool<'_>, _ctx: &mut Context<'_>) -> Option<usize> {
        Some(self.0)
    }

    fn replied(&mut self, position: usize, kind: PacketKind, _now: SimTime) {
        if kind == PacketKind::SynAck {
            self.0 = position;
        }
    }
}

static LAST_TO_ANSWER: SchedulerInfo = SchedulerInfo {
    name: "last",
    about: "the server that answered last",
    is_kernels: false,
    needs_replies: true,
    new: |_attached| Box::new(LastToAnswer(0)),
};

#[test]
fn a_scheduler_of_ones_own_that_needs_replies_gets_them_under_nat_only() {
    let mut lvs = Session::bare();
    let vip: Endpoint = "10.0.0.100:80".parse().unwrap();
    let spec = ServiceSpec::new(ServiceAddress::tcp(vip), &LAST_TO_ANSWER);
    let service = lvs.ipvs.add_service(spec, lvs.now).unwrap();
    let by = |server: &str, forwarding| DestSpec { forwarding, ..DestSpec::new(server.parse().unwrap(), 1) };
    let refused = lvs.ipvs.add_dest(service, by("10.1.0.1:80", ForwardingMethod::Route), lvs.now);
    assert_eq!(refused, Err(IpvsError::RepliesNotSeen { scheduler: "last" }));
    for server in ["10.1.0.1:80", "10.1.0.2:80"] {
        lvs.ipvs.add_dest(service, by(server, ForwardingMethod::Masq), lvs.now).unwrap();
    }
    assert_eq!(lvs.send(Syn, "172.16.0.1:1024"), ".2");
    lvs.ipvs.reply(PacketKind::Ack, "10.1.0.2:80".parse().unwrap(), CLIENT.parse().unwrap(), lvs.now);
    assert_eq!(lvs.picks(1), ".2");
}
