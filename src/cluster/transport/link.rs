//! One direction of a card or of an access link: what passes it shares its bandwidth equally.
//!
//! TCP's flows share a bottleneck about equally, so at the level of flows a link is a processor-sharing server of bytes
//! (Massoulié and Roberts 2000; Ben Fredj et al. 2001). As all shares are equal, one number says how many bytes each
//! transfer has passed since it came, and the order in which they leave is known when they come.

use crate::cluster::event::Event;
use crate::engine::{Agenda, EventKey};
use crate::stats::Level;
use crate::time::{SimDuration, SimTime};
use std::collections::BTreeSet;

/// Names a message that is under way.
pub type TransferId = u32;

/// What shares a bandwidth.
#[derive(Debug)]
pub struct Link {
    /// By which number its events name it.
    index: u32,
    bytes_per_ns: f64,
    transfers: BTreeSet<Stay>,
    arrivals: u64,
    /// Bytes that each transfer has passed, counted from when the link was last empty.
    passed: f64,
    settled: SimTime,
    /// When it looks again who has passed.
    due: Option<(EventKey, SimTime)>,
    busy: Level,
    bytes: u64,
}

/// A transfer's place on a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stay {
    /// Bytes that each transfer will have passed when this one leaves: the bits of a number that is never negative, so
    /// that they order as it does.
    leaves: u64,
    /// Who came first leaves first.
    order: u64,
    /// Whose place it is.
    pub transfer: TransferId,
    /// On which link.
    pub link: u32,
}

/// Who has less left than this has passed: the clock counts whole nanoseconds.
const PASSED_NS: f64 = 0.75;

impl Link {
    /// An idle link.
    pub fn new(index: u32, bytes_per_s: f64) -> Self {
        Self {
            index,
            bytes_per_ns: bytes_per_s * 1e-9,
            transfers: BTreeSet::new(),
            arrivals: 0,
            passed: 0.0,
            settled: SimTime::ZERO,
            due: None,
            busy: Level::default(),
            bytes: 0,
        }
    }

    /// Bytes that it was given to carry, less those that were taken back.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Its bandwidth, in bytes per second.
    pub fn bytes_per_s(&self) -> f64 {
        self.bytes_per_ns * 1e9
    }

    /// How long it has carried anything, in nanoseconds.
    pub fn busy_ns(&self, now: SimTime) -> u128 {
        self.busy.integral_ns(now)
    }

    /// Takes on a transfer of so many bytes.
    pub fn join(&mut self, transfer: TransferId, bytes: u64, agenda: &mut Agenda<Event>) -> Stay {
        self.settle(agenda.now());
        self.bytes += bytes;
        let leaves = (self.passed + bytes as f64).to_bits();
        let stay = Stay { leaves, order: self.arrivals, transfer, link: self.index };
        self.arrivals += 1;
        self.transfers.insert(stay);
        self.look_again(agenda);
        stay
    }

    /// A transfer is called off.
    pub fn call_off(&mut self, stay: Stay, agenda: &mut Agenda<Event>) {
        self.settle(agenda.now());
        if self.transfers.remove(&stay) {
            self.bytes -= (f64::from_bits(stay.leaves) - self.passed).max(0.0) as u64;
            self.look_again(agenda);
        }
    }

    /// It is time to look who has passed: the next transfer, if it has.
    pub fn due(&mut self, agenda: &mut Agenda<Event>) -> Option<TransferId> {
        self.due = None;
        self.settle(agenda.now());
        let first = self.transfers.first().copied();
        let passed = first.filter(|stay| self.left_ns(stay) <= PASSED_NS);
        if let Some(stay) = passed {
            self.transfers.remove(&stay);
            // What it was promised, not what the clock's whole nanoseconds make of it.
            self.passed = f64::from_bits(stay.leaves);
        }
        self.look_again(agenda);
        passed.map(|stay| stay.transfer)
    }

    /// How long the transfer needs until it has passed, if nobody comes or goes.
    fn left_ns(&self, stay: &Stay) -> f64 {
        (f64::from_bits(stay.leaves) - self.passed).max(0.0) * self.transfers.len() as f64 / self.bytes_per_ns
    }

