//! Which changes came in time, and what is asked of all of them together.

use std::fmt;

use crate::time::SimDuration;

/// How many of those that were too far away are shown.
const SHOWN: usize = 5;

/// Changes of one sort, or probes, and those that were too far from the model's.
#[derive(Clone, Debug)]
pub(super) struct Score {
    what: &'static str,
    limit: SimDuration,
    pub(super) total: u64,
    misses: Vec<String>,
}

impl Score {
    /// Detections: within 0.35 s, which is what a probe now and then takes longer on the machine of the recordings.
    pub(super) fn detections() -> Self {
        Self::new("detections", SimDuration::from_millis(350))
    }

    /// Recoveries: within 0.6 s, as they may take two probes.
    pub(super) fn recoveries() -> Self {
        Self::new("recoveries", SimDuration::from_millis(600))
    }

    /// Probes: within 1 s. Far above the usual few milliseconds: an answer that the machine handles late delays the next
    /// probe too, and no line of the log tells.
    pub(super) fn probes() -> Self {
        Self::new("probes", SimDuration::from_secs(1))
    }

    fn new(what: &'static str, limit: SimDuration) -> Self {
        Self { what, limit, total: 0, misses: Vec::new() }
    }

    /// Notes one and says whether it was in time.
    pub(super) fn add(&mut self, error: SimDuration, run: &str) -> bool {
        self.total += 1;
        let in_time = error <= self.limit;
        if !in_time {
            self.misses.push(format!("{run} by {:.2} s", error.as_secs_f64()));
        }
        in_time
    }

    /// How many were in time.
    pub(super) fn in_time(&self) -> String {
        let (total, what, limit) = (self.total, self.what, self.limit);
        format!("{} of {total} {what} within {limit} of the model", total - self.misses.len() as u64)
    }

    /// What does not hold, if more than `allowed` in 244 were too far away.
    pub(super) fn unmet(&self, allowed: u64) -> Option<String> {
        let may_miss = self.total * allowed / 244;
        (self.misses.len() as u64 > may_miss).then(|| format!("{self}; at most {may_miss} may be further away"))
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_time())?;
        if !self.misses.is_empty() {
            let shown = &self.misses[..self.misses.len().min(SHOWN)];
            let more = if self.misses.len() > SHOWN { ", ..." } else { "" };
            write!(f, " (not: {}{more})", shown.join("; "))?;
        }
        Ok(())
    }
}
