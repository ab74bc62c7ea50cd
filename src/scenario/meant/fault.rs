//! What breaks.

use super::Law;
use crate::time::{SimDuration, SimTime};

/// Something that breaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// What, and how.
    pub what: What,
    /// When, and until when.
    pub timing: FaultTiming,
}

/// What breaks, and how.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A machine that serves.
    RealServer {
        /// The real server.
        target: usize,
        /// What is wrong with it.
        kind: FaultKind,
    },
    /// All real servers of a rack, at the same time.
    Rack {
        /// What the rack is called.
        name: String,
        /// Its real servers, ascending; at least one.
        targets: Vec<usize>,
        /// What is wrong with each.
        kind: FaultKind,
    },
    /// The storage: a crash, a power failure, a hang or slowness.
    Storage(FaultKind),
    /// A machine running IPVS.
    Director {
        /// The director.
        target: usize,
        /// What is wrong with it.
        kind: DirectorFault,
    },
    /// Some machines neither hear nor reach the others.
    Partition {
        /// The directors cut off, ascending; at least one. They hear each other.
        directors: Vec<usize>,
        /// The real servers on their side, ascending.
        real_servers: Vec<usize>,
        /// Whether the clients are on their side.
        clients: bool,
    },
    /// Adverts are lost.
    AdvertLoss {
        /// Whose; none means everybody's.
        from: Option<usize>,
        /// Who does not hear them; none means nobody does.
        to: Option<usize>,
        /// Which share of them: more than 0, at most 1.
        share: f64,
    },
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
    /// Health checks fail although clients are served.
    CheckFails,
    /// Some requests fail or are slow, and no health check sees it.
    Gray {
        /// Share that fails with an error: 0 to 1.
        error_share: f64,
        /// The work until such an error.
        error_time: SimDuration,
        /// Share that is slow: 0 to 1 − `error_share`; not both are 0.
        slow_share: f64,
        /// How many times as much work these are; at least 1.
        factor: f64,
    },
}

/// What is wrong with a director.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DirectorFault {
    /// The machine is gone: silence, and its tables are lost.
    PowerOff,
    /// Its keepalived is killed; the kernel goes on with what it has.
    KeepalivedKilled,
    /// Its keepalived is stopped in good order.
    KeepalivedStopped,
    /// An interface has no carrier.
    LinkDown {
        /// One that its keepalived knows; none means the one towards the clients.
        interface: Option<String>,
    },
    /// A `vrrp_script` of its keepalived fails.
    ScriptFails {
        /// Its name.
        script: String,
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
