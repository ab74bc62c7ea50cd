//! Logs of web servers become workloads, and workloads are played: by hand, and a real log.

use assert_cmd::Command;
use lvsim::cluster::simulate;
use lvsim::scenario::{self, Arrivals, Scenario};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const REAL_LOG: &str = "tests/access_log/apache_combined.log.gz";

/// A folder with a workload of these rows, and a scenario that plays it in this way.
fn folder(rows: &str, trace: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("workload.csv"), rows).expect("writable");
    let scenario = format!(
        "version = 1\ntitle = \"A trace\"\nrun = {{ duration = \"100s\", interval = \"1s\" }}\n\
         [[virtual_server]]\naddress = \"10.0.0.1:80\"\nlb_algo = \"sh\"\n\
         [[real_server]]\nname = \"web\"\ncount = 4\nservice_time = \"10ms\"\n\
         [[client]]\nname = \"visitors\"\narrivals = {{ trace = {{ file = \"workload.csv\"{trace} }} }}\n"
    );
    fs::write(folder.path().join("scenario.toml"), scenario).expect("writable");
    folder
}

fn load(folder: &Path) -> Scenario {
    scenario::load(&folder.join("scenario.toml"), &[]).unwrap_or_else(|error| panic!("{error}"))
}

const ROWS: &str = "time_s,client,object,request_bytes,response_bytes\n\
                    0,192.0.2.1,7,100,2000\n2.5,192.0.2.9,0,100,0\n2.5,192.0.2.1,7,120,2000\n9.5,192.0.2.200,1,90,5\n";

/// In which seconds so many requests came.
fn offered(scenario: &Scenario) -> Vec<(u64, u64)> {
    let outcome = simulate(&scenario.cluster(0));
    let seconds = outcome.series.iter().map(|interval| (interval.start.as_nanos() / 1_000_000_000, interval.offered));
    seconds.filter(|&(_, offered)| offered > 0).collect()
}

#[test]
fn a_trace_is_played_as_it_was_or_faster_or_again() {
    let play = |trace: &str| offered(&load(folder(ROWS, trace).path()));
    assert_eq!(play(""), [(0, 1), (2, 2), (9, 1)]);
    assert_eq!(play(", speed = 2"), [(0, 1), (1, 2), (4, 1)]);
    // A third of 9.5 s is the mean gap: it begins anew after 12.67 s.
    assert_eq!(play(", repeat = 2"), [(0, 1), (2, 2), (9, 1), (12, 1), (15, 2), (22, 1)]);
}

#[test]
fn addresses_objects_and_sizes_are_those_of_the_trace() {
    let folder = folder(ROWS, "");
    let scenario = load(folder.path());
    let Arrivals::Trace(trace) = &scenario.clients[0].arrivals else { panic!("a trace") };
    let addresses: Vec<u8> = trace.workload.addresses.iter().map(|address| *address as u8).collect();
    assert_eq!(addresses, [1, 9, 200]);
    let of = |index: usize| {
        let request = trace.workload.requests[index];
        (addresses[request.address as usize], request.object, request.request_bytes, request.response_bytes)
    };
    assert_eq!([of(0), of(1), of(2), of(3)], [(1, 7, 100, 2000), (9, 0, 100, 0), (1, 7, 120, 2000), (200, 1, 90, 5)]);
    // sh sends an address always to the same server: 1 comes twice.
    let outcome = simulate(&scenario.cluster(0));
    let mut requests: Vec<u64> = outcome.servers.iter().map(|server| server.requests).collect();
    requests.sort_unstable();
    assert_eq!((requests.iter().sum::<u64>(), *requests.last().expect("four")), (4, 2));
}

#[test]
fn a_packed_workload_is_the_same_workload_and_the_manifest_says_which_file_it_was() {
    let plain = folder(ROWS, "");
    let scenario = load(plain.path());
    let printed = scenario.to_toml();
    let again = scenario::Document::from_text("printed", &printed, plain.path());
    assert_eq!(again.resolve(&[]).unwrap_or_else(|error| panic!("{error}")), scenario);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, ROWS.as_bytes()).expect("memory");
    fs::write(plain.path().join("workload.csv"), packed.finish().expect("memory")).expect("writable");
    let of_packed = load(plain.path());
    let workload = |scenario: &Scenario| match &scenario.clients[0].arrivals {
        Arrivals::Trace(trace) => trace.workload.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(workload(&of_packed), workload(&scenario));
    let error = again.resolve(&[]).expect_err("another file").to_string();
    assert!(error.contains("is not that of the file"), "{error}");
}

