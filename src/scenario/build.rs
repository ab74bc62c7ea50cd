//! From what a scenario means to the cluster that a run simulates.

use super::meant::{
    AcceptOverflow, AcceptQueue, Arrivals, Client, Close, Discipline, Fault, FaultKind, FaultTiming, Law, Operation,
    OperationKind, Popularity, RatePoint, RateProfile, RealServer, Scenario, SchedulerFlag, VirtualServer,
};
use crate::cluster::addresses;
use crate::cluster::rate::Rate;
use crate::cluster::real_server;
use crate::cluster::spec;
use crate::cluster::{self, ClusterSpec};
use crate::ipvs::{self, DestSpec, Endpoint, ForwardingMethod, ServiceAddress, ServiceSpec, scheduler};
use crate::time::{SimDuration, SimTime};

impl Scenario {
    /// The cluster that replication `replication` (from 0) of this scenario simulates.
    pub fn cluster(&self, replication: u64) -> ClusterSpec {
        ClusterSpec {
            seed: self.run.seed,
            replication,
            duration: self.run.duration,
            transient: self.run.transient,
            interval: self.run.interval,
            listings: self.listing_moments(),
            directors: vec![spec::DirectorSpec {
                name: self.director.name.clone(),
                address: std::net::Ipv4Addr::UNSPECIFIED,
                server_interface: None,
                sysctl: self.sysctl(),
                timeouts: self.timeouts(),
                services: self.virtual_servers.iter().map(|service| self.service(service)).collect(),
                keepalived: None,
                sync_daemon: None,
            }],
            servers: self.real_servers.iter().map(server).collect(),
            clients: self.clients.iter().map(|client| self.client(client)).collect(),
            network: spec::NetworkSpec {
                client_to_director: (&self.network.client_to_director).into(),
                director_to_server: (&self.network.director_to_server).into(),
                server_to_client: (&self.network.server_to_client).into(),
                director_to_director: cluster::Law::ZERO,
            },
            faults: self.faults.iter().map(fault).collect(),
            operations: self.operations.iter().map(|operation| self.operation(operation)).collect(),
        }
    }

    /// The moments asked for and the multiples of the interval, ascending and none twice.
    fn listing_moments(&self) -> Vec<SimTime> {
        let interval = self.run.listing_interval;
        let count = self.run.duration.as_nanos() / interval.as_nanos();
        let multiples = (1..=count).map(|times| SimTime::ZERO + interval * times);
        let mut moments: Vec<SimTime> = self.run.listings.iter().copied().chain(multiples).collect();
        moments.sort_unstable();
        moments.dedup();
        moments
    }

    fn sysctl(&self) -> ipvs::Sysctl {
        let sysctl = &self.director.sysctl;
        ipvs::Sysctl {
            conn_reuse_mode: sysctl.conn_reuse_mode.into(),
            expire_nodest_conn: sysctl.expire_nodest_conn,
            expire_quiescent_template: sysctl.expire_quiescent_template,
            sloppy_tcp: sysctl.sloppy_tcp,
            secure_tcp: sysctl.secure_tcp.into(),
            lblc_expiration_s: whole_seconds(sysctl.lblc_expiration),
            lblcr_expiration_s: whole_seconds(sysctl.lblcr_expiration),
        }
    }

    fn timeouts(&self) -> ipvs::Timeouts {
        let timeouts = &self.director.timeouts;
        ipvs::Timeouts {
            tcp_s: whole_seconds(timeouts.tcp),
            tcp_fin_s: whole_seconds(timeouts.tcp_fin),
            udp_s: whole_seconds(timeouts.udp),
        }
    }

    fn service(&self, service: &VirtualServer) -> spec::VirtualServiceSpec {
        let has = |flags: [SchedulerFlag; 2]| flags.iter().any(|flag| service.flags.contains(flag));
        let scheduler = scheduler::find(&service.lb_algo).expect("resolved: the registry knows the scheduler");
        spec::VirtualServiceSpec {
            service: ServiceSpec {
                address: ServiceAddress::tcp(endpoint(service)),
                scheduler,
                flags: scheduler::SchedulerFlags {
                    fallback: has([SchedulerFlag::ShFallback, SchedulerFlag::MhFallback]),
                    port: has([SchedulerFlag::ShPort, SchedulerFlag::MhPort]),
                },
                persistence: service.persistence.as_ref().map(|persistence| ipvs::Persistence {
                    timeout_s: whole_seconds(persistence.timeout),
                    netmask: persistence.granularity.into(),
                }),
                ops: false,
            },
            dests: service
                .real_servers
                .iter()
                .map(|&index| (index, dest(service, &self.real_servers[index], self.real_servers[index].weight)))
                .collect(),
        }
    }

    fn client(&self, client: &Client) -> spec::ClientSpec {
        spec::ClientSpec {
            name: client.name.clone(),
            to: endpoint(&self.virtual_servers[client.to]),
            arrivals: match &client.arrivals {
                Arrivals::Poisson(profile) => spec::Arrivals::Poisson(rate(profile)),
                Arrivals::Deterministic(profile) => spec::Arrivals::Deterministic(rate(profile)),
                Arrivals::Closed { users, think_time } => {
                    spec::Arrivals::Closed { users: *users, think_time: think_time.into() }
                }
            },
            first_address: client.addresses.pool.first.into(),
            addresses: client.addresses.pool.size(),
            popularity: match client.addresses.popularity {
                Popularity::Uniform => addresses::Popularity::Uniform,
                Popularity::Zipf(exponent) => addresses::Popularity::Zipf { exponent },
            },
            syn_retries: 6,
            keep_alive: None,
            connect_timeout: Some(client.connect_timeout),
            response_timeout: client.response_timeout,
            start: client.start,
            stop: client.stop.unwrap_or(SimTime::MAX),
            requests: client.requests,
            close: match client.close {
                Close::Fin => spec::Close::Fin,
                Close::Rst => spec::Close::Rst,
            },
        }
    }

