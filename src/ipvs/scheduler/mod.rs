//! The scheduling algorithms: one file each, named as ipvsadm names them.
//!
//! [`Scheduler`] is all an algorithm has to be, and all it gets to see: the flow to be placed, the service's
//! destinations in list order, the time, a random stream. A new one costs a file and a row in [`REGISTRY`]; the word a
//! user types, the row's name and the file's name are the same.

mod choices;
mod dh;
mod fo;
mod hash;
mod lblc;
mod lblcr;
mod lc;
mod locality;
mod mh;
mod nq;
mod ovf;
mod pool;
mod rank;
mod registry;
mod rr;
mod sed;
mod sh;
mod tournament;
mod twos;
mod wlc;
mod wrr;

use rand_xoshiro::Xoshiro256PlusPlus;
use std::num::NonZeroU8;

pub use mh::{MhTabIndex, maglev_table};
pub use pool::{Pool, PoolChange};
pub use registry::{REGISTRY, SchedulerInfo, find, names, names_of_linux};

use super::address::{Endpoint, Protocol};
use super::dest::Dest;
use super::packet::PacketKind;
use super::sysctl::Sysctl;
use crate::time::SimTime;

/// A rule that picks a destination for each new connection of one service.
pub trait Scheduler: Send {
    /// The destination for a new connection, by its position in the pool; `None` refuses the connection. The counters
    /// are those before this connection.
    fn pick(&mut self, flow: &Flow, pool: Pool<'_>, ctx: &mut Context<'_>) -> Option<usize>;

    /// The pool has changed: called once with [`PoolChange::Attached`] when the scheduler starts on a service, then
    /// after every destination was added, deleted or edited.
    fn pool_changed(&mut self, change: PoolChange, pool: Pool<'_>) {
        let _ = (change, pool);
    }

    /// Whether [`counters_changed`](Self::counters_changed) should be called while this is the pool. Asked before each
    /// [`pool_changed`](Self::pool_changed).
    fn watches_counters(&self, pool: Pool<'_>) -> bool {
        let _ = pool;
        false
    }

    /// The counters or the overload of the destination at this position have changed.
    fn counters_changed(&mut self, position: usize, dest: &Dest) {
        let _ = (position, dest);
    }

    /// A packet of the destination at this position passed the director on its way back to a client. Only called if
    /// the scheduler's row in the registry says that it needs replies.
    fn replied(&mut self, position: usize, kind: PacketKind, now: SimTime) {
        let _ = (position, kind, now);
    }

    /// A setting of the director is about to change: does what was due under the old one, such as forgetting records.
    fn settle(&mut self, sysctl: &Sysctl, now: SimTime) {
        let _ = (sysctl, now);
    }
}

/// The connection to be placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    /// TCP or UDP.
    pub protocol: Protocol,
    /// Where it comes from.
    pub client: Endpoint,
    /// The virtual address it was sent to.
    pub to: Endpoint,
}

/// What a pick may also depend on.
pub struct Context<'a> {
    /// The moment of the pick.
    pub now: SimTime,
    /// The service's scheduler flags.
    pub flags: SchedulerFlags,
    /// The director's settings.
    pub sysctl: &'a Sysctl,
    /// The only source of randomness.
    pub rng: &'a mut Xoshiro256PlusPlus,
}

/// Scheduler flags (`ipvsadm -b`). sh and mh share the first two, as in the kernel; its other schedulers have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchedulerFlags {
    /// `sh-fallback`, `mh-fallback`: look further when the hashed destination cannot take the connection.
    pub fallback: bool,
    /// `sh-port`, `mh-port`: the client's port counts, not only its address.
    pub port: bool,
    /// How many destinations `choices` draws.
    pub choices: NonZeroU8,
    /// How large the table of `mh` is.
    pub mh_tab_index: MhTabIndex,
}

impl Default for SchedulerFlags {
    /// None, two choices, and the table of the kernel's default build.
    fn default() -> Self {
        const TWO: NonZeroU8 = NonZeroU8::new(2).expect("two is not zero");
        Self { fallback: false, port: false, choices: TWO, mh_tab_index: MhTabIndex::default() }
    }
}
