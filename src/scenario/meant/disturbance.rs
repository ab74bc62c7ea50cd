//! What breaks, and what an administrator does.

use super::Law;
use crate::time::{SimDuration, SimTime};

/// Something that breaks one real server.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The real server.
    pub target: usize,
    /// What is wrong with it.
    pub kind: FaultKind,
    /// When, and until when.
    pub timing: FaultTiming,
}

/// What is wrong with a real server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FaultKind {
    /// The process is gone: requests in progress are lost, connections are refused.
    Crash,
    /// The machine is gone: silence.
    PowerOff,
    /// The process stands still: connections are accepted until the queue is full, nothing is answered.
    Hang,
    /// Service takes `factor` times as long.
    Slow {
        /// More than 1.
        factor: f64,
    },
}

/// When a fault happens, and until when.
#[derive(Clone, Debug, PartialEq)]
pub enum FaultTiming {
    /// Once.
    Scripted {
        /// The moment, before the end of the run.
        at: SimTime,
        /// Until recovery; none means for good.
        lasts: Option<SimDuration>,
    },
    /// Again and again.
    Random {
        /// From the start or a recovery to the next failure; its mean is more than zero.
        between: Law,
        /// From failure to recovery; its mean is more than zero.
        repair: Law,
    },
}

/// What an administrator does with ipvsadm to one destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The moment, before the end of the run.
    pub at: SimTime,
    /// The virtual service.
    pub virtual_server: usize,
    /// The real server.
    pub target: usize,
    /// What is done.
    pub kind: OperationKind,
}

/// What is done to a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationKind {
    /// `ipvsadm -a`: into the list, with this weight.
    Add {
        /// 0 to 65535.
        weight: u16,
    },
    /// `ipvsadm -e`: a new weight; 0 quiesces.
    Edit {
        /// 0 to 65535.
        weight: u16,
    },
    /// `ipvsadm -d`: out of the list.
    Delete,
}
