//! How much a little choice buys: M. Mitzenmacher, The Power of Two Choices in Randomized Load Balancing, IEEE Transactions
//! on Parallel and Distributed Systems 12 (2001).

use crate::farm::{Effort, Farm};
use lvsim::cluster::Law;
use lvsim::cluster::spec::Discipline;
use lvsim::time::SimDuration;

/// What the paper's table runs over.
pub(crate) const CHOICES: [u8; 4] = [1, 2, 3, 5];
pub(crate) const LOADS: [f64; 6] = [0.5, 0.7, 0.8, 0.9, 0.95, 0.99];
pub(crate) const SERVERS: u32 = 100;

/// What the paper's own simulations of a hundred servers gave, by choices and load.
pub(crate) const PAPER: [(u8, [f64; 6]); 3] = [
    (2, [1.2673, 1.6202, 1.9585, 2.6454, 3.4610, 5.9275]),
    (3, [1.1277, 1.3634, 1.5940, 2.0614, 2.6137, 4.4080]),
    (5, [1.0340, 1.1766, 1.3419, 1.6714, 2.0730, 3.4728]),
];

/// How much longer than usual such a farm has to be looked at.
fn services(choices: u8, load: f64) -> Option<f64> {
    match choices {
        1 if load > 0.95 => None,
        _ if load > 0.95 => Some(5.0),
        _ => Some(1.0),
    }
}

/// The mean time in the system as the number of servers grows beyond all bounds: Σ over i ≥ 1 of λ^((d^i - d)/(d - 1)), the
/// paper's theorem 7; with one choice each server is an M/M/1.
pub(crate) fn limit(choices: u8, load: f64) -> f64 {
    let d = f64::from(choices);
    if choices == 1 {
        return 1.0 / (1.0 - load);
    }
    (1..64).map(|i| load.powf((d.powi(i) - d) / (d - 1.0))).sum()
}

/// So many exponential servers, first come, first served.
pub(crate) fn farm(choices: u8, load: f64, servers: u32) -> Farm {
    Farm {
        scheduler: "choices",
        choices,
        servers,
        discipline: Discipline::Fcfs,
        service: Law::exponential(SimDuration::from_secs(1)),
        load,
    }
}

/// The table, in Markdown.
pub(crate) fn print(effort: Effort) {
    println!("| choices | load | limit | {SERVERS} servers, paper | {SERVERS} servers, lvsim |");
    println!("|---|---|---|---|---|");
    for choices in CHOICES {
        for (column, load) in LOADS.into_iter().enumerate() {
            // The nearer to its capacity, the longer a system takes to forget how it began; an M/M/1 at 0.99 takes too long.
            let Some(services) = services(choices, load) else { continue };
            let effort = Effort { services: effort.services * services, ..effort };
            let (limit, time) = (limit(choices, load), farm(choices, load, SERVERS).mean_time(effort));
            let paper = PAPER.iter().find(|(of, _)| *of == choices).map(|(_, times)| times[column]);
            let paper = paper.map_or(String::new(), |time| format!("{time:.4}"));
            let (mean, half_width) = (time.mean, time.half_width);
            println!("| {choices} | {load} | {limit:.4} | {paper} | {mean:.4} ± {half_width:.4} |");
        }
    }
}
