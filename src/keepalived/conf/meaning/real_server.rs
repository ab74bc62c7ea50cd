//! `real_server`.

use super::super::findings::Findings;
use super::super::form::{Entry, Form};
use super::super::value::Value;
use super::checker::{CheckerSurroundings, checkers};
use super::virtual_server::Surroundings;
use crate::keepalived::config::{ForwardingMethod, RealServer, ServiceKey};
use std::net::SocketAddrV4;

/// The real servers of a service, in file order. A second one with the same address and port is left out.
pub(super) fn real_servers(form: &Form, service: &Surroundings, findings: &mut Findings) -> Vec<RealServer> {
    let mut servers: Vec<RealServer> = Vec::new();
    for entry in form.all("real_server") {
        let Some(server) = real_server(entry, service, findings) else { continue };
        if servers.iter().any(|other| other.address == server.address) {
            let text = format!("real_server {} is there already: the second is left out", server.address);
            findings.warn(text, entry.span);
        } else {
            servers.push(server);
        }
    }
    servers
}

fn real_server(entry: &Entry, service: &Surroundings, findings: &mut Findings) -> Option<RealServer> {
    let Value::Endpoint(address, written) = entry.value else { return None };
    let form = &entry.form;
    let lvs_method = form.method("lvs_method").unwrap_or(service.lvs_method);
    let port = port(entry, written, lvs_method, service.key, findings);
    let timing = service.timing.with(form);
    let surroundings = CheckerSurroundings {
        // Probes go to the port that was written, even where the packets of clients keep theirs.
        server: SocketAddrV4::new(address, written.unwrap_or(port)),
        timing,
        misc_timeout: service.timing.delay_loop(),
        log_all_failures: service.log_all_failures,
    };
    Some(RealServer {
        address: SocketAddrV4::new(address, port),
        // The table allows 0 to 65535.
        weight: form.whole("weight").map_or(1, |weight| weight as u16),
        lvs_method,
        uthreshold: form.count("uthreshold").unwrap_or(0),
        lthreshold: form.count("lthreshold").unwrap_or(0),
        inhibit_on_failure: form.switch("inhibit_on_failure").unwrap_or(service.inhibit_on_failure),
        checkers: checkers(form, &surroundings, findings),
    })
}

/// The port that the director sends to. Only NAT can change it.
fn port(
    entry: &Entry,
    written: Option<u16>,
    method: ForwardingMethod,
    service: ServiceKey,
    findings: &mut Findings,
) -> u16 {
    let service = match service {
        ServiceKey::Fwmark(_) => 0,
        ServiceKey::Address(service) => service.port(),
    };
    match written {
        Some(port) if port != service && (method != ForwardingMethod::Masq || service == 0) => {
            let kept = if service == 0 { "packets keep their port".to_owned() } else { format!("it is {service}") };
            findings
                .warn(format!("the port {port} of a real_server is not that of the service: {kept}"), entry.value_span);
            service
        }
        Some(port) => port,
        None => service,
    }
}
