//! Who shares a server's time among all does not care how long they ask for: V. Gupta, M. Harchol-Balter, K. Sigman, W. Whitt,
//! Analysis of Join-the-Shortest-Queue Routing for Web Server Farms, Performance Evaluation 64 (2007).

use crate::farm::{Effort, Farm};
use lvsim::cluster::Law;
use lvsim::cluster::spec::Discipline;
use lvsim::time::SimDuration;

pub(crate) const SERVERS: u32 = 2;
pub(crate) const LOAD: f64 = 0.9;

/// Laws of mean 1 s, from none to much variation.
pub(crate) fn laws() -> [(&'static str, Law); 6] {
    let second = SimDuration::from_secs(1);
    // Two branches of equal weight in the mean: squared coefficient of variation 9.
    let short = (1.0 + 0.8_f64.sqrt()) / 2.0;
    let branch = |probability: f64| (probability, SimDuration::from_secs_f64(0.5 / probability));
    [
        ("deterministic", Law::Constant(second)),
        ("Erlang-2", Law::gamma(second, 0.5_f64.sqrt())),
        ("exponential", Law::exponential(second)),
        ("lognormal, cv 2", Law::lognormal(second, 2.0)),
        ("hyperexponential, cv 3", Law::hyperexponential(&[branch(short), branch(1.0 - short)])),
        ("bounded Pareto, α 1.5", Law::BoundedPareto { shape: 1.5, min_s: 0.339_59, max_s: 1_000.0 }),
    ]
}

/// Servers of which the one with the fewest connections is picked, ties broken at random.
pub(crate) fn farm(service: Law, discipline: Discipline) -> Farm {
    Farm { scheduler: "choices", choices: u8::MAX, servers: SERVERS, discipline, service, load: LOAD }
}

/// The table, in Markdown.
pub(crate) fn print(effort: Effort) {
    println!("| service time | processor sharing | first come, first served |");
    println!("|---|---|---|");
    for (name, law) in laws() {
        let time = |discipline| farm(law.clone(), discipline).mean_time(effort);
        let (sharing, fcfs) = (time(Discipline::ProcessorSharing), time(Discipline::Fcfs));
        let cell = |time: &lvsim::stats::ConfidenceInterval| format!("{:.3} ± {:.3}", time.mean, time.half_width);
        println!("| {name} | {} | {} |", cell(&sharing), cell(&fcfs));
    }
}
