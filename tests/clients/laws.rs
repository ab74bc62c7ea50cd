//! Laws of attempts, whatever goes wrong.

use crate::cluster::{at_ms, client, cluster, efforts, fault, ms, retries, run};
use lvsim::cluster::Law;
use lvsim::cluster::count::CountLaw;
use lvsim::cluster::real_server::FaultKind;
use lvsim::cluster::spec::{
    AcceptOverflow, BudgetSpec, ClientSpec, ClusterSpec, DataMode, FaultSpec, HedgeSpec, Jitter, KeepAlive,
    NetworkSpec, RetrySpec, SessionSpec,
};
use lvsim::ipvs::{Persistence, ServiceAddress};
use lvsim::time::SimDuration;
use proptest::prelude::*;

fn faults() -> impl Strategy<Value = Vec<FaultSpec>> {
    let kind = prop_oneof![
        Just(FaultKind::Crash),
        Just(FaultKind::PowerOff),
        Just(FaultKind::Hang),
        Just(FaultKind::Slow { factor: 20.0 }),
    ];
    let one = (0_usize..2, kind, 0_u64..4_000, 1_u64..3_000);
    prop::collection::vec(one.prop_map(|(server, kind, at, lasts)| fault(server, kind, at_ms(at), ms(lasts))), 0..5)
}

fn retry_spec() -> impl Strategy<Value = RetrySpec> {
    let jitter = prop_oneof![Just(Jitter::None), Just(Jitter::Equal), Just(Jitter::Full)];
    let budget = prop::option::of((0.0..0.5_f64, 1_u32..5).prop_map(|(share, burst)| BudgetSpec { share, burst }));
    (2_u32..6, 0_u64..300, jitter, budget).prop_map(|(attempts, backoff, jitter, budget)| RetrySpec {
        backoff: ms(backoff),
        jitter,
        budget,
        ..retries(attempts)
    })
}

fn clients() -> impl Strategy<Value = ClientSpec> {
    let hedge =
        prop::option::of((1_u64..300, 1_u32..4).prop_map(|(after, at_most)| HedgeSpec { after: ms(after), at_most }));
    let keep_alive = prop::option::of(
        (1_u32..5).prop_map(|requests| KeepAlive { requests: Some(requests.into()), pause: Law::Constant(ms(50)) }),
    );
    let patience = || prop::option::of((50_u64..2_000).prop_map(ms));
    (prop::option::of(retry_spec()), hedge, keep_alive, patience(), patience(), patience()).prop_map(
        |(retries, hedge, keep_alive, connect_timeout, response_timeout, give_up_after)| ClientSpec {
            retries,
            hedge,
            keep_alive,
            connect_timeout,
            response_timeout,
            give_up_after,
            ..client(ms(7), 400)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_request_is_accounted_for_and_no_attempt_is_beyond_the_rules(
        client in clients(), faults in faults(), room in prop::option::of(0_u32..5), delay in 0_u64..3, seed in any::<u64>()
    ) {
        let mut spec = ClusterSpec { seed, clients: vec![client.clone()], faults, ..cluster(SimDuration::from_secs(6), &[5, 9]) };
        let wire = Law::Constant(ms(delay));
        spec.network = NetworkSpec { client_to_director: wire.clone(), server_to_client: wire, ..NetworkSpec::instant() };
        for server in &mut spec.servers {
            (server.workers, server.accept_queue, server.accept_overflow) = (1, room, AcceptOverflow::Refuse);
        }
        // The books balance, and the parts of the latency add up: `run` looks at both.
        let outcome = run(&spec);
        let offered = outcome.whole_run.offered;
        if client.insists() {
            let efforts = efforts(&outcome);
            let (attempts, budget) = client.retries.as_ref().map_or((1, None), |retries| (retries.attempts, retries.budget));
            prop_assert!(efforts.retries <= u64::from(attempts - 1) * offered);
            prop_assert!(efforts.hedges <= offered * u64::from(client.hedge.map_or(0, |hedge| hedge.at_most)));
            prop_assert!(efforts.hedges_won <= efforts.hedges);
            if let Some(BudgetSpec { share, burst }) = budget {
                // A share is rounded to the nearest millionth.
                let most = f64::from(burst) + (share + 0.5e-6) * offered as f64;
                prop_assert!(efforts.retries as f64 <= most + 1e-9);
            }
            // Whatever reached a server was an attempt.
            let attempts = offered + efforts.retries + efforts.hedges;
            prop_assert!(outcome.servers.iter().map(|server| server.requests).sum::<u64>() <= attempts);
        }
    }
}

fn sessions() -> impl Strategy<Value = SessionSpec> {
    let data = prop_oneof![3 => Just(None), 1 => Just(Some(DataMode::Passive))];
    (1_u32..6, 1_u32..4, 0_u64..200, data).prop_map(|(connections, parallel, think, data)| SessionSpec {
        connections: CountLaw::Uniform { min: 1, max: connections },
        parallel: if data.is_some() { 1 } else { parallel },
        think_time: Law::Constant(ms(think)),
        data,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_session_ends_as_completed_or_failed(
        client in clients(), session in sessions(), faults in faults(), seed in any::<u64>()
    ) {
        let mut client = ClientSpec { connect_timeout: Some(ms(500)), response_timeout: Some(ms(800)), ..client };
        if session.data.is_some() {
            (client.retries, client.hedge, client.give_up_after) = (None, None, None);
            client.to.port = 21;
        }
        client.session = Some(session);
        // They begin in the first three seconds, and half a minute is enough for all that any of them does.
        let mut spec = ClusterSpec { seed, clients: vec![client], faults, ..cluster(SimDuration::from_secs(60), &[5, 9]) };
        let service = &mut spec.directors[0].services[0].service;
        service.address = ServiceAddress::tcp(spec.clients[0].to);
        service.persistence = Some(Persistence::new(300));
        let outcome = run(&spec);
        let sessions = outcome.sessions.unwrap();
        prop_assert_eq!((sessions.offered, sessions.offered), (400, sessions.completed + sessions.failed));
        prop_assert_eq!(outcome.whole_run.in_flight, 0);
        prop_assert!(sessions.requests <= outcome.whole_run.completed);
        prop_assert!(sessions.failed <= outcome.whole_run.failed_total() + outcome.connections.broken);
        // Nobody holds on to a connection.
        prop_assert!(outcome.series.last().unwrap().servers.iter().all(|server| server.number_in_system_mean == 0.0));
    }
}
