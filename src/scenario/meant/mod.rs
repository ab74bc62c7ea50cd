//! What a scenario means: checked, every default filled in, every name looked up. The simulator sees only this.

mod client;
mod director;
mod disturbance;
mod law;
mod network;
mod real_server;
mod run;
mod virtual_server;

pub use client::{Addresses, Arrivals, Client, Close, Popularity, RatePoint, RateProfile};
pub use director::{Director, Sysctl, Timeouts};
pub use disturbance::{Fault, FaultKind, FaultTiming, Operation, OperationKind};
pub use law::{Branch, Law};
pub use network::Network;
pub use real_server::{AcceptOverflow, AcceptQueue, Discipline, RealServer};
pub use run::Run;
pub use virtual_server::{Persistence, SchedulerFlag, VirtualServer};

/// A cluster, what happens to it, and for how long: everything a run needs besides the number of the replication.
///
/// Two scenarios that are equal describe the same run. Indices refer to the vectors here: a real server is
/// `real_servers[i]`, a virtual service `virtual_servers[i]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// One line that says what is simulated.
    pub title: String,
    /// What the reader should know; may be empty.
    pub about: String,
    /// How long, from which seed, and what is recorded.
    pub run: Run,
    /// The machine running IPVS.
    pub director: Director,
    /// The virtual services, at least one, with different addresses.
    pub virtual_servers: Vec<VirtualServer>,
    /// The real servers, at least one, with different names and addresses; groups are spread out.
    pub real_servers: Vec<RealServer>,
    /// Who sends requests, at least one.
    pub clients: Vec<Client>,
    /// How long a packet takes between the machines.
    pub network: Network,
    /// What breaks, in file order; one entry per real server.
    pub faults: Vec<Fault>,
    /// What an administrator does with ipvsadm, ascending in time and then in file order; one entry per real server.
    pub operations: Vec<Operation>,
}

impl Scenario {
    /// Requests per second that the real servers of a virtual service can serve, counting those listed at the start:
    /// the sum of workers × speed ÷ mean service time.
    pub fn capacity_per_s(&self, virtual_server: usize) -> f64 {
        let listed = &self.virtual_servers[virtual_server].real_servers;
        listed.iter().map(|server| self.real_servers[*server].capacity_per_s()).sum()
    }
}
