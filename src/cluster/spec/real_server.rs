//! The machines that serve.

use crate::cluster::law::Law;
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

impl RealServerSpec {
    /// A machine of speed 1 with one worker, first come, first served, and room for everybody.
    pub fn new(name: impl Into<String>, address: Ipv4Addr, service_time: Law) -> Self {
        Self {
            name: name.into(),
            address,
            answers_arp_for_vip: false,
            workers: 1,
            discipline: Discipline::Fcfs,
            accept_queue: None,
            accept_overflow: AcceptOverflow::Drop,
            service_time,
            speed: 1.0,
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
