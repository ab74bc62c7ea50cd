//! From what a configuration says of virtual services to what IPVS is told.

use crate::cluster::spec::RealServerSpec;
use crate::ipvs::{
    DestSpec, Endpoint, ForwardingMethod, Persistence, Protocol, ServiceAddress, ServiceSpec, scheduler,
};
use crate::keepalived::checker::DestRef;
use crate::keepalived::config;
use std::net::SocketAddrV4;
use std::num::NonZeroU32;

/// A virtual service and all that can stand in its list.
#[derive(Clone, Debug)]
pub(crate) struct ServicePlan {
    pub(super) service: ServiceSpec,
    real_servers: Vec<DestPlan>,
    sorry_server: Option<DestPlan>,
}

/// A destination, and the machine behind it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DestPlan {
    pub(super) server: usize,
    pub(super) dest: DestSpec,
}

impl ServicePlan {
    /// The plan of a `virtual_server`.
    ///
    /// # Panics
    /// If it was not checked: an unknown scheduler, or a real server that is none of `servers`.
    pub(crate) fn new(config: &config::VirtualServer, servers: &[RealServerSpec]) -> Self {
        let has = |suffix: &str| config.flags.iter().any(|flag| flag.ends_with(suffix));
        let service = ServiceSpec {
            address: service_address(config),
            scheduler: scheduler::find(&config.lvs_sched).expect("checked: the registry knows the scheduler"),
            flags: scheduler::SchedulerFlags { fallback: has("-fallback"), port: has("-port"), ..Default::default() },
            persistence: config.persistence_timeout.map(|timeout| Persistence {
                timeout_s: timeout.as_secs_f64() as u32,
                netmask: config.persistence_granularity.into(),
            }),
            ops: config.ops,
        };
        let plan = |address: SocketAddrV4, method, weight: u32, (u_threshold, l_threshold)| DestPlan {
            server: machine_at(address, servers).expect("checked: every real server is in the scenario"),
            dest: DestSpec {
                address: Endpoint::new((*address.ip()).into(), address.port()),
                weight,
                forwarding: forwarding(method),
                u_threshold,
                l_threshold,
            },
        };
        Self {
            service,
            real_servers: config
                .real_servers
                .iter()
                .map(|real| plan(real.address, real.lvs_method, real.weight.into(), (real.uthreshold, real.lthreshold)))
                .collect(),
            sorry_server: config.sorry_server.map(|sorry| plan(sorry.address, sorry.lvs_method, 1, (0, 0))),
        }
    }

    /// The plan of one of its destinations.
    pub(super) fn dest(&self, dest: DestRef) -> DestPlan {
        match dest {
            DestRef::RealServer(index) => self.real_servers[index],
            DestRef::SorryServer => self.sorry_server.expect("only a sorry server that there is becomes a destination"),
        }
    }
}

/// The machine with this address.
pub(super) fn machine_at(address: SocketAddrV4, servers: &[RealServerSpec]) -> Option<usize> {
    servers.iter().position(|server| server.address == *address.ip())
}

fn service_address(config: &config::VirtualServer) -> ServiceAddress {
    match config.key {
        config::ServiceKey::Address(address) => {
            let protocol = match config.protocol {
                config::Protocol::Tcp => Protocol::Tcp,
                config::Protocol::Udp => Protocol::Udp,
            };
            ServiceAddress::Endpoint(protocol, Endpoint::new((*address.ip()).into(), address.port()))
        }
        config::ServiceKey::Fwmark(mark) => {
            ServiceAddress::Fwmark(NonZeroU32::new(mark).expect("checked: a mark is above 0"))
        }
    }
}

fn forwarding(method: config::ForwardingMethod) -> ForwardingMethod {
    match method {
        config::ForwardingMethod::Route => ForwardingMethod::Route,
        config::ForwardingMethod::Tunnel => ForwardingMethod::Tunnel,
        config::ForwardingMethod::Masq => ForwardingMethod::Masq,
    }
}
