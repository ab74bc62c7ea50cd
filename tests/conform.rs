//! `lvsim conform`: the recordings of a real kernel match in full, and every way to fail says what failed.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use lvsim::conform::{find_recordings, replay};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

const HEADER: &str = r#"{"trace":"ipvs","version":1,"timeouts":{"tcp":900,"tcp_fin":120,"udp":300},"sysctl":{}}"#;
const SERVICE: &str = r#"{"t":0.1,"op":"add_service","service":"s0","protocol":"tcp","vip":"10.0.0.100","port":80,"scheduler":"rr","flags":[],"persistence":null,"netmask":null}"#;
const SERVER: &str = r#"{"t":0.2,"op":"add_server","service":"s0","server":"10.1.0.1:80","weight":1,"forward":"route","upper":0,"lower":0}"#;
const PACKET: &str =
    r#"{"t":0.3,"op":"packet","kind":"syn","client":"172.16.0.1:1024","to":"10.0.0.100:80","server":"10.1.0.1:80"}"#;

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/ipvs")
}

/// A folder with one recording of these lines, and the recording's path.
fn recording(lines: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.jsonl");
    fs::write(&path, lines.join("\n")).unwrap();
    (folder, path)
}

fn conform(path: &Path) -> assert_cmd::assert::Assert {
    Command::cargo_bin("lvsim").unwrap().arg("conform").arg(path).assert()
}

