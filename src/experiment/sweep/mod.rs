//! Many points of a scenario, each with its replications, in a way that survives being interrupted.
//!
//! Every finished replication is written to a [`Journal`] at once. What comes out is read from there, point by point, in
//! the order of the replications, whether they were all run just now or in ten pieces: so it is the same to the last byte.
//!
//! * [`grid`]: which values for which keys
//! * [`journal`]: what is done already; `record`: how it is written down

pub mod grid;
pub mod journal;
mod record;

pub use grid::{Axis, Grid, GridError};
pub use journal::{Journal, JournalError};

use super::plan::{begin, conclude, sample};
use super::transient::Start;
use super::{Plan, Point, Threads, Watch};
use crate::stats::Replicated;
use record::Record;
use sha2::{Digest, Sha256};
use std::sync::{Mutex, PoisonError};

/// What tells one sweep from every other, as 64 hexadecimal digits: the version of lvsim, every scenario with all its
/// defaults (and its seed), and the number of replications.
pub fn key(plan: &Plan) -> String {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    add(env!("CARGO_PKG_VERSION"));
    add(&plan.replications.to_string());
    for point in &plan.points {
        add(&point.name);
        add(&point.scenario.to_toml());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Runs what the journal does not have, and returns what the replications of each point say, in the order of the points.
/// `watch` is told of every run of this call how many runs this call has to do.
///
/// # Errors
/// If the journal cannot be written or read.
pub fn run(
    plan: &Plan,
    journal: Journal,
    threads: &Threads,
    watch: Watch<'_>,
) -> Result<(Vec<Replicated>, Journal), JournalError> {
    let journal = Mutex::new(journal);
    let starts = starts(plan, &journal, threads)?;
    let pending: Vec<(usize, u64)> = {
        let journal = journal.lock().unwrap_or_else(PoisonError::into_inner);
        let all = (0..plan.points.len()).flat_map(|point| (0..plan.replications).map(move |number| (point, number)));
        all.filter(|&(point, number)| !journal.has(point, number)).collect()
    };
    threads.try_each(pending.len(), |index| {
        let (point, number) = pending[index];
        let sample = sample(&plan.points[point].scenario, &starts[point], number);
        let record = Record::Replication { point, replication: number, sample };
        journal.lock().unwrap_or_else(PoisonError::into_inner).append(&record)?;
        watch(pending.len());
        Ok(())
    })?;
    let mut journal = journal.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut results = Vec::with_capacity(plan.points.len());
    for (point, start) in starts.iter().enumerate() {
        let scenario = &plan.points[point].scenario;
        let mut replicated = begin(scenario, start);
        for number in 0..plan.replications {
            replicated.absorb(journal.sample(point, number)?);
        }
        conclude(scenario, &mut replicated);
        results.push(replicated);
    }
    Ok((results, journal))
}

/// What is left out at the start of each point's runs. What pilot runs found is kept, too.
fn starts(plan: &Plan, journal: &Mutex<Journal>, threads: &Threads) -> Result<Vec<Start>, JournalError> {
    let mut starts = Vec::with_capacity(plan.points.len());
    for (point, Point { scenario, .. }) in plan.points.iter().enumerate() {
        let mut journal = journal.lock().unwrap_or_else(PoisonError::into_inner);
        let start = match journal.start(point) {
            Some(start) => start.clone(),
            None => Start::of(scenario, threads, &|_| {}),
        };
        if start.search.is_some() && journal.start(point).is_none() {
            journal.append(&Record::Start { point, start: (&start).into() })?;
        }
        starts.push(start);
    }
    Ok(starts)
}
