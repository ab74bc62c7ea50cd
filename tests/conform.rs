//! `lvsim conform`: the recordings of a real kernel match in full, and every way to fail says what failed.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use lvsim::conform::{find_recordings, replay};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use proptest::prelude::*;
use proptest::sample::Index;

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
    assert!(recordings.len() >= 224, "only {} recordings", recordings.len());
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
    let late = PACKET.replace("0.3", "1e30");
    let kind = PACKET.replace("syn", "xmas");
    let flag = SERVICE.replace("[]", r#"["sh-prot"]"#);
    let cases: [(&[&str], &str); 14] = [
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
        (&[HEADER, SERVICE, &PACKET[..40]], "case.jsonl:3: EOF while parsing a string at column 40"),
        (&[HEADER, SERVICE, SERVER, &late], "case.jsonl:4: an operation needs its time \"t\""),
        (&[HEADER, SERVICE, SERVER, &kind], "case.jsonl:4: unknown variant `xmas`"),
        (&[HEADER, &flag], "case.jsonl:2: unknown variant `sh-prot`"),
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
fn a_table_computed_from_a_recording_is_passed_over_and_alone_it_is_nothing() {
    let table = "name,fault,rep,cycle,fault_to_removal_s,recover_to_add_s\ntcp,refuse,1,1,1.5,2.5\n";
    let (folder, path) = recording(&[HEADER, SERVICE, SERVER, PACKET]);
    let derived = folder.path().join("summary.csv");
    fs::write(&derived, table).unwrap();
    conform(&derived).code(2).stdout(contains("passed over")).stderr(contains("nothing was compared"));
    let both = conform(folder.path()).code(0).stdout(contains("passed over, computed from checkers.jsonl"));
    both.stdout(contains("total: 1 of 1 facts match in 1 recordings"));
    conform(&path).code(0);
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
fn line_ends_and_blank_lines_do_not_matter() {
    for text in [
        [HEADER, SERVICE, SERVER, PACKET].join("\r\n"),
        format!("\n{HEADER}\n\n{SERVICE}\n  {SERVER}\n{PACKET}  \r\n\r\n \n"),
        format!("{HEADER}\n{SERVICE}\n{}\n{SERVER}\n{PACKET}", " ".repeat(1 << 20)),
    ] {
        let (_folder, path) = recording(&[&text]);
        conform(&path).code(0).stdout(contains("total: 1 of 1 facts match in 1 recordings"));
    }
}

#[test]
fn a_header_may_be_terse_or_say_more() {
    let more = HEADER.replace("{\"trace\"", r#"{"kernel":"6.1.176","about":"?","seed":[1,{}],"trace""#);
    for header in [r#"{"trace":"ipvs","version":1}"#, &more] {
        let (_folder, path) = recording(&[header, SERVICE, SERVER, PACKET]);
        conform(&path).code(0);
    }
}

#[test]
fn what_is_no_text_says_in_which_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.jsonl");
    fs::write(&path, [HEADER.as_bytes(), b"\n", &[0xFF, 0xFE], b"\n"].concat()).unwrap();
    conform(&path).code(2).stderr(contains("case.jsonl:2: stream did not contain valid UTF-8"));
    fs::write(&path, [0x1f, 0x8b, 8, 0, 1, 2, 3]).unwrap();
    conform(&path).code(2).stderr(contains("case.jsonl:1: "));
}

#[test]
#[cfg(unix)]
fn folders_in_folders_are_searched_once_however_links_lead() {
    let (folder, path) = recording(&[HEADER, SERVICE, SERVER, PACKET]);
    let deep = folder.path().join("a/b");
    fs::create_dir_all(&deep).unwrap();
    fs::copy(&path, deep.join("other.jsonl")).unwrap();
    std::os::unix::fs::symlink(folder.path(), deep.join("back")).unwrap();
    std::os::unix::fs::symlink(&path, deep.join("same.jsonl")).unwrap();
    conform(folder.path()).code(0).stdout(contains("total: 3 of 3 facts match in 3 recordings"));
}

#[test]
fn a_recording_given_twice_counts_twice() {
    let (_folder, path) = recording(&[HEADER, SERVICE, SERVER, PACKET]);
    let twice = Command::cargo_bin("lvsim").unwrap().arg("conform").arg(&path).arg(&path).assert();
    twice.code(0).stdout(contains("total: 2 of 2 facts match in 2 recordings"));
}

/// A change to a recording as an accident or a careless hand may make it.
#[derive(Clone, Debug)]
enum Damage {
    Byte(Index, u8),
    Cut(Index, usize),
    Repeat(Index),
    Swap(Index, Index),
    Digit(Index, u64),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Byte(at, byte)),
        (any::<Index>(), 1..40_usize).prop_map(|(at, length)| Damage::Cut(at, length)),
        any::<Index>().prop_map(Damage::Repeat),
        (any::<Index>(), any::<Index>()).prop_map(|(line, other)| Damage::Swap(line, other)),
        (any::<Index>(), any::<u64>()).prop_map(|(at, number)| Damage::Digit(at, number)),
    ]
}

impl Damage {
    fn inflict(&self, text: &mut Vec<u8>) {
        match self {
            Self::Byte(at, byte) => {
                let at = at.index(text.len());
                text[at] = *byte;
            }
            Self::Cut(at, length) => {
                let from = at.index(text.len());
                let to = text.len().min(from + length);
                text.drain(from..to);
            }
            Self::Digit(at, number) => {
                let digits: Vec<usize> = (0..text.len()).filter(|&i| text[i].is_ascii_digit()).collect();
                let at = digits[at.index(digits.len())];
                text.splice(at..=at, number.to_string().into_bytes());
            }
            Self::Repeat(line) => edit_lines(text, |lines| {
                let line = line.index(lines.len());
                lines.insert(line, lines[line].clone());
            }),
            Self::Swap(line, other) => edit_lines(text, |lines| {
                let (line, other) = (line.index(lines.len()), other.index(lines.len()));
                lines.swap(line, other);
            }),
        }
    }
}

fn edit_lines(text: &mut Vec<u8>, edit: impl FnOnce(&mut Vec<Vec<u8>>)) {
    let mut lines = text.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    edit(&mut lines);
    *text = lines.concat();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_damaged_recording_is_replayed_or_refused_but_never_a_panic(
        which in any::<Index>(), damages in prop::collection::vec(damage(), 1..4)
    ) {
        let name = *which.get(&["threshold-template-01", "long-persist-rearm-01", "threshold-refused-01", "ftp-data-01"]);
        let mut text = Vec::new();
        let packed = fs::File::open(golden().join(format!("{name}.jsonl.gz"))).unwrap();
        flate2::read::GzDecoder::new(packed).read_to_end(&mut text).unwrap();
        for damage in damages {
            damage.inflict(&mut text);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("case.jsonl");
        fs::write(&path, &text).unwrap();
        if let Ok(outcome) = replay(&path) {
            prop_assert!(outcome.facts == outcome.matched + outcome.mismatches.len() as u64);
        }
    }
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