#[test]
fn every_recording_of_a_real_kernel_matches_in_full() {
    let recordings = find_recordings(&golden()).unwrap();
    assert!(recordings.len() >= 218, "only {} recordings", recordings.len());
    let mut failed = String::new();
    for recording in recordings {
        let outcome = replay(&recording).unwrap();
        if let Some(first) = outcome.mismatches.first() {
            failed += &format!("{}: {first}\n", recording.display());
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

#[test]
fn a_matching_recording_has_its_line_and_the_total_and_exit_code_0() {
    let (_folder, path) = recording(&[HEADER, SERVICE, SERVER, PACKET, ""]);
    let line = format!("{}: 1 of 1 facts match\ntotal: 1 of 1 facts match in 1 recordings\n", path.display());
    conform(&path).code(0).stdout(line).stderr("");
}

#[test]
fn a_falsified_recording_says_where_it_differs_and_exits_with_1() {
    let falsified = PACKET.replace(r#""server":"10.1.0.1:80""#, r#""server":"10.1.0.2:80""#);
    let (_folder, path) = recording(&[HEADER, SERVICE, SERVER, &falsified]);
    let name = path.display().to_string();
    conform(&path)
        .code(1)
        .stdout(contains(format!("{name}: 0 of 1 facts match")))
        .stdout(contains(format!("{name}: line 4: packet Syn from 172.16.0.1:1024 to 10.0.0.100:80")))
        .stdout(contains("expected: 10.1.0.2:80"))
        .stdout(contains("got: 10.1.0.1:80"))
        .stdout(contains("10.1.0.1:80 weight 1 ActiveConn 0 InActConn 0"))
        .stdout(contains("total: 0 of 1 facts match in 1 recordings"));
}

#[test]
fn every_kind_of_fact_is_compared() {
    let list = r#"{"t":0.4,"op":"list","service":"s0","servers":[{"server":"10.1.0.1:80","weight":1,"active":0,"inactive":1}]}"#;
    let entries = r#"{"t":0.4,"op":"conns","entries":[{"protocol":"tcp","client":"172.16.0.1:1024","to":"10.0.0.100:80","server":"10.1.0.1:80","state":"SYN_RECV","expires":50}]}"#;
    let states = r#"{"t":0.4,"op":"conns","states":{"ESTABLISHED":1}}"#;
    let show = r#"{"t":0.4,"op":"show","sorted":"nothing","unsorted":"nothing"}"#;
    let reply = r#"{"t":0.4,"op":"reply","kind":"ack","server":"10.1.0.1:80","client":"172.16.0.1:1024","seen_from":"10.0.0.100:80"}"#;
    for (falsified, facts) in [(list, 2), (entries, 2), (states, 2), (show, 3), (reply, 2)] {
        let (_folder, path) = recording(&[HEADER, SERVICE, SERVER, PACKET, falsified]);
        conform(&path).code(1).stdout(contains(format!("1 of {facts} facts match")).and(contains("line 5: ")));
    }
}

#[test]
fn seconds_left_may_differ_by_one_but_not_by_two() {
    for (expires, code) in [(58, 0), (59, 0), (60, 0), (61, 1), (57, 1)] {
        let entries = format!(
            r#"{{"t":0.4,"op":"conns","entries":[{{"protocol":"tcp","client":"172.16.0.1:1024","to":"10.0.0.100:80","server":"10.1.0.1:80","state":"SYN_RECV","expires":{expires}}}]}}"#
        );
        let (_folder, path) = recording(&[HEADER, SERVICE, SERVER, PACKET, &entries]);
        conform(&path).code(code);
    }
}

#[test]
fn what_cannot_be_replayed_says_why_and_exits_with_2() {
    let unknown = r#"{"t":0.4,"op":"reboot"}"#;
    let extra = PACKET.replace(r#""kind""#, r#""ttl":64,"kind""#);
    let nameless = SERVER.replace("s0", "s9");
    let back = PACKET.replace("0.3", "0.1");
    let silent = PACKET.replace(r#","server":"10.1.0.1:80""#, "");
    let cases: [(&[&str], &str); 11] = [
        (&[], "case.jsonl:1: the recording is empty"),
        (&["not json"], "case.jsonl:1: no header"),
        (&[r#"{"trace":"vrrp","version":1}"#], "unknown kind of recording \"vrrp\""),
        (&[r#"{"trace":"ipvs","version":7}"#], "\"version\" is not 1"),
        (&[HEADER, SERVICE, SERVER], "nothing to compare"),
        (&[HEADER, SERVICE, unknown], "case.jsonl:3: unknown variant `reboot`"),
        (&[HEADER, SERVICE, SERVER, &extra], "case.jsonl:4: unknown field `ttl`"),
        (&[HEADER, SERVICE, &nameless], "case.jsonl:3: there is no service \"s9\""),
        (&[HEADER, SERVICE, SERVER, &back], "case.jsonl:4: time goes back"),
        (&[HEADER, SERVICE, SERVER, &silent], "case.jsonl:4: missing field `server`"),
        (&[HEADER, SERVICE, &PACKET[..40]], "case.jsonl:3: EOF while parsing"),
    ];
    for (lines, message) in cases {
        let (_folder, path) = recording(lines);
        conform(&path).code(2).stderr(contains(message)).stdout(contains("1 could not be replayed"));
    }
}

#[test]
fn a_missing_file_and_a_folder_without_recordings_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("README.md"), "no recording").unwrap();
    conform(folder.path()).code(2).stderr(contains("no recording in this folder"));
    conform(&folder.path().join("missing.jsonl")).code(2).stderr(contains("missing.jsonl"));
}

#[test]
fn an_unusable_recording_does_not_hide_the_others() {
    let (folder, _path) = recording(&[HEADER, SERVICE, SERVER, PACKET]);
    fs::write(folder.path().join("broken.jsonl"), "{").unwrap();
    fs::write(folder.path().join("README.md"), "passed over").unwrap();
    conform(folder.path())
        .code(2)
        .stderr(contains("broken.jsonl:1: "))
        .stdout(contains("total: 1 of 1 facts match in 1 recordings, 1 could not be replayed"));
}

#[test]
fn a_reader_that_leaves_early_does_not_change_the_exit_code() {
    let (_folder, path) = recording(&[HEADER, SERVICE, SERVER, PACKET]);
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_lvsim"))
        .args(["conform".as_ref(), path.as_os_str()])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
