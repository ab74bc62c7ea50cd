//! The workload as CSV, and the scenario that plays it.

use super::gather::Log;
use super::resample::{self, ArrivalsAs};
use std::fmt::Write as _;
use std::io::{self, Write};
use toml::Value;

const NS_PER_S: f64 = 1e9;
/// How long a run goes on after the last request, in seconds.
const RUN_ON_S: f64 = 10.0;

/// Writes the workload of a log as CSV: seconds since its first request, the client's address, the object's number (0 is
/// asked for most), and the bytes of request and response. Returns the seconds from the first to the last request.
pub fn workload(log: &Log, arrivals: ArrivalsAs, seed: u64, mut out: impl Write) -> io::Result<f64> {
    let requests = resample::requests(log, arrivals, seed);
    let (addresses, ranks) = (log.addresses(), ranks(log));
    let start = requests.first().map_or(0, |first| first.at_ns);
    let mut span_s = 0.0;
    writeln!(out, "# Written by `lvsim import access-log`.")?;
    writeln!(out, "time_s,client,object,request_bytes,response_bytes")?;
    for request in requests {
        span_s = (request.at_ns - start) as f64 / NS_PER_S;
        let (client, object) = (addresses[request.client as usize], ranks[request.object as usize]);
        writeln!(out, "{span_s:.6},{client},{object},{},{}", request.request_bytes, request.response_bytes)?;
    }
    out.flush()?;
    Ok(span_s)
}

/// By object: its rank, 0 being asked for most; of equals, the one that came first.
fn ranks(log: &Log) -> Vec<u32> {
    let mut counts = vec![0_u64; log.objects()];
    log.requests.iter().for_each(|request| counts[request.object as usize] += 1);
    let mut order: Vec<u32> = (0..).take(counts.len()).collect();
    order.sort_by_key(|&object| std::cmp::Reverse(counts[object as usize]));
    let mut ranks = vec![0; counts.len()];
    for (rank, object) in (0..).zip(order) {
        ranks[object as usize] = rank;
    }
    ranks
}

/// A scenario that plays the workload in `file`, `span_s` seconds long, `speed` times as fast, on the paper's cluster.
pub fn replay(title: &str, file: &str, span_s: f64, speed: f64, log: &Log) -> String {
    let duration_s = (span_s / speed + RUN_ON_S).ceil();
    let (requests, clients, objects) = (log.requests(), log.clients(), log.objects());
    let mut text =
        String::from("# Written by `lvsim import access-log`. The servers are a guess: look for \"fill in\".\n");
    let mut line = |line: &str| writeln!(text, "{line}").expect("a String takes any text");
    line("version = 1");
    line(&format!("title = {}", quoted(&format!("Replay of {title}"))));
    line(&format!(
        "about = \"{requests} requests of {clients} clients for {objects} objects, {span_s:.0} s of a log.\""
    ));
    line(&format!("\n[run]\nduration = \"{duration_s}s\"\nseed = 1"));
    line("\n[[virtual_server]]\naddress = \"192.168.0.215:80\"\nlb_algo = \"rr\"\nlb_kind = \"DR\"");
    for (number, last) in [(1, 205), (2, 204), (3, 203)] {
        line(&format!("\n[[real_server]]\nname = \"Realserver{number}\"\naddress = \"192.168.0.{last}\"\nweight = 3"));
        line("workers = 4                                                    # fill in");
        line("service_time = { lognormal = { mean = \"40ms\", cv = 1.5 } }    # fill in");
    }
    line("\n[network]\nclient_to_director = \"2ms\"\ndirector_to_server = \"200us\"\nserver_to_client = \"2ms\"");
    line("\n[[client]]\nname = \"visitors\"");
    line(&format!("arrivals = {{ trace = {{ file = {}, speed = {speed:?} }} }}", quoted(file)));
    text
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}
