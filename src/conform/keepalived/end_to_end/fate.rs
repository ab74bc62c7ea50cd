//! What became of the client's connections, recorded or simulated.

use super::run::Run;
use super::topology::{Connections, cluster};
use crate::cluster::simulate;
use crate::stats::Outcome;
use crate::stats::outcome::FailureReason;
use crate::stats::timeline::Changed;
use crate::time::{SimDuration, SimTime};

/// From here on a connection has hung: longer than noise and one repetition of a SYN, shorter than two.
const HUNG: SimDuration = SimDuration::from_millis(2_500);

/// What became of the client's connections in one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fate {
    /// Refused.
    pub(super) refused: u64,
    /// Reset.
    pub(super) reset: u64,
    /// Given up, or answered only after [`HUNG`].
    pub(super) hung: u64,
    /// Of those that stay: reset.
    pub(super) long_broken: u64,
    /// From the loss of the first director to the announcement by the second, if there was such.
    pub(super) outage: Option<SimDuration>,
}

impl Fate {
    /// What was recorded.
    pub(super) fn recorded(run: &Run) -> Self {
        let count = |how: &str| run.requests.iter().filter(|(outcome, _)| outcome == how).count() as u64;
        let slow = run.requests.iter().filter(|(how, took)| how == "ok" && *took >= HUNG).count() as u64;
        Self {
            refused: count("refused"),
            reset: count("reset"),
            hung: slow + count("timeout"),
            long_broken: run.long.iter().filter(|long| long.how == "reset").count() as u64,
            outage: Self::outage(run, |lost| {
                run.garps.iter().find(|(at, whose)| *at > lost && whose == "r2").map(|(at, _)| *at)
            }),
        }
    }

    /// What the simulation of the run gives.
    pub(super) fn simulated(run: &Run) -> Result<Self, String> {
        let short = simulate(&cluster(run, Connections::Short)?);
        let failed = |reason: FailureReason| short.whole_run.failed[reason as usize];
        let slow = short.latency.buckets().filter(|bucket| bucket.from >= HUNG).map(|bucket| bucket.count).sum::<u64>();
        let mut fate = Self {
            refused: failed(FailureReason::Refused),
            reset: failed(FailureReason::Reset),
            hung: slow + failed(FailureReason::ConnectTimeout) + failed(FailureReason::ResponseTimeout),
            outage: Self::outage(run, |lost| announced(&short, lost)),
            ..Self::default()
        };
        if !run.long.is_empty() {
            // The short ones go the same way whether the others are there or not.
            let all = simulate(&cluster(run, Connections::All)?);
            fate.long_broken = all.connections.broken - short.connections.broken;
        }
        Ok(fate)
    }

    /// How long after the first director was lost `announcement` came.
    fn outage(run: &Run, announcement: impl Fn(SimTime) -> Option<SimTime>) -> Option<SimDuration> {
        let lost = run.director_lost()?;
        Some(announcement(lost)?.since(lost))
    }
}

/// When the second director announced the address after `lost`.
fn announced(outcome: &Outcome, lost: SimTime) -> Option<SimTime> {
    let mut announcements = outcome
        .timeline
        .iter()
        .filter(|change| change.at > lost && matches!(change.what, Changed::GratuitousArp { director: 1, .. }));
    announcements.next().map(|change| change.at)
}
