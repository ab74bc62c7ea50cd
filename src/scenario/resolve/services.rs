//! Which virtual services there are, and which one an address means.

use super::Checks;
use crate::keepalived::config::ServiceKey;
use crate::scenario::meant::Scenario;
use crate::scenario::mistake::Mistake;
use crate::scenario::text::Endpoint;
use crate::scenario::tree::Path;
use crate::scenario::words;
use std::net::SocketAddrV4;

/// The virtual service that `typed` means, of whichever director, or the only one there is.
pub(super) fn find(
    typed: Option<Endpoint>,
    path: &Path,
    scenario: &Scenario,
    checks: &mut Checks<'_>,
) -> Option<SocketAddrV4> {
    let known = all(scenario);
    match (typed, &known[..]) {
        // That nothing can be connected to is told elsewhere.
        (_, []) => None,
        (None, [only]) if only.port() != 0 => Some(*only),
        (None, [only]) => {
            let label = format!("{} takes connections to any port", only.ip());
            checks.add(Mistake::value(path.clone(), "has no default here", label));
            None
        }
        (None, _) => {
            let mistake = Mistake::value(path.clone(), "has no default here", "there are several virtual services");
            checks.add(mistake.with_help(format!("give one of: {}", listed(&known))));
            None
        }
        (Some(Endpoint(typed)), _) => {
            let is_known = known.contains(&typed) || known.contains(&SocketAddrV4::new(*typed.ip(), 0));
            checks.require(is_known, || {
                let title = format!("unknown virtual service {typed} for");
                let mistake = Mistake::value_of(path.clone(), title, "no director has a virtual service here");
                mistake.with_help(format!("known here: {}", listed(&known)))
            });
            is_known.then_some(typed)
        }
    }
}

/// The addresses of all virtual services, none twice: first what ipvsadm adds, then what keepalived adds.
fn all(scenario: &Scenario) -> Vec<SocketAddrV4> {
    let keepaliveds = scenario.directors.iter().filter_map(|director| director.keepalived.as_ref());
    let configured = keepaliveds.flat_map(|keepalived| &keepalived.config.virtual_servers);
    let mut addresses: Vec<SocketAddrV4> = Vec::new();
    let every =
        (scenario.virtual_servers.iter().map(|service| service.address)).chain(configured.filter_map(|service| {
            match service.key {
                ServiceKey::Address(address) => Some(address),
                ServiceKey::Fwmark(_) => None,
            }
        }));
    for address in every {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    addresses
}

fn listed(known: &[SocketAddrV4]) -> String {
    let known: Vec<String> = known.iter().map(SocketAddrV4::to_string).collect();
    words::list(&known.iter().map(String::as_str).collect::<Vec<_>>())
}
