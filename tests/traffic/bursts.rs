//! Arrivals in bursts against theory: how many come, and by how much the counts of equal spans scatter.

use crate::lab::{VIP, s};
use lvsim::cluster::Law;
use lvsim::cluster::burst::{BurstSpec, BurstState, OnOffSpec};
use lvsim::cluster::client::Client;
use lvsim::cluster::event::Event;
use lvsim::cluster::shape::FlashCrowd;
use lvsim::cluster::spec::{Arrivals, ClientSpec};
use lvsim::engine::{Agenda, Streams};
use lvsim::stats::ConfidenceInterval;
use lvsim::time::{SimDuration, SimTime};
use proptest::prelude::*;

/// A wrong model fails; a right one in a thousand seeds, and the seed is fixed.
const LEVEL: f64 = 0.999;
const REPLICATIONS: u64 = 40;

/// When requests come, in seconds, in one replication.
fn moments(arrivals: &Arrivals, duration_s: u64, replication: u64) -> Vec<f64> {
    let stop = SimTime::ZERO + s(duration_s);
    let spec = ClientSpec { stop, ..ClientSpec::new("bursts", VIP, 0xac10_0000, arrivals.clone()) };
    let mut client = Client::new(0, &spec, &Streams::new(3, replication), &mut Agenda::<Event>::new());
    let mut now = SimTime::ZERO;
    std::iter::from_fn(|| {
        now = client.next_arrival(now)?;
        Some(now.as_secs_f64())
    })
    .collect()
}

/// How many come in each span of `span_s`.
fn counts(arrivals: &Arrivals, span_s: f64, spans: u64, replication: u64) -> Vec<f64> {
    let mut counts = vec![0.0; spans as usize];
    for at in moments(arrivals, (span_s * spans as f64) as u64, replication) {
        if let Some(count) = counts.get_mut((at / span_s) as usize) {
            *count += 1.0;
        }
    }
    counts
}

/// The interval of something that is computed from the counts of each replication.
fn estimate(arrivals: &Arrivals, span_s: f64, spans: u64, of: impl Fn(&[f64]) -> f64) -> ConfidenceInterval {
    let each: Vec<f64> = (0..REPLICATIONS).map(|number| of(&counts(arrivals, span_s, spans, number))).collect();
    ConfidenceInterval::of_replications(&each, LEVEL).expect("there are several")
}

fn mean(counts: &[f64]) -> f64 {
    counts.iter().sum::<f64>() / counts.len() as f64
}

/// Two states; the rate of leaving each is the inverse of its mean length.
struct TwoStates {
    per_s: [f64; 2],
    mean_s: [f64; 2],
}

impl TwoStates {
    fn arrivals(&self) -> Arrivals {
        let state = |index| BurstState { per_s: self.per_s[index], mean_s: self.mean_s[index] };
        Arrivals::Burst(BurstSpec::Mmpp(vec![state(0), state(1)]))
    }

    fn mean_per_s(&self) -> f64 {
        let ([fast, slow], [first, second]) = (self.per_s, self.mean_s);
        (fast * first + slow * second) / (first + second)
    }

    /// The index of dispersion for counts: variance ÷ mean of how many come in `t` seconds (Heffes and Lucantoni 1986,
    /// "A Markov modulated characterization of packetized voice and data traffic", equation for N(0, t)).
    fn dispersion(&self, t: f64) -> f64 {
        let ([fast, slow], [out_of_fast, out_of_slow]) = (self.per_s, self.mean_s.map(f64::recip));
        let sum = out_of_fast + out_of_slow;
        let weight =
            (fast - slow).powi(2) * out_of_fast * out_of_slow / (sum * sum * (fast * out_of_slow + slow * out_of_fast));
        1.0 + 2.0 * weight - 2.0 * weight / (sum * t) * (1.0 - (-sum * t).exp())
    }
}

/// The mean is known, so the mean square deviation from it estimates the variance without bias.
fn check_dispersion(arrivals: &Arrivals, mean_per_s: f64, expected: f64, span_s: f64) {
    let in_span = mean_per_s * span_s;
    let interval = estimate(arrivals, span_s, 500, |counts| {
        mean(&counts.iter().map(|n| (n - in_span).powi(2)).collect::<Vec<_>>()) / in_span
    });
    assert!(interval.contains(expected), "spans of {span_s} s: {interval:?} for {expected}");
    // A Poisson process has 1: the test would see the difference.
    assert!(!interval.contains(1.0), "spans of {span_s} s: {interval:?}");
}

