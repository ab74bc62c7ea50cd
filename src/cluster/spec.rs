//! What a cluster is made of, in plain values that are taken as checked.

use crate::cluster::addresses::Popularity;
use crate::cluster::law::Law;
use crate::cluster::rate::Rate;
use crate::cluster::real_server::FaultKind;
use crate::ipvs::{DestSpec, Endpoint, ServiceSpec, Sysctl, Timeouts};
use crate::time::{SimDuration, SimTime};

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
    /// When the director's listing is taken, ascending.
    pub listings: Vec<SimTime>,
    /// `net.ipv4.vs.*` of the director.
    pub sysctl: Sysctl,
    /// `ipvsadm --set` of the director.
    pub timeouts: Timeouts,
    /// The director's virtual services.
    pub services: Vec<VirtualServiceSpec>,
    /// The machines that serve.
    pub servers: Vec<RealServerSpec>,
    /// The client groups.
    pub clients: Vec<ClientSpec>,
    /// How long packets take.
    pub network: NetworkSpec,
    /// What goes wrong.
    pub faults: Vec<FaultSpec>,
    /// What the administrator does, ascending in time.
    pub operations: Vec<OperationSpec>,
}

/// A virtual service and what is in its list from the start.
#[derive(Clone, Debug)]
pub struct VirtualServiceSpec {
    /// What the director is told about it.
    pub service: ServiceSpec,
    /// The real servers in its list, in the order in which they are added.
    pub dests: Vec<(usize, DestSpec)>,
}

/// A machine that serves.
#[derive(Clone, Debug)]
pub struct RealServerSpec {
    /// Its name.
    pub name: String,
    /// Its address, for the results.
    pub address: String,
    /// How many requests it works on at once; at least 1.
    pub workers: u32,
    /// Who gets a worker when.
    pub discipline: Discipline,
    /// How many connections may wait besides those in service; `None` is no limit.
    pub accept_queue: Option<u32>,
    /// What a client is told when that many wait.
    pub accept_overflow: AcceptOverflow,
    /// Time that a request takes alone on a machine of speed 1.
    pub service_time: Law,
    /// How many times as fast this machine is; above 0.
    pub speed: f64,
}

/// Who gets a worker when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discipline {
    /// First come, first served.
    Fcfs,
    /// All at once, in equal shares of the workers, none more than one worker's.
    ProcessorSharing,
}

/// What becomes of a SYN that finds the accept queue full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptOverflow {
    /// It is ignored: Linux's default.
    Drop,
    /// It is answered with RST (`net.ipv4.tcp_abort_on_overflow`).
    Refuse,
}

/// A group of clients that behave alike.
#[derive(Clone, Debug)]
pub struct ClientSpec {
    /// Its name.
    pub name: String,
    /// The virtual address and port that it connects to.
    pub to: Endpoint,
    /// When its requests come.
    pub arrivals: Arrivals,
    /// The first of its addresses.
    pub first_address: u32,
    /// How many addresses it has; at least 1.
    pub addresses: u32,
    /// How often each address comes.
    pub popularity: Popularity,
    /// How long it waits for an answer to its SYN; `None` is for ever.
    pub connect_timeout: Option<SimDuration>,
    /// How long it waits for the response once connected; `None` is for ever.
    pub response_timeout: Option<SimDuration>,
    /// When it begins.
    pub start: SimTime,
    /// From when on it begins no more requests.
    pub stop: SimTime,
    /// How many requests it makes at most.
    pub requests: Option<u64>,
    /// How it ends a connection.
    pub close: Close,
}

/// When the requests of a client group come.
#[derive(Clone, Debug)]
pub enum Arrivals {
    /// Whatever becomes of earlier ones (open loop), with random gaps: a Poisson process.
    Poisson(Rate),
    /// Open loop, evenly spaced.
    Deterministic(Rate),
    /// Closed loop: each user thinks, asks, waits for the end of its request, and thinks again.
    Closed {
        /// How many users; each has an address of its own as long as there are enough.
        users: u32,
        /// How long each thinks.
        think_time: Law,
    },
}

/// How a client ends a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Close {
    /// In good order.
    Fin,
    /// By a reset.
    Rst,
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
}

/// Something that goes wrong with a real server.
#[derive(Clone, Debug)]
pub struct FaultSpec {
    /// Which real server.
    pub server: usize,
    /// What.
    pub kind: FaultKind,
    /// When.
    pub schedule: FaultSchedule,
}

/// When a fault comes and goes.
#[derive(Clone, Debug)]
pub enum FaultSchedule {
    /// Once.
    Scripted {
        /// When it begins.
        at: SimTime,
        /// How long it lasts; `None` is for good.
        lasts: Option<SimDuration>,
    },
    /// Again and again.
    Random {
        /// Time from the start, and from each recovery, to the next failure.
        between: Law,
        /// Time from failure to recovery.
        repair: Law,
    },
}

/// A change that the administrator makes with ipvsadm.
#[derive(Clone, Debug)]
pub struct OperationSpec {
    /// When.
    pub at: SimTime,
    /// In the list of which virtual service.
    pub service: usize,
    /// To which real server.
    pub server: usize,
    /// What.
    pub action: OperationAction,
}

/// What an administrator can do to a destination.
#[derive(Clone, Copy, Debug)]
pub enum OperationAction {
    /// `ipvsadm -a`.
    Add(DestSpec),
    /// `ipvsadm -e`.
    Edit(DestSpec),
    /// `ipvsadm -d`.
    Delete(Endpoint),
}

impl OperationAction {
    /// The scenario's word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Add(_) => "add",
            Self::Edit(_) => "edit",
            Self::Delete(_) => "delete",
        }
    }
}
