//! What an administrator does.

use crate::time::SimTime;

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
