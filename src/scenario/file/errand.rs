//! `retries` and `hedge` of a `[[client]]`.

use crate::scenario::meant::{Failure, Jitter};
use crate::scenario::text::Duration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Further attempts after one that failed, each on a connection of its own.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Retries {
    /// How many attempts a request has at most, the first one included.
    #[schemars(extend("default" = 3), range(min = 2, max = 100))]
    pub attempts: Option<u32>,
    /// Which failures are worth another attempt. Default: those without a response, so all but `error`.
    pub on: Option<Vec<Failure>>,
    /// How long a client waits before the second attempt.
    #[schemars(extend("default" = "100ms"))]
    pub backoff: Option<Duration>,
    /// How many times as long before each further one.
    #[schemars(extend("default" = 2), range(min = 1, max = 100))]
    pub factor: Option<f64>,
    /// How long it waits at most.
    #[schemars(extend("default" = "10s"))]
    pub max: Option<Duration>,
    /// What chance makes of these times.
    #[schemars(extend("default" = "full"))]
    pub jitter: Option<Jitter>,
    /// Of how many requests the group tries again at most: 0.1 is one retry for every ten requests. Default: no limit.
    #[schemars(range(min = 0, max = 1000))]
    pub budget: Option<f64>,
    /// How many retries the budget holds at most, and at the start.
    #[schemars(extend("default" = 10), range(min = 1))]
    pub budget_burst: Option<u32>,
}

/// Further attempts beside one that takes long; the first response counts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hedge {
    /// How long after an attempt another one is made beside it.
    pub after: Duration,
    /// How often that is done for one request.
    #[schemars(extend("default" = 1), range(min = 1, max = 100))]
    pub at_most: Option<u32>,
}
