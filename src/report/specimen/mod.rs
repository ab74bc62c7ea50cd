//! Runs to be shown in tests.
//!
//! * [`queue`]: small queues that are worked through request by request
//! * [`failover`]: the same behind two directors with keepalived, one of which is switched off

mod failover;
mod queue;

pub(crate) use queue::{Specimen, provenance};
