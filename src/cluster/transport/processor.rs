//! A director's processor: one packet after the other, and a queue of limited length before it.
//!
//! As the time that each packet takes is known when it comes, it is known then, too, when it will be through: no event
//! is needed for those that wait.

use crate::cluster::spec::Forwarder;
use crate::time::{SimDuration, SimTime};
use std::collections::VecDeque;

/// What forwards the packets of a director.
#[derive(Debug)]
pub struct Processor {
    packet_time: SimDuration,
    encapsulation_time: SimDuration,
    /// How many may be there at once: those that wait, and one that is worked on.
    room: u64,
    /// Who is there, in the order in which they leave.
    batches: VecDeque<Batch>,
    /// How many packets these are, those of the first that are through already included.
    queued: u64,
    work_ns: u128,
    packets: u64,
    lost: u64,
}

/// Packets that came together.
#[derive(Clone, Copy, Debug)]
struct Batch {
    packets: u64,
    /// What each of them takes; above zero.
    each: SimDuration,
    /// When the last of them is through.
    ends: SimTime,
}

/// What became of packets that came together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admission {
    /// How many were taken in; the others are lost.
    pub taken: u32,
    /// When the last of these is through.
    pub ends: SimTime,
}

impl Processor {
    /// An idle one.
    pub fn new(spec: &Forwarder) -> Self {
        Self {
            packet_time: spec.packet_time,
            encapsulation_time: spec.encapsulation_time,
            room: u64::from(spec.packet_queue) + 1,
            batches: VecDeque::new(),
            queued: 0,
            work_ns: 0,
            packets: 0,
            lost: 0,
        }
    }

    /// Whether its time is limited at all.
    pub fn is_limited(&self) -> bool {
        !(self.packet_time + self.encapsulation_time).is_zero()
    }

    /// Packets taken in so far.
    pub fn packets(&self) -> u64 {
        self.packets
    }

    /// Packets lost so far, as the queue was full.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// How long it has worked up to the present, in nanoseconds.
    pub fn work_ns(&self, now: SimTime) -> u128 {
        self.work_ns - u128::from(self.free_at(now).since(now).as_nanos())
    }

    /// How long it takes for a packet.
    pub fn time_of(&self, encapsulates: bool) -> SimDuration {
        if encapsulates { self.packet_time + self.encapsulation_time } else { self.packet_time }
    }

    /// Whether it would take in another packet. If not, that packet is lost.
    pub fn takes_one(&mut self, now: SimTime) -> bool {
        let takes = self.present(now) < self.room;
        self.lost += u64::from(!takes);
        takes
    }

    /// Takes in as many of these packets as there is room for.
    pub fn admit(&mut self, packets: u32, each: SimDuration, now: SimTime) -> Admission {
        if each.is_zero() {
            self.packets += u64::from(packets);
            return Admission { taken: packets, ends: now };
        }
        let taken = u64::from(packets).min(self.room - self.present(now).min(self.room));
        self.packets += taken;
        self.lost += u64::from(packets) - taken;
        let ends = self.free_at(now) + each * taken;
        if taken > 0 {
            self.work_ns += u128::from((each * taken).as_nanos());
            self.queued += taken;
            self.batches.push_back(Batch { packets: taken, each, ends });
        }
        Admission { taken: taken as u32, ends }
    }

    /// The machine has lost its power, and with it what was queued.
    pub fn clear(&mut self, now: SimTime) {
        self.work_ns = self.work_ns(now);
        self.batches.clear();
        self.queued = 0;
    }

    fn free_at(&self, now: SimTime) -> SimTime {
        self.batches.back().map_or(now, |last| last.ends.max(now))
    }

    /// How many packets wait or are worked on.
    fn present(&mut self, now: SimTime) -> u64 {
        while let Some(first) = self.batches.front().filter(|batch| batch.ends <= now) {
            self.queued -= first.packets;
            self.batches.pop_front();
        }
        let through = self.batches.front().map_or(0, |first| {
            let left = first.ends.since(now).as_nanos().div_ceil(first.each.as_nanos());
            first.packets.saturating_sub(left)
        });
        self.queued - through
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn us(us: u64) -> SimDuration {
        SimDuration::from_nanos(us * 1_000)
    }

    fn at(after_us: u64) -> SimTime {
        SimTime::ZERO + us(after_us)
    }

    /// Two microseconds a packet, and room for three that wait.
    fn processor() -> Processor {
        Processor::new(&Forwarder { packet_time: us(2), packet_queue: 3, ..Forwarder::UNLIMITED })
    }

    #[test]
    fn packets_are_through_one_after_the_other() {
        let mut processor = processor();
        assert_eq!(processor.admit(1, us(2), at(0)), Admission { taken: 1, ends: at(2) });
        assert_eq!(processor.admit(2, us(2), at(1)), Admission { taken: 2, ends: at(6) });
        assert_eq!([1, 5, 6, 8].map(|now| processor.work_ns(at(now)) / 1_000), [1, 5, 6, 6]);
        assert_eq!(processor.admit(1, us(2), at(9)), Admission { taken: 1, ends: at(11) });
        assert_eq!([9, 10, 20].map(|now| processor.work_ns(at(now)) / 1_000), [6, 7, 8]);
        assert_eq!(processor.packets(), 4);
    }

    #[test]
    fn what_finds_the_queue_full_is_lost() {
        let mut processor = processor();
        // One in work, three wait.
        assert_eq!(processor.admit(6, us(2), at(0)), Admission { taken: 4, ends: at(8) });
        assert!(!processor.takes_one(at(1)));
        assert_eq!(processor.admit(1, us(2), at(1)).taken, 0);
        assert!(processor.takes_one(at(2)));
        assert_eq!(processor.admit(9, us(2), at(5)), Admission { taken: 2, ends: at(12) });
        assert_eq!((processor.packets(), processor.lost()), (6, 2 + 1 + 1 + 7));
    }

    #[test]
    fn without_power_the_queue_is_empty_and_the_work_undone() {
        let mut processor = processor();
        processor.admit(4, us(2), at(0));
        processor.clear(at(3));
        assert_eq!(processor.work_ns(at(10)), 3_000);
        assert_eq!(processor.admit(1, us(2), at(10)).ends, at(12));
    }
}
