//! What clients do beyond a first attempt.

use super::Recorder;
use crate::cluster::request::{NONE, Request};
use crate::stats::outcome::{Efforts, FailureReason};
use crate::time::SimTime;

impl Recorder {
    fn efforts(&mut self, measured: bool) -> Option<&mut Efforts> {
        self.outcome.efforts.as_mut().filter(|_| measured)
    }

    /// A client tries a request again.
    pub fn retried(&mut self, measured: bool) {
        self.efforts(measured).into_iter().for_each(|efforts| efforts.retries += 1);
    }

    /// A client would try a request again, but its budget is used up.
    pub fn retry_denied(&mut self, measured: bool) {
        self.efforts(measured).into_iter().for_each(|efforts| efforts.retries_denied += 1);
    }

    /// A client makes another attempt beside one that takes long.
    pub fn hedged(&mut self, measured: bool) {
        self.efforts(measured).into_iter().for_each(|efforts| efforts.hedges += 1);
    }

    /// The response to an attempt has arrived; the first attempt of the request was made at `begun`.
    pub fn completed_since(&mut self, begun: SimTime, request: &Request, now: SimTime, by_hedge: bool) {
        self.completed_after(begun, request, now);
        if request.measured {
            self.outcome.parts.retry_ns += u128::from(request.sent.since(begun).as_nanos());
        }
        if by_hedge {
            self.efforts(request.measured).into_iter().for_each(|efforts| efforts.hedges_won += 1);
        }
    }

    /// An attempt has failed; the request may not have.
    pub fn attempt_failed(&mut self, request: &Request, reason: FailureReason) {
        self.outcome.connections.broken += u64::from(reason == FailureReason::Reset);
        if request.measured && request.server != NONE {
            self.servers[request.server as usize].failed += 1;
        }
    }

    /// A request has failed for good.
    pub fn gave_up(&mut self, measured: bool, reason: FailureReason, now: SimTime) {
        self.count_failure_of_moment(now);
        self.outcome.whole_run.failed[reason as usize] += 1;
        self.interval.failed += 1;
        if measured {
            self.outcome.measured.failed[reason as usize] += 1;
        }
    }
}
