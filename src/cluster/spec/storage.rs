//! The third tier.

use crate::cluster::law::Law;

/// Storage behind all real servers.
#[derive(Clone, Debug)]
pub struct StorageSpec {
    /// Its name.
    pub name: String,
    /// How many accesses it works on at once; at least 1.
    pub workers: u32,
    /// How many accesses may wait besides those; `None` is no limit.
    pub queue: Option<u32>,
    /// Time that an access takes on a storage of speed 1.
    pub service_time: Law,
    /// How many times as fast it is; above 0.
    pub speed: f64,
    /// What all transfers share; above 0. `None` is no limit.
    pub bytes_per_s: Option<f64>,
}
