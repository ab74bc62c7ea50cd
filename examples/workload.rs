//! One of the benchmark's workloads as a whole process, to be timed or counted from outside:
//! `cargo run --release --example workload -- W1 1000000`.

#[path = "../benches/workloads/mod.rs"]
mod workloads;

use workloads::WORKLOADS;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_else(|| "W1".to_owned());
    let requests = arguments.next().map_or(1_000_000, |number| number.parse().expect("a whole number of requests"));
    let workload = WORKLOADS.into_iter().find(|workload| workload.name == name).expect("W1, W2, W3 or W4");
    let outcome = lvsim::cluster::simulate(&workload.cluster(requests));
    println!("{} requests, latency {:?}", outcome.whole_run.offered, outcome.latency);
}
