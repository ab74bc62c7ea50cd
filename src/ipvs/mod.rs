//! What the kernel decides: a model of the IPVS director of Linux 6.1.
//!
//! [`Ipvs`] is a state machine without a clock, without I/O and without events: it is handed the time and a packet and
//! answers with a [`Verdict`]. The time of one call must not be before that of the last. It is configured as with
//! ipvsadm(8) and shows what ipvsadm shows, so one and the same code runs in a simulation and replays what a real
//! kernel was recorded doing.
//!
//! - [`address`](Endpoint), [`packet`](Packet), [`sysctl`](Sysctl): the values that go in and come out
//! - `service`, `dest`: virtual services and their destinations: weight, thresholds, ActiveConn, InActConn
//! - `scheduler`: one file per algorithm, the trait and the registry
//! - `tcp`: which packet moves a connection to which state
//! - `connection`: the table: lookup and timers
//! - `admin`: adding, editing and deleting services and destinations
//! - `forward`, `schedule`, `expire`: a packet of a known connection, a new connection, the end of an entry
//! - `sync`: what one director tells another of its entries
//! - `listing`, `conns`: what `ipvsadm -ln` and `ipvsadm -Lnc` show

mod address;
mod admin;
mod connection;
mod conns;
mod dest;
mod error;
mod expire;
mod forward;
mod listing;
mod packet;
mod schedule;
pub mod scheduler;
mod service;
mod state_timers;
mod sync;
mod sysctl;
mod tcp;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use rand_xoshiro::Xoshiro256PlusPlus;

pub use address::{Endpoint, ParseEndpointError, Protocol};
pub use conns::ConnRow;
pub use dest::{Dest, DestId, DestSpec, ForwardingMethod, ParseForwardingMethodError};
pub use error::IpvsError;
pub use forward::ConnHint;
pub use listing::ListOrder;
pub use packet::{Packet, PacketKind, Verdict};
pub use service::{Persistence, ServiceAddress, ServiceId, ServiceSpec, VirtualService};
pub use sync::SyncedConn;
pub use sysctl::{Sysctl, Timeouts};
pub use tcp::ConnState;

use crate::time::SimTime;
use connection::ConnTable;
use state_timers::StateTimers;

/// A director's virtual services, destinations and connection table.
pub struct Ipvs {
    sysctl: Sysctl,
    timeouts: Timeouts,
    /// Only the schedulers that choose at random draw from it.
    rng: Xoshiro256PlusPlus,
    /// By [`ServiceId`]; `None` where one was deleted.
    services: Vec<Option<VirtualService>>,
    /// The services that are not deleted.
    index: BTreeMap<ServiceAddress, ServiceId>,
    /// What the last lookup in `index` found.
    last_service: Option<(Protocol, Endpoint, ServiceId)>,
    /// By [`DestId`]. A deleted destination stays here with its counters, and is taken back when it is added again.
    dests: Vec<Dest>,
    table: ConnTable,
    state_timers: StateTimers,
    /// When the entries of deleted destinations are flushed (`expire_nodest_conn`).
    flush_at: SimTime,
    /// No hint is taken before this moment: a packet may have to go elsewhere than the entry at its hint says, as that
    /// is about to end, a newer one may stand before it, or its destination was deleted.
    hints_from: SimTime,
    /// Whether two entries of one connection may live side by side for longer than a tick.
    twins: bool,
    /// How many destinations are deleted.
    deleted_dests: usize,
    /// The time of the last call.
    now: SimTime,
}

impl Ipvs {
    /// A director without services. `rng` is the stream of the schedulers that choose at random.
    pub fn new(sysctl: Sysctl, timeouts: Timeouts, rng: Xoshiro256PlusPlus) -> Self {
        let timeouts = timeouts.or(Timeouts::default());
        let mut table = ConnTable::new();
        let state_timers = StateTimers::new(&mut table, &timeouts);
        Self {
            sysctl,
            timeouts,
            rng,
            services: Vec::new(),
            index: BTreeMap::new(),
            last_service: None,
            dests: Vec::new(),
            table,
            state_timers,
            flush_at: SimTime::MAX,
            hints_from: SimTime::ZERO,
            twins: false,
            deleted_dests: 0,
            now: SimTime::ZERO,
        }
    }

    /// A destination, listed or deleted.
    pub fn dest(&self, id: DestId) -> &Dest {
        &self.dests[id.index()]
    }

    /// Every destination there ever was, by its id's index.
    pub fn dests(&self) -> &[Dest] {
        &self.dests
    }

    /// A service, unless it was deleted.
    pub fn service(&self, id: ServiceId) -> Option<&VirtualService> {
        self.services[id.index()].as_ref()
    }

    /// The services in the order of their ids.
    pub fn services(&self) -> impl Iterator<Item = (ServiceId, &VirtualService)> {
        self.services.iter().enumerate().filter_map(|(id, service)| Some((ServiceId(id as u32), service.as_ref()?)))
    }

    /// The service with this address.
    pub fn find_service(&self, address: ServiceAddress) -> Option<ServiceId> {
        self.index.get(&address).copied()
    }

    /// The destination of a service with this address.
    pub fn find_dest(&self, service: ServiceId, address: Endpoint) -> Option<DestId> {
        let list = self.service(service)?.dests();
        list.iter().copied().find(|&id| self.dest(id).address() == address)
    }

    /// The director's settings.
    pub fn sysctl(&self) -> &Sysctl {
        &self.sysctl
    }

    /// How many entries the connection table has, templates included.
    pub fn entry_count(&self) -> usize {
        self.table.len()
    }
}