    fn operation(&self, operation: &Operation) -> spec::OperationSpec {
        let service = &self.virtual_servers[operation.virtual_server];
        let server = &self.real_servers[operation.target];
        spec::OperationSpec {
            at: operation.at,
            director: 0,
            service: operation.virtual_server,
            server: operation.target,
            action: match operation.kind {
                OperationKind::Add { weight } => spec::OperationAction::Add(dest(service, server, weight)),
                OperationKind::Edit { weight } => spec::OperationAction::Edit(dest(service, server, weight)),
                OperationKind::Delete => spec::OperationAction::Delete(dest(service, server, 0).address),
            },
        }
    }
}

fn endpoint(service: &VirtualServer) -> Endpoint {
    Endpoint::new((*service.address.ip()).into(), service.address.port())
}

/// A real server in the list of a service: it listens on the service's port, as direct routing needs.
fn dest(service: &VirtualServer, server: &RealServer, weight: u16) -> DestSpec {
    DestSpec {
        address: Endpoint::new(server.address.into(), service.address.port()),
        weight: weight.into(),
        forwarding: ForwardingMethod::Route,
        u_threshold: server.uthreshold.into(),
        l_threshold: server.lthreshold.into(),
    }
}

fn server(server: &RealServer) -> spec::RealServerSpec {
    spec::RealServerSpec {
        name: server.name.clone(),
        address: server.address,
        answers_arp_for_vip: false,
        workers: server.workers,
        discipline: match server.discipline {
            Discipline::Fcfs => spec::Discipline::Fcfs,
            Discipline::ProcessorSharing => spec::Discipline::ProcessorSharing,
        },
        accept_queue: match server.accept_queue {
            AcceptQueue::Infinite => None,
            AcceptQueue::Limited(waiting) => Some(waiting),
        },
        accept_overflow: match server.accept_overflow {
            AcceptOverflow::Drop => spec::AcceptOverflow::Drop,
            AcceptOverflow::Refuse => spec::AcceptOverflow::Refuse,
        },
        service_time: (&server.service_time).into(),
        speed: server.speed,
    }
}

fn fault(fault: &Fault) -> spec::FaultSpec {
    spec::FaultSpec {
        what: spec::What::Server {
            server: fault.target,
            kind: match fault.kind {
                FaultKind::Crash => real_server::FaultKind::Crash,
                FaultKind::PowerOff => real_server::FaultKind::PowerOff,
                FaultKind::Hang => real_server::FaultKind::Hang,
                FaultKind::Slow { factor } => real_server::FaultKind::Slow { factor },
            },
        },
        schedule: match &fault.timing {
            FaultTiming::Scripted { at, lasts } => spec::FaultSchedule::Scripted { at: *at, lasts: *lasts },
            FaultTiming::Random { between, repair } => {
                spec::FaultSchedule::Random { between: between.into(), repair: repair.into() }
            }
        },
    }
}

fn rate(profile: &RateProfile) -> Rate {
    let points = |points: &[RatePoint]| points.iter().map(|point| (point.at, point.rate_per_s)).collect::<Vec<_>>();
    match profile {
        RateProfile::Constant(per_s) => Rate::constant(*per_s),
        RateProfile::Steps(steps) => Rate::steps(&points(steps)),
        RateProfile::Ramps(ramps) => Rate::ramps(&points(ramps)),
    }
}

impl From<&Law> for cluster::Law {
    fn from(law: &Law) -> Self {
        match law {
            Law::Constant(duration) => Self::Constant(*duration),
            Law::Exponential { mean } => Self::exponential(*mean),
            Law::Uniform { min, max } => Self::Uniform { min_s: min.as_secs_f64(), max_s: max.as_secs_f64() },
            Law::Lognormal { mean, cv } => Self::lognormal(*mean, *cv),
            Law::Gamma { mean, cv } => Self::gamma(*mean, *cv),
            Law::Erlang { mean, stages } => Self::gamma(*mean, f64::from(*stages).sqrt().recip()),
            Law::Pareto { shape, min, max } => {
                Self::BoundedPareto { shape: *shape, min_s: min.as_secs_f64(), max_s: max.as_secs_f64() }
            }
            Law::Hyperexponential { branches } => {
                let pairs: Vec<_> = branches.iter().map(|branch| (branch.probability, branch.mean)).collect();
                Self::hyperexponential(&pairs)
            }
            Law::Empirical(values) => Self::Empirical(values.clone()),
        }
    }
}

/// Checked to be whole seconds; what no timer of the kernel can hold is its longest.
fn whole_seconds(duration: SimDuration) -> u32 {
    u32::try_from(duration.as_nanos() / SimDuration::from_secs(1).as_nanos()).unwrap_or(u32::MAX)
}
