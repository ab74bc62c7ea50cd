//! Systems with known answers, as scenarios: services of mean 1 s.

/// A scenario, and the truth about its latency.
pub(crate) struct System {
    pub name: &'static str,
    /// Requests a second, and servers with so many workers.
    rate_per_s: f64,
    servers: u32,
    workers: u32,
    /// True mean latency, in seconds.
    pub mean_s: f64,
    /// True 99th percentile of the latency, in seconds.
    pub p99_s: f64,
}

/// Requests in a replication.
const REQUESTS: f64 = 5_000.0;

/// M/M/1 at utilization 0.5: sojourn times are exponential with rate μ - λ (Kleinrock 1975, 3.2).
pub(crate) fn m_m_1() -> System {
    let rate = 1.0 - 0.5;
    System { name: "M/M/1", rate_per_s: 0.5, servers: 1, workers: 1, mean_s: 1.0 / rate, p99_s: 100_f64.ln() / rate }
}

/// M/M/4 at utilization 0.7. A request waits with Erlang's C, then for an exponential time of rate cμ - λ; its sojourn is
/// that plus its service: P(T > t) = exp(-t) + C/(r - 1)·(exp(-t) - exp(-rt)), r = c - λ (Gross and Harris 1998, 2.3).
pub(crate) fn m_m_c() -> System {
    let (c, a) = (4_u32, 2.8);
    let b = (1..=c).fold(1.0, |b, line| a * b / (f64::from(line) + a * b));
    let waits = b / (1.0 - a / f64::from(c) * (1.0 - b));
    let rate = f64::from(c) - a;
    let longer = |t: f64| (-t).exp() + waits / (rate - 1.0) * ((-t).exp() - (-rate * t).exp());
    let (mut low, mut high) = (0.0, 100.0);
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if longer(middle) > 0.01 { low = middle } else { high = middle }
    }
    System { name: "M/M/4", rate_per_s: a, servers: 1, workers: c, mean_s: 1.0 + waits / rate, p99_s: low }
}

/// E_4/M/1 at utilization 0.6: what round-robin over four servers makes of Poisson arrivals. Sojourn times are exponential
/// with rate 1 - σ, where σ in (0, 1) solves σ = (4ρ/(4ρ + 1 - σ))⁴ (Kleinrock 1975, 6.2).
pub(crate) fn erlang_n_m_1() -> System {
    let (n, rho) = (4_u32, 0.6);
    let stage_rate = rho * f64::from(n);
    let sigma = (0..10_000).fold(0.5, |sigma: f64, _| (stage_rate / (stage_rate + 1.0 - sigma)).powi(n as i32));
    let rate = 1.0 - sigma;
    System {
        name: "E₄/M/1",
        rate_per_s: stage_rate,
        servers: n,
        workers: 1,
        mean_s: 1.0 / rate,
        p99_s: 100_f64.ln() / rate,
    }
}

impl System {
    /// The scenario with this seed and this transient.
    pub(crate) fn scenario(&self, seed: u64, transient: &str) -> String {
        let Self { rate_per_s, servers, workers, .. } = self;
        let duration_s = REQUESTS / rate_per_s;
        format!(
            r#"
            version = 1
            title = "A system with a known answer"
            run = {{ duration = "{duration_s}s", seed = {seed}, transient = "{transient}" }}
            [[virtual_server]]
            address = "10.0.0.1:80"
            lb_algo = "rr"
            [[real_server]]
            count = {servers}
            workers = {workers}
            service_time = {{ exponential = {{ mean = "1s" }} }}
            [[client]]
            arrivals = {{ poisson = {{ rate = "{rate_per_s}/s" }} }}
            "#
        )
    }
}
