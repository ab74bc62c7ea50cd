//! What becomes of sessions.

use super::Recorder;
use crate::stats::Histogram;
use crate::stats::outcome::Sessions;
use crate::time::{SimDuration, SimTime};

impl Recorder {
    /// A session begins. Returns whether it is measured.
    pub fn session_offered(&mut self, now: SimTime) -> bool {
        let measured = now >= self.transient;
        self.sessions().offered += u64::from(measured);
        measured
    }

    /// All requests of a measured session were answered, so many in all.
    pub fn session_completed(&mut self, duration: SimDuration, answered: u64) {
        self.session_durations.record(duration);
        self.sessions().completed += 1;
        self.sessions().requests += answered;
    }

    /// A measured session is over, and some request of it has failed.
    pub fn session_failed(&mut self) {
        self.sessions().failed += 1;
    }

    fn sessions(&mut self) -> &mut Sessions {
        self.outcome.sessions.get_or_insert_default()
    }

    /// What is known of the durations of sessions at the end of the run.
    pub(super) fn conclude_sessions(&mut self) {
        let durations: &Histogram = &self.session_durations;
        if let Some(sessions) = &mut self.outcome.sessions {
            let quantile = |q| durations.quantile(q).map(SimDuration::as_secs_f64);
            sessions.duration_mean_s = durations.mean_s();
            (sessions.duration_p50_s, sessions.duration_p99_s) = (quantile(0.5), quantile(0.99));
        }
    }
}
