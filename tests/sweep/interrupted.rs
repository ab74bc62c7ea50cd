//! A sweep that is killed goes on where it was: nothing is lost, nothing is done twice, and no byte differs in the end.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::Value;

use crate::{LOADS, SCHEDULERS, Workplace};

const JOURNAL: &str = "swept.unfinished/journal";
/// Points × replications.
const REPLICATIONS: usize = 6 * 5;
/// How often it is killed when only the results are to be put together.
const KILLS_AT_THE_END: usize = 8;

const COMMAND: [&str; 6] = ["sweep", "two.toml", LOADS, SCHEDULERS, "--replications=5", "--out=swept"];

/// The whole lines of the journal.
fn lines(place: &Workplace) -> Vec<String> {
    let text = String::from_utf8_lossy(&fs::read(place.path(JOURNAL)).unwrap_or_default()).into_owned();
    text.split_inclusive('\n').filter(|line| line.ends_with('\n')).map(str::to_owned).collect()
}

/// Which replications of which points these lines are about.
fn replications(lines: &[String]) -> Vec<(u64, u64)> {
    let of_line = |line: &String| {
        let record: Value = serde_json::from_str(line.split_once(' ').unwrap().1).unwrap();
        let done = record.get("replication")?;
        Some((done["point"].as_u64()?, done["replication"].as_u64()?))
    };
    lines.iter().filter_map(of_line).collect()
}

fn undisturbed() -> std::collections::BTreeMap<String, Vec<u8>> {
    let place = Workplace::new();
    place.said(&COMMAND);
    place.files("swept")
}

/// Starts the sweep and kills it when so many replications are done and then some time has passed. Says whether it had
/// ended before.
fn kill_at(place: &Workplace, done: usize, then: Duration) -> bool {
    let mut child = place.command(&COMMAND).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let has_ended = loop {
        if child.try_wait().unwrap().is_some() {
            break true;
        }
        if replications(&lines(place)).len() >= done {
            std::thread::sleep(then);
            break child.try_wait().unwrap().is_some();
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    // SIGKILL, wherever it is; an error if it has ended meanwhile.
    let _ = child.kill();
    child.wait().unwrap();
    has_ended
}

#[test]
fn killed_again_and_again_it_loses_nothing_and_does_nothing_twice() {
    let place = Workplace::new();
    let mut random = Xoshiro256PlusPlus::seed_from_u64(5);
    let (mut before, mut kills, mut at_the_end) = (Vec::new(), 0, 0);
    while at_the_end < KILLS_AT_THE_END {
        let done = replications(&before).len();
        let is_whole = done == REPLICATIONS;
        let more = if is_whole { 0 } else { random.random_range(0..=4) };
        let then = if is_whole { 0..120_000 } else { 0..4_000 };
        let has_ended =
            kill_at(&place, (done + more).min(REPLICATIONS), Duration::from_micros(random.random_range(then)));
        if has_ended {
            break;
        }
        kills += 1;
        at_the_end += usize::from(is_whole);
        let after = lines(&place);
        // Killed when the results were in their place and the journal gone, or before it had a line.
        if after.is_empty() {
            if is_whole { break } else { continue }
        }
        assert!(after.starts_with(&before), "what was done is still there");
        let done = replications(&after);
        assert_eq!(done.iter().collect::<BTreeSet<_>>().len(), done.len(), "nothing is done twice");
        before = after;
    }
    assert!(kills > 5, "{kills} kills");
    place.said(&COMMAND);
    let (found, expected) = (place.files("swept"), undisturbed());
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (name, bytes) in expected {
        assert!(found[&name] == bytes, "{name} differs");
    }
    let left: Vec<_> = place.0.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "nothing is left behind but the scenario and the results: {left:?}");
}

/// A sweep that was killed when some replications were done.
fn half_done() -> Workplace {
    let place = Workplace::new();
    assert!(!kill_at(&place, 7, Duration::ZERO));
    place
}

#[test]
fn a_torn_line_is_done_again_and_all_others_are_not() {
    let place = half_done();
    let whole = lines(&place).concat();
    let before = replications(&lines(&place)).len();
    for torn in [1, 40, whole.lines().last().unwrap().len()] {
        let end = whole.trim_end().rfind('\n').unwrap() + 1 + torn;
        fs::write(place.path(JOURNAL), &whole[..end]).unwrap();
        assert!(!kill_at(&place, before + 1, Duration::ZERO));
        let lines = lines(&place);
        assert!(lines.concat().starts_with(&whole[..end - torn]));
        let done = replications(&lines);
        assert_eq!(done.iter().collect::<BTreeSet<_>>().len(), done.len());
    }
    let (_, said) = place.said(&COMMAND);
    assert!(said.contains(&format!("of {REPLICATIONS} replications are done")), "{said}");
    assert!(place.files("swept") == undisturbed());
}

#[test]
fn a_damaged_line_among_others_is_an_error() {
    let place = half_done();
    let text = place.text(JOURNAL).replacen("\"replication\":", "\"replicatiom\":", 1);
    fs::write(place.path(JOURNAL), &text).unwrap();
    let output = place.lvsim(&COMMAND);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("line 2 of swept.unfinished/journal is not as it was written"), "{said}");
    assert_eq!(place.text(JOURNAL), text);
}

#[test]
fn the_journal_of_another_sweep_is_neither_used_nor_removed() {
    let place = half_done();
    let before = place.text(JOURNAL);
    for other in ["--seed=9", "--replications=6", "--duration=20s"] {
        let mut command = COMMAND.to_vec();
        command.retain(|word| !other.starts_with(word.split('=').next().unwrap()));
        command.push(other);
        let output = place.lvsim(&command);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(said.contains("unfinished work of another sweep"), "{said}");
        assert!(said.contains("changed: lvsim sweep two.toml --vary="), "{said}");
        assert_eq!(place.text(JOURNAL), before);
    }
}

#[test]
fn two_sweeps_cannot_work_in_one_folder() {
    let place = Workplace::new();
    fs::create_dir(place.path("swept.unfinished")).unwrap();
    let mut journal = File::create(place.path(JOURNAL)).unwrap();
    journal.try_lock().unwrap();
    let output = place.lvsim(&COMMAND);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("another lvsim is working in swept.unfinished"), "{said}");
    // The lock ends with its owner.
    journal.flush().unwrap();
    drop(journal);
    place.said(&COMMAND);
}

#[test]
fn the_same_command_again_has_nothing_to_do() {
    let place = Workplace::new();
    let (summary, _) = place.said(&COMMAND);
    let before = place.files("swept");
    let (again, said) = place.said(&COMMAND);
    assert!(said.contains("nothing to do"), "{said}");
    assert_eq!(again, summary);
    assert!(place.files("swept") == before);
    // Killed when only the empty folder of work was left.
    fs::create_dir(place.path("swept.unfinished")).unwrap();
    assert_eq!(place.said(&COMMAND).0, summary);
    assert!(!place.path("swept.unfinished").exists());
}
