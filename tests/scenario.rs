//! Scenario files as a user meets them: what they mean, how they print, what `--set` changes, and what no file, however
//! broken, may do.

use lvsim::ipvs::Protocol;
use lvsim::scenario::{
    AcceptQueue, Arrivals, DirectorFault, Document, FaultKind, FaultTiming, Law, OperationKind, RateProfile, Scenario,
    ScenarioError, ServiceAt, Through, Transient, What, load,
};
use lvsim::time::{SimDuration, SimTime};
use proptest::prelude::*;
use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;

const GOOD: [&str; 6] = [
    "scenarios/paper",
    "scenarios/sixteen-servers.toml",
    "tests/good_scenarios/everything.toml",
    "tests/good_scenarios/directors.toml",
    "tests/good_scenarios/several.toml",
    "tests/good_scenarios/pair",
];

const SMALL: &str = r#"
version = 1
title = "t"
run = { duration = "100s" }
[[virtual_server]]
address = "10.0.0.1:80"
[[real_server]]
service_time = "20ms"
[[client]]
arrivals = { poisson = { rate = "10/s" } }
"#;

fn resolve(text: &str, overrides: &[&str]) -> Result<Scenario, ScenarioError> {
    let overrides: Vec<String> = overrides.iter().map(|text| (*text).to_owned()).collect();
    Document::from_text("test.toml", text, Path::new("tests/good_scenarios")).resolve(&overrides)
}

fn meaning(text: &str, overrides: &[&str]) -> Scenario {
    resolve(text, overrides).unwrap_or_else(|error| panic!("{error}"))
}

fn good(path: &str) -> Scenario {
    load(Path::new(path), &[]).unwrap_or_else(|error| panic!("{error}"))
}

fn secs(count: u64) -> SimDuration {
    SimDuration::from_secs(count)
}

#[test]
fn what_is_left_out_gets_its_default() {
    let scenario = meaning(SMALL, &[]);
    assert_eq!(scenario.run.seed, 1);
    assert_eq!(scenario.run.transient, Transient::Fixed(SimDuration::ZERO));
    assert_eq!(scenario.run.interval, SimDuration::from_millis(500));
    assert_eq!(scenario.run.listing_interval, secs(10));
    assert_eq!(scenario.directors[0].name, "director");
    assert_eq!(scenario.directors[0].sysctl.conn_reuse_mode, 1);
    assert_eq!(scenario.directors[0].timeouts.tcp_fin, secs(120));
    assert_eq!(scenario.virtual_servers[0].lb_algo, "wlc");
    assert_eq!(scenario.virtual_servers[0].real_servers, [0]);
    let server = &scenario.real_servers[0];
    assert_eq!((server.name.as_str(), server.address), ("real_server-1", Ipv4Addr::new(10, 0, 1, 1)));
    assert_eq!((server.weight, server.workers, server.accept_queue), (1, 1, AcceptQueue::Infinite));
    assert_eq!(server.service_time, Law::Constant(SimDuration::from_millis(20)));
    assert_eq!(scenario.clients[0].connect_timeout, secs(127));
    assert_eq!(scenario.clients[0].addresses.pool.size(), 65_536);
    assert_eq!(scenario.network.client_to_director, Law::ZERO);
}

#[test]
fn a_group_is_spread_out_and_skips_addresses_that_are_taken() {
    let scenario = good("tests/good_scenarios/everything.toml");
    let names: Vec<&str> = scenario.real_servers.iter().map(|server| server.name.as_str()).collect();
    assert_eq!(names, ["web-1", "web-2", "web-3", "db", "late", "real_server-4"]);
    let last: Vec<u8> = scenario.real_servers.iter().map(|server| server.address.octets()[3]).collect();
    // db has asked for 10.0.1.2.
    assert_eq!(last, [1, 3, 4, 2, 5, 6]);
    // In the order of `real_servers`, without the one that is not listed.
    assert_eq!(scenario.virtual_servers[0].real_servers, [3, 0, 1, 2]);
    assert_eq!(scenario.virtual_servers[1].real_servers, [1]);
}

#[test]
fn the_protocol_says_which_of_two_services_at_one_address_is_meant() {
    let scenario = good("tests/good_scenarios/everything.toml");
    let at: Vec<String> = scenario.clients[5..7].iter().map(|client| client.to.to_string()).collect();
    assert_eq!(at, ["UDP 10.0.0.1:53", "10.0.0.1:53"]);
    assert_eq!((scenario.clients[5].response_timeout, scenario.clients[6].response_timeout), (Some(secs(5)), None));
    let edited = scenario.operations.last().expect("the last one").virtual_server;
    assert_eq!(
        (scenario.virtual_servers[edited].at, scenario.virtual_servers[edited].ops),
        (scenario.clients[5].to, true)
    );
}

