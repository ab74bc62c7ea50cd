//! `retries` and `hedge` of a `[[client]]`.

use crate::scenario::file;
use crate::scenario::meant::{Hedge, Retries};
use crate::scenario::text::Duration;

pub(super) fn retries(retries: &Retries) -> file::Retries {
    file::Retries {
        attempts: Some(retries.attempts),
        on: Some(retries.on.clone()),
        backoff: Some(Duration(retries.backoff)),
        factor: Some(retries.factor),
        max: Some(Duration(retries.max)),
        jitter: Some(retries.jitter),
        budget: retries.budget.map(|budget| budget.share),
        budget_burst: retries.budget.map(|budget| budget.burst),
    }
}

pub(super) fn hedge(hedge: &Hedge) -> file::Hedge {
    file::Hedge { after: Duration(hedge.after), at_most: Some(hedge.at_most) }
}
