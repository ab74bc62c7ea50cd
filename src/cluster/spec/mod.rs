//! What a cluster is made of, in plain values that are taken as checked.

mod client;
mod director;
mod errand;
mod fault;
mod hardware;
mod real_server;
mod restart;
mod session;
mod storage;
mod way;

use crate::cluster::law::Law;
use crate::cluster::payload::ContentSpec;
use crate::time::{SimDuration, SimTime};

pub use crate::stats::outcome::FailureReason;
pub use client::{Arrivals, ClientSpec, Close, KeepAlive};
pub use director::{DirectorSpec, KeepalivedSpec, OperationAction, OperationSpec, SyncRole, VirtualServiceSpec};
pub use errand::{BudgetSpec, HedgeSpec, Jitter, RetrySpec};
pub use fault::{DirectorFault, FaultSchedule, FaultSpec, SegmentFault, What};
pub use hardware::Forwarder;
pub use real_server::{
    AcceptOverflow, CacheSpec, CrashAbove, Discipline, Pauses, RealServerSpec, SlowStart, StorageUse,
};
pub use restart::RestartSpec;
pub use session::{DataMode, SessionSpec};
pub use storage::StorageSpec;
pub use way::{EcmpHash, HashFields, RouterSpec, Way};

/// A cluster and how long to watch it. Servers, services and clients are named by their index.
#[derive(Clone, Debug)]
pub struct ClusterSpec {
    /// Where all random numbers come from.
    pub seed: u64,
    /// Which replication of the run this is, from 0: each has random numbers of its own.
    pub replication: u64,
    /// How long the run lasts. What is due at its very end does not happen.
    pub duration: SimDuration,
    /// How much at the start is not measured.
    pub transient: SimDuration,
    /// Length of an interval of the time series; above zero.
    pub interval: SimDuration,
    /// When the directors' listings are taken, ascending.
    pub listings: Vec<SimTime>,
    /// The machines that run IPVS; at least one. Without keepalived, no two hold the same
    /// address that is reached by ARP.
    pub directors: Vec<DirectorSpec>,
    /// The machines that serve.
    pub servers: Vec<RealServerSpec>,
    /// What there is to be asked for.
    pub contents: Vec<ContentSpec>,
    /// The storage behind them, if there is any.
    pub storage: Option<StorageSpec>,
    /// The client groups.
    pub clients: Vec<ClientSpec>,
    /// How long packets take.
    pub network: NetworkSpec,
    /// How clients' packets find one of several directors.
    pub router: RouterSpec,
    /// What goes wrong.
    pub faults: Vec<FaultSpec>,
    /// What the administrator does, ascending in time.
    pub operations: Vec<OperationSpec>,
    /// Which real servers he restarts.
    pub restarts: Vec<RestartSpec>,
}

impl ClusterSpec {
    /// An empty cluster that is watched for so long: no machine, no client, no delay; everything is measured.
    pub fn new(duration: SimDuration) -> Self {
        Self {
            seed: 1,
            replication: 0,
            duration,
            transient: SimDuration::ZERO,
            interval: duration,
            listings: Vec::new(),
            directors: Vec::new(),
            servers: Vec::new(),
            contents: Vec::new(),
            storage: None,
            clients: Vec::new(),
            network: NetworkSpec::instant(),
            router: RouterSpec::default(),
            faults: Vec::new(),
            operations: Vec::new(),
            restarts: Vec::new(),
        }
    }

    /// The name of what something goes wrong with.
    pub fn target_of<'a>(&'a self, what: &'a What) -> &'a str {
        match what {
            What::Server { server, .. } => &self.servers[*server].name,
            What::Rack { name, .. } => name,
            What::Storage(_) => self.storage.as_ref().map_or("storage", |storage| &storage.name),
            What::Director { director, .. } => &self.directors[*director].name,
            What::Segment(_) => "segment",
        }
    }
}

/// How long a packet takes on each leg of its way.
#[derive(Clone, Debug)]
pub struct NetworkSpec {
    /// From a client to the director.
    pub client_to_director: Law,
    /// From the director to a real server.
    pub director_to_server: Law,
    /// From a real server straight back to the client.
    pub server_to_client: Law,
    /// From a real server back to the director (NAT).
    pub server_to_director: Law,
    /// From the director back to the client: what it answers itself, and under NAT all that it forwards.
    pub director_to_client: Law,
    /// From a director to another: adverts, and copies of entries.
    pub director_to_director: Law,
    /// The largest IP packet, in bytes; at least 576.
    pub mtu: u32,
}

impl NetworkSpec {
    /// A network that takes no time.
    pub fn instant() -> Self {
        Self {
            client_to_director: Law::ZERO,
            director_to_server: Law::ZERO,
            server_to_client: Law::ZERO,
            server_to_director: Law::ZERO,
            director_to_client: Law::ZERO,
            director_to_director: Law::ZERO,
            mtu: 1500,
        }
    }
}