#[test]
fn a_fault_or_an_operation_on_a_group_is_one_on_each_member() {
    let scenario = good("tests/good_scenarios/everything.toml");
    let slow: Vec<usize> = scenario
        .faults
        .iter()
        .filter_map(|fault| match fault.what {
            What::RealServer { target, kind: FaultKind::Slow { factor: 4.0 } } => Some(target),
            _ => None,
        })
        .collect();
    assert_eq!(slow, [0, 1, 2]);
    let timing = FaultTiming::Scripted { at: SimTime::ZERO + secs(60), lasts: Some(secs(30)) };
    assert_eq!(scenario.faults[0].timing, timing);
    let order: Vec<(u64, usize, OperationKind)> = scenario
        .operations
        .iter()
        .map(|operation| (operation.at.as_nanos() / 1_000_000_000, operation.target, operation.kind))
        .collect();
    let delete = OperationKind::Delete;
    let expected = [
        (60, 4, OperationKind::Add { weight: 1 }),
        (120, 4, OperationKind::Edit { weight: 0 }),
        (180, 0, delete),
        (180, 1, delete),
        (180, 2, delete),
        (240, 1, OperationKind::Edit { weight: 2 }),
    ];
    assert_eq!(order, expected);
}

#[test]
fn utilization_is_a_share_of_the_capacity_of_the_listed_servers() {
    // 16 servers of one worker and mean 1 s serve 16/s; 80 % of that is 12.8/s.
    let scenario = good("scenarios/sixteen-servers.toml");
    assert_eq!(scenario.clients[0].arrivals, Arrivals::Poisson(RateProfile::Constant(0.8 * 16.0)));
    // 2 workers at speed 3 with mean 20 ms serve 300/s; a server that is not listed adds nothing.
    let text = format!("{SMALL}[[real_server]]\nlisted = false\nservice_time = \"1ms\"\n");
    let overrides =
        ["real_server.0.workers=2", "real_server.0.speed=3", "client.0.arrivals={ poisson = { utilization = 0.5 } }"];
    let scenario = meaning(&text, &overrides);
    let Arrivals::Poisson(RateProfile::Constant(rate_per_s)) = scenario.clients[0].arrivals else {
        panic!("not a constant rate")
    };
    assert!((rate_per_s - 150.0).abs() < 1e-9, "{rate_per_s}");
}

#[test]
fn a_hyperexponential_law_by_mean_and_cv_has_balanced_branches() {
    let law = "real_server.0.service_time={ hyperexponential = { mean = \"1s\", cv = 2 } }";
    let Law::Hyperexponential { branches } = meaning(SMALL, &[law]).real_servers[0].service_time.clone() else {
        panic!("another law")
    };
    // cv² = 4: p = (1 + sqrt(3/5)) / 2; E[X²] = 2 Σ p m² must be (1 + cv²) mean² = 5 s².
    assert!((branches[0].probability - (1.0 + 0.6_f64.sqrt()) / 2.0).abs() < 1e-15);
    let second: f64 = branches.iter().map(|branch| 2.0 * branch.probability * branch.mean.as_secs_f64().powi(2)).sum();
    // Means are whole nanoseconds, so the square is exact to about 1e-8.
    assert!((second - 5.0).abs() < 1e-7, "{second}");
}

#[test]
fn set_takes_bare_words_and_toml_and_finds_entries_by_number_and_by_name() {
    let scenario = meaning(SMALL, &["virtual_server.0.lb_algo=rr", "run.seed=5", "run.duration=2m"]);
    assert_eq!((scenario.virtual_servers[0].lb_algo.as_str(), scenario.run.seed), ("rr", 5));
    assert_eq!(scenario.run.duration, secs(120));
    for value in ["80/s", "\"80/s\"", "'80/s'", " 80/s "] {
        let argument = format!("client.client-1.arrivals.poisson.rate={value}");
        let scenario = meaning(SMALL, &[&argument]);
        assert_eq!(scenario.clients[0].arrivals, Arrivals::Poisson(RateProfile::Constant(80.0)), "{value}");
    }
    let everything = fs::read_to_string("tests/good_scenarios/everything.toml").expect("there");
    let scenario = meaning(&everything, &["real_server.db.listed=false", "real_server.\"db\".weight=9"]);
    assert_eq!(scenario.real_servers[3].weight, 9);
    assert_eq!(scenario.virtual_servers[0].real_servers, [0, 1, 2]);
}

