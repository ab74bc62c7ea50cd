//! What goes wrong.

use crate::cluster::law::Law;
use crate::cluster::real_server::FaultKind;
use crate::time::{SimDuration, SimTime};

/// Something that goes wrong.
#[derive(Clone, Debug)]
pub struct FaultSpec {
    /// With what, and how.
    pub what: What,
    /// When.
    pub schedule: FaultSchedule,
}

/// What goes wrong with what.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A machine that serves.
    Server {
        /// Which real server.
        server: usize,
        /// How.
        kind: FaultKind,
    },
    /// Several machines that serve, at the same time.
    Rack {
        /// What they are called together.
        name: String,
        /// Which real servers.
        servers: Vec<usize>,
        /// How.
        kind: FaultKind,
    },
    /// The storage.
    Storage(FaultKind),
    /// A director.
    Director {
        /// Which.
        director: usize,
        /// How.
        kind: DirectorFault,
    },
    /// The network between the machines.
    Segment(SegmentFault),
}

impl What {
    /// The scenario's word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Server { kind, .. } | Self::Rack { kind, .. } | Self::Storage(kind) => kind.word(),
            Self::Director { kind, .. } => kind.word(),
            Self::Segment(fault) => fault.word(),
        }
    }
}

/// What can go wrong with a director.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DirectorFault {
    /// No power: silence; what the kernel knew is gone. Afterwards it boots: the kernel's tables are empty, keepalived starts.
    PowerOff,
    /// keepalived is killed (SIGKILL, all its processes): the kernel goes on with what it has. Afterwards it is started.
    KeepalivedKilled,
    /// keepalived is stopped in good order (SIGTERM). Afterwards it is started.
    KeepalivedStopped,
    /// An interface has no carrier.
    LinkDown {
        /// Which; `None` is the one towards the clients.
        interface: Option<String>,
    },
    /// A `vrrp_script` fails.
    ScriptFails {
        /// Which.
        script: String,
    },
}

impl DirectorFault {
    /// The scenario's word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::PowerOff => "power_off",
            Self::KeepalivedKilled => "keepalived_killed",
            Self::KeepalivedStopped => "keepalived_stopped",
            Self::LinkDown { .. } => "link_down",
            Self::ScriptFails { .. } => "script_fails",
        }
    }
}

/// What can go wrong between the machines.
#[derive(Clone, Debug, PartialEq)]
pub enum SegmentFault {
    /// These directors no longer hear nor reach the other directors, nor the clients, nor the real servers.
    Partition {
        /// The directors cut off; they hear each other.
        directors: Vec<usize>,
        /// Whether the clients' router is on their side.
        clients: bool,
        /// The real servers on their side.
        servers: Vec<usize>,
    },
    /// A share of one director's adverts do not reach another.
    AdvertLoss {
        /// Whose adverts; `None` is everybody's.
        from: Option<usize>,
        /// Who does not hear them; `None` is nobody else.
        to: Option<usize>,
        /// How many of them: above 0, at most 1.
        share: f64,
    },
}

impl SegmentFault {
    /// The scenario's word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Partition { .. } => "partition",
            Self::AdvertLoss { .. } => "advert_loss",
        }
    }
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
