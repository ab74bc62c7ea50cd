//! The world's parts by hand, and a made-up run that is falsified in every way.

use super::CheckersReplay;
use super::event::{self, Event};
use super::fault::{Effect, Fault, Faults};
use super::tables::Follower;
use crate::conform::{Outcome, Replay};
use crate::keepalived::checker::ProbeResult;
use crate::keepalived::config::{Checker, CheckerKind};
use crate::time::{SimDuration, SimTime};
use serde_json::json;

fn seconds(time: f64) -> SimTime {
    SimTime::ZERO + SimDuration::from_secs_f64(time)
}

fn checker(kind: CheckerKind, connect_timeout: u64) -> Checker {
    Checker {
        kind,
        target: "10.0.0.11:80".parse().unwrap(),
        delay_loop: SimDuration::from_secs(2),
        connect_timeout: SimDuration::from_secs(connect_timeout),
        retry: 1,
        delay_before_retry: SimDuration::from_secs(1),
        warmup: SimDuration::ZERO,
        alpha: false,
        log_all_failures: true,
    }
}

#[test]
fn a_silent_host_that_returns_answers_the_next_syn() {
    let mut faults = Faults::default();
    faults.push(seconds(10.0), seconds(10.0), Some(Fault::Silent));
    faults.push(seconds(12.5), seconds(12.5), None);
    let tcp = |timeout, at| faults.answer(&checker(CheckerKind::Tcp, timeout), seconds(at), Effect::Late).unwrap();
    assert_eq!(tcp(5, 9.9), (ProbeResult::Good, SimDuration::ZERO));
    assert_eq!(tcp(5, 10.0), (ProbeResult::Good, SimDuration::from_secs(3)));
    assert_eq!(tcp(3, 10.0), (ProbeResult::TimedOut, SimDuration::from_secs(3)));
    assert_eq!(tcp(5, 12.0), (ProbeResult::Good, SimDuration::from_secs(1)));
    // An echo is not sent again.
    let echo = faults.answer(&checker(CheckerKind::Ping, 5), seconds(12.0), Effect::Late).unwrap();
    assert_eq!(echo, (ProbeResult::TimedOut, SimDuration::from_secs(5)));
}

#[test]
fn a_fault_that_means_nothing_to_a_probe_is_an_error() {
    let mut faults = Faults::default();
    faults.push(seconds(1.0), seconds(1.0), Some(Fault::ServFail));
    let error = faults.answer(&checker(CheckerKind::Tcp, 5), seconds(2.0), Effect::Late).unwrap_err();
    assert!(error.contains("ServFail means nothing to TCP_CHECK"), "{error}");
}

#[test]
fn every_word_of_the_recorder_is_a_fault_and_no_other() {
    let words = ["refuse", "blackhole", "hostdown", "status500", "body", "hang", "servfail", "bad", "slow:2.5"];
    for word in words.into_iter().chain(["exit:1", "exit:s10"]) {
        assert!(word.parse::<Fault>().is_ok(), "{word}");
    }
    for word in ["", "reset", "slow:", "slow:-1", "exit:", "exit:256", "exit:sx"] {
        assert_eq!(word.parse::<Fault>(), Err(format!("unknown fault \"{word}\"")));
    }
}

#[test]
fn an_unknown_event_is_an_error() {
    for wrong in [
        json!([]),
        json!([1.0, "log", "r1"]),
        json!([-1.0, "log", "r1", "Stopping"]),
        json!([1.0, "advert", "r1", 1]),
        json!([1.0, "stim", "r1", "sighup", 1.0, {}]),
        json!([1.0, "stim", "10.0.0.11", "explode", 1.0, {}]),
        json!([1.0, "probe", "r1", "sctp", "10.0.0.11", 80, 1]),
        json!([1.0, "ipvs", "r1", [["10.0.0.11"]]]),
    ] {
        assert!(event::parse(&wrong).is_err(), "{wrong}");
    }
    let table = event::parse(&json!([1.5, "ipvs", "r1", [["10.0.0.11", 3]]]));
    assert_eq!(table, Ok((seconds(1.5), Event::Table(vec![("10.0.0.11".parse().unwrap(), 3)]))));
}