#[test]
fn set_makes_tables_that_are_not_there_and_replaces_alternatives() {
    let scenario = meaning(SMALL, &["director.sysctl.sloppy_tcp=1", "network.client_to_director=5ms"]);
    assert!(scenario.directors[0].sysctl.sloppy_tcp);
    assert_eq!(scenario.network.client_to_director, Law::Constant(SimDuration::from_millis(5)));
    let scenario = meaning(SMALL, &["client.0.arrivals.poisson.utilization=0.5"]);
    assert_eq!(scenario.clients[0].arrivals, Arrivals::Poisson(RateProfile::Constant(25.0)));
    let scenario = meaning(SMALL, &["real_server.0.service_time.exponential.mean=1s"]);
    assert_eq!(scenario.real_servers[0].service_time, Law::Exponential { mean: secs(1) });
    let closed = ["client.0.arrivals.closed.users=3", "client.0.arrivals.closed.think_time=1s"];
    assert!(matches!(meaning(SMALL, &closed).clients[0].arrivals, Arrivals::Closed { users: 3, .. }));
}

#[test]
fn a_later_set_wins() {
    assert_eq!(meaning(SMALL, &["run.seed=2", "run.seed=3"]).run.seed, 3);
}

#[test]
fn a_scenario_printed_with_its_defaults_is_the_same_scenario() {
    for path in GOOD {
        let scenario = good(path);
        let printed = scenario.to_toml();
        let again = meaning(&printed, &[]);
        assert_eq!(again, scenario, "{path}");
        assert_eq!(again.to_toml(), printed, "{path}");
    }
}

#[test]
fn a_virtual_service_is_every_directors_unless_one_is_named() {
    let scenario = good("tests/good_scenarios/directors.toml");
    let owners: Vec<usize> = scenario.virtual_servers.iter().map(|service| service.director).collect();
    assert_eq!(owners, [0, 1, 2, 2]);
    let cluster = scenario.cluster(0);
    let counts: Vec<usize> = cluster.directors.iter().map(|director| director.services.len()).collect();
    assert_eq!(counts, [1, 1, 2]);
    // The second service of the third director, on each member of the group.
    let changed: Vec<(usize, usize)> =
        cluster.operations.iter().map(|change| (change.director, change.service)).collect();
    assert_eq!(changed, [(2, 1); 3]);
    let names: Vec<&str> = cluster.directors.iter().map(|director| director.name.as_str()).collect();
    assert_eq!(names, ["left", "director-2", "right"]);
}

#[test]
fn a_group_of_directors_is_as_many_directors_and_its_name_means_all_of_them() {
    let scenario = good("tests/good_scenarios/several.toml");
    let names: Vec<&str> = scenario.directors.iter().map(|director| director.name.as_str()).collect();
    assert_eq!(names, ["edge-1", "edge-2", "edge-3", "edge-4", "node-1", "node-2"]);
    assert_eq!(scenario.directors[3].address, Some([10, 0, 0, 14].into()));
    let through: Vec<Through> = scenario.clients.iter().map(|client| client.through.clone()).collect();
    let everybody: Vec<usize> = (0..6).collect();
    let expected = [
        Through::Ecmp(vec![0, 1, 2, 3]),
        Through::Own(everybody),
        Through::Own(vec![4, 5]),
        Through::Ecmp(vec![5]),
        // Many addresses: by a next hop, and spread where nothing is said.
        Through::Vip,
        Through::Ecmp(vec![0, 1, 2, 3]),
    ];
    assert_eq!(through, expected);
    assert_eq!((scenario.faults.len(), scenario.operations.len()), (4, 4));
    // One of three servers of 50/s each is in the list of the third group's service.
    assert_eq!(scenario.clients[2].arrivals, Arrivals::Poisson(RateProfile::Constant(15.0)));
}

#[test]
fn several_targets_break_each_for_itself_and_a_partition_cuts_them_off_together() {
    let faults = good("tests/good_scenarios/directors.toml").faults;
    let off = [
        What::Director { target: 0, kind: DirectorFault::PowerOff },
        What::RealServer { target: 2, kind: FaultKind::PowerOff },
        What::Director { target: 1, kind: DirectorFault::PowerOff },
    ];
    assert_eq!(faults[..3].iter().map(|fault| fault.what.clone()).collect::<Vec<_>>(), off);
    let cut = What::Partition { directors: vec![0, 2], real_servers: vec![0], clients: true };
    assert_eq!(faults.last().map(|fault| fault.what.clone()), Some(cut));
}

