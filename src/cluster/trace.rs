//! Requests as somebody has recorded them: when, from whom, for what, how large.

use crate::cluster::payload::Payload;
use crate::time::{SimDuration, SimTime};
use std::sync::Arc;

/// One recorded request: 24 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceRequest {
    /// When it came, counted from the beginning of the record.
    pub at: SimDuration,
    /// Whose it is: an index into the addresses.
    pub address: u32,
    /// The object asked for, or [`NO_OBJECT`](crate::cluster::payload::NO_OBJECT).
    pub object: u32,
    /// Size of the request.
    pub request_bytes: u32,
    /// Size of the response.
    pub response_bytes: u32,
}

const _: () = assert!(size_of::<TraceRequest>() == 24);

/// A record of requests.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workload {
    /// Where its requests come from: each address once, ascending.
    pub addresses: Arc<[u32]>,
    /// The requests, ascending in time; at least one.
    pub requests: Arc<[TraceRequest]>,
}

impl Workload {
    /// When the last request came.
    pub fn span(&self) -> SimDuration {
        self.requests.last().map_or(SimDuration::ZERO, |last| last.at)
    }
}

/// How a record is played.
#[derive(Clone, Debug)]
pub struct TraceSpec {
    /// What is played.
    pub workload: Workload,
    /// How many times as fast; above 0.
    pub speed: f64,
    /// How often, one playing after the other; at least 1.
    pub rounds: u32,
}

/// A record being played.
#[derive(Debug)]
pub(super) struct Playing {
    spec: TraceSpec,
    start: SimTime,
    /// How long one playing takes: until the first request would come again, at the record's own mean rate.
    round: SimDuration,
    rounds_over: u32,
    /// The request that comes next.
    next: usize,
    /// The one that came last.
    current: usize,
}

impl Playing {
    /// Nothing is played before `start`.
    pub(super) fn new(spec: &TraceSpec, start: SimTime) -> Self {
        let count = spec.workload.requests.len();
        let gap = SimDuration::from_nanos(spec.workload.span().as_nanos() / (count as u64 - 1).max(1));
        let round = faster(spec.workload.span() + gap, spec.speed);
        Self { spec: spec.clone(), start, round, rounds_over: 0, next: 0, current: 0 }
    }

    /// When the next request comes; `None` if that was the last.
    pub(super) fn advance(&mut self) -> Option<SimTime> {
        if self.next == self.spec.workload.requests.len() {
            self.next = 0;
            self.rounds_over += 1;
        }
        if self.rounds_over >= self.spec.rounds {
            return None;
        }
        let at = faster(self.spec.workload.requests[self.next].at, self.spec.speed);
        Some(self.start + self.round * u64::from(self.rounds_over) + at)
    }

    /// The next request comes now; from which address.
    pub(super) fn take(&mut self) -> u32 {
        self.current = self.next;
        self.next += 1;
        self.spec.workload.addresses[self.spec.workload.requests[self.current].address as usize]
    }

    /// What the request that came last asks for and carries.
    pub(super) fn payload(&self) -> Payload {
        let TraceRequest { object, request_bytes, response_bytes, .. } = self.spec.workload.requests[self.current];
        Payload { object, request_bytes, response_bytes: response_bytes.into() }
    }
}

fn faster(span: SimDuration, speed: f64) -> SimDuration {
    // As it was is exactly as it was.
    if speed == 1.0 { span } else { SimDuration::from_secs_f64(span.as_secs_f64() / speed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_played_again_one_mean_gap_after_its_end_and_twice_as_fast_in_half_the_time() {
        let request = |seconds| TraceRequest {
            at: SimDuration::from_secs(seconds),
            address: 0,
            object: 7,
            request_bytes: 1,
            response_bytes: 2,
        };
        let workload =
            Workload { addresses: Arc::from([5]), requests: Arc::from([request(0), request(1), request(4)]) };
        for (speed, expected) in
            [(1.0, [10.0, 11.0, 14.0, 16.0, 17.0, 20.0]), (2.0, [10.0, 10.5, 12.0, 13.0, 13.5, 15.0])]
        {
            let start = SimTime::ZERO + SimDuration::from_secs(10);
            let mut playing = Playing::new(&TraceSpec { workload: workload.clone(), speed, rounds: 2 }, start);
            let moments: Vec<f64> = std::iter::from_fn(|| {
                let at = playing.advance()?;
                assert_eq!((playing.take(), playing.payload().object), (5, 7));
                Some(at.as_secs_f64())
            })
            .collect();
            assert_eq!(moments, expected);
        }
    }
}
