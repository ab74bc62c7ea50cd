//! `virtual_server`.

use super::super::findings::Findings;
use super::super::form::{Entry, Form};
use super::super::value::Value;
use super::checker::Timing;
use super::real_server::real_servers;
use super::service_group::ServiceGroup;
use crate::diagnosis::did_you_mean;
use crate::keepalived::config::{ForwardingMethod, Protocol, ServiceKey, SorryServer, VirtualServer};
use crate::time::SimDuration;
use std::net::{Ipv4Addr, SocketAddrV4};

/// What a virtual server says about its real servers.
#[derive(Debug)]
pub(super) struct Surroundings {
    /// The service.
    pub(super) key: ServiceKey,
    /// The forwarding method.
    pub(super) lvs_method: ForwardingMethod,
    /// Weight 0 instead of removal.
    pub(super) inhibit_on_failure: bool,
    /// The times of its checkers.
    pub(super) timing: Timing,
    /// `checker_log_all_failures`.
    pub(super) log_all_failures: bool,
}

/// All virtual services, in file order, groups spread out.
pub(super) fn virtual_servers(
    form: &Form,
    groups: &[ServiceGroup],
    log_all_failures: bool,
    findings: &mut Findings,
) -> Vec<VirtualServer> {
    let mut services: Vec<VirtualServer> = Vec::new();
    for entry in form.all("virtual_server") {
        let Some(protocol) = protocol(entry, findings) else { continue };
        for key in keys(entry, groups, findings) {
            let same = |other: &VirtualServer| other.key == key && other.protocol == protocol;
            if services.iter().any(same) {
                findings.wrong(entry.value_span, "this virtual service is there already", "the second of this kind");
                break;
            }
            services.extend(virtual_server(entry, key, protocol, log_all_failures, findings));
        }
    }
    services
}

fn keys(entry: &Entry, groups: &[ServiceGroup], findings: &mut Findings) -> Vec<ServiceKey> {
    match &entry.value {
        Value::Service(key) => vec![*key],
        Value::Group(name) => match groups.iter().find(|group| group.name == *name) {
            Some(group) => group.keys.clone(),
            None => {
                let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
                let label = did_you_mean(name, &names, "no virtual_server_group has this name");
                findings.wrong(entry.value_span, format!("there is no virtual_server_group `{name}`"), label);
                Vec::new()
            }
        },
        _ => Vec::new(),
    }
}

/// The protocol; none if it is not simulated.
fn protocol(entry: &Entry, findings: &mut Findings) -> Option<Protocol> {
    let is_mark = matches!(entry.value, Value::Service(ServiceKey::Fwmark(_)));
    match (entry.form.word("protocol"), entry.form.last("protocol")) {
        (Some(_), Some(line)) if is_mark => {
            findings.warn("`protocol` is ignored: the mark decides what belongs to the service", line.span);
            Some(Protocol::Tcp)
        }
        (Some("TCP"), _) => Some(Protocol::Tcp),
        (Some("UDP"), _) => Some(Protocol::Udp),
        (Some(_), _) => {
            findings.not_simulated("a virtual_server of protocol SCTP is left out", entry.span);
            None
        }
        (None, _) if is_mark => Some(Protocol::Tcp),
        (None, _) => {
            findings.warn("a virtual_server without `protocol` is one of UDP", entry.span);
            Some(Protocol::Udp)
        }
    }
}