#[test]
fn a_recorded_table_may_not_be_older_than_the_one_before_it() {
    let (a, b) = (vec![("10.0.0.11".parse().unwrap(), 1)], vec![]);
    let history = [(seconds(0.0), a.clone()), (seconds(5.0), b.clone()), (seconds(5.2), a.clone())];
    let mut follower = Follower::new(&history);
    assert!(follower.find(seconds(5.1), &a) && follower.find(seconds(5.1), &b) && follower.find(seconds(5.1), &a));
    assert!(!follower.find(seconds(5.1), &b));
    assert!(!Follower::new(&history).find(seconds(9.0), &b));
}

/// A run of a server that refuses from 4.5 s until 8.5 s: probes at 2, 4, 6, 7 (down), 9 s (up), 11 s.
fn run() -> serde_json::Value {
    let (s, v) = ("[10.0.0.11]:tcp:80", "[10.0.0.100]:tcp:80");
    let table = |time: f64, rows: serde_json::Value| json!([time, "ipvs", "r1", rows]);
    let log = |time: f64, text: String| json!([time, "log", "r1", text]);
    let probe = |time: f64, port: u16| json!([time, "probe", "r1", "tcp", "10.0.0.11", 80, port]);
    json!({
        "name": "made up", "checker": "TCP_CHECK", "port": 80, "rs": [{}], "rep": 1,
        "c": {"delay_loop": 2, "warmup": 0},
        "events": [
            [0.0, "stim", "r1", "start", 0.0, {}],
            log(1.0, format!("Gained quorum 1+0=1 <= 1 for VS {v}")),
            log(1.0, format!("Activating healthchecker for service {s} for VS {v}")),
            table(1.02, json!([["10.0.0.11", 1]])),
            probe(2.0, 1001),
            log(2.01, format!("TCP connection to {s} success.")),
            probe(4.0, 1002),
            [4.5, "stim", "10.0.0.11", "refuse", 4.51, {}],
            probe(6.0, 1003),
            log(6.01, format!("TCP connection to {s} failed.")),
            probe(7.0, 1004),
            log(7.01, format!("TCP connection to {s} failed.")),
            log(7.01, format!("TCP_CHECK on service {s} failed after 1 retries.")),
            log(7.01, format!("Removing service {s} from VS {v}")),
            log(7.01, format!("Lost quorum 1-0=1 > 0 for VS {v}")),
            table(7.03, json!([])),
            [8.5, "stim", "10.0.0.11", "recover", 8.51, {}],
            probe(9.0, 1005),
            log(9.01, format!("TCP connection to {s} success.")),
            log(9.01, format!("Adding service {s} to VS {v}")),
            log(9.01, format!("Gained quorum 1+0=1 <= 1 for VS {v}")),
            table(9.03, json!([["10.0.0.11", 1]])),
            probe(11.0, 1006),
        ],
    })
}

fn replay(run: &str) -> Result<Outcome, String> {
    let (mut replay, mut outcome) = (CheckersReplay::new(), Outcome::default());
    replay.line(1, run, &mut outcome)?;
    replay.finish(&mut outcome);
    Ok(outcome)
}

#[test]
fn a_true_run_matches_in_full() {
    let outcome = replay(&run().to_string()).unwrap();
    // 6 probes, 11 lines, 3 tables.
    assert_eq!((outcome.matched, outcome.facts), (20, 20), "{outcome:?}");
    assert!(outcome.holds() && outcome.races.is_empty());
    assert!(outcome.time_errors.worst() <= Some(SimDuration::from_millis(10)));
}

