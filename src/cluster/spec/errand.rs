//! How clients see a request through: further attempts after a failure, beside a slow one, and for how long.

use crate::stats::outcome::FailureReason;
use crate::time::SimDuration;

/// What a client does about attempts that fail.
#[derive(Clone, Debug)]
pub struct RetrySpec {
    /// How many attempts a request has at most, the first one included; at least 1. Hedges do not count.
    pub attempts: u32,
    /// Which failures are worth another attempt.
    pub on: Vec<FailureReason>,
    /// How long it waits before the second attempt.
    pub backoff: SimDuration,
    /// How many times as long before each further one; at least 1.
    pub factor: f64,
    /// How long it waits at most.
    pub max: SimDuration,
    /// What chance makes of these times.
    pub jitter: Jitter,
    /// Of how many requests it tries again; `None` is no limit.
    pub budget: Option<BudgetSpec>,
}

/// What chance makes of a back-off, so that clients that failed together do not come back together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jitter {
    /// Nothing.
    None,
    /// Half of it is certain, the other half uniform.
    Equal,
    /// It is uniform between nothing and all of it.
    Full,
}

/// How many retries a client group allows itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BudgetSpec {
    /// What each request adds to the budget, in retries: 0.1 is one retry for ten requests. From 0 to 1000.
    pub share: f64,
    /// How many retries it holds at most, and at the beginning.
    pub burst: u32,
}

/// What a client does about attempts that take long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HedgeSpec {
    /// How long after an attempt it makes another one beside it.
    pub after: SimDuration,
    /// How often it does that for one request; at least 1.
    pub at_most: u32,
}