fn import(log: &str, out: &Path, more: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::cargo_bin("lvsim").expect("built");
    let output = command.args(["import", "access-log", log, "--out"]).arg(out).args(more).output().expect("runs");
    (output.status.code(), String::from_utf8(output.stderr).expect("text"))
}

#[test]
fn a_real_log_becomes_a_workload_and_a_scenario_that_plays_all_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("replay.toml");
    let (code, said) = import(REAL_LOG, &out, &["--speed", "600"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("600 lines: 600 requests of 179 clients for 210 objects\n"), "{said}");
    let scenario = scenario::load(&out, &[]).unwrap_or_else(|error| panic!("{error}"));
    let outcome = simulate(&scenario.cluster(0));
    assert_eq!((outcome.whole_run.offered, outcome.whole_run.in_flight), (600, 0));
    // Nothing is replaced unless one says so, and the same log makes the same bytes.
    let workload = || fs::read(folder.path().join("replay.csv.gz")).expect("written");
    let before = workload();
    let (code, said) = import(REAL_LOG, &out, &[]);
    assert!(code == Some(2) && said.contains("is there already: --force replaces it"), "{said}");
    assert_eq!(import(REAL_LOG, &out, &["--force"]).0, Some(0));
    assert_eq!(workload(), before);
    for arrivals in ["poisson", "gaps"] {
        assert_eq!(import(REAL_LOG, &out, &["--force", "--arrivals", arrivals, "--speed", "600"]).0, Some(0));
        let scenario = scenario::load(&out, &[]).unwrap_or_else(|error| panic!("{error}"));
        let offered = simulate(&scenario.cluster(0)).whole_run.offered as f64;
        // A Poisson count of 600, within four standard deviations.
        assert!((offered - 600.0).abs() < 4.0 * 600_f64.sqrt(), "{arrivals}: {offered}");
    }
}

#[test]
fn a_log_with_strange_lines_says_which_and_too_many_are_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("strange.log");
    let good = "10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1\n";
    let timeout = "10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"-\" 408 -\n";
    let v6 = "2001:db8::1 - - [17/May/2015:10:05:04 +0000] \"GET /b HTTP/1.1\" 200 1\n";
    fs::write(&log, [&good.repeat(7), "10.0.0.1 said hello\n", timeout, v6].concat()).expect("writable");
    let out = folder.path().join("strange.toml");
    let (code, said) = import(&log.to_string_lossy(), &out, &["--max-malformed", "10%"]);
    assert_eq!(code, Some(0), "{said}");
    for line in [
        "10 lines: 8 requests of 2 clients for 2 objects",
        "warning: line 8: there is no time in brackets",
        "note: 1 lines are about connections without a request, which are left out",
        "note: 1 clients have no IPv4 address: addresses from 240.0.0.1 on stand for them",
        "note: moments are whole seconds: requests are spread at random within each",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    let (code, said) = import(&log.to_string_lossy(), &folder.path().join("other.toml"), &[]);
    assert_eq!(code, Some(2));
    assert!(said.contains("1 of 10 lines cannot be understood, more than 1 %: is it an access log?"), "{said}");
    assert!(said.contains("line 8: there is no time in brackets"), "{said}");
    assert!(!folder.path().join("other.toml").exists() && !folder.path().join("other.csv.gz").exists());
    let (code, said) = import(&folder.path().join("none.log").to_string_lossy(), &out, &["--force"]);
    assert!(code == Some(2) && said.contains("cannot read"), "{said}");
}

#[test]
fn json_lines_are_read_by_the_names_one_gives() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("lines.json");
    fs::write(
        &log,
        "{\"t\":10.5,\"who\":\"10.0.0.1\",\"what\":\"/a\"}\n{\"t\":11,\"who\":\"10.0.0.2\",\"what\":\"/b\"}\n",
    )
    .expect("writable");
    let out = folder.path().join("lines.toml");
    let (code, said) = import(&log.to_string_lossy(), &out, &["--max-malformed", "0%"]);
    assert!(code == Some(2) && said.contains("--fields time=NAME says what it is called"), "{said}");
    let (code, said) = import(&log.to_string_lossy(), &out, &["--fields", "time=t,client=who,object=what"]);
    assert!(code == Some(0) && said.starts_with("2 lines: 2 requests of 2 clients for 2 objects"), "{said}");
}