#[test]
fn a_falsified_run_does_not_match() {
    let run = run().to_string();
    for (truth, lie) in [
        (r#"[7.03,"ipvs","r1",[]]"#, r#"[7.03,"ipvs","r1",[["10.0.0.11",0]]]"#),
        (r#"[9.03,"ipvs","r1",[["10.0.0.11",1]]]"#, r#"[9.03,"ipvs","r1",[["10.0.0.11",2]]]"#),
        (r#"[11.0,"probe","r1","tcp","10.0.0.11",80,1006]"#, r#"[14.0,"ipvs","r1",[["10.0.0.11",1]]]"#),
        (r#"[7.0,"probe","r1","tcp","10.0.0.11",80,1004],"#, ""),
        ("failed after 1 retries", "failed after 2 retries"),
        ("Lost quorum 1-0=1 > 0", "Lost quorum 1-0=1 > 1"),
        (r#""delay_loop":2"#, r#""delay_loop":2.5"#),
        (r#""delay_loop":2"#, r#""delay_loop":2,"retry":2"#),
        (r#"[8.5,"stim","10.0.0.11","recover",8.51,{}],"#, ""),
        (r#"[11.0,"probe""#, r#"[12.5,"probe""#),
        (r#""rs":[{}]"#, r#""rs":[{"inhibit_on_failure":true}]"#),
    ] {
        assert!(run.contains(truth), "{truth}");
        let outcome = replay(&run.replace(truth, lie)).unwrap();
        assert!(!outcome.holds(), "{lie}");
    }
}

#[test]
fn a_run_that_makes_no_sense_is_an_error() {
    let run = run().to_string();
    for (truth, lie, message) in [
        (r#""checker":"TCP_CHECK""#, r#""checker":"FTP_CHECK""#, "unknown checker \"FTP_CHECK\""),
        (r#""delay_loop""#, r#""delay_lop""#, "unknown field `delay_lop`"),
        (r#""refuse""#, r#""bad""#, "means nothing to TCP_CHECK"),
        (r#""delay_loop":2"#, r#""delay_loop":-2"#, "not a number of seconds"),
        (r#"[11.0,"probe""#, r#"[1.0,"probe""#, "not in order of time"),
        (r#""10.0.0.11",80,1006"#, r#""10.0.0.12",80,1006"#, "unknown server 10.0.0.12"),
        ("Gained quorum 1+0=1 <= 1 for", "Rejoiced over", "unknown line of the log"),
    ] {
        assert!(run.contains(truth), "{truth}");
        let error = replay(&run.replace(truth, lie)).unwrap_err();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn what_came_too_close_to_a_probe_is_a_race_that_the_log_decides() {
    // The fault is dated 50 ms before the probe of 4 s, which was still answered.
    let early = run().to_string().replace(r#"[4.5,"stim","10.0.0.11","refuse",4.51,{}],"#, "");
    let early = early.replace(r#"[4.0,"probe""#, r#"[3.95,"stim","10.0.0.11","refuse",3.96,{}],[4.0,"probe""#);
    let outcome = replay(&early).unwrap();
    assert!(outcome.holds(), "{outcome:?}");
    let reason = "what was done to 10.0.0.11 came within 40 ms of its probe at 4.000 s, which got Good";
    assert_eq!(outcome.races.iter().map(|race| race.reason.as_str()).collect::<Vec<_>>(), [reason]);
    // Half a second is no race: the probe of 4 s must have failed.
    let outcome = replay(&early.replace("3.95", "3.45").replace("3.96", "3.46")).unwrap();
    assert!(!outcome.holds() && outcome.races.is_empty());
}

#[test]
fn a_run_that_the_recorder_could_not_make_is_passed_over_and_named() {
    let outcome = replay(r#"{"name":"tcp","checker":"TCP_CHECK","error":"RuntimeError"}"#).unwrap();
    assert_eq!(outcome.facts, 0);
    assert_eq!(outcome.notes[0], "line 1: passed over, the recorder failed: \"RuntimeError\"");
}
