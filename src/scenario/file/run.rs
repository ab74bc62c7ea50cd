//! `[run]`.

use crate::scenario::meant::Transient;
use crate::scenario::text::{Duration, TimeOfDay};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long, from which seed, and what is recorded.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Run {
    /// Simulated time, such as "10m".
    pub duration: Duration,
    /// Decides every random number, together with the number of the replication.
    #[schemars(extend("default" = 1), range(max = i64::MAX))]
    pub seed: Option<u64>,
    /// The time of day at which the run starts, as the log shows it.
    #[schemars(extend("default" = "00:00:00"))]
    pub clock: Option<TimeOfDay>,
    /// Left out of the statistics; shorter than `duration`. "auto" finds it by MSER-5 in pilot runs.
    #[schemars(extend("default" = "0s"))]
    pub transient: Option<Transient>,
    /// Length of one interval of the time series. Default: a 200th of `duration`.
    pub interval: Option<Duration>,
    /// Moments at which the ipvsadm listing is shown.
    pub listings: Option<Vec<Duration>>,
    /// The listing is shown at every multiple of this, too. Default: a tenth of `duration`.
    pub listing_interval: Option<Duration>,
}
