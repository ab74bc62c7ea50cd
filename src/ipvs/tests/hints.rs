//! A hint never changes what the director does, right or wrong.

use proptest::prelude::*;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::ipvs::PacketKind::{self, Ack, Bare, Fin, Rst, Syn};
use crate::ipvs::{
    ConnHint, DestSpec, Endpoint, Ipvs, Packet, ServiceAddress, ServiceSpec, Sysctl, Timeouts, scheduler,
};
use crate::time::{SimDuration, SimTime};

const VIP: Endpoint = Endpoint::new(0x0a00_0064, 80);
const SERVERS: u32 = 3;

/// Few clients whose ports are used again and again, at moments around the tick in which two entries of one connection
/// exist side by side.
#[derive(Clone, Copy, Debug)]
enum Step {
    Packet { kind: PacketKind, client: u16 },
    Wait { millis: u64 },
    Delete { server: u32 },
    Add { server: u32, weight: u32 },
}

fn step() -> impl Strategy<Value = Step> {
    let kind = prop_oneof![3 => Just(Syn), 2 => Just(Ack), 2 => Just(Fin), 1 => Just(Rst), 1 => Just(Bare)];
    prop_oneof![
        12 => (kind, 0..3_u16).prop_map(|(kind, client)| Step::Packet { kind, client }),
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

fn dest(server: u32, weight: u32) -> DestSpec {
    DestSpec::new(Endpoint::new(0x0a01_0000 + server, 80), weight)
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
        Step::Packet { .. } | Step::Wait { .. } => {}
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
                    let packet = Packet { kind, client: Endpoint::new(0xac10_0001, 1_000 + client), to: VIP, fwmark: 0 };
                    let hint = &mut hints[usize::from(client)];
                    if let Some(wrong) = wrong_hint {
                        hint.0 = wrong;
                    }
                    prop_assert_eq!(hinted.packet_with_hint(&packet, hint, now), plain.packet(&packet, now));
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
