//! Equal-cost multi-path: which of several next hops takes a packet, by a hash of its flow.
//!
//! The three rules are those of Hopps, "Analysis of an Equal-Cost Multi-Path Algorithm", RFC 2992, and of Thaler and Hopps,
//! "Multipath Issues in Unicast and Multicast Next-Hop Selection", RFC 2991. When one of N next hops goes away, a modulo
//! moves all flows but one in N of those that could stay; hash-threshold moves a quarter to a half of all, as where it was
//! in the row decides; highest random weight moves the lost hop's own, one in N, as resilient hashing does in switches.

use crate::cluster::spec::{EcmpHash, HashFields};
use crate::ipvs::Packet;

/// The hash of a packet's flow, for a router with this seed.
#[inline]
pub fn flow_hash(packet: &Packet, fields: HashFields, seed: u64) -> u64 {
    let addresses = u64::from(packet.client.addr) << 32 | u64::from(packet.to.addr);
    let ports = match fields {
        HashFields::AddressesAndPorts => u64::from(packet.client.port) << 16 | u64::from(packet.to.port),
        HashFields::Addresses => 0,
    };
    mix(mix(addresses ^ seed) ^ ports)
}

/// Which of these next hops takes a flow with this hash; none if there is none.
#[inline]
pub fn choose(rule: EcmpHash, hash: u64, hops: &[u16]) -> Option<u16> {
    let count = hops.len() as u64;
    match rule {
        EcmpHash::Modulo => hash.checked_rem(count).map(|index| hops[index as usize]),
        EcmpHash::Threshold => hops.get(((u128::from(hash) * u128::from(count)) >> 64) as usize).copied(),
        EcmpHash::Consistent => hops.iter().copied().max_by_key(|&hop| mix(hash ^ name(hop))),
    }
}

/// What a next hop is known by, whoever else there is.
#[inline]
fn name(hop: u16) -> u64 {
    (u64::from(hop) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Spreads every bit of a number over all of them: the finalizer of SplitMix64 (Steele, Lea and Flood, "Fast Splittable
/// Pseudorandom Number Generators", OOPSLA 2014).
#[inline]
fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipvs::{Endpoint, PacketKind};
    use proptest::prelude::*;

    const RULES: [EcmpHash; 3] = [EcmpHash::Modulo, EcmpHash::Threshold, EcmpHash::Consistent];
    const FLOWS: u32 = 20_000;

    fn hash(flow: u32) -> u64 {
        let client = Endpoint::new(0x0a01_0000 + flow / 100, 32_768 + (flow % 100) as u16);
        let packet = Packet { kind: PacketKind::Syn, client, to: Endpoint::new(0x0a00_0001, 80), fwmark: 0 };
        flow_hash(&packet, HashFields::AddressesAndPorts, 7)
    }

    /// The share of flows that move when the hop at `lost` of `count` goes away.
    fn moved(rule: EcmpHash, count: u16, lost: u16) -> f64 {
        let before: Vec<u16> = (0..count).collect();
        let after: Vec<u16> = before.iter().copied().filter(|&hop| hop != lost).collect();
        let moves = |&flow: &u32| choose(rule, hash(flow), &before) != choose(rule, hash(flow), &after);
        (0..FLOWS).filter(moves).count() as f64 / f64::from(FLOWS)
    }

    /// Four standard errors of a share of all flows.
    fn tolerance(share: f64) -> f64 {
        4.0 * (share * (1.0 - share) / f64::from(FLOWS)).sqrt()
    }

    #[test]
    fn every_rule_gives_each_hop_its_share() {
        let hops: Vec<u16> = (0..7).collect();
        for rule in RULES {
            for hop in &hops {
                let taken = (0..FLOWS).filter(|&flow| choose(rule, hash(flow), &hops) == Some(*hop)).count();
                let share = taken as f64 / f64::from(FLOWS);
                assert!((share - 1.0 / 7.0).abs() < tolerance(1.0 / 7.0), "{rule:?} {hop}: {share}");
            }
        }
    }

    #[test]
    fn a_lost_hop_moves_as_many_flows_as_rfc_2992_says() {
        let count = 8;
        let n = f64::from(count);
        for lost in 0..count {
            let modulo = (n - 1.0) / n;
            assert!((moved(EcmpHash::Modulo, count, lost) - modulo).abs() < tolerance(modulo), "modulo, {lost}");
            // Regions grow from 1/N to 1/(N - 1): the i-th before the lost one loses i / (N (N - 1)) at its beginning, the
            // i-th from the end behind it as much at its end.
            let (before, behind) = (f64::from(lost), n - 1.0 - f64::from(lost));
            let pushed = (before * (before - 1.0) + behind * (behind - 1.0)) / 2.0;
            let threshold = 1.0 / n + pushed / (n * (n - 1.0));
            assert!((0.25..=0.5).contains(&threshold), "RFC 2992, section 3");
            let measured = moved(EcmpHash::Threshold, count, lost);
            assert!((measured - threshold).abs() < tolerance(threshold), "threshold, {lost}: {measured}, {threshold}");
            let own = 1.0 / n;
            assert!((moved(EcmpHash::Consistent, count, lost) - own).abs() < tolerance(own), "consistent, {lost}");
        }
    }

    #[test]
    fn without_ports_all_connections_of_a_client_have_one_hash() {
        let packet = |port| Packet {
            kind: PacketKind::Syn,
            client: Endpoint::new(1, port),
            to: Endpoint::new(2, 80),
            fwmark: 0,
        };
        let hash = |port, fields| flow_hash(&packet(port), fields, 1);
        assert_eq!(hash(40_000, HashFields::Addresses), hash(40_001, HashFields::Addresses));
        assert_ne!(hash(40_000, HashFields::AddressesAndPorts), hash(40_001, HashFields::AddressesAndPorts));
    }

    proptest! {
        #[test]
        fn a_consistent_choice_changes_only_for_flows_of_the_hop_that_goes(
            hash: u64,
            hops in prop::collection::btree_set(0..500_u16, 1..40),
            lost in any::<prop::sample::Index>(),
        ) {
            let before: Vec<u16> = hops.into_iter().collect();
            let lost = before[lost.index(before.len())];
            let after: Vec<u16> = before.iter().copied().filter(|&hop| hop != lost).collect();
            let first = choose(EcmpHash::Consistent, hash, &before);
            prop_assert!(first == Some(lost) || first == choose(EcmpHash::Consistent, hash, &after));
        }

        #[test]
        fn whoever_is_chosen_is_one_of_them(hash: u64, count in 0..300_u16) {
            let hops: Vec<u16> = (0..count).map(|index| index * 3).collect();
            for rule in RULES {
                let chosen = choose(rule, hash, &hops);
                prop_assert!(chosen.map_or(hops.is_empty(), |hop| hops.contains(&hop)));
            }
        }
    }
}
