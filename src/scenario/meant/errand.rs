//! What clients do about attempts that fail or take long.

use crate::time::SimDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Further attempts after one that failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Retries {
    /// How many attempts a request has at most, the first one included: 2 to 100.
    pub attempts: u32,
    /// Which failures are worth another attempt, each once, in the order of the results' columns.
    pub on: Vec<Failure>,
    /// How long a client waits before the second attempt.
    pub backoff: SimDuration,
    /// How many times as long before each further one: 1 to 100.
    pub factor: f64,
    /// How long it waits at most.
    pub max: SimDuration,
    /// What chance makes of these times.
    pub jitter: Jitter,
    /// What limits the retries of the whole group.
    pub budget: Option<Budget>,
}

/// What limits the retries of a group: each request adds to it, each retry takes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Budget {
    /// What each request adds, in retries: 0 to 1000.
    pub share: f64,
    /// How many retries it holds at most, and at the start; at least 1.
    pub burst: u32,
}

/// What chance makes of a back-off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Jitter {
    /// Nothing: it is as long as it is.
    None,
    /// Half of it is certain, the other half uniform.
    Equal,
    /// It is uniform between nothing and all of it.
    Full,
}

/// Further attempts beside one that takes long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hedge {
    /// How long after an attempt another one is made beside it; more than zero.
    pub after: SimDuration,
    /// How often that is done for one request: 1 to 100.
    pub at_most: u32,
}

/// Why an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The SYN was answered with RST.
    Refused,
    /// The director had no destination and said so.
    NoDestination,
    /// No answer to the SYN in time.
    ConnectTimeout,
    /// The established connection was reset.
    Reset,
    /// Connected, but no response in time.
    ResponseTimeout,
    /// The response says that the request failed.
    Error,
}

impl Failure {
    /// All of them, in the order of the results' columns.
    pub(crate) const ALL: [Self; 6] =
        [Self::Refused, Self::NoDestination, Self::ConnectTimeout, Self::Reset, Self::ResponseTimeout, Self::Error];
}