#[test]
fn the_mean_rate_of_two_states_is_weighted_by_their_length() {
    let two = TwoStates { per_s: [40.0, 5.0], mean_s: [2.0, 8.0] };
    assert_eq!(two.mean_per_s(), 12.0);
    let interval = estimate(&two.arrivals(), 10.0, 100, |counts| mean(counts) / 10.0);
    assert!(interval.contains(12.0), "{interval:?}");
}

#[test]
fn counts_of_two_states_scatter_as_heffes_and_lucantoni_say() {
    let two = TwoStates { per_s: [40.0, 5.0], mean_s: [2.0, 8.0] };
    for span_s in [0.5, 2.0, 10.0] {
        check_dispersion(&two.arrivals(), two.mean_per_s(), two.dispersion(span_s), span_s);
    }
}

#[test]
fn sources_that_are_on_and_off_for_exponential_times_scatter_as_one_of_them() {
    // Independent sources add both their means and their variances.
    let one = TwoStates { per_s: [30.0, 0.0], mean_s: [1.0, 4.0] };
    let law = |seconds| Law::exponential(s(seconds));
    for sources in [1, 5] {
        let spec = OnOffSpec { sources, per_s: 30.0, on: law(1), off: law(4) };
        let mean_per_s = f64::from(sources) * one.mean_per_s();
        check_dispersion(&Arrivals::Burst(BurstSpec::OnOff(spec)), mean_per_s, one.dispersion(2.0), 2.0);
    }
}

#[test]
fn on_and_off_of_any_law_send_their_share_of_the_time() {
    let spec =
        OnOffSpec { sources: 3, per_s: 20.0, on: Law::Uniform { min_s: 0.0, max_s: 4.0 }, off: Law::Constant(s(6)) };
    // On for 2 s of 8. The first period of a source is drawn whole, as if it had just begun, which moves what comes in
    // 2000 s by less than one of its periods.
    let interval = estimate(&Arrivals::Burst(BurstSpec::OnOff(spec)), 1000.0, 2, |counts| mean(counts) / 1000.0);
    assert!((interval.mean - 15.0).abs() < interval.half_width + 20.0 * 3.0 * 4.0 / 2000.0, "{interval:?}");
}

#[test]
fn a_flash_crowd_brings_the_area_under_its_rate() {
    let crowd = FlashCrowd {
        base_per_s: 10.0,
        peak_per_s: 110.0,
        at: SimTime::ZERO + s(20),
        rise: s(10),
        hold: s(10),
        decay: s(40),
    };
    // In spans of 20 s: 200; 600 while it rises and 1,100 on top; then 85/s and 35/s on average.
    let expected = [200.0, 1_700.0, 1_700.0, 700.0];
    let arrivals = Arrivals::Poisson(crowd.rate());
    for (span, expected) in expected.into_iter().enumerate() {
        let interval = estimate(&arrivals, 20.0, 4, |counts| counts[span]);
        assert!(interval.contains(expected), "span {span}: {interval:?} for {expected}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn arrivals_never_go_back_in_time_and_end_at_the_stop(
        rates in prop::collection::vec((0.0..50.0_f64, 0.001..5.0_f64), 1..6), replication in 0..1000_u64
    ) {
        let states = rates.iter().map(|&(per_s, mean_s)| BurstState { per_s, mean_s }).collect();
        let moments = moments(&Arrivals::Burst(BurstSpec::Mmpp(states)), 20, replication);
        prop_assert!(moments.is_sorted() && moments.iter().all(|&at| at <= 20.0));
    }

    #[test]
    fn whatever_else_there_is_bursts_are_the_same(replication in 0..1000_u64) {
        let two = TwoStates { per_s: [40.0, 5.0], mean_s: [2.0, 8.0] }.arrivals();
        let (short, long) = (moments(&two, 10, replication), moments(&two, 20, replication));
        prop_assert_eq!(&long[..short.len()], &short[..]);
    }
}

/// The bursts of one group, moment by moment, do not depend on which servers answer them.
#[test]
fn two_schedulers_see_the_same_bursts() {
    let two = TwoStates { per_s: [400.0, 50.0], mean_s: [2.0, 8.0] };
    let offered = |servers: u32| {
        let mut cluster = crate::lab::cluster(
            s(60),
            servers,
            lvsim::ipvs::Protocol::Tcp,
            Law::exponential(SimDuration::from_millis(5)),
        );
        cluster.interval = s(1);
        cluster.clients = vec![ClientSpec::new("bursts", VIP, 0xac10_0001, two.arrivals())];
        let outcome = crate::lab::run(&cluster);
        outcome.series.iter().map(|interval| interval.offered).collect::<Vec<_>>()
    };
    assert_eq!(offered(1), offered(4));
}
