//! `[director]`, `[[virtual_server]]`, `[[operation]]`.

use super::moment;
use crate::ipvs::Protocol;
use crate::keepalived::conf::print::tables;
use crate::scenario::file;
use crate::scenario::meant::{Director, Operation, OperationKind, Restart, Scenario, VirtualServer};
use crate::scenario::quantity::Bandwidth;
use crate::scenario::text::{Address, Duration, Endpoint, Netmask};
use std::num::NonZeroU32;

pub(super) fn directors(directors: &[Director]) -> file::Directors {
    match directors {
        [only] => file::Directors::One(Box::new(director(only))),
        several => file::Directors::Several(several.iter().map(director).collect()),
    }
}

fn director(director: &Director) -> file::Director {
    let (sysctl, timeouts) = (&director.sysctl, &director.timeouts);
    let keepalived = director.keepalived.as_ref();
    file::Director {
        name: Some(director.name.clone()),
        count: None,
        address: director.address.map(Address),
        server_interface: director.server_interface.clone(),
        bandwidth: director.bandwidth.map(Bandwidth),
        packet_time: Some(Duration(director.packet_time)),
        encapsulation_time: Some(Duration(director.encapsulation_time)),
        packet_queue: Some(director.packet_queue),
        sysctl: Some(file::Sysctl {
            conn_reuse_mode: Some(sysctl.conn_reuse_mode),
            expire_nodest_conn: Some(sysctl.expire_nodest_conn.into()),
            expire_quiescent_template: Some(sysctl.expire_quiescent_template.into()),
            sloppy_tcp: Some(sysctl.sloppy_tcp.into()),
            secure_tcp: Some(sysctl.secure_tcp),
            pmtu_disc: Some(sysctl.pmtu_disc.into()),
            lblc_expiration: Some(Duration(sysctl.lblc_expiration)),
            lblcr_expiration: Some(Duration(sysctl.lblcr_expiration)),
        }),
        timeouts: Some(file::Timeouts {
            tcp: Some(Duration(timeouts.tcp)),
            tcp_fin: Some(Duration(timeouts.tcp_fin)),
            udp: Some(Duration(timeouts.udp)),
        }),
        sync_daemon: director.sync_daemon,
        // Whatever it was read from: the file needs no other.
        keepalived_conf: None,
        config_id: None,
        keepalived: keepalived.map(|keepalived| file::Keepalived(tables(&keepalived.config))),
        keepalived_start: keepalived.map(|keepalived| moment(keepalived.start)),
        start_up: keepalived.map(|keepalived| Duration(keepalived.start_up)),
        legacy: keepalived.map(|keepalived| keepalived.legacy),
    }
}

/// Those of ipvsadm, one that all directors have once; the key is left out if there are none.
pub(super) fn virtual_servers(scenario: &Scenario) -> Option<Vec<file::VirtualServer>> {
    let mut typed = Vec::new();
    let mut left = &scenario.virtual_servers[..];
    while let Some(first) = left.first() {
        let mut service = virtual_server(first, scenario);
        let all = scenario.directors.len();
        let on_all = left.len() >= all
            && (0..).zip(&left[..all]).all(|(director, other)| *other == VirtualServer { director, ..first.clone() });
        if on_all && all > 1 {
            service.director = None;
        }
        typed.push(service);
        left = &left[if on_all { all } else { 1 }..];
    }
    Some(typed).filter(|typed| !typed.is_empty())
}

fn virtual_server(service: &VirtualServer, scenario: &Scenario) -> file::VirtualServer {
    let name = |server: &usize| scenario.real_servers[*server].name.clone();
    file::VirtualServer {
        address: service.at.fwmark.is_none().then_some(Endpoint(service.at.address)),
        fwmark: service.at.fwmark.map(NonZeroU32::get),
        director: Some(scenario.directors[service.director].name.clone()),
        protocol: service.at.fwmark.is_none().then(|| service.at.protocol.into()),
        lb_algo: Some(service.lb_algo.clone()),
        flags: Some(service.flags.clone()),
        choices: (service.lb_algo == "choices").then(|| service.choices.get()),
        mh_tab_index: (service.lb_algo == "mh").then(|| service.mh_tab_index.get()),
        // What TCP never is need not be said.
        ops: (service.at.protocol == Protocol::Udp).then_some(service.ops),
        lb_kind: Some(service.lb_kind),
        persistence_timeout: service.persistence.as_ref().map(|stays| Duration(stays.timeout)),
        persistence_granularity: service.persistence.as_ref().map(|stays| Netmask(stays.granularity)),
        real_servers: Some(service.real_servers.iter().map(name).collect()),
    }
}

/// What an administrator does, restarts last.
pub(super) fn operations(scenario: &Scenario) -> Vec<file::Operation> {
    let changes = scenario.operations.iter().map(|change| operation(change, scenario));
    changes.chain(scenario.restarts.iter().map(|typed| restart(typed, scenario))).collect()
}

fn restart(restart: &Restart, scenario: &Scenario) -> file::Operation {
    let names = restart.targets.iter().map(|&target| scenario.real_servers[target].name.clone());
    file::Operation {
        at: moment(restart.at),
        kind: file::OperationWord::Restart,
        target: file::Names::Several(names.collect()),
        virtual_server: None,
        fwmark: None,
        protocol: None,
        director: None,
        weight: None,
        drain: restart.drain.map(Duration),
        down: Some(Duration(restart.down)),
        pause: Some(Duration(restart.pause)),
    }
}

fn operation(operation: &Operation, scenario: &Scenario) -> file::Operation {
    let (kind, weight) = match operation.kind {
        OperationKind::Add { weight } => (file::OperationWord::Add, Some(weight)),
        OperationKind::Edit { weight } => (file::OperationWord::Edit, Some(weight)),
        OperationKind::Delete => (file::OperationWord::Delete, None),
    };
    let service = &scenario.virtual_servers[operation.virtual_server];
    file::Operation {
        at: moment(operation.at),
        kind,
        target: file::Names::One(scenario.real_servers[operation.target].name.clone()),
        virtual_server: service.at.fwmark.is_none().then_some(Endpoint(service.at.address)),
        fwmark: service.at.fwmark.map(NonZeroU32::get),
        protocol: service.at.fwmark.is_none().then(|| service.at.protocol.into()),
        director: Some(scenario.directors[service.director].name.clone()),
        weight,
        drain: None,
        down: None,
        pause: None,
    }
}
