//! What a recording cannot tell: by how much a process was woken late, a packet was handled late, and when exactly
//! within the recorder's command something happened.

use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::time::{SimDuration, SimTime};

/// The largest error of a recorded command's time.
const COMMAND: SimDuration = SimDuration::from_millis(10);

/// Draws latenesses up to a bound.
#[derive(Clone, Debug)]
pub(super) struct Unrest {
    rng: Xoshiro256PlusPlus,
    most: SimDuration,
}

impl Unrest {
    /// One of many ways in which things may be late by at most `most`.
    pub(super) fn new(most: SimDuration, seed: u64) -> Self {
        Self { rng: Xoshiro256PlusPlus::seed_from_u64(seed), most }
    }

    /// How late a process is woken, by its timer or by a packet.
    pub(super) fn lateness(&mut self) -> SimDuration {
        self.up_to(self.most)
    }

    /// When a command recorded at `at` may have had its effect.
    pub(super) fn command(&mut self, at: SimTime) -> SimTime {
        let most = self.most.min(COMMAND);
        let later = at + self.up_to(most) + self.up_to(most);
        SimTime::ZERO + later.since(SimTime::ZERO + most)
    }

    fn up_to(&mut self, most: SimDuration) -> SimDuration {
        SimDuration::from_nanos(self.rng.random_range(0..=most.as_nanos()))
    }
}
