//! `lvsim conform`: the recorded health checkers of a real keepalived.

use std::path::{Path, PathBuf};

use lvsim::conform::{Outcome, replay};

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/keepalived").join(name)
}

/// Replays the recording, which must hold, and returns what it says of all runs.
fn held(name: &str) -> Outcome {
    let outcome = replay(&golden(name)).unwrap();
    let first = outcome.mismatches.first().map(ToString::to_string);
    assert!(outcome.holds(), "{:?} {:?}", first, outcome.unmet);
    outcome
}

#[test]
fn the_recorded_checkers_match_in_full() {
    let outcome = held("checkers.jsonl.gz");
    assert_eq!((outcome.matched, outcome.facts), (5198, 5198));
    let expected = "127 runs: 206 of 206 detections within 350ms of the model, 214 of 214 recoveries within 600ms of the \
                    model";
    assert_eq!(outcome.notes[0], expected);
    // Runs in which something was done to a server just when it was asked.
    assert_eq!(outcome.races.len(), 6);
}

#[test]
fn further_runs_match_in_full() {
    let outcome = held("checkers-more.jsonl.gz");
    assert_eq!(outcome.matched, outcome.facts);
    let expected = "105 runs: 133 of 133 detections within 350ms of the model, 151 of 151 recoveries within 600ms of the \
                    model";
    assert_eq!(outcome.notes[0], expected);
}
