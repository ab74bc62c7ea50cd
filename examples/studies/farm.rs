//! A farm of equal servers behind one director, as the studies have it, and what its replications say.

use lvsim::cluster::rate::Rate;
use lvsim::cluster::spec::{
    Arrivals, ClientSpec, ClusterSpec, DirectorSpec, Discipline, RealServerSpec, VirtualServiceSpec,
};
use lvsim::cluster::{Law, simulate};
use lvsim::ipvs::scheduler::{self, SchedulerFlags};
use lvsim::ipvs::{DestSpec, Endpoint, ServiceAddress, ServiceSpec};
use lvsim::stats::ConfidenceInterval;
use lvsim::time::SimDuration;
use std::num::NonZeroU8;

const VIP: Endpoint = Endpoint::new(0x0a00_0001, 80);
const FIRST_SERVER: u32 = 0x0a01_0000;
const FIRST_CLIENT: u32 = 0xac10_0000;

/// Servers with Poisson arrivals and services of mean 1 s.
#[derive(Clone)]
pub(crate) struct Farm {
    pub(crate) scheduler: &'static str,
    /// How many the scheduler `choices` draws.
    pub(crate) choices: u8,
    pub(crate) servers: u32,
    pub(crate) discipline: Discipline,
    pub(crate) service: Law,
    /// Arrivals per second and server.
    pub(crate) load: f64,
}

/// How long a study is looked at.
#[derive(Clone, Copy)]
pub(crate) struct Effort {
    pub(crate) replications: u64,
    /// How long each replication is measured, in mean services; a tenth of it is cut off in front.
    pub(crate) services: f64,
}

impl Farm {
    /// The cluster of one replication.
    pub(crate) fn cluster(&self, effort: Effort, replication: u64) -> ClusterSpec {
        let measured = SimDuration::from_secs_f64(effort.services);
        let transient = SimDuration::from_secs_f64(effort.services / 10.0);
        let address = |server: u32| Endpoint::new(FIRST_SERVER + server, 80);
        let service = ServiceSpec {
            flags: SchedulerFlags {
                choices: NonZeroU8::new(self.choices).expect("somebody is drawn"),
                ..SchedulerFlags::default()
            },
            ..ServiceSpec::new(ServiceAddress::tcp(VIP), scheduler::find(self.scheduler).expect("a scheduler"))
        };
        let dests = (0..self.servers).map(|server| (server as usize, DestSpec::new(address(server), 1))).collect();
        let real_server = |server: u32| RealServerSpec {
            discipline: self.discipline,
            ..RealServerSpec::new(format!("server-{server}"), address(server).addr.into(), self.service.clone())
        };
        let arrivals = Arrivals::Poisson(Rate::constant(self.load * f64::from(self.servers)));
        let clients = ClientSpec { addresses: 1 << 16, ..ClientSpec::new("clients", VIP, FIRST_CLIENT, arrivals) };
        ClusterSpec {
            seed: 2001,
            replication,
            transient,
            directors: vec![DirectorSpec::without_keepalived("director", vec![VirtualServiceSpec { service, dests }])],
            servers: (0..self.servers).map(real_server).collect(),
            clients: vec![clients],
            ..ClusterSpec::new(measured + transient)
        }
    }

    /// The mean time that a request spends here, in seconds, with its 95 % interval. Replications run side by side.
    pub(crate) fn mean_time(&self, effort: Effort) -> ConfidenceInterval {
        let run =
            |replication| move || simulate(&self.cluster(effort, replication)).latency.mean_s().expect("requests");
        let means: Vec<f64> = std::thread::scope(|scope| {
            let runs: Vec<_> = (0..effort.replications).map(|replication| scope.spawn(run(replication))).collect();
            runs.into_iter().map(|run| run.join().expect("a run ends")).collect()
        });
        ConfidenceInterval::of_replications(&means, 0.95).expect("several replications")
    }
}
