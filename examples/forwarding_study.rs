//! The study of `docs/forwarding.md`: throughput against number of servers under NAT, DR and TUN.
//!
//! `cargo run --release --example forwarding_study [FOLDER]` writes `forwarding.csv`, `forwarding.svg` and
//! `forwarding.png`.

use lvsim::cluster::simulate;
use lvsim::report::chart::{Curve, Curves};
use lvsim::report::folder;
use lvsim::scenario;
use lvsim::stats::{Metric, Outcome};
use std::fmt::Write;
use std::path::Path;

const SCENARIO: &str = "scenarios/forwarding/methods.toml";
const METHODS: [&str; 3] = ["NAT", "DR", "TUN"];
const SERVERS: [u32; 16] = [1, 2, 4, 6, 8, 10, 12, 14, 16, 24, 32, 48, 64, 80, 96, 112];
/// Enough to keep the eight workers of each server busy.
const USERS_PER_SERVER: u32 = 16;
/// Requests per second: a gigabit, and the bytes of a request and its response that pass the director's card under NAT.
const NAT_LIMIT: f64 = 1e9 / 8.0 / 14_504.0;
/// The same of its processor under DR: nine packets of 1.5 us each.
const DR_LIMIT: f64 = 1e6 / (9.0 * 1.5);

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "results/forwarding".to_owned());
    let mut table =
        "method,servers,throughput_requests_per_s,director_link_utilization,director_utilization,director_packets_per_s\n"
            .to_owned();
    let mut curves = Vec::new();
    for method in METHODS {
        let mut points = Vec::new();
        for servers in SERVERS {
            let outcome = run(method, servers);
            let throughput = completed_per_s(&outcome);
            points.push((f64::from(servers), throughput));
            let row = ["director_link_utilization", "director_utilization", "director_packet_rate_mean"]
                .map(|metric| value(&outcome, metric));
            writeln!(table, "{method},{servers},{throughput:.1},{:.4},{:.4},{:.0}", row[0], row[1], row[2])
                .expect("a String takes any text");
            eprintln!("{method} with {servers} servers: {throughput:.0} requests/s");
        }
        curves.push(Curve { name: method.to_owned(), points });
    }
    let chart = Curves {
        title: "What a director can forward".to_owned(),
        subtitle: "gigabit cards, 1.5 µs a packet, requests of 400 B, responses of 12 KiB, eight workers of 10 ms"
            .to_owned(),
        x_title: "real servers".to_owned(),
        y_title: "requests per second".to_owned(),
        curves,
        limits: vec![
            (NAT_LIMIT, "14504 bytes of each request through one card".to_owned()),
            (DR_LIMIT, "nine packets of each request through one processor".to_owned()),
        ],
    };
    let folder = Path::new(&folder);
    let [svg, png] = chart.files("forwarding");
    let csv = lvsim::report::files::RunFile::new("forwarding.csv", table);
    for file in [csv, svg, png] {
        folder::write_file(folder, &file).expect("the folder can be written");
    }
}

/// A run of the scenario by this method with so many servers.
fn run(method: &str, servers: u32) -> Outcome {
    let set = [
        format!("virtual_server.0.lb_kind={method}"),
        format!("real_server.0.count={servers}"),
        format!("client.0.arrivals.closed.users={}", servers * USERS_PER_SERVER),
    ];
    let scenario = scenario::load(Path::new(SCENARIO), &set).unwrap_or_else(|error| panic!("{error}"));
    simulate(&scenario.cluster(0))
}

/// Requests that completed in the measured time, whenever they began: those under way at its ends are many where queues are
/// long.
fn completed_per_s(outcome: &Outcome) -> f64 {
    outcome.measured_intervals().map(|interval| interval.completed).sum::<u64>() as f64 / outcome.measured_s()
}

fn value(outcome: &Outcome, metric: &str) -> f64 {
    Metric::named(metric).and_then(|metric| metric.of(outcome)).expect("the scenario has links and packets")
}
