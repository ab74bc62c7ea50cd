//! Maglev hashing (`mh`): by the client's address, with few clients moved when the pool changes.
//!
//! Each destination has a permutation of the slots, 4093 in the kernel's default build; in turns, as often as its weight says, each takes the next
//! free slot of its own permutation. The client address's hash chooses the slot. If its destination is quiesced or
//! overloaded the connection is refused, or with `mh-fallback` other slots are tried. `mh-port` adds the client's port
//! to its address. Quiescing does not change the table: it is built from the last weight that was not 0. From Linux
//! 6.1, `ip_vs_mh`, after Eisenbud and others, "Maglev: A Fast and Reliable Software Network Load Balancer", NSDI 2016.
//!
//! Weights 1, 2, 3 for 10.1.0.1:80, .2, .3, added in this order: they own 682, 1364 and 2047 slots.

use super::wrr::gcd;
use super::{Context, Flow, Pool, PoolChange, Scheduler};
use crate::ipvs::address::Endpoint;
use crate::time::SimTime;

/// Numbers of slots: the largest primes below the powers of two from 2^8 to 2^20.
const SIZES: [u32; 13] =
    [251, 509, 1021, 2039, 4093, 8191, 16_381, 32_749, 65_521, 131_071, 262_139, 524_287, 1_048_573];
const FREE: u32 = u32::MAX;
/// The largest number of turns a round has is 2^TURN_BITS.
const TURN_BITS: u32 = 6;
/// Keys of the two hash functions.
const FIRST_KEY: u64 = 2_654_435_761;
const SECOND_KEY: u64 = 2_654_446_892;

/// Which of the kernel's table sizes is built in (`CONFIG_IP_VS_MH_TAB_INDEX`): the table has as many slots as the largest
/// prime below 2 to the power of this. 8 to 20 here; the kernel goes on to 27.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MhTabIndex(u8);

impl MhTabIndex {
    /// The smallest.
    pub const MIN: u8 = 8;
    /// The largest.
    pub const MAX: u8 = Self::MIN + SIZES.len() as u8 - 1;

    /// `None` unless it is from [`MIN`](Self::MIN) to [`MAX`](Self::MAX).
    pub fn new(index: u8) -> Option<Self> {
        (Self::MIN..=Self::MAX).contains(&index).then_some(Self(index))
    }

    /// The power of two.
    pub fn get(self) -> u8 {
        self.0
    }

    /// How many slots the table has.
    pub fn slots(self) -> u32 {
        SIZES[usize::from(self.0 - Self::MIN)]
    }
}

impl Default for MhTabIndex {
    /// That of the kernel's default build: 4093 slots.
    fn default() -> Self {
        Self(12)
    }
}

/// Maglev hashing.
#[derive(Debug)]
pub(super) struct Maglev {
    /// Positions in the pool; empty if nobody ever had weight.
    slots: Vec<u32>,
    /// The table is to be built, or built anew.
    is_outdated: bool,
}

impl Maglev {
    /// Gets its table when it is first needed.
    pub(super) fn new(_attached: SimTime) -> Self {
        Self { slots: Vec::new(), is_outdated: true }
    }
}

impl Scheduler for Maglev {
    fn pick(&mut self, flow: &Flow, pool: Pool<'_>, ctx: &mut Context<'_>) -> Option<usize> {
        let size = ctx.flags.mh_tab_index.slots();
        if self.is_outdated || !(self.slots.is_empty() || self.slots.len() == size as usize) {
            let list: Vec<_> = pool.iter().map(|(_, dest)| (dest.address(), dest.last_weight())).collect();
            (self.slots, self.is_outdated) = (maglev_table(&list, ctx.flags.mh_tab_index), false);
        }
        let port = if ctx.flags.port { u32::from(flow.client.port) } else { 0 };
        let base = flow.client.addr.wrapping_add(port);
        let hash = |offset: u32| sip(base.wrapping_add(offset), FIRST_KEY) % size;
        let slot = |slot: u32| self.slots.get(slot as usize).map(|&position| position as usize);
        let usable = |position: &usize| pool.at(*position).eligible();
        let first = hash(0);
        let position = slot(first)?;
        if usable(&position) {
            return Some(position);
        }
        if !ctx.flags.fallback {
            return None;
        }
        (0..size).filter_map(|offset| slot(hash((offset + first) % size))).find(usable)
    }

