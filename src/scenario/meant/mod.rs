//! What a scenario means: checked, every default filled in, every name looked up. The simulator sees only this.

mod client;
mod content;
mod director;
mod errand;
mod fault;
mod lapses;
mod law;
mod network;
mod notices;
mod operation;
mod real_server;
mod router;
mod run;
mod session;
mod storage;
mod virtual_server;

pub use crate::cluster::shape::{DailyCourse, FlashCrowd};
pub use client::{
    Addresses, Arrivals, BurstState, Client, Close, Destinations, KeepAlive, Popularity, RatePoint, RateProfile, Trace,
};
pub use content::{Content, SizeLaw};
pub use director::{Director, Keepalived, SyncRole, Sysctl, Timeouts};
pub use errand::{Budget, Failure, Hedge, Jitter, Retries};
pub use fault::{DirectorFault, Fault, FaultKind, FaultTiming, What};
pub use lapses::{CrashAbove, Pauses, SlowStart};
pub use law::{Branch, Law};
pub use network::Network;
pub use notices::Notices;
pub use operation::{Operation, OperationKind, Restart};
pub use real_server::{AcceptOverflow, AcceptQueue, Discipline, RealServer};
pub use router::{EcmpHash, HashFields, Router, Through};
pub use run::{Run, Transient};
pub use session::{Count, DataMode, Session};
pub use storage::{Cache, CacheLimit, Storage, StorageUse};
pub use virtual_server::{LbKind, Persistence, SchedulerFlag, ServiceAt, VirtualServer};

use std::collections::BTreeSet;

/// A cluster, what happens to it, and for how long: everything a run needs besides the number of the replication.
///
/// Two scenarios that are equal describe the same run. Indices refer to the vectors here: a director is `directors[i]`, a
/// real server `real_servers[i]`, a virtual service `virtual_servers[i]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// One line that says what is simulated.
    pub title: String,
    /// What the reader should know; may be empty.
    pub about: String,
    /// How long, from which seed, and what is recorded.
    pub run: Run,
    /// The machines running IPVS, at least one, with different names.
    pub directors: Vec<Director>,
    /// The virtual services that ipvsadm adds: of one director, with different addresses. Those of keepalived stand in
    /// its configuration.
    pub virtual_servers: Vec<VirtualServer>,
    /// The real servers, at least one, with different names and addresses; groups are spread out.
    pub real_servers: Vec<RealServer>,
    /// What stands behind all of them, if anything.
    pub storage: Option<Storage>,
    /// What there is to be asked for, with different names.
    pub contents: Vec<Content>,
    /// Who sends requests, at least one.
    pub clients: Vec<Client>,
    /// How long a packet takes between the machines.
    pub network: Network,
    /// How connections find one of several directors.
    pub router: Router,
    /// What breaks, in file order; one entry per real server or director.
    pub faults: Vec<Fault>,
    /// What an administrator does with ipvsadm, ascending in time and then in file order; one entry per director and
    /// real server.
    pub operations: Vec<Operation>,
    /// Which real servers he restarts, in file order.
    pub restarts: Vec<Restart>,
    /// What is worth knowing of how it was written.
    pub notices: Notices,
}

impl Scenario {
    /// The directors that have a virtual service for what is sent to `to`, ascending.
    pub fn directors_at(&self, to: ServiceAt) -> Vec<usize> {
        (0..self.directors.len()).filter(|&director| self.servers_of(director, to).is_some()).collect()
    }

    /// The real servers in the list of the virtual service at `to` at the start: on any of the directors that clients go
    /// through, or on the first that has it if only one at a time is reached.
    pub fn servers_at(&self, to: ServiceAt, through: &Through) -> Vec<usize> {
        let Some(directors) = through.directors() else {
            return (0..self.directors.len()).find_map(|director| self.servers_of(director, to)).unwrap_or_default();
        };
        let listed = directors.iter().filter_map(|&director| self.servers_of(director, to)).flatten();
        listed.collect::<BTreeSet<usize>>().into_iter().collect()
    }

    /// The real servers that any of the clients that send to `to` can get to.
    pub fn servers_for(&self, to: ServiceAt) -> Vec<usize> {
        let senders = self.clients.iter().filter(|client| client.to == to);
        let servers: BTreeSet<usize> = senders.flat_map(|client| self.servers_at(to, &client.through)).collect();
        servers.into_iter().collect()
    }

    /// Those in the list of one director; none if it has no such virtual service.
    fn servers_of(&self, director: usize, to: ServiceAt) -> Option<Vec<usize>> {
        let added = || self.virtual_servers.iter().filter(|service| service.director == director);
        let exact = added().find(|service| service.at == to);
        if let Some(service) = exact.or_else(|| added().find(|service| service.at.takes(to))) {
            return Some(service.real_servers.clone());
        }
        let configured = self.directors[director].keepalived.as_ref()?.virtual_server(to)?;
        let place = |ip| self.real_servers.iter().position(|server| server.address == ip);
        Some(configured.real_servers.iter().filter_map(|server| place(*server.address.ip())).collect())
    }

    /// Requests per second that the real servers of the virtual service at `to` can serve, counting those listed at the
    /// start: the sum of workers × speed ÷ mean service time.
    pub fn capacity_per_s(&self, to: ServiceAt, through: &Through) -> f64 {
        self.servers_at(to, through).into_iter().map(|server| self.real_servers[server].capacity_per_s()).sum()
    }
}
