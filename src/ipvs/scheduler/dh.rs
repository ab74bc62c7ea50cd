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
