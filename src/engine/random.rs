//! One stream of random numbers for each purpose, so that two runs that differ in one thing see the same of all others:
//! two schedulers compared get the same arrivals, and a component that is added shifts nobody's numbers.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;
use sha2::{Digest, Sha256};

/// A stream of random numbers. The generator is named, not the platform's choice, because results depend on it.
pub type Stream = Xoshiro256PlusPlus;

/// The source of all streams of one replication of one run.
#[derive(Clone, Debug)]
pub struct Streams {
    seed: u64,
    replication: u64,
}

impl Streams {
    /// The streams of replication `replication` (0 for the first) of a run with this seed.
    pub fn new(seed: u64, replication: u64) -> Self {
        Self { seed, replication }
    }

    /// The stream for one purpose. The same name always gives the same numbers; different names give unrelated ones.
    pub fn stream(&self, name: &str) -> Stream {
        let digest = Sha256::new()
            .chain_update(self.seed.to_le_bytes())
            .chain_update(self.replication.to_le_bytes())
            .chain_update(name.as_bytes())
            .finalize();
        Stream::from_seed(digest.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    fn first(seed: u64, replication: u64, name: &str) -> u64 {
        Streams::new(seed, replication).stream(name).next_u64()
    }

    #[test]
    fn seed_replication_and_name_each_change_the_stream() {
        let numbers =
            [first(1, 0, "arrivals"), first(2, 0, "arrivals"), first(1, 1, "arrivals"), first(1, 0, "service")];
        for (index, number) in numbers.iter().enumerate() {
            assert!(!numbers[..index].contains(number));
        }
    }

    #[test]
    fn a_stream_never_changes_between_versions() {
        // Recorded once: every published result depends on it.
        assert_eq!(first(1, 0, "arrivals"), 16_224_444_375_879_904_590);
    }
}
