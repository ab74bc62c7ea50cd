//! Directors, and what ipvsadm does on them.

use crate::cluster::spec;
use crate::ipvs::{self, DestSpec, Endpoint, ForwardingMethod, ServiceAddress, ServiceSpec, scheduler};
use crate::scenario::meant::{
    LbKind, Operation, OperationKind, RealServer, Restart, Scenario, SchedulerFlag, SyncRole, Sysctl, Timeouts,
    VirtualServer,
};
use crate::time::SimDuration;
use std::net::Ipv4Addr;

pub(super) fn director(scenario: &Scenario, index: usize) -> spec::DirectorSpec {
    let director = &scenario.directors[index];
    let services = scenario.virtual_servers.iter().filter(|service| service.director == index);
    spec::DirectorSpec {
        name: director.name.clone(),
        address: director.address.unwrap_or(Ipv4Addr::UNSPECIFIED),
        server_interface: director.server_interface.clone(),
        sysctl: sysctl(&director.sysctl),
        timeouts: timeouts(&director.timeouts),
        forwarder: spec::Forwarder {
            bandwidth: director.bandwidth.map(super::bytes_per_s),
            packet_time: director.packet_time,
            encapsulation_time: director.encapsulation_time,
            packet_queue: director.packet_queue,
            pmtu_disc: director.sysctl.pmtu_disc,
        },
        services: services.map(|service| virtual_service(service, &scenario.real_servers)).collect(),
        keepalived: director.keepalived.as_ref().map(|keepalived| spec::KeepalivedSpec {
            config: keepalived.config.clone(),
            start: keepalived.start,
            start_up: keepalived.start_up,
            legacy: keepalived.legacy,
            first_probes: None,
        }),
        sync_daemon: director.sync_daemon.map(|role| match role {
            SyncRole::Master => spec::SyncRole::Master,
            SyncRole::Backup => spec::SyncRole::Backup,
            SyncRole::Both => spec::SyncRole::Both,
        }),
    }
}

fn sysctl(sysctl: &Sysctl) -> ipvs::Sysctl {
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

fn timeouts(timeouts: &Timeouts) -> ipvs::Timeouts {
    ipvs::Timeouts {
        tcp_s: whole_seconds(timeouts.tcp),
        tcp_fin_s: whole_seconds(timeouts.tcp_fin),
        udp_s: whole_seconds(timeouts.udp),
    }
}

fn virtual_service(service: &VirtualServer, real_servers: &[RealServer]) -> spec::VirtualServiceSpec {
    let has = |flags: [SchedulerFlag; 2]| flags.iter().any(|flag| service.flags.contains(flag));
    let scheduler = scheduler::find(&service.lb_algo).expect("resolved: the registry knows the scheduler");
    spec::VirtualServiceSpec {
        service: ServiceSpec {
            address: match service.at.fwmark {
                Some(mark) => ServiceAddress::Fwmark(mark),
                None => ServiceAddress::Endpoint(
                    service.at.protocol,
                    Endpoint::new((*service.at.address.ip()).into(), service.at.address.port()),
                ),
            },
            scheduler,
            flags: scheduler::SchedulerFlags {
                fallback: has([SchedulerFlag::ShFallback, SchedulerFlag::MhFallback]),
                port: has([SchedulerFlag::ShPort, SchedulerFlag::MhPort]),
                choices: service.choices,
                mh_tab_index: service.mh_tab_index,
            },
            persistence: service.persistence.as_ref().map(|persistence| ipvs::Persistence {
                timeout_s: whole_seconds(persistence.timeout),
                netmask: persistence.granularity.into(),
            }),
            ops: service.ops,
        },
        dests: service
            .real_servers
            .iter()
            .map(|&index| (index, dest(service, &real_servers[index], real_servers[index].weight)))
            .collect(),
    }
}

pub(super) fn restart(restart: &Restart) -> spec::RestartSpec {
    spec::RestartSpec {
        at: restart.at,
        servers: restart.targets.clone(),
        drain: restart.drain,
        down: restart.down,
        pause: restart.pause,
    }
}

pub(super) fn operation(scenario: &Scenario, operation: &Operation) -> spec::OperationSpec {
    let service = &scenario.virtual_servers[operation.virtual_server];
    let server = &scenario.real_servers[operation.target];
    let before = scenario.virtual_servers[..operation.virtual_server].iter();
    spec::OperationSpec {
        at: operation.at,
        director: service.director,
        service: before.filter(|other| other.director == service.director).count(),
        server: operation.target,
        action: match operation.kind {
            OperationKind::Add { weight } => spec::OperationAction::Add(dest(service, server, weight)),
            OperationKind::Edit { weight } => spec::OperationAction::Edit(dest(service, server, weight)),
            OperationKind::Delete => spec::OperationAction::Delete(dest(service, server, 0).address),
        },
    }
}

/// A real server in the list of a service: it listens on the service's port, as all methods but NAT need.
fn dest(service: &VirtualServer, server: &RealServer, weight: u16) -> DestSpec {
    DestSpec {
        address: Endpoint::new(server.address.into(), service.at.address.port()),
        weight: weight.into(),
        forwarding: match service.lb_kind {
            LbKind::Dr => ForwardingMethod::Route,
            LbKind::Nat => ForwardingMethod::Masq,
            LbKind::Tun => ForwardingMethod::Tunnel,
        },
        u_threshold: server.uthreshold.into(),
        l_threshold: server.lthreshold.into(),
    }
}

/// Checked to be whole seconds; what no timer of the kernel can hold is its longest.
fn whole_seconds(duration: SimDuration) -> u32 {
    u32::try_from(duration.as_nanos() / SimDuration::from_secs(1).as_nanos()).unwrap_or(u32::MAX)
}
