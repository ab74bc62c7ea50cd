//! Destination hashing (`dh`): by the virtual address, so that each address has its own server (a cache, say).
//!
//! A table of 256 slots is dealt to the destinations in turn, whatever their weights; the destination address's hash
//! chooses the slot. If its destination is quiesced or overloaded the connection is refused. From Linux 6.1,
//! `ip_vs_dh`.
//!
//! With the list C, B, A the address 10.9.0.1 has slot 224; 224 mod 3 = 2, so it goes to A.

use super::hash::mul_hash;
use super::{Context, Flow, Pool, Scheduler};
use crate::time::SimTime;

const SLOT_BITS: u32 = 8;

/// Destination hashing. The table need not be stored: slot `i` has number `i` modulo the length of the list.
#[derive(Debug)]
pub(super) struct DestinationHash;

impl DestinationHash {
    /// Has no state.
    pub(super) fn new(_attached: SimTime) -> Self {
        Self
    }
}

impl Scheduler for DestinationHash {
    fn pick(&mut self, flow: &Flow, pool: Pool<'_>, _ctx: &mut Context<'_>) -> Option<usize> {
        let position = mul_hash(flow.to.addr, SLOT_BITS).checked_rem(pool.len())?;
        pool.at(position).eligible().then_some(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipvs::PacketKind;
    use crate::ipvs::tests::Session;

    #[test]
    fn ten_addresses_have_the_server_of_their_slot() {
        // A service for marked packets to 10.9.0.0/24; the list is .3 .2 .1, slot i has number i modulo 3 of it.
        let mut lvs = Session::bare();
        lvs.ipvsadm("-A -f 1 -s dh");
        for server in [".1:0", ".2:0", ".3:0"] {
            lvs.ipvsadm(&format!("-a -f 1 -r {server}"));
        }
        let slots = (1..=10).map(|last| mul_hash(0x0A09_0000 + last, 8)).collect::<Vec<_>>();
        assert_eq!(slots, [224, 66, 163, 5, 103, 201, 42, 140, 238, 80]);
        let mut picks = Vec::new();
        for last in 1..=10 {
            let client = lvs.new_client();
            picks.push(lvs.send_to(PacketKind::Syn, &client, &format!("10.9.0.{last}:80"), 1));
        }
        assert_eq!(picks.join(" "), ".1 .3 .2 .1 .2 .3 .3 .1 .2 .1");
    }

    #[test]
    fn a_quiesced_server_refuses_its_addresses() {
        let mut lvs = Session::new("dh", &[".1"]);
        assert_eq!(lvs.picks(1), ".1");
        lvs.edit(".1 -w 0");
        assert_eq!(lvs.picks(1), "refuse");
    }

    #[test]
    fn without_servers_there_is_nothing_to_pick() {
        assert_eq!(Session::new("dh", &[]).picks(1), "refuse");
    }
}
