//! Storage behind the real servers, and caches in front of it.

use super::{AcceptQueue, Law};
use crate::time::SimDuration;

/// The storage behind all real servers.
#[derive(Clone, Debug, PartialEq)]
pub struct Storage {
    /// What it is called; no machine is called so.
    pub name: String,
    /// Accesses it can work on at the same time; at least 1.
    pub workers: u32,
    /// How many accesses may wait beyond those.
    pub queue: AcceptQueue,
    /// The work of an access, in time on a storage of speed 1; its mean is more than zero.
    pub service_time: Law,
    /// Service times are divided by this; more than zero.
    pub speed: f64,
    /// Bits per second that all transfers share; none is no limit.
    pub bandwidth: Option<f64>,
}

/// What a real server keeps in memory of what is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Cache {
    /// How much fits.
    pub limit: CacheLimit,
    /// Work that a request takes besides if its object is not there, in time on a server of speed 1.
    pub miss_time: Law,
}

/// How much fits into a cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheLimit {
    /// So many objects; at least 1.
    Objects(u32),
    /// So many bytes; more than zero.
    Size(u64),
}

/// How a real server uses the storage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StorageUse {
    /// Share of its requests (with a cache: of those whose object is not there) that need it: 0 to 1; 0 without a storage.
    pub share: f64,
    /// How long it waits for an access before it answers with an error; more than zero.
    pub timeout: SimDuration,
}
