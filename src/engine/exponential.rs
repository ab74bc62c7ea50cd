//! The exponential distribution, by the ziggurat method (Marsaglia and Tsang 2000).
//!
//! Two of these are drawn for each request. `rand_distr` has the same method, but the way that is taken 98 times in 100
//! is there in one function with the way that calls `exp`, which costs it twice as much as it is worth.

use std::sync::LazyLock;

use rand::{Rng, RngExt};

const LAYERS: usize = 256;
/// Where the tail begins.
const TAIL: f64 = 7.697_117_470_131_05;
/// What 53 random bits are multiplied by to be in [0, 1).
const UNIT: f64 = 1.0 / (1_u64 << 53) as f64;

/// Layers of equal area that cover the density e^−x, from the lowest and widest upward. The lowest stands for the tail, too.
struct Ziggurat {
    layers: [Layer; LAYERS],
    /// The density at which each layer begins, and where the last one ends.
    density: [f64; LAYERS + 1],
}

#[derive(Clone, Copy)]
struct Layer {
    /// Its width, in units of 2^−53.
    step: f64,
    /// So many steps are below the density for the layer's whole height.
    inside: u64,
}

static ZIGGURAT: LazyLock<Ziggurat> = LazyLock::new(Ziggurat::new);

impl Ziggurat {
    fn new() -> Self {
        let area = (TAIL + 1.0) * (-TAIL).exp();
        let mut ziggurat = Self { layers: [Layer { step: 0.0, inside: 0 }; LAYERS], density: [0.0; LAYERS + 1] };
        // The lowest layer is made as wide as its area is at its height.
        let (mut width, mut next) = (area / (-TAIL).exp(), TAIL);
        for (index, layer) in ziggurat.layers.iter_mut().enumerate() {
            *layer = Layer { step: width * UNIT, inside: (next / width / UNIT) as u64 };
            let density = (-next).exp();
            ziggurat.density[index + 1] = density;
            (width, next) = (next, -(density + area / next).min(1.0).ln());
        }
        ziggurat
    }
}

/// Draws a number with mean 1.
#[inline(always)]
pub fn exponential<R: Rng>(rng: &mut R) -> f64 {
    let bits = rng.next_u64();
    let (layer, steps) = (bits as usize % LAYERS, bits >> 11);
    let Layer { step, inside } = ZIGGURAT.layers[layer];
    if steps < inside { steps as i64 as f64 * step } else { at_the_edge(layer, steps, rng) }
}

/// The rest of a draw that did not fall well inside its layer.
#[inline(never)]
fn at_the_edge<R: Rng>(mut layer: usize, mut steps: u64, rng: &mut R) -> f64 {
    loop {
        let Layer { step, inside } = ZIGGURAT.layers[layer];
        let x = steps as f64 * step;
        if steps < inside {
            return x;
        }
        if layer == 0 {
            // Memoryless: beyond the begin of the tail the distribution starts anew.
            return TAIL - (1.0 - rng.random::<f64>()).ln();
        }
        let (low, high) = (ZIGGURAT.density[layer], ZIGGURAT.density[layer + 1]);
        if low + (high - low) * rng.random::<f64>() < (-x).exp() {
            return x;
        }
        let bits = rng.next_u64();
        (layer, steps) = (bits as usize % LAYERS, bits >> 11);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;

    const DRAWS: usize = 1_000_000;

    fn draws() -> Vec<f64> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
        (0..DRAWS).map(|_| exponential(&mut rng)).collect()
    }

    #[test]
    fn the_uppermost_layer_ends_where_the_density_does() {
        let top = ZIGGURAT.density[LAYERS];
        assert!((top - 1.0).abs() < 1e-12, "{top}");
    }

    #[test]
    fn the_share_below_each_point_is_that_of_the_distribution() {
        // Kolmogorov and Smirnov: √n·D exceeds 1.95 once in a thousand times.
        let mut draws = draws();
        draws.sort_by(f64::total_cmp);
        let n = DRAWS as f64;
        let distance = (0..).zip(&draws).map(|(below, &x)| (f64::from(below) / n - (1.0 - (-x).exp())).abs());
        let distance = distance.fold(0.0, f64::max);
        assert!(distance * n.sqrt() < 1.95, "{}", distance * n.sqrt());
    }

    #[test]
    fn beyond_the_begin_of_the_tail_lie_as_many_as_should() {
        // The number is Poisson with mean n·e^−7.697 = 454; four standard deviations are 85.
        let beyond = draws().into_iter().filter(|&x| x > TAIL).count() as f64;
        assert!((beyond - 454.0).abs() < 85.0, "{beyond}");
    }
}
