//! What clients do about attempts that fail or take long.

use crate::cluster::spec;
use crate::scenario::meant::{Failure, Hedge, Jitter, Retries};

pub(super) fn retries(retries: &Retries) -> spec::RetrySpec {
    spec::RetrySpec {
        attempts: retries.attempts,
        on: retries.on.iter().map(|&failure| reason(failure)).collect(),
        backoff: retries.backoff,
        factor: retries.factor,
        max: retries.max,
        jitter: match retries.jitter {
            Jitter::None => spec::Jitter::None,
            Jitter::Equal => spec::Jitter::Equal,
            Jitter::Full => spec::Jitter::Full,
        },
        budget: retries.budget.map(|budget| spec::BudgetSpec { share: budget.share, burst: budget.burst }),
    }
}

pub(super) fn hedge(hedge: Hedge) -> spec::HedgeSpec {
    spec::HedgeSpec { after: hedge.after, at_most: hedge.at_most }
}

fn reason(failure: Failure) -> spec::FailureReason {
    match failure {
        Failure::Refused => spec::FailureReason::Refused,
        Failure::NoDestination => spec::FailureReason::NoDestination,
        Failure::ConnectTimeout => spec::FailureReason::ConnectTimeout,
        Failure::Reset => spec::FailureReason::Reset,
        Failure::ResponseTimeout => spec::FailureReason::ResponseTimeout,
        Failure::Error => spec::FailureReason::Error,
    }
}