    fn pool_changed(&mut self, _change: PoolChange, _pool: Pool<'_>) {
        self.is_outdated = true;
    }
}

/// One destination's way through the slots.
struct Walker {
    at: u32,
    skip: u32,
    turns: u32,
}

impl Walker {
    fn new((address, weight): (Endpoint, u32), divisor: u32, shift: u32, size: u32) -> Self {
        let base = address.addr.wrapping_add(u32::from(address.port));
        let turns = (weight / divisor) >> shift;
        Self {
            at: sip(base, FIRST_KEY) % size,
            skip: sip(base, SECOND_KEY) % (size - 1) + 1,
            turns: turns.max(u32::from(weight > 0)),
        }
    }

    /// The next free slot of its permutation. It stays there: the next turn finds the slot taken and goes on.
    fn next_free(&mut self, slots: &[u32]) -> usize {
        while slots[self.at as usize] != FREE {
            self.at = (self.at + self.skip) % slots.len() as u32;
        }
        self.at as usize
    }
}

/// The table of `mh` for such a list: to which place of the list each slot belongs. `list` has addresses and weights in list
/// order; a quiesced destination counts with the last weight that was not 0. Empty if nobody ever had any.
pub fn maglev_table(list: &[(Endpoint, u32)], size: MhTabIndex) -> Vec<u32> {
    let size = size.slots();
    let divisor = list.iter().map(|(_, weight)| *weight).fold(0, gcd);
    if divisor == 0 {
        return Vec::new();
    }
    let largest = list.iter().map(|(_, weight)| *weight).max().unwrap_or(0) / divisor;
    let shift = (u32::BITS - largest.leading_zeros()).saturating_sub(TURN_BITS);
    let mut walkers: Vec<_> = list.iter().map(|&dest| Walker::new(dest, divisor, shift, size)).collect();
    let mut slots = vec![FREE; size as usize];
    let mut free = size;
    loop {
        for (position, walker) in walkers.iter_mut().enumerate() {
            for _ in 0..walker.turns {
                if free == 0 {
                    return slots;
                }
                let slot = walker.next_free(&slots);
                slots[slot] = position as u32;
                free -= 1;
            }
        }
    }
}

/// SipHash-1-3 of the four bytes of `x` under the key (`key`, `key`): the lower half of its result.
fn sip(x: u32, key: u64) -> u32 {
    let mut v = [
        0x736f_6d65_7073_6575 ^ key,
        0x646f_7261_6e64_6f6d ^ key,
        0x6c79_6765_6e65_7261 ^ key,
        0x7465_6462_7974_6573 ^ key,
    ];
    let block = 4 << 56 | u64::from(x);
    v[3] ^= block;
    sip_round(&mut v);
    v[0] ^= block;
    v[2] ^= 0xFF;
    for _ in 0..3 {
        sip_round(&mut v);
    }
    (v[0] ^ v[1] ^ v[2] ^ v[3]) as u32
}

