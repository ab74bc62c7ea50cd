//! `lvsim conform` on recordings of keepalived: they match but for races, and every way to fail says what failed.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use lvsim::conform::{Outcome, replay};
use predicates::str::contains;
use proptest::prelude::*;

const COLUMNS: &str = "version,advert_int_s,backup_prio,fault,rep,phase_ms,last_adv_to_first_adv_ms";
/// A lone router whose log and wire are as they must be: it is master 3.609 s after its start at 0.05 s.
const RUN: &str = r#"{"scenario":"single_start","params":{},"rep":1,"routers":{"r1":{"instances":[{"name":"VI_1","version":2,"advert_int":1,"priority":100,"state":null,"vrid":51,"iface":"eth0","vips":["10.0.0.100/24"],"garp_master_repeat":1}]}},"events":[[0.0,"stim","r1","start",0.0,{}],[0.05,"log","r1","(VI_1) Entering BACKUP STATE (init)"],[3.66,"adv","r1",0,51,100,1,2],[3.661,"log","r1","(VI_1) Entering MASTER STATE"],[3.662,"garp","r1",0,"10.0.0.100"],[5,"stim","r1","sigterm",5.001,{}],[5.002,"adv","r1",0,51,0,1,2],[9,"log","r1","Stopped"]]}"#;

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/keepalived").join(name)
}

/// A folder with one recording of these lines, and the recording's path. Its name says nothing of its kind.
fn recording(ending: &str, lines: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("case.{ending}"));
    fs::write(&path, lines.join("\n")).unwrap();
    (folder, path)
}

fn conform(path: &Path) -> assert_cmd::assert::Assert {
    Command::cargo_bin("lvsim").unwrap().arg("conform").arg(path).assert()
}

/// The text of a compressed recording.
fn lines_of(name: &str) -> String {
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(fs::File::open(golden(name)).unwrap()).read_to_string(&mut text).unwrap();
    text
}

fn replayed(name: &str) -> Outcome {
    let outcome = replay(&golden(name)).unwrap();
    assert!(outcome.holds(), "{:?} {:?}", outcome.mismatches.first(), outcome.unmet);
    outcome
}

#[test]
fn every_recorded_fail_over_takes_as_long_as_predicted() {
    let outcome = replayed("failover.csv.gz");
    // 740 runs at 74 points.
    assert_eq!((outcome.facts, outcome.matched), (814, 814));
}

#[test]
fn recorded_scenarios_go_as_replayed_but_for_races() {
    let outcome = replayed("vrrp_scenarios.jsonl.gz");
    // 454 runs; another implementation of the same rules has 423.
    assert!(outcome.races.len() <= 29, "{} races", outcome.races.len());
    assert!(outcome.time_errors.count() > 10_000);
}

#[test]
fn clients_fare_in_the_simulation_as_they_were_recorded_to_fare() {
    let outcome = replayed("e2e.jsonl.gz");
    // 39 runs: four counts of connections each, and an outage, or none.
    assert_eq!((outcome.facts, outcome.matched), (39 * 5, 39 * 5));
    // Ten runs of other kinds, which were recorded when the model was finished.
    let outcome = replayed("e2e-more.jsonl.gz");
    assert_eq!((outcome.facts, outcome.matched), (10 * 5, 10 * 5));
}

#[test]
fn clients_that_fared_otherwise_do_not_match() {
    let text = lines_of("e2e.jsonl.gz");
    let killed = text.lines().filter(|line| line.contains("\"rs_process_killed\"")).collect::<Vec<_>>().join("\n");
    assert!(killed.contains("\"refused\""));
    let (_folder, path) = recording("jsonl", &[&killed.replace("\"refused\"", "\"ok\"")]);
    conform(&path).code(1).stdout(contains("connections refused")).stdout(contains("expected: 0 to 0"));
}

#[test]
fn a_folder_of_recordings_has_one_total_with_the_errors_of_times() {
    let total = conform(&golden("")).code(0).stdout(contains(" recordings, time error median "));
    total.stdout(contains("race: ")).stderr("");
}

