//! What fails together.

use crate::cluster::{cluster, evenly, fault, ms, run};
use lvsim::cluster::Law;
use lvsim::cluster::real_server::FaultKind;
use lvsim::cluster::spec::{ClusterSpec, FaultSchedule, FaultSpec, What};
use lvsim::stats::outcome::FailureReason;
use lvsim::stats::timeline::{Changed, ServerCondition};

fn four_servers() -> ClusterSpec {
    cluster(10.05, evenly(20.0), 4, Law::Constant(ms(5)))
}

fn rack(kind: FaultKind) -> What {
    What::Rack { name: "A".into(), servers: vec![0, 2], kind }
}

#[test]
fn the_servers_of_a_rack_crash_in_the_same_moment_and_leave_one_mark() {
    let mut cluster = four_servers();
    fault(&mut cluster, rack(FaultKind::Crash), 2.0, 1.0);
    let outcome = run(&cluster);
    assert_eq!(outcome.whole_run.failed[FailureReason::Refused as usize], 10);
    assert_eq!((outcome.marks.len(), outcome.marks[0].target.as_str()), (1, "A"));
    assert_eq!(outcome.servers.iter().map(|server| server.failed > 0).collect::<Vec<_>>(), [true, false, true, false]);
}

#[test]
fn a_rack_that_fails_by_chance_fails_as_a_whole() {
    let mut cluster = four_servers();
    let schedule = FaultSchedule::Random { between: Law::exponential(ms(900)), repair: Law::exponential(ms(300)) };
    cluster.faults.push(FaultSpec { what: rack(FaultKind::PowerOff), schedule });
    let outcome = run(&cluster);
    let changes: Vec<_> = outcome
        .timeline
        .iter()
        .filter_map(|change| match change.what {
            Changed::Server { server, condition } => Some((change.at, server, condition)),
            _ => None,
        })
        .collect();
    assert!(changes.len() > 8, "{changes:?}");
    for pair in changes.chunks(2) {
        let [(at, first, condition), (same, second, other)] = pair else { panic!("one server alone: {pair:?}") };
        assert_eq!((at, condition, *first, *second), (same, other, 0, 2));
        assert!([ServerCondition::Off, ServerCondition::Up].contains(condition));
    }
}
