//! What an administrator does.

use crate::time::{SimDuration, SimTime};

/// What an administrator does with ipvsadm to one destination of one director.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The moment, before the end of the run.
    pub at: SimTime,
    /// The virtual service, and so the director.
    pub virtual_server: usize,
    /// The real server.
    pub target: usize,
    /// What is done.
    pub kind: OperationKind,
}

/// Real servers are restarted, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restart {
    /// When the first one's turn comes, before the end of the run.
    pub at: SimTime,
    /// The real servers, in this order; at least one, none twice.
    pub targets: Vec<usize>,
    /// How long at most each gets no new connections before it is stopped; none means it is stopped at once.
    pub drain: Option<SimDuration>,
    /// How long each is down; more than zero.
    pub down: SimDuration,
    /// From the return of one to the turn of the next.
    pub pause: SimDuration,
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
