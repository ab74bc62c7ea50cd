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
    println!("| choices | load | limit | {SERVERS} servers | difference |");
    println!("|---|---|---|---|---|");
    for choices in CHOICES {
        for load in LOADS {
            let (limit, time) = (limit(choices, load), farm(choices, load, SERVERS).mean_time(effort));
            let difference = (time.mean / limit - 1.0) * 100.0;
            let (mean, half_width) = (time.mean, time.half_width);
            println!("| {choices} | {load} | {limit:.4} | {mean:.4} ± {half_width:.4} | {difference:+.2} % |");
        }
    }
}
