//! What holds for every checker, whatever the parameters.

use super::lab::{Lab, checker, failing, pages, script, service, sorry_server, span};
use crate::keepalived::checker::{DestRef, ProbeResult};
use crate::keepalived::config::{Checker, CheckerKind, VirtualServer};
use proptest::prelude::*;

/// A checker with its failure: what a failing probe of it costs, and whether a server needs two good ones.
#[derive(Clone, Debug)]
struct Case {
    checker: Checker,
    result: ProbeResult,
    cost: f64,
}

impl Case {
    fn seconds(&self) -> (f64, f64, f64) {
        let Checker { delay_loop, delay_before_retry, retry, .. } = &self.checker;
        (delay_loop.as_secs_f64(), delay_before_retry.as_secs_f64(), f64::from(*retry))
    }

    /// From the fault to the removal, if it struck `since` after the start of the last good probe.
    fn detection(&self, since: f64) -> f64 {
        let (delay_loop, before_retry, retry) = self.seconds();
        let first = delay_loop - since;
        match self.checker.kind {
            // A run that takes longer than the delay puts the next one off.
            CheckerKind::Misc { .. } => first + retry * before_retry.max(self.cost) + self.cost,
            _ => first + (retry + 1.0) * self.cost + retry * before_retry,
        }
    }

    /// The longest that a recovery may take.
    fn longest_recovery(&self) -> f64 {
        let (delay_loop, before_retry, _) = self.seconds();
        match self.checker.kind {
            CheckerKind::Tcp | CheckerKind::Smtp => delay_loop.max(before_retry) + self.cost,
            CheckerKind::Http { .. } => delay_loop.max(before_retry) + self.cost + delay_loop,
            CheckerKind::Misc { .. } => delay_loop.max(self.cost),
            _ => delay_loop + self.cost,
        }
    }
}

fn cases() -> impl Strategy<Value = Case> {
    let kinds = prop::sample::select(vec![
        CheckerKind::Tcp,
        pages(&["/"], false),
        CheckerKind::Smtp,
        CheckerKind::Ping,
        CheckerKind::Udp { require_reply: true },
        CheckerKind::Dns,
        script(false),
    ]);
    (kinds, 1u64..80, 1u64..60, 0u32..5, any::<bool>()).prop_map(|(kind, delay_loop, before_retry, retry, silent)| {
        let checker = Checker {
            delay_loop: span(delay_loop as f64 / 8.0),
            delay_before_retry: span(before_retry as f64 / 8.0),
            retry,
            ..checker(kind)
        };
        let (result, cost) = if silent { (ProbeResult::TimedOut, 2.0) } else { (ProbeResult::Refused, 0.0) };
        Case { checker, result, cost }
    })
}

proptest! {
    // Times are multiples of 1/8 s, which binary fractions hold exactly; the fault strikes between them.
    #[test]
    fn detection_takes_what_the_formula_says_and_recovery_at_most_what_it_says(
        case in cases(),
        strike in 2.0f64..20.0,
        lasts in 0.0f64..30.0,
    ) {
        let strike = (strike * 8.0).floor() / 8.0 + 0.0625;
        // Good probes take no time, so the last before the strike is known.
        let delay_loop = case.seconds().0;
        let since = (strike - 1.0) % delay_loop;
        let removed = strike + case.detection(since);
        let end = (removed + lasts) * 8.0;
        let end = end.floor() / 8.0 + 0.0625;
        let answers = failing(case.result, case.cost, move |_, time| (strike..end).contains(&time));
        let mut lab = Lab::start(&service([case.checker.clone()]), answers);
        lab.run_until(end + 100.0);
        // Times are rounded to nanoseconds on their way.
        let near = |time: Option<f64>, expected: f64| time.is_some_and(|time| (time - expected).abs() < 1e-6);
        if removed < end {
            prop_assert!(near(lab.said("Removing", 0.0), removed), "{:?}, expected {removed}", lab.log);
            let added = lab.said("Adding", 0.0).unwrap();
            prop_assert!((end - 1e-6..end + case.longest_recovery() + 1e-6).contains(&added), "{end}: {:?}", lab.log);
        } else {
            prop_assert_eq!(lab.said("Removing", 0.0).is_some_and(|time| time < removed - 1e-6), false);
        }
    }

    #[test]
    fn the_table_is_what_the_alive_servers_and_the_quorum_say(
        weights in prop::collection::vec(0u16..5, 1..6),
        (quorum, hysteresis) in (1u32..8).prop_flat_map(|quorum| (Just(quorum), 0..quorum)),
        sorry in prop::option::of(any::<bool>()),
        inhibit in prop::collection::vec(any::<bool>(), 6),
        alpha in any::<bool>(),
        bits in prop::collection::vec(0u8..64, 1..24),
    ) {
        let prompt = Checker { alpha, retry: 0, delay_loop: span(1.0), ..checker(CheckerKind::Tcp) };
        let mut service = VirtualServer { quorum, hysteresis, ..service(weights.iter().map(|_| prompt.clone())) };
        let total: u32 = weights.iter().map(|weight| u32::from(*weight)).sum();
        let quorum = quorum.min(total.max(1));
        let hysteresis = hysteresis.min(quorum - 1);
        service.sorry_server = sorry.and_then(sorry_server);
        for (server, (weight, inhibit)) in service.real_servers.iter_mut().zip(weights.iter().zip(&inhibit)) {
            (server.weight, server.inhibit_on_failure) = (*weight, *inhibit);
        }
        let down = bits.clone();
        let answers = failing(ProbeResult::Refused, 0.0, move |server, time| down[time as usize - 1] >> server & 1 == 1);
        let mut lab = Lab::start(&service, answers);
        let mut held = false;
        let weight_of = |alive: u8| -> u64 {
            (0..).zip(&weights).filter(|(server, _)| alive >> server & 1 == 1).map(|(_, weight)| u64::from(*weight)).sum()
        };
        let all = (1u8 << weights.len()) - 1;
        let mut alive = if alpha { 0 } else { all };
        let mut update = |alive: u8| {
            let weight = weight_of(alive);
            if held { held = weight > 0 && weight >= u64::from(quorum - hysteresis) }
            else { held = weight >= u64::from(quorum + hysteresis) }
            held
        };
        update(alive);
        for (step, down) in bits.iter().enumerate() {
            lab.run_until(step as f64 + 1.5);
            // Servers are tried one after the other, and each change is weighed.
            let mut holds = true;
            for server in 0..weights.len() {
                alive = if down >> server & 1 == 1 { alive & !(1 << server) } else { alive | 1 << server };
                holds = update(alive);
            }
            for server in 0..weights.len() {
                let entry = lab.table.iter().find(|entry| entry.0 == DestRef::RealServer(server)).map(|entry| entry.1);
                let expected = if alive >> server & 1 == 1 && (holds || sorry.is_none()) { Some(weights[server]) }
                    else { inhibit[server].then_some(0) };
                prop_assert_eq!(entry, expected, "{} in {}", server, lab.shown());
            }
            let entry = lab.table.iter().find(|entry| entry.0 == DestRef::SorryServer).map(|entry| entry.1);
            let expected = sorry.and_then(|inhibit| if holds { inhibit.then_some(0) } else { Some(1) });
            prop_assert_eq!(entry, expected);
        }
    }
}