#[test]
fn a_client_gives_up_when_linux_does() {
    let give_up = |argument: &str| meaning(SMALL, &[argument]).clients[0].connect_timeout;
    assert_eq!(give_up("client.0.syn_retries=2"), secs(7));
    assert_eq!(give_up("client.0.connect_timeout=5s"), secs(5));
}

#[test]
fn a_keepalived_conf_is_read_with_the_lines_of_its_director() {
    let scenario = good("tests/good_scenarios/pair");
    let keepalived = |director: usize| scenario.directors[director].keepalived.clone().expect("it runs one");
    let (master, backup) = (keepalived(0), keepalived(1));
    assert_eq!((master.config.instances[0].priority, master.legacy), (150, true));
    assert_eq!((master.start, master.start_up), (SimTime::ZERO + secs(1), SimDuration::from_millis(30)));
    assert_eq!((backup.start, backup.start_up), (SimTime::ZERO, SimDuration::from_millis(50)));
    let tracked = &backup.config.instances[0].track_script[0];
    assert_eq!((tracked.script.as_str(), tracked.weight), ("disk", 10));
    // Two real servers of one worker and 20 ms serve 100/s, and the client asks for half of it.
    let address = "192.168.0.215:80".parse().expect("an address");
    let vip = ServiceAt::address(Protocol::Tcp, address);
    assert_eq!(scenario.servers_at(vip, &Through::Vip), [0, 1]);
    assert_eq!(scenario.clients[0].to, vip);
    assert_eq!(scenario.clients[0].arrivals, Arrivals::Poisson(RateProfile::Constant(50.0)));
}

#[test]
fn what_keepalived_would_ignore_is_told_once() {
    let scenario = good("tests/good_scenarios/pair");
    let notices: Vec<&str> = scenario.notices.iter().collect();
    let mail = "note: `smtp_server` is not simulated: Nobody is sent mail. (tests/good_scenarios/pair/master.conf:4)";
    assert!(notices.contains(&mail), "{notices:#?}");
    assert!(notices.iter().any(|notice| notice.starts_with("warning: ")), "{notices:#?}");
    let again = meaning(&scenario.to_toml(), &[]);
    assert!(again.notices.iter().all(|notice| notice.contains("only one instance")), "{:?}", again.notices);
}

#[test]
fn set_reaches_into_the_tables_of_a_keepalived_by_name() {
    let text = fs::read_to_string("tests/good_scenarios/pair/scenario.toml").expect("there");
    let overrides =
        ["director.LVS-BACKUP.keepalived.vrrp_instance.VI_1.priority=200", "director.LVS-Master.legacy=false"];
    let overrides: Vec<String> = overrides.iter().map(|text| (*text).to_owned()).collect();
    let document = Document::from_text("test.toml", &text, Path::new("tests/good_scenarios/pair"));
    let scenario = document.resolve(&overrides).unwrap_or_else(|error| panic!("{error}"));
    let keepalived = |director: usize| scenario.directors[director].keepalived.as_ref().expect("it runs one");
    assert_eq!(keepalived(1).config.instances[0].priority, 200);
    assert!(!keepalived(0).legacy);
}

#[test]
fn a_shortened_scenario_still_prints_as_itself() {
    let scenario = good("tests/good_scenarios/pair").with_duration(secs(100));
    assert_eq!(scenario.faults.len(), 1);
    assert_eq!(meaning(&scenario.to_toml(), &[]), scenario);
}

#[test]
fn a_file_that_cannot_be_read_is_told_by_its_path() {
    let told = |path: &Path| load(path, &[]).expect_err("not there").to_string();
    assert_eq!(told(Path::new("nowhere.toml")), "error: cannot read nowhere.toml: there is no such file");
    let folder = tempfile::tempdir().expect("a folder");
    assert!(told(folder.path()).ends_with("scenario.toml: the folder has no scenario.toml"));
    let file = folder.path().join("latin1.toml");
    fs::write(&file, b"version = 1\ntitle = \"caf\xe9\"\n").expect("writable");
    let message = told(&file);
    assert!(message.contains("latin1.toml:2: this is not UTF-8 text (byte 0xe9)"), "{message}");
}

#[test]
fn a_message_is_colored_only_when_asked() {
    let error = resolve(SMALL, &["run.sed=5"]).expect_err("a typo");
    assert!(!error.render(false).contains('\u{1b}'));
    assert!(error.render(true).contains('\u{1b}'));
    assert_eq!(error.count(), 1);
}

