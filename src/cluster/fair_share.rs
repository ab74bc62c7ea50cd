//! Equal shares of one resource: a processor among requests, a link among transfers.
//!
//! All shares are equal, so one number says how much each has received since it came: the total attained by one that was
//! always here. Each leaves when that total has grown by its own need since its arrival; the order of departures is known
//! at arrival and a heap keeps it. Every step is O(log n), however many share.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::time::SimTime;

/// Who shares, and how far they are.
#[derive(Debug, Default)]
pub struct FairShare {
    /// By (attained total at which it leaves, order of arrival).
    sharers: BinaryHeap<Reverse<(Amount, u64, u32)>>,
    arrivals: u64,
    /// What each has received, counted from when nobody was here last.
    attained: f64,
    settled: SimTime,
}

/// An amount that is never negative and never NaN, so that its bits order as it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Amount(u64);

impl Amount {
    fn new(amount: f64) -> Self {
        Self(amount.to_bits())
    }

    fn get(self) -> f64 {
        f64::from_bits(self.0)
    }
}

impl FairShare {
    /// How many share.
    pub fn count(&self) -> usize {
        self.sharers.len()
    }

    /// Takes down what each has received up to `now`, at `rate` a nanosecond. To be called before anything changes.
    pub fn settle(&mut self, rate: f64, now: SimTime) {
        if self.sharers.is_empty() {
            self.attained = 0.0;
        } else {
            self.attained += now.since(self.settled).as_nanos() as f64 * rate;
        }
        self.settled = now;
    }

    /// Somebody comes and needs this much.
    pub fn add(&mut self, id: u32, need: f64) {
        self.sharers.push(Reverse((Amount::new(self.attained + need), self.arrivals, id)));
        self.arrivals += 1;
    }

    /// What the next one to leave still needs.
    pub fn next_needs(&self) -> Option<f64> {
        self.sharers.peek().map(|Reverse((leaves, _, _))| (leaves.get() - self.attained).max(0.0))
    }

    /// The next one to leave has all that it needs.
    ///
    /// # Panics
    /// If nobody is here.
    pub fn pop(&mut self, now: SimTime) -> u32 {
        let Reverse((leaves, _, id)) = self.sharers.pop().expect("somebody was to leave");
        // What it was promised, not what the clock's whole nanoseconds make of it.
        (self.attained, self.settled) = (leaves.get(), now);
        id
    }

    /// Everybody is sent away; who was here, in the order of their departures.
    pub fn clear(&mut self) -> Vec<u32> {
        let all = std::mem::take(&mut self.sharers).into_sorted_vec();
        all.into_iter().rev().map(|Reverse((_, _, id))| id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SimDuration;

    fn at(ns: u64) -> SimTime {
        SimTime::ZERO + SimDuration::from_nanos(ns)
    }

    #[test]
    fn who_needs_less_leaves_first_and_who_stays_has_received_as_much() {
        let mut share = FairShare::default();
        share.settle(1.0, at(0));
        share.add(7, 100.0);
        // Alone for 40 ns; then at half the rate each.
        share.settle(1.0, at(40));
        share.add(8, 20.0);
        assert_eq!((share.count(), share.next_needs()), (2, Some(20.0)));
        share.settle(0.5, at(60));
        assert_eq!(share.next_needs(), Some(10.0));
        assert_eq!(share.pop(at(80)), 8);
        assert_eq!(share.next_needs(), Some(40.0));
        assert_eq!(share.pop(at(120)), 7);
        assert_eq!((share.count(), share.next_needs()), (0, None));
    }

    #[test]
    fn of_two_who_leave_together_the_first_to_come_leaves_first() {
        let mut share = FairShare::default();
        [3, 1, 2].iter().for_each(|&id| share.add(id, 5.0));
        assert_eq!(share.pop(at(15)), 3);
        assert_eq!(share.clear(), [1, 2]);
    }
}