fn virtual_server(
    entry: &Entry,
    key: ServiceKey,
    protocol: Protocol,
    log_all_failures: bool,
    findings: &mut Findings,
) -> Option<VirtualServer> {
    let form = &entry.form;
    let lvs_method = form.method("lvs_method").unwrap_or_else(|| {
        findings.warn("a virtual_server without `lvs_method` is one of NAT", entry.span);
        ForwardingMethod::Masq
    });
    let surroundings = Surroundings {
        key,
        lvs_method,
        inhibit_on_failure: form.switch("inhibit_on_failure").unwrap_or_default(),
        timing: Timing::default().with(form),
        log_all_failures,
    };
    let real_servers = real_servers(form, &surroundings, findings);
    if real_servers.is_empty() {
        findings.warn("a virtual_server without a real_server is left out", entry.span);
        return None;
    }
    let lvs_sched = form.word("lvs_sched").unwrap_or_else(|| {
        findings.warn("a virtual_server without `lvs_sched` is one of wlc", entry.span);
        "wlc"
    });
    let quorum = form.count("quorum").unwrap_or(1);
    Some(VirtualServer {
        key,
        protocol,
        lvs_sched: lvs_sched.to_owned(),
        flags: flags(form, lvs_sched, findings),
        lvs_method,
        persistence_timeout: persistence(entry, key, findings),
        persistence_granularity: form.address("persistence_granularity").unwrap_or(Ipv4Addr::BROADCAST),
        ops: form.has("ops"),
        alpha: form.switch("alpha").unwrap_or_default(),
        omega: form.has("omega"),
        quorum,
        hysteresis: hysteresis(form, quorum, findings),
        sorry_server: sorry_server(form, &surroundings),
        real_servers,
    })
}

/// A service of every port must be persistent: keepalived makes it so.
fn persistence(entry: &Entry, key: ServiceKey, findings: &mut Findings) -> Option<SimDuration> {
    let timeout = entry.form.seconds("persistence_timeout");
    match key {
        ServiceKey::Address(address) if address.port() == 0 && timeout.is_none() => {
            let text = "a service of every port is persistent: `persistence_timeout` is 360 s";
            findings.warn(text, entry.span);
            Some(SimDuration::from_secs(360))
        }
        _ => timeout,
    }
}

fn hysteresis(form: &Form, quorum: u32, findings: &mut Findings) -> u32 {
    let Some(entry) = form.last("hysteresis") else { return 0 };
    match form.count("hysteresis") {
        Some(hysteresis) if hysteresis >= quorum => {
            findings.warn(format!("`hysteresis` is 0: it must be less than the quorum, {quorum}"), entry.span);
            0
        }
        hysteresis => hysteresis.unwrap_or(0),
    }
}

/// The flags that the scheduler knows, with ipvsadm's names.
fn flags(form: &Form, scheduler: &str, findings: &mut Findings) -> Vec<String> {
    let mut flags: Vec<String> = Vec::new();
    for entry in &form.entries {
        let flag = match entry.keyword.name {
            "flag-1" => "fallback",
            "flag-2" => "port",
            "sh-fallback" if scheduler == "sh" => "fallback",
            "mh-fallback" if scheduler == "mh" => "fallback",
            "sh-port" if scheduler == "sh" => "port",
            "mh-port" if scheduler == "mh" => "port",
            name @ ("sh-fallback" | "mh-fallback" | "sh-port" | "mh-port") => {
                findings.warn(format!("`{name}` is ignored: the scheduler is {scheduler}"), entry.span);
                continue;
            }
            _ => continue,
        };
        let flag = format!("{scheduler}-{flag}");
        if !["sh", "mh"].contains(&scheduler) {
            findings
                .warn(format!("`{}` is ignored: scheduler {scheduler} has no flags", entry.keyword.name), entry.span);
        } else if !flags.contains(&flag) {
            flags.push(flag);
        }
    }
    flags
}

fn sorry_server(form: &Form, surroundings: &Surroundings) -> Option<SorryServer> {
    let Value::Endpoint(address, port) = form.last("sorry_server")?.value else { return None };
    let lvs_method = form.method("sorry_server_lvs_method").unwrap_or(surroundings.lvs_method);
    let port = match surroundings.key {
        ServiceKey::Fwmark(_) => 0,
        ServiceKey::Address(service) if lvs_method == ForwardingMethod::Masq => port.unwrap_or(service.port()),
        ServiceKey::Address(service) => service.port(),
    };
    Some(SorryServer {
        address: SocketAddrV4::new(address, port),
        lvs_method,
        inhibit: form.has("sorry_server_inhibit"),
    })
}