#[test]
fn ten_mistakes_are_shown_and_the_others_counted() {
    let error = resolve(
        SMALL,
        &["virtual_server.0.real_servers=[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",\"k\",\"l\"]"],
    )
    .expect_err("nobody has these names");
    assert_eq!(error.count(), 12);
    let text = error.render(false);
    assert_eq!(text.matches("error: ").count(), 10);
    assert!(text.ends_with("\n\nand 2 more"), "{text}");
}

#[test]
fn line_endings_and_marks_of_other_systems_change_nothing() {
    let windows = format!("\u{feff}{}", SMALL.replace('\n', "\r\n"));
    assert_eq!(meaning(&windows, &[]), meaning(SMALL, &[]));
}

#[test]
fn nothing_is_too_deep_to_be_answered() {
    survives(&format!("a = {}", "[".repeat(100_000)), &[]);
    survives(&format!("a{} = 1", ".a".repeat(100_000)), &[]);
    survives(SMALL, &[&format!("a{}=1", ".a".repeat(100_000))]);
    survives(SMALL, &[&format!("title={}", "{a=".repeat(100_000))]);
}

/// Whatever is typed: an answer, never a panic; and what is accepted prints as itself.
fn survives(text: &str, overrides: &[&str]) {
    match resolve(text, overrides) {
        Ok(scenario) => {
            let printed = scenario.to_toml();
            let again = resolve(&printed, &[]).unwrap_or_else(|error| panic!("{error}\n{printed}"));
            assert_eq!(again, scenario);
        }
        Err(error) => assert!(error.render(true).starts_with("\u{1b}")),
    }
}

/// Values that have broken one reader or another.
const NASTY: [&str; 30] = [
    "0",
    "-1",
    "1e308",
    "-0.0",
    "nan",
    "inf",
    "9223372036854775807",
    "65536",
    "\"\"",
    "\"0s\"",
    "\"-1s\"",
    "\"1ns\"",
    "\"3339d\"",
    "\"1e9/s\"",
    "\"0/s\"",
    "\"0.0000001/s\"",
    "\"1000000000/s\"",
    "\"0.0.0.0:80\"",
    "\"255.255.255.255:1\"",
    "\"255.255.255.254\"",
    "\"é\"",
    "[]",
    "{}",
    "[[]]",
    "{ exponential = { mean = \"1ns\" } }",
    "{ constant = \"0s\" }",
    "true",
    "2026-01-01",
    "\"web\"",
    "\"\\u0000\"",
];

proptest! {
    #[test]
    fn any_text_gets_an_answer(text in "\\PC{0,200}") {
        survives(&text, &[]);
    }

    #[test]
    fn any_change_of_a_few_characters_gets_an_answer(
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..6, "[\\[\\]{}=\",.0-9a-z#\n é-]"), 1..6)
    ) {
        let everything = fs::read_to_string("tests/good_scenarios/everything.toml").expect("there");
        let mut letters: Vec<char> = everything.chars().collect();
        for (place, removed, added) in edits {
            let start = place.index(letters.len());
            let end = (start + removed).min(letters.len());
            letters.splice(start..end, added.chars());
        }
        survives(&letters.into_iter().collect::<String>(), &[]);
    }

    #[test]
    fn any_line_with_a_nasty_value_gets_an_answer(
        file in prop::sample::select(vec!["everything.toml", "directors.toml", "pair/scenario.toml"]),
        place in any::<prop::sample::Index>(), value in prop::sample::select(NASTY.to_vec())
    ) {
        let text = fs::read_to_string(format!("tests/good_scenarios/{file}")).expect("there");
        let text = text.replace("\"master.conf\"", "\"pair/master.conf\"");
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let keyed: Vec<usize> = (0..lines.len()).filter(|line| lines[*line].contains(" = ")).collect();
        let line = &mut lines[keyed[place.index(keyed.len())]];
        let key = line.split(" = ").next().unwrap_or_default().to_owned();
        *line = format!("{key} = {value}");
        survives(&lines.join("\n"), &[]);
    }

    #[test]
    fn any_override_gets_an_answer(
        path in "(run|client|real_server|virtual_server|fault|\"a)(\\.(0|7|web|arrivals|poisson|count|weight|é|\")){0,4}",
        value in prop::sample::select(NASTY.to_vec()), raw in "\\PC{0,12}"
    ) {
        survives(SMALL, &[&format!("{path}={value}")]);
        survives(SMALL, &[&format!("{path}={raw}")]);
        survives(SMALL, &[&raw]);
    }
}
