//! Whether what a configuration says meets the scenario, and can be simulated.

use super::super::Checks;
use super::Reading;
use crate::diagnosis::Span;
use crate::ipvs::scheduler;
use crate::keepalived::config::{ForwardingMethod, VirtualServer};
use crate::scenario::meant::RealServer;
use std::net::Ipv4Addr;

/// Every service can be simulated, every server of it is one of the scenario's, and no virtual address is taken.
pub(super) fn check(reading: &Reading, real_servers: &[RealServer], checks: &mut Checks<'_>) {
    let config = &reading.read.config;
    let mut told = Vec::new();
    for service in &config.virtual_servers {
        can_be_simulated(reading, service, checks);
        let servers = service.real_servers.iter().map(|server| ("real_server", *server.address.ip()));
        let sorry = service.sorry_server.iter().map(|server| ("sorry_server", *server.address.ip()));
        for (keyword, address) in servers.chain(sorry) {
            if real_servers.iter().any(|server| server.address == address) || told.contains(&address) {
                continue;
            }
            told.push(address);
            checks.add(stranger(reading, keyword, address));
        }
    }
    for address in config.instances.iter().flat_map(|instance| &instance.virtual_addresses) {
        if let Some(owner) = real_servers.iter().find(|server| server.address == *address) {
            let place = reading.read.place_of(&address.to_string(), None);
            let title = format!("the virtual address {address} is taken");
            checks.add(reading.mistake(place, title, format!("it belongs to the real server {:?}", owner.name)));
        }
    }
}

fn stranger(reading: &Reading, keyword: &str, address: Ipv4Addr) -> crate::scenario::mistake::Mistake {
    let place = reading.read.place_of(keyword, Some(&address.to_string()));
    let title = format!("{keyword} {address} is no machine of the scenario");
    let mistake = reading.mistake(place, title, "no [[real_server]] has this address");
    mistake
        .with_help(format!("add a [[real_server]] with `address = \"{address}\"` and a `service_time` to the scenario"))
}

/// Only services with an address are simulated.
fn can_be_simulated(reading: &Reading, service: &VirtualServer, checks: &mut Checks<'_>) {
    let read = &reading.read;
    let first = |keywords: &[&str], word: &str| -> Option<Span> {
        let exactly = keywords.iter().find_map(|keyword| read.place_of(keyword, Some(word)));
        exactly.or_else(|| read.place_of("virtual_server", None))
    };
    let servers = service.real_servers.iter().map(|server| server.lvs_method);
    let sorry = service.sorry_server.iter().map(|server| server.lvs_method);
    let sees_replies = servers.chain(sorry).all(|method| method == ForwardingMethod::Masq);
    let name = &service.lvs_sched;
    let place = || first(&["lvs_sched", "lb_algo"], name);
    match scheduler::find(name) {
        None => checks.add(reading.mistake(place(), format!("unknown scheduler `{name}`"), "IPVS has none like this")),
        Some(scheduler) if scheduler.needs_replies && !sees_replies => {
            let label = "it picks by replies, which pass the director only under NAT";
            checks.add(reading.mistake(place(), format!("`{name}` needs `lvs_method NAT`"), label));
        }
        Some(_) => {}
    }
}
