//! What a run leaves behind of the storage behind the real servers.

/// The storage, measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StorageOutcome {
    /// Its name in the scenario.
    pub name: String,
    /// Over the measured time.
    pub measured: StorageSpan,
    /// The most accesses that were waiting, worked on or being transferred at once.
    pub number_in_system_max: u64,
    /// One for each interval of the series.
    pub series: Vec<StorageSpan>,
}

/// The storage in a span of time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StorageSpan {
    /// Accesses that real servers asked for.
    pub accesses: u64,
    /// Accesses that they got no answer to: refused, lost with the storage, or given up.
    pub failed: u64,
    /// Busy time ÷ capacity, in [0, 1].
    pub utilization: f64,
    /// Part of the time in which its link was transferring; `None` if that has no bandwidth.
    pub link_utilization: Option<f64>,
    /// Accesses waiting, worked on or being transferred, averaged over time.
    pub number_in_system_mean: f64,
}