#[test]
fn a_fail_over_that_is_early_or_whose_point_is_far_off_does_not_match() {
    // Skew of priority 100 after a priority-0 advert, master down otherwise; 0.7 ms on the wire.
    for (fault, measured, code) in [
        ("sigterm", "610.5", 0),
        ("sigterm", "608.0", 1),
        ("sigkill", "3620", 0),
        ("partition", "3624", 0),
        ("linkdown", "3626", 1),
        ("ifdown", "3000", 1),
    ] {
        let row = format!("2,1,100,{fault},1,250,{measured}");
        let (_folder, path) = recording("csv", &[COLUMNS, &row]);
        conform(&path).code(code).stdout(contains("of 2 facts match, time error median"));
    }
}

#[test]
fn a_run_that_goes_as_replayed_matches_and_a_falsified_one_says_where_not() {
    let (_folder, path) = recording("txt", &[RUN]);
    conform(&path).code(0).stdout(contains("3 of 3 facts match")).stdout(contains("1 of 1 runs as recorded (100.0 %)"));
    for (from, to, message) in [
        ("Entering MASTER STATE", "Entering FAULT STATE", "r1 VI_1"),
        (r#"[3.662,"garp","r1",0,"10.0.0.100"],"#, "", "r1 eth0"),
        (r#"51,0,1,2]"#, "51,100,1,2]", "r1 VI_1 on the wire"),
    ] {
        let (_folder, path) = recording("jsonl", &[&RUN.replace(from, to)]);
        conform(&path).code(1).stdout(contains(message)).stdout(contains("no race was found"));
    }
}

#[test]
fn what_is_not_known_in_a_run_is_named() {
    for (from, to, message) in [
        (r#""vrid":51"#, r#""vrid":51,"advert_interval":1"#, "unknown field `advert_interval`"),
        ("sigterm", "sigquit", "stimulus \"sigquit\" at 5s: it is not known"),
        (r#""routers""#, r#""machines":{},"routers""#, "unknown field `machines`"),
        (r#""garp","r1""#, r#""garp","r9""#, "there is no router \"r9\""),
        (r#""log","r1","Stopped""#, r#""lag","r1","Stopped""#, "unknown kind \"lag\""),
        (r#""iface":"eth0""#, r#""iface":"bond0""#, "interface \"bond0\""),
        (r#""version":2"#, r#""version":4"#, "\"version\" is not 2 or 3 but 4"),
        (r#""advert_int":1"#, r#""advert_int":0"#, "an interval of zero"),
        (r#""rep":1"#, r#""rep":1,"error":"no keepalived""#, "nothing to compare"),
    ] {
        let (_folder, path) = recording("jsonl", &[&RUN.replace(from, to)]);
        conform(&path).code(2).stderr(contains(message));
    }
    for (row, message) in [("2,1,100,reboot,1,250,600", "unknown variant `reboot`"), ("2,1,100", "case.csv:2: ")] {
        let (_folder, path) = recording("csv", &[COLUMNS, row]);
        conform(&path).code(2).stderr(contains(message));
    }
    let (_folder, path) = recording("csv", &[COLUMNS]);
    conform(&path).code(2).stderr(contains("nothing to compare"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_damaged_run_is_replayed_or_refused_but_never_a_panic(
        line in 0..454_usize, damages in prop::collection::vec((any::<prop::sample::Index>(), 0..10_u8), 1..4)
    ) {
        let text = lines_of("vrrp_scenarios.jsonl.gz");
        let mut run = text.lines().nth(line).unwrap().as_bytes().to_vec();
        for (at, digit) in damages {
            let digits: Vec<usize> = (0..run.len()).filter(|place| run[*place].is_ascii_digit()).collect();
            run[digits[at.index(digits.len())]] = b'0' + digit;
        }
        let (_folder, path) = recording("jsonl", &[std::str::from_utf8(&run).unwrap()]);
        if let Ok(outcome) = replay(&path) {
            prop_assert!(outcome.facts >= outcome.matched);
        }
    }
}
