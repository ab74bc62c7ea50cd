//! Many stations behind a scheduler: round-robin, splitting by hash, two choices.

use std::net::Ipv4Addr;

use lvsim::stats::Outcome;

use crate::station::{CLIENTS, Station, mean_latency, p99_latency};

/// For E_n/M/1 with `rho` < 1 and services of mean 1: the σ in (0, 1) with σ = A*(1-σ), A* the transform of a sum of n
/// exponential gaps. Sojourn times are exponential with rate 1-σ (Kleinrock 1975, 6.2).
pub(crate) fn sigma(n: u32, rho: f64) -> f64 {
    let rate = rho * f64::from(n);
    // The map is a contraction towards the smaller root.
    (0..10_000).fold(0.5, |sigma: f64, _| (rate / (rate + 1.0 - sigma)).powi(n as i32))
}

#[test]
fn rr_makes_every_server_an_erlang_n_m_1_queue() {
    assert!((sigma(16, 0.8) - 0.647_41).abs() < 1e-5);
    let station = Station { servers: 16, requests: 200_000.0, ..Station::default() };
    let rate = 1.0 - sigma(16, 0.8);
    station.assert_is("mean", mean_latency, 1.0 / rate);
    station.assert_is("p99", p99_latency, 100_f64.ln() / rate);
}

#[test]
fn sh_splits_a_poisson_stream_into_independent_ones() {
    let servers = 4;
    let station = Station { scheduler: "sh", servers, load: 0.6, ..Station::default() };
    // Clients are drawn independently, so what one server's slots get is Poisson too, and each server is an M/M/1.
    let shares = slot_shares(servers);
    let sojourn = |share: &f64| 1.0 / (1.0 - share * station.rate());
    station.assert_is("mean", mean_latency, shares.iter().map(|share| share * sojourn(share)).sum());
    for (server, share) in shares.iter().rev().enumerate() {
        let requests = |outcome: &Outcome| outcome.servers[server].requests as f64 / outcome.measured.offered as f64;
        station.assert_is(&format!("share of server {server}"), requests, *share);
    }
}

/// Which share of the client addresses the slots of each server hold, in list order, which is the last added first: 256 slots, dealt out in turn, found by the upper eight
/// bits of address × 0x61C88647.
fn slot_shares(servers: u32) -> Vec<f64> {
    let first = u32::from(Ipv4Addr::from(CLIENTS));
    let mut shares = vec![0.0; servers as usize];
    for address in first..first + 65_536 {
        let slot = address.wrapping_mul(0x61c8_8647) >> 24;
        shares[(slot % servers) as usize] += 1.0 / 65_536.0;
    }
    shares
}

/// Mean sojourn with the shorter of two queues drawn at random, of infinitely many: Σ ρ^((2^i - 2)) over i ≥ 1, which is
/// Mitzenmacher 2001 (2) divided by the arrival rate.
fn two_choices_limit(rho: f64) -> f64 {
    (1..12).map(|i| rho.powi((1 << i) - 2)).sum()
}

#[test]
fn twos_comes_near_the_mean_field_limit_of_two_choices() {
    let limit = two_choices_limit(0.8);
    assert!((limit - 1.9474).abs() < 1e-4);
    let at = |servers, requests| {
        Station { scheduler: "twos", servers, requests, ..Station::default() }.estimate(mean_latency)
    };
    let (few, many) = (at(16, 100_000.0), at(320, 400_000.0));
    // The distance to the limit shrinks as 1/n (Gast 2017): what 16 servers miss, 320 may miss a twentieth of.
    let bias = (few.mean - limit) * 16.0 / 320.0;
    assert!(few.mean - few.half_width > limit, "{few:?} should lie above the limit {limit}");
    assert!((many.mean - limit).abs() < bias + many.half_width, "{many:?} should be near {limit}");
}
