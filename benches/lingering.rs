//! What connections cost that linger in FIN_WAIT after their close: 50,000 a second, 120 s each, beside the same with
//! 1 s each. Prints time a connection in the steady state and memory an entry: `cargo bench --bench lingering`.

#![expect(clippy::disallowed_types, reason = "a wall clock measures the simulation; nothing in it depends on that")]

#[expect(dead_code, reason = "one workload is enough here, so none is looked up by its name")]
mod workloads;

use std::time::Instant;

use lvsim::cluster::rate::Rate;
use lvsim::cluster::spec::{Arrivals, ClusterSpec};
use lvsim::cluster::{Law, simulate_watched};
use lvsim::time::{SimDuration, SimTime};
use workloads::WORKLOADS;

const CONNECTIONS_PER_S: f64 = 50_000.0;
const DURATION: SimDuration = SimDuration::from_secs(240);
/// From here on as many entries expire as are made.
const STEADY_FROM: SimTime = SimTime::from_nanos(120_000_000_000);
const ROUNDS: usize = 3;

/// What one run took.
struct Cost {
    ns_per_connection: f64,
    entries: u64,
    /// The process's peak of resident memory so far.
    peak_bytes: u64,
}

fn main() {
    let (mut short, mut long) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        // The shorter first: a peak of memory never falls.
        short.push(run(&cluster(1)));
        long.push(run(&cluster(120)));
    }
    let (few, many) = (&short[0], &long[0]);
    let bytes = (many.peak_bytes - few.peak_bytes) as f64 / (many.entries - few.entries) as f64;
    println!("{} and {} entries linger at the end: {bytes:.1} bytes an entry", few.entries, many.entries);
    let (few, many) = (median(short), median(long));
    println!("{few:.0} and {many:.0} ns a connection: {:.0} ns more (median of {ROUNDS} rounds in turns)", many - few);
}

fn cluster(tcp_fin_s: u32) -> ClusterSpec {
    let mut cluster = WORKLOADS[0].cluster(1);
    (cluster.duration, cluster.transient, cluster.interval) = (DURATION, SimDuration::ZERO, SimDuration::from_secs(10));
    cluster.directors[0].timeouts.tcp_fin_s = tcp_fin_s;
    cluster.clients[0].arrivals = Arrivals::Poisson(Rate::constant(CONNECTIONS_PER_S));
    let servers = cluster.servers.len() as f64;
    for server in &mut cluster.servers {
        server.service_time = Law::exponential(SimDuration::from_secs_f64(0.8 * servers / CONNECTIONS_PER_S));
    }
    cluster
}

fn run(cluster: &ClusterSpec) -> Cost {
    let (start, mut steady) = (Instant::now(), None);
    let outcome = simulate_watched(cluster, |now| {
        if now >= STEADY_FROM {
            steady.get_or_insert_with(|| start.elapsed());
        }
    });
    let took = start.elapsed() - steady.expect("the run is longer than that");
    let connections = CONNECTIONS_PER_S * (DURATION.as_secs_f64() - STEADY_FROM.as_secs_f64());
    let last = outcome.series.last().expect("there are intervals");
    Cost {
        ns_per_connection: took.as_nanos() as f64 / connections,
        entries: last.servers.iter().map(|server| u64::from(server.inact_conns)).sum(),
        peak_bytes: peak_bytes(),
    }
}

/// `VmHWM` of proc(5): the most memory that this process ever had resident. Linux only.
fn peak_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let kib =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.strip_suffix("kB")?.trim().parse::<u64>().ok());
    kib.expect("a line VmHWM") * 1024
}

fn median(mut runs: Vec<Cost>) -> f64 {
    runs.sort_by(|a, b| a.ns_per_connection.total_cmp(&b.ns_per_connection));
    runs[runs.len() / 2].ns_per_connection
}
