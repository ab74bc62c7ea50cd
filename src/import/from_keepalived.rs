//! A keepalived.conf as virtual services. VRRP and health checks stay behind: a scenario's director has no keepalived.

use super::draft::{Draft, draft};
use super::service::{About, Destination, Forwarding, Host, Service};
use crate::keepalived::config::{self, Config, ForwardingMethod, Protocol, ServiceKey};

/// The scenario that these configurations, one for each director, make together.
pub fn from_keepalived(title: &str, configs: &[&Config]) -> Draft {
    let mut services: Vec<Service> = Vec::new();
    for config in configs {
        for service in config.virtual_servers.iter().map(service) {
            // Directors of one cluster have the same services.
            if !services.iter().any(|known| known.about == service.about) {
                services.push(service);
            }
        }
    }
    let mut draft = draft(title, &services);
    draft.director = configs.iter().find_map(|config| config.globals.router_id.clone());
    left_behind(configs, &mut draft);
    draft
}

/// What a configuration says and a scenario does not.
fn left_behind(configs: &[&Config], draft: &mut Draft) {
    let count = |of: &dyn Fn(&Config) -> usize| configs.iter().map(|config| of(config)).sum::<usize>();
    let checkers = count(&|config| {
        let servers = config.virtual_servers.iter().flat_map(|service| &service.real_servers);
        servers.map(|server| server.checkers.len()).sum()
    });
    let sorry = count(&|config| config.virtual_servers.iter().filter(|service| service.sorry_server.is_some()).count());
    let parts = [
        (count(&|config| config.instances.len()), "vrrp_instance", "one director holds the addresses"),
        (count(&|config| config.sync_groups.len()), "vrrp_sync_group", "one director holds the addresses"),
        (checkers, "health checkers", "servers stay in the table whatever happens"),
        (sorry, "sorry_server", "servers stay in the table whatever happens"),
        (configs.len() - 1, "further directors", "their virtual services are taken for those of one"),
    ];
    for (count, what, instead) in parts {
        if count > 0 {
            draft.notes.push(format!("{what} ({count}): {instead}"));
        }
    }
}

fn service(service: &config::VirtualServer) -> Service {
    let about = match service.key {
        ServiceKey::Address(address) => About::Address {
            host: Host::Address(*address.ip()),
            port: address.port(),
            udp: service.protocol == Protocol::Udp,
        },
        ServiceKey::Fwmark(mark) => About::Fwmark(mark),
    };
    Service {
        about,
        scheduler: service.lvs_sched.clone(),
        flags: service.flags.clone(),
        // keepalived allows 31 days at most.
        persistence_s: service.persistence_timeout.map(|timeout| timeout.as_secs_f64() as u32),
        granularity: service.persistence_granularity,
        ops: service.ops,
        destinations: service.real_servers.iter().map(destination).collect(),
    }
}

fn destination(server: &config::RealServer) -> Destination {
    Destination {
        host: Host::Address(*server.address.ip()),
        port: server.address.port(),
        weight: server.weight,
        forwarding: match server.lvs_method {
            ForwardingMethod::Route => Forwarding::Route,
            ForwardingMethod::Tunnel => Forwarding::Tunnel,
            ForwardingMethod::Masq => Forwarding::Masq,
        },
        uthreshold: server.uthreshold,
        lthreshold: server.lthreshold,
    }
}
