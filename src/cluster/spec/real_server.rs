//! The machines that serve.

use crate::cluster::law::Law;
use crate::cluster::real_server::cache::CacheLimit;
use crate::time::SimDuration;
use std::net::Ipv4Addr;

/// A machine that serves.
#[derive(Clone, Debug)]
pub struct RealServerSpec {
    /// Its name.
    pub name: String,
    /// Its address, by which directors know it.
    pub address: Ipv4Addr,
    /// Whether it answers when somebody asks for a virtual address (`net.ipv4.conf.all.arp_ignore = 0`), as a real server
    /// of direct routing must not: whoever believes it sends its packets past the director.
    pub answers_arp_for_vip: bool,
    /// Whether its own ARP questions name the virtual address as their sender (`net.ipv4.conf.all.arp_announce` below 2):
    /// whoever hears one sends what is meant for that address to it, for a while.
    pub announces_vip: bool,
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
    /// Its card, full duplex: bytes per second in each direction; `None` is no limit.
    pub bandwidth: Option<f64>,
    /// What it keeps in memory.
    pub cache: Option<CacheSpec>,
    /// How it uses the storage, if there is one.
    pub storage: StorageUse,
    /// More than it can take.
    pub crash_above: Option<CrashAbove>,
    /// How fast it is after a crash or without power.
    pub slow_start: Option<SlowStart>,
    /// When it stands still for a while.
    pub pauses: Option<Pauses>,
}

/// A cache of the objects that are asked for.
#[derive(Clone, Debug)]
pub struct CacheSpec {
    /// How much fits.
    pub limit: CacheLimit,
    /// Work that a request takes besides if its object is not there, on a machine of speed 1.
    pub miss_time: Law,
}

/// How a real server uses the storage.
#[derive(Clone, Copy, Debug)]
pub struct StorageUse {
    /// Which share of its requests needs the storage: 0 to 1. With a cache: of those whose object is not there.
    pub share: f64,
    /// How long it waits for an access before it answers with an error.
    pub timeout: SimDuration,
}

/// A process that crashes when too many requests are in it at once.
#[derive(Clone, Debug)]
pub struct CrashAbove {
    /// The most requests, waiting or in service, that it survives.
    pub in_system: u32,
    /// From the crash until it is there again.
    pub restart_after: Law,
}

/// A process that is slow at first.
#[derive(Clone, Copy, Debug)]
pub struct SlowStart {
    /// Until it runs at full speed.
    pub time: SimDuration,
    /// Part of its speed that it begins with: above 0, below 1.
    pub from: f64,
}

/// A process that stands still now and then, as during the collection of garbage.
#[derive(Clone, Debug)]
pub struct Pauses {
    /// From the end of a pause, and from the start, to the next.
    pub every: Law,
    /// How long one lasts.
    pub lasts: Law,
}

impl RealServerSpec {
    /// A machine of speed 1 with one worker, first come, first served, and room for everybody.
    pub fn new(name: impl Into<String>, address: Ipv4Addr, service_time: Law) -> Self {
        Self {
            name: name.into(),
            address,
            answers_arp_for_vip: false,
            announces_vip: false,
            workers: 1,
            discipline: Discipline::Fcfs,
            accept_queue: None,
            accept_overflow: AcceptOverflow::Drop,
            service_time,
            speed: 1.0,
            bandwidth: None,
            cache: None,
            storage: StorageUse { share: 0.0, timeout: SimDuration::from_secs(60) },
            crash_above: None,
            slow_start: None,
            pauses: None,
        }
    }
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