    fn settle(&mut self, now: SimTime) {
        if self.transfers.is_empty() {
            self.passed = 0.0;
        } else {
            let share = self.bytes_per_ns / self.transfers.len() as f64;
            self.passed += now.since(self.settled).as_nanos() as f64 * share;
        }
        self.settled = now;
    }

    /// Who is here has changed. An event that comes too early looks again; only one that would come too late is replaced.
    fn look_again(&mut self, agenda: &mut Agenda<Event>) {
        self.busy.set(u32::from(!self.transfers.is_empty()), agenda.now());
        let Some(first) = self.transfers.first() else { return };
        let at = agenda.now() + SimDuration::from_secs_f64(self.left_ns(first) * 1e-9);
        match self.due {
            Some((_, before)) if before <= at => return,
            Some((key, _)) => agenda.cancel(key),
            None => {}
        }
        self.due = Some((agenda.schedule(at, Event::LinkDue(self.index)), at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1000 bytes a second.
    fn link() -> (Link, Agenda<Event>) {
        (Link::new(0, 1e3), Agenda::new())
    }

    /// Who passes when, in seconds, until the link is empty.
    fn passing(link: &mut Link, agenda: &mut Agenda<Event>, until: u64) -> Vec<(u32, f64)> {
        agenda.run_until(SimTime::from_nanos(until * 1_000_000_000));
        let mut passing = Vec::new();
        while agenda.take_next().is_some() {
            passing.extend(link.due(agenda).map(|transfer| (transfer, agenda.now().as_secs_f64())));
        }
        passing
    }

    #[test]
    fn a_transfer_alone_takes_its_size_over_the_bandwidth() {
        let (mut link, mut agenda) = link();
        link.join(7, 1500, &mut agenda);
        assert_eq!(passing(&mut link, &mut agenda, 10), [(7, 1.5)]);
        assert_eq!((link.bytes(), link.busy_ns(agenda.now())), (1500, 1_500_000_000));
    }

    #[test]
    fn two_transfers_have_half_of_it_each_and_the_rest_has_all() {
        let (mut link, mut agenda) = link();
        link.join(1, 1000, &mut agenda);
        link.join(2, 3000, &mut agenda);
        // The first is through after 2 × 1000 bytes; of the second 2000 are left.
        assert_eq!(passing(&mut link, &mut agenda, 10), [(1, 2.0), (2, 4.0)]);
    }

    #[test]
    fn who_comes_later_slows_down_who_is_there() {
        let (mut link, mut agenda) = link();
        link.join(1, 1000, &mut agenda);
        assert_eq!(passing(&mut link, &mut agenda, 0), []);
        agenda.run_until(SimTime::from_nanos(500_000_000));
        assert_eq!(agenda.take_next(), None);
        link.join(2, 250, &mut agenda);
        // 500 bytes are left of the first when the second comes; it leaves after 2 × 250, and the first 250 later.
        assert_eq!(passing(&mut link, &mut agenda, 10), [(2, 1.0), (1, 1.25)]);
    }

    #[test]
    fn what_is_called_off_gives_its_share_back() {
        let (mut link, mut agenda) = link();
        link.join(1, 1000, &mut agenda);
        let stay = link.join(2, 5000, &mut agenda);
        agenda.run_until(SimTime::from_nanos(1_000_000_000));
        assert_eq!(agenda.take_next(), None);
        link.call_off(stay, &mut agenda);
        assert_eq!(passing(&mut link, &mut agenda, 10), [(1, 1.5)]);
        assert_eq!(link.bytes(), 1500);
    }

    #[test]
    fn what_was_busy_and_what_was_carried_are_one_thing() {
        let (mut link, mut agenda) = link();
        for transfer in 0..1000_u32 {
            link.join(transfer, 1 + u64::from(transfer * 7919 % 3001), &mut agenda);
        }
        let passed = passing(&mut link, &mut agenda, 1_000_000);
        assert_eq!(passed.len(), 1000);
        let carried_s = link.bytes() as f64 / link.bytes_per_s();
        // At most one nanosecond of rounding for each.
        assert!((link.busy_ns(agenda.now()) as f64 * 1e-9 - carried_s).abs() <= 1e-6, "{carried_s}");
    }
}
