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
