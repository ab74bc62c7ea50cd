//! The addresses that clients come from, and the ports that they come with.

use rand::{Rng, RngExt};
use rand_distr::Zipf;
use std::sync::Arc;

/// Linux's default range of ephemeral ports (`net.ipv4.ip_local_port_range`).
const FIRST_PORT: u16 = 32_768;
const PORTS: u16 = 60_999 - FIRST_PORT + 1;

/// IPv4 addresses, the probability of each, and the next port that each will use.
#[derive(Clone, Debug)]
pub struct AddressPool {
    first: u32,
    /// All of them, ascending, if they are not consecutive ones.
    listed: Arc<[u32]>,
    /// The law of ranks; all are equally popular without one.
    zipf: Option<Zipf<f64>>,
    /// The ports that an address uses: the first, and how many.
    first_port: u16,
    ports: u16,
    /// How many ports, modulo the range, each address has used: a client's kernel counts them up.
    ports_used: Vec<u16>,
}

/// Which addresses of a pool come how often.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Popularity {
    /// All equally.
    Uniform,
    /// The k-th address in proportion to k^−exponent. The exponent is above 0.
    Zipf {
        /// The exponent; about 1 in most measured traffic.
        exponent: f64,
    },
}

impl AddressPool {
    /// `size` (at least 1) addresses from `first` upward, which use one `port` or all ephemeral ones in turn.
    pub fn new(first: u32, size: u32, popularity: Popularity, port: Option<u16>) -> Self {
        let zipf = match popularity {
            Popularity::Uniform => None,
            Popularity::Zipf { exponent } => Some(Zipf::new(f64::from(size), exponent).expect("a positive exponent")),
        };
        let (first_port, ports) = port.map_or((FIRST_PORT, PORTS), |port| (port, 1));
        Self { first, listed: Arc::from([]), zipf, first_port, ports, ports_used: vec![0; size as usize] }
    }

    /// These addresses, each once and ascending, at least one. Who asks is said by somebody else.
    pub fn listed(addresses: Arc<[u32]>, port: Option<u16>) -> Self {
        let consecutive = Self::new(0, addresses.len() as u32, Popularity::Uniform, port);
        Self { first: addresses[0], listed: addresses, ..consecutive }
    }

    /// The place of an address, which is one of the pool.
    #[inline]
    fn place(&self, address: u32) -> usize {
        match self.listed.is_empty() {
            true => address.wrapping_sub(self.first) as usize,
            false => self.listed.partition_point(|&other| other < address),
        }
    }

    /// Draws an address.
    #[inline]
    pub fn draw<R: Rng>(&self, rng: &mut R) -> u32 {
        let size = self.ports_used.len();
        let rank = match &self.zipf {
            None => (((rng.next_u64() >> 32) * size as u64) >> 32) as u32,
            // Ranks are whole numbers from 1 to size.
            Some(law) => rng.sample(law) as u32 - 1,
        };
        self.first.wrapping_add(rank)
    }

    /// The `index`-th address, counted round and round.
    pub fn nth(&self, index: u32) -> u32 {
        self.first.wrapping_add((index as usize % self.ports_used.len()) as u32)
    }

    /// The next port of `address`, which is one of the pool.
    #[inline]
    pub fn next_port(&mut self, address: u32) -> u16 {
        let place = self.place(address);
        let used = &mut self.ports_used[place];
        let port = self.first_port + *used;
        *used = if *used + 1 == self.ports { 0 } else { *used + 1 };
        port
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;

    fn shares(popularity: Popularity, size: u32, draws: u32) -> Vec<f64> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
        let pool = AddressPool::new(100, size, popularity, None);
        let mut counts = vec![0.0; size as usize];
        (0..draws).for_each(|_| counts[(pool.draw(&mut rng) - 100) as usize] += 1.0 / f64::from(draws));
        counts
    }

    #[test]
    fn popularity_is_as_stated_within_four_standard_errors() {
        let draws = 100_000;
        let harmonic = 1.0 + 1.0 / 2.0 + 1.0 / 3.0 + 1.0 / 4.0;
        for (popularity, expected) in [
            (Popularity::Uniform, [0.25; 4]),
            (Popularity::Zipf { exponent: 1.0 }, [1.0, 1.0 / 2.0, 1.0 / 3.0, 1.0 / 4.0].map(|p| p / harmonic)),
        ] {
            for (share, p) in shares(popularity, 4, draws).into_iter().zip(expected) {
                assert!(
                    (share - p).abs() < 4.0 * (p * (1.0 - p) / f64::from(draws)).sqrt(),
                    "{popularity:?}: {share} for {p}"
                );
            }
        }
    }

    #[test]
    fn one_address_behind_nat_uses_one_port_after_another_and_starts_again() {
        let mut pool = AddressPool::new(7, 1, Popularity::Uniform, None);
        let ports: Vec<u16> = (0..=u32::from(PORTS)).map(|_| pool.next_port(7)).collect();
        assert_eq!(
            (ports[0], ports[1], ports[usize::from(PORTS) - 1], ports[usize::from(PORTS)]),
            (32_768, 32_769, 60_999, 32_768)
        );
    }

    #[test]
    fn listed_addresses_count_their_own_ports_too() {
        let mut pool = AddressPool::listed(Arc::from([7, 900, 0xffff_fff0]), None);
        let ports = [7, 0xffff_fff0, 7, 900, 0xffff_fff0].map(|address| pool.next_port(address));
        assert_eq!(ports, [32_768, 32_768, 32_769, 32_768, 32_769]);
    }

    #[test]
    fn a_fixed_port_is_the_only_one() {
        let mut pool = AddressPool::new(7, 2, Popularity::Uniform, Some(5353));
        assert_eq!([pool.next_port(7), pool.next_port(7), pool.next_port(8)], [5353; 3]);
    }

    #[test]
    fn each_address_counts_its_own_ports() {
        let mut pool = AddressPool::new(7, 2, Popularity::Uniform, None);
        assert_eq!([pool.next_port(7), pool.next_port(8), pool.next_port(7)], [32_768, 32_768, 32_769]);
    }
}
