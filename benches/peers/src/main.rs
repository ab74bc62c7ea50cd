//! Times lvsim's four workloads beside the same work on desque, in turns within one process, and prints the ratios.
//!
//! `cargo run --release --manifest-path benches/peers/Cargo.toml [-- [requests [rounds]]]`

mod desque_adaptor;
#[path = "../../workloads/mod.rs"]
mod workloads;

use std::time::Instant;

use workloads::{WORKLOADS, Workload};

/// What one simulator made of one workload.
struct Measured {
    ns_per_request: f64,
    sojourn_mean_s: f64,
    sojourn_p99_s: f64,
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse().expect("a whole number"));
    let requests: u64 = arguments.next().unwrap_or(2_000_000);
    let rounds: u64 = arguments.next().unwrap_or(5);
    println!("{requests} requests, median of {rounds} rounds in turns; ns a request, sojourn mean / p99 in s");
    for workload in WORKLOADS {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            ours.push(lvsim(workload, requests));
            theirs.push(desque(workload, requests));
        }
        let (ours, theirs) = (median(ours), median(theirs));
        println!(
            "{} {:>4} {:>4} servers: lvsim {:6.1} ({:.3} / {:.2})  desque {:6.1} ({:.3} / {:.2})  ratio {:.2}",
            workload.name,
            workload.scheduler,
            workload.servers,
            ours.ns_per_request,
            ours.sojourn_mean_s,
            ours.sojourn_p99_s,
            theirs.ns_per_request,
            theirs.sojourn_mean_s,
            theirs.sojourn_p99_s,
            theirs.ns_per_request / ours.ns_per_request
        );
    }
}

fn lvsim(workload: Workload, requests: u64) -> Measured {
    let spec = workload.cluster(requests);
    let start = Instant::now();
    let outcome = lvsim::cluster::simulate(&spec);
    let elapsed = start.elapsed();
    let latency = outcome.latency;
    Measured {
        ns_per_request: elapsed.as_nanos() as f64 / outcome.whole_run.offered as f64,
        sojourn_mean_s: latency.mean_s().expect("requests completed"),
        sojourn_p99_s: latency.quantile(0.99).expect("requests completed").as_secs_f64(),
    }
}

fn desque(workload: Workload, requests: u64) -> Measured {
    let start = Instant::now();
    let mut sojourns = desque_adaptor::run(workload, requests);
    let elapsed = start.elapsed();
    let ns_per_request = elapsed.as_nanos() as f64 / sojourns.len() as f64;
    sojourns.drain(..sojourns.len() / 10);
    let sojourn_mean_s = sojourns.iter().sum::<f64>() / sojourns.len() as f64;
    let p99 = sojourns.len() * 99 / 100;
    let (_, &mut sojourn_p99_s, _) = sojourns.select_nth_unstable_by(p99, f64::total_cmp);
    Measured { ns_per_request, sojourn_mean_s, sojourn_p99_s }
}

fn median(mut runs: Vec<Measured>) -> Measured {
    runs.sort_by(|a, b| a.ns_per_request.total_cmp(&b.ns_per_request));
    runs.swap_remove(runs.len() / 2)
}
