//! Source hashing (`sh`): by the client's address, so that a client keeps its server.
//!
//! A table of 256 slots is dealt to the destinations in list order, over and over, each time as many slots in a row as
//! the weight says (one for weight 0); the client address's hash chooses the slot. If its destination is quiesced or
//! overloaded the connection is refused, or with `sh-fallback` other slots are tried. `sh-port` adds the client's port
//! to its address. From Linux 6.1, `ip_vs_sh`.
//!
//! With the list B, A of weights 1 and 2 the slots are B A A B A A ...; 172.16.0.1 has slot 122 = 3 x 40 + 2: A.

use super::hash::mul_hash;
use super::{Context, Flow, Pool, PoolChange, Scheduler};
use crate::time::SimTime;

const SLOT_BITS: u32 = 8;
const SLOTS: usize = 1 << SLOT_BITS;

/// Source hashing.
#[derive(Debug)]
pub(super) struct SourceHash {
    /// Positions in the pool; empty if the pool is.
    slots: Vec<u32>,
}

impl SourceHash {
    /// Gets its table when it is attached.
    pub(super) fn new(_attached: SimTime) -> Self {
        Self { slots: Vec::new() }
    }
}

impl Scheduler for SourceHash {
    fn pick(&mut self, flow: &Flow, pool: Pool<'_>, ctx: &mut Context<'_>) -> Option<usize> {
        let port = if ctx.flags.port { u32::from(flow.client.port) } else { 0 };
        let hash = mul_hash(flow.client.addr.wrapping_add(port), SLOT_BITS);
        let slot = |offset: usize| self.slots.get((offset + hash) % SLOTS).map(|&position| position as usize);
        let usable = |position: &usize| pool.at(*position).eligible();
        let first = slot(0)?;
        if usable(&first) {
            return Some(first);
        }
        if !ctx.flags.fallback {
            return None;
        }
        // The hash goes in twice, once as the offset's start and once in the slot, as in the kernel.
        (0..SLOTS).filter_map(|offset| slot((offset + hash) % SLOTS)).find(usable)
    }

    fn pool_changed(&mut self, _change: PoolChange, pool: Pool<'_>) {
        let round = || pool.iter().flat_map(|(i, dest)| std::iter::repeat_n(i as u32, dest.weight().max(1) as usize));
        self.slots.clear();
        if !pool.is_empty() {
            self.slots.extend(std::iter::repeat_with(round).flatten().take(SLOTS));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipvs::PacketKind;
    use crate::ipvs::tests::Session;

    fn picks(lvs: &mut Session, ports: std::ops::RangeInclusive<u16>) -> String {
        ports.map(|port| lvs.send(PacketKind::Syn, &format!("172.16.0.1:{port}"))).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn ten_connections_of_one_client_keep_their_server() {
        // Slots .2 .1 .1 .2 .1 .1 ...; 172.16.0.1 has slot 122 = 3 * 40 + 2.
        let mut lvs = Session::new("sh", &[".1 -w 2", ".2"]);
        assert_eq!(picks(&mut lvs, 1025..=1034), [".1"; 10].join(" "));
    }

    #[test]
    fn ten_clients_have_the_server_of_their_slot() {
        let mut lvs = Session::new("sh", &[".1 -w 2", ".2"]);
        let slots = (1..=10).map(|last| mul_hash(0xAC10_0000 + last, 8)).collect::<Vec<_>>();
        assert_eq!(slots, [122, 220, 61, 159, 1, 99, 196, 38, 136, 234]);
        assert_eq!(lvs.picks(10), ".1 .1 .1 .2 .1 .2 .1 .1 .1 .2");
    }

    #[test]
    fn with_sh_port_each_port_has_its_slot() {
        let mut lvs = Session::new("sh -b sh-port", &[".1 -w 2", ".2"]);
        assert_eq!(mul_hash(0xAC10_0001 + 40_000, 8), 30);
        assert_eq!(picks(&mut lvs, 40_000..=40_000), ".2");
    }

    #[test]
    fn a_quiesced_server_refuses_its_clients_unless_told_to_fall_back() {
        let mut lvs = Session::new("sh", &[".1", ".2"]);
        // Slot 122 is even: .2.
        lvs.edit(".2 -w 0");
        assert_eq!(picks(&mut lvs, 1025..=1025), "refuse");
        lvs.ipvsadm("-E -t 10.0.0.100:80 -s sh -b sh-fallback");
        // Slots 2 * 122 + 0 (even), then + 1 (odd): .1.
        assert_eq!(picks(&mut lvs, 1026..=1026), ".1");
    }
}
