//! Clusters as queueing theory knows them, and what is estimated from their replications.

use lvsim::cluster::rate::Rate;
use lvsim::cluster::spec::{
    AcceptOverflow, Arrivals, ClientSpec, ClusterSpec, DirectorSpec, Discipline, RealServerSpec, VirtualServiceSpec,
};
use lvsim::cluster::{Law, simulate};
use lvsim::ipvs::{DestSpec, Endpoint, ServiceAddress, ServiceSpec, scheduler};
use lvsim::stats::{ConfidenceInterval, Outcome};
use lvsim::time::SimDuration;

/// Mean service time of every station here: 1 s.
pub(crate) const SERVICE: SimDuration = SimDuration::from_secs(1);
pub(crate) const CLIENTS: u32 = 0xac10_0000;
const VIP: Endpoint = Endpoint::new(0x0a00_0001, 80);
pub(crate) const REPLICATIONS: u64 = 10;

/// `servers` equal stations behind one director, with Poisson arrivals.
#[derive(Clone)]
pub(crate) struct Station {
    pub scheduler: &'static str,
    pub servers: u32,
    pub workers: u32,
    pub discipline: Discipline,
    pub service: Law,
    /// Waiting places; beyond them connections are refused.
    pub accept_queue: Option<u32>,
    /// Arrivals per second and worker.
    pub load: f64,
    /// Requests in a replication, without the transient.
    pub requests: f64,
}

impl Default for Station {
    /// M/M/1 at utilization 0.8.
    fn default() -> Self {
        Self {
            scheduler: "rr",
            servers: 1,
            workers: 1,
            discipline: Discipline::Fcfs,
            service: Law::exponential(SERVICE),
            accept_queue: None,
            load: 0.8,
            requests: 60_000.0,
        }
    }
}

impl Station {
    pub(crate) fn rate(&self) -> f64 {
        self.load * f64::from(self.servers * self.workers)
    }

    pub(crate) fn cluster(&self, replication: u64) -> ClusterSpec {
        let measured = SimDuration::from_secs_f64(self.requests / self.rate());
        // A tenth in front: at utilization 0.9 it is still tens of relaxation times, 1/(1-√ρ)² services, long.
        let transient = SimDuration::from_nanos(measured.as_nanos() / 10);
        let address = |server: u32| Endpoint::new(0x0a01_0000 + server, 80);
        let dests = (0..self.servers).map(|server| (server as usize, DestSpec::new(address(server), 1)));
        ClusterSpec {
            seed: 20,
            replication,
            transient,
            interval: measured,
            directors: vec![DirectorSpec::without_keepalived(
                "director",
                vec![VirtualServiceSpec {
                    service: ServiceSpec::new(ServiceAddress::tcp(VIP), scheduler::find(self.scheduler).unwrap()),
                    dests: dests.collect(),
                }],
            )],
            servers: (0..self.servers).map(|server| self.real_server(address(server))).collect(),
            clients: vec![self.clients()],
            ..ClusterSpec::new(measured + transient)
        }
    }

    fn real_server(&self, address: Endpoint) -> RealServerSpec {
        RealServerSpec {
            workers: self.workers,
            discipline: self.discipline,
            accept_queue: self.accept_queue,
            accept_overflow: AcceptOverflow::Refuse,
            ..RealServerSpec::new(address.to_string(), address.addr.into(), self.service.clone())
        }
    }

    fn clients(&self) -> ClientSpec {
        ClientSpec {
            addresses: 1 << 16,
            syn_retries: 0,
            ..ClientSpec::new("clients", VIP, CLIENTS, Arrivals::Poisson(Rate::constant(self.rate())))
        }
    }

    /// The 99.9 % interval of a number over replications.
    pub(crate) fn estimate(&self, number: impl Fn(&Outcome) -> f64) -> ConfidenceInterval {
        let observations: Vec<f64> = (0..REPLICATIONS).map(|r| number(&simulate(&self.cluster(r)))).collect();
        ConfidenceInterval::of_replications(&observations, 0.999).unwrap()
    }

    /// Asserts that the interval of a number holds the truth, and that it is narrow enough to mean something.
    #[track_caller]
    pub(crate) fn assert_is(&self, what: &str, number: impl Fn(&Outcome) -> f64, truth: f64) {
        let interval = self.estimate(number);
        assert!(interval.contains(truth), "{what}: {interval:?} does not hold {truth}");
        assert!(interval.half_width < 0.15 * truth, "{what}: {interval:?} is too wide to tell anything");
    }
}

pub(crate) fn mean_latency(outcome: &Outcome) -> f64 {
    outcome.latency.mean_s().unwrap()
}

pub(crate) fn p99_latency(outcome: &Outcome) -> f64 {
    outcome.latency.quantile(0.99).unwrap().as_secs_f64()
}

pub(crate) fn number_in_system(outcome: &Outcome) -> f64 {
    outcome.servers.iter().map(|server| server.number_in_system_mean).sum()
}

pub(crate) fn utilization(outcome: &Outcome) -> f64 {
    outcome.servers.iter().map(|server| server.utilization).sum::<f64>() / outcome.servers.len() as f64
}

pub(crate) fn refused_share(outcome: &Outcome) -> f64 {
    outcome.measured.failed_total() as f64 / outcome.measured.offered as f64
}
