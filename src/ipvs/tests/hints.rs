//! A hint never changes what the director does, right or wrong.

use proptest::prelude::*;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::ipvs::PacketKind::{self, Ack, Bare, Fin, Rst, Syn};
use crate::ipvs::{
    ConnHint, DestSpec, Endpoint, ForwardingMethod, Ipvs, Packet, ServiceAddress, ServiceSpec, Sysctl, Timeouts,
    Verdict, scheduler,
};
use crate::time::{SimDuration, SimTime};

const VIP: Endpoint = Endpoint::new(0x0a00_0064, 80);
const SERVERS: u32 = 3;

/// Few clients whose ports are used again and again, at moments around the tick in which two entries of one connection
/// exist side by side.
#[derive(Clone, Copy, Debug)]
enum Step {
    Packet { kind: PacketKind, client: u16 },
    Reply { kind: PacketKind, client: u16, server: u32 },
    Wait { millis: u64 },
    Delete { server: u32 },
    Add { server: u32, weight: u32 },
}

fn step() -> impl Strategy<Value = Step> {
    let kind = prop_oneof![3 => Just(Syn), 2 => Just(Ack), 2 => Just(Fin), 1 => Just(Rst), 1 => Just(Bare)];
    prop_oneof![
        12 => (kind.clone(), 0..3_u16).prop_map(|(kind, client)| Step::Packet { kind, client }),
        4 => (kind, 0..3_u16, 0..=SERVERS).prop_map(|(kind, client, server)| Step::Reply { kind, client, server }),
        2 => prop_oneof![0..15_u64, 0..130_000_u64].prop_map(|millis| Step::Wait { millis }),
        1 => (0..SERVERS).prop_map(|server| Step::Delete { server }),
        1 => (0..SERVERS, 0..3_u32).prop_map(|(server, weight)| Step::Add { server, weight }),
    ]
}

fn director(sysctl: Sysctl) -> Ipvs {
    let mut ipvs = Ipvs::new(sysctl, Timeouts::default(), Xoshiro256PlusPlus::seed_from_u64(1));
    let spec = ServiceSpec::new(ServiceAddress::tcp(VIP), scheduler::find("wlc").unwrap());
    let service = ipvs.add_service(spec, SimTime::ZERO).unwrap();
    for server in 0..SERVERS {
        ipvs.add_dest(service, dest(server, 1), SimTime::ZERO).unwrap();
    }
    ipvs
}

/// The last server is reached by direct routing, the others by NAT.
fn dest(server: u32, weight: u32) -> DestSpec {
    let forwarding = if server + 1 == SERVERS { ForwardingMethod::Route } else { ForwardingMethod::Masq };
    DestSpec { forwarding, ..DestSpec::new(Endpoint::new(0x0a01_0000 + server, 80), weight) }
}

fn client_endpoint(client: u16) -> Endpoint {
    Endpoint::new(0xac10_0001, 1_000 + client)
}

/// Changes that do not apply, such as adding what is there, are refused by both alike.
fn configure(ipvs: &mut Ipvs, step: Step, now: SimTime) {
    let service = ipvs.find_service(ServiceAddress::tcp(VIP)).unwrap();
    match step {
        Step::Delete { server } => {
            if let Some(id) = ipvs.find_dest(service, dest(server, 0).address) {
                ipvs.delete_dest(id, now).unwrap();
            }
        }
        Step::Add { server, weight } => {
            let _refused = ipvs.add_dest(service, dest(server, weight), now);
        }
        Step::Packet { .. } | Step::Reply { .. } | Step::Wait { .. } => {}
    }
}

proptest! {
    #[test]
    fn a_director_with_hints_decides_as_one_without(
        conn_reuse_mode in 0..4_u32,
        expire_nodest_conn: bool,
        steps in prop::collection::vec((step(), prop::option::weighted(0.2, 0..6_u32)), 1..120),
    ) {
        let sysctl = Sysctl { conn_reuse_mode, expire_nodest_conn, ..Sysctl::default() };
        let (mut plain, mut hinted) = (director(sysctl), director(sysctl));
        let mut hints = [ConnHint::default(); 3];
        let mut now = SimTime::ZERO;
        for (step, wrong_hint) in steps {
            match step {
                Step::Wait { millis } => now += SimDuration::from_millis(millis),
                Step::Packet { kind, client } => {
                    let packet = Packet { kind, client: client_endpoint(client), to: VIP, fwmark: 0 };
                    let hint = &mut hints[usize::from(client)];
                    if let Some(wrong) = wrong_hint {
                        hint.0 = wrong;
                    }
                    prop_assert_eq!(hinted.packet_with_hint(&packet, hint, now), plain.packet(&packet, now));
                }
                Step::Reply { kind, client, server } => {
                    let source = if server == SERVERS { VIP } else { dest(server, 0).address };
                    let to = client_endpoint(client);
                    prop_assert_eq!(hinted.reply(kind, source, to, now), plain.reply(kind, source, to, now));
                }
                change => {
                    configure(&mut plain, change, now);
                    configure(&mut hinted, change, now);
                }
            }
            let entries = |ipvs: &Ipvs| ipvs.entries(now).collect::<Vec<_>>();
            prop_assert_eq!(entries(&hinted), entries(&plain));
        }
    }
}

#[test]
fn a_hint_to_an_old_entry_that_a_reply_kept_alive_is_not_taken() {
    let mut ipvs = director(Sysctl::default());
    let packet = |kind| Packet { kind, client: client_endpoint(0), to: VIP, fwmark: 0 };
    let at = |millis| SimTime::ZERO + SimDuration::from_millis(millis);
    let mut old = ConnHint::default();
    // Only the two servers behind NAT.
    configure(&mut ipvs, Step::Delete { server: 2 }, at(0));
    let first = ipvs.packet_with_hint(&packet(Syn), &mut old, at(1));
    // SYN and FIN lead to TIME_WAIT, so the next SYN is a new connection, while the old entry has a tick to live.
    ipvs.packet_with_hint(&packet(Fin), &mut old, at(2));
    let mut new = ConnHint::default();
    let second = ipvs.packet_with_hint(&packet(Syn), &mut new, at(3));
    assert_ne!((first, old), (second, new));
    // In that tick the old server answers once more, which starts the old entry's timer anew.
    let Verdict::Forward(server) = first else { panic!("{first:?}") };
    let source = ipvs.dest(server).address();
    assert_eq!(ipvs.reply(Ack, source, client_endpoint(0), at(5)), Some(VIP));
    ipvs.advance(at(100));
    assert_eq!(ipvs.entry_count(), 2);
    assert_eq!(ipvs.packet_with_hint(&packet(Ack), &mut old, at(101)), second);
}