fn sip_round(v: &mut [u64; 4]) {
    v[0] = v[0].wrapping_add(v[1]);
    v[1] = v[1].rotate_left(13) ^ v[0];
    v[0] = v[0].rotate_left(32);
    v[2] = v[2].wrapping_add(v[3]);
    v[3] = v[3].rotate_left(16) ^ v[2];
    v[0] = v[0].wrapping_add(v[3]);
    v[3] = v[3].rotate_left(21) ^ v[0];
    v[2] = v[2].wrapping_add(v[1]);
    v[1] = v[1].rotate_left(17) ^ v[2];
    v[2] = v[2].rotate_left(32);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipvs::tests::Session;
    use crate::ipvs::{DestId, PacketKind};

    const SLOTS: u32 = 4093;

    #[test]
    fn the_hashes_have_the_values_worked_out_in_the_specification() {
        for (x, hash, slot, skip) in [
            (0xAC10_0001, 0xCDF3_0F96, 1127, 2867),
            (0xAC10_9C41, 0x14B6_241E, 1790, 2937),
            (0x0A09_0001, 0xD51B_73D7, 124, 2974),
            (0x0000_FFFE, 0xB802_D367, 2662, 3472),
        ] {
            assert_eq!(sip(x, FIRST_KEY), hash, "{x:08x}");
            assert_eq!(sip(x, FIRST_KEY) % SLOTS, slot, "{x:08x}");
            assert_eq!(sip(x, SECOND_KEY) % (SLOTS - 1) + 1, skip, "{x:08x}");
        }
    }

    #[test]
    fn three_weights_own_the_slots_worked_out_in_the_specification() {
        let lvs = Session::new("mh", &[".1 -w 1", ".2 -w 2", ".3 -w 3"]);
        let list = lvs.ipvs.services().next().unwrap().1.dests();
        let dest = |id: &DestId| (lvs.ipvs.dest(*id).address(), lvs.ipvs.dest(*id).weight());
        let slots = maglev_table(&list.iter().map(dest).collect::<Vec<_>>(), MhTabIndex::default());
        let owned = |position| slots.iter().filter(|slot| **slot == position).count();
        assert_eq!([owned(2), owned(1), owned(0)], [682, 1364, 2047]);
        let first: Vec<_> = slots[..24].iter().map(|position| 3 - position).collect();
        assert_eq!(first, [3, 3, 3, 3, 3, 2, 3, 2, 3, 1, 2, 3, 3, 1, 3, 3, 3, 1, 3, 2, 3, 2, 2, 2]);
    }

    #[test]
    fn the_size_of_a_table_is_a_prime_just_below_its_power_of_two() {
        let is_prime = |n: u32| (2..).take_while(|d| d * d <= n).all(|d| !n.is_multiple_of(d));
        for index in MhTabIndex::MIN..=MhTabIndex::MAX {
            let slots = MhTabIndex::new(index).unwrap().slots();
            assert!(is_prime(slots) && (slots + 1..1 << index).all(|larger| !is_prime(larger)), "2^{index}: {slots}");
        }
        assert_eq!(MhTabIndex::default().slots(), SLOTS);
        assert_eq!((MhTabIndex::new(7), MhTabIndex::new(21)), (None, None));
    }

    #[test]
    fn a_client_keeps_its_server_when_another_one_is_quiesced() {
        let clients: Vec<_> = (1..=200).map(|last| format!("172.16.0.{last}:1024")).collect();
        let place =
            |lvs: &mut Session| clients.iter().map(|client| lvs.send(PacketKind::Syn, client)).collect::<Vec<_>>();
        let mut all = Session::new("mh -b mh-fallback", &[".1", ".2", ".3"]);
        let mut without = Session::new("mh -b mh-fallback", &[".1", ".2", ".3"]);
        without.edit(".2 -w 0");
        for (before, after) in place(&mut all).into_iter().zip(place(&mut without)) {
            assert!(before == after || (before == ".2" && after != "refuse"), "{before} became {after}");
        }
    }

    #[test]
    fn a_quiesced_server_refuses_its_clients_without_fallback() {
        let mut lvs = Session::new("mh", &[".1"]);
        assert_eq!(lvs.picks(1), ".1");
        lvs.edit(".1 -w 0");
        assert_eq!(lvs.picks(1), "refuse");
        assert_eq!(Session::new("mh -b mh-fallback", &[".1 -w 0"]).picks(1), "refuse");
    }

    #[test]
    fn with_mh_port_the_ports_of_a_client_are_spread() {
        let mut lvs = Session::new("mh -b mh-port", &[".1", ".2"]);
        let picks: Vec<_> = (1024..1124).map(|port| lvs.send(PacketKind::Syn, &format!("172.16.0.1:{port}"))).collect();
        assert!(picks.iter().any(|pick| pick == ".1") && picks.iter().any(|pick| pick == ".2"));
    }
}
