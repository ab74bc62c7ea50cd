//! Which virtual services there are, and which one an address means.

use super::Checks;
use crate::ipvs::Protocol;
use crate::scenario::file;
use crate::scenario::meant::{Scenario, ServiceAt};
use crate::scenario::mistake::Mistake;
use crate::scenario::profile::Profile;
use crate::scenario::text::Endpoint;
use crate::scenario::tree::Path;
use crate::scenario::words;

/// What somebody says of the virtual service that is meant.
pub(super) struct Asked {
    /// Its address.
    pub(super) address: Option<Endpoint>,
    /// Its firewall mark.
    pub(super) fwmark: Option<u32>,
    /// The key that says so.
    pub(super) key: &'static str,
    /// Its protocol.
    pub(super) protocol: Option<file::Protocol>,
}

/// The virtual service that is meant, of whichever director, or the only one there is.
pub(super) fn find(asked: &Asked, path: &Path, scenario: &Scenario, checks: &mut Checks<'_>) -> Option<ServiceAt> {
    let known = all(scenario);
    if known.is_empty() {
        // That nothing can be connected to is told elsewhere.
        return None;
    }
    let protocol = asked.protocol.map(Protocol::from);
    let candidates = known.iter().copied().filter(|at| protocol.is_none_or(|protocol| at.protocol == protocol));
    if let Some(mark) = asked.fwmark {
        return marked(mark, asked, path, &known, checks);
    }
    let found = match asked.address {
        None => only(&candidates.collect::<Vec<_>>(), asked, path, &known),
        Some(Endpoint(typed)) => {
            let to = |at: ServiceAt| ServiceAt::address(at.protocol, typed);
            let meant = candidates.filter(|at| at.takes(to(*at))).map(to);
            named(&once_each(meant), asked, path, &known)
        }
    };
    found.map_err(|mistake| checks.add(mistake)).ok()
}

/// The one for a firewall mark.
fn marked(mark: u32, asked: &Asked, path: &Path, known: &[ServiceAt], checks: &mut Checks<'_>) -> Option<ServiceAt> {
    checks.require(asked.address.is_none(), || {
        let label = "a virtual service has an address or a mark";
        Mistake::value(path.to("fwmark"), format!("contradicts `{}`", asked.key), label)
    });
    let found = known.iter().find(|at| at.fwmark.is_some_and(|own| own.get() == mark));
    checks.require(found.is_some(), || {
        let label = "no director has a virtual service for this mark";
        let mistake = Mistake::value_of(path.to("fwmark"), "unknown virtual service for", label);
        mistake.with_help(format!("known here: {}", listed(known)))
    });
    found.copied()
}

/// The only one at the port of a profile, if there is one alone.
pub(super) fn at_port(profile: &Profile, scenario: &Scenario) -> Option<Endpoint> {
    let known = all(scenario);
    let mut fitting = known.iter().filter(|at| (at.address.port(), at.protocol) == (profile.port, profile.protocol));
    fitting.next().filter(|_| fitting.next().is_none()).map(|at| Endpoint(at.address))
}

/// The only one there is, if there is one alone and it has a port or a mark.
fn only(candidates: &[ServiceAt], asked: &Asked, path: &Path, known: &[ServiceAt]) -> Result<ServiceAt, Mistake> {
    match candidates {
        [only] if only.address.port() != 0 || only.fwmark.is_some() => Ok(*only),
        [only] => {
            let label = format!("{} takes connections to any port", only.address.ip());
            Err(Mistake::value(path.to(asked.key), "has no default here", label))
        }
        [] => Err(unknown(asked, path, known)),
        _ => {
            let label = "there are several virtual services";
            let mistake = Mistake::value(path.to(asked.key), "has no default here", label);
            Err(mistake.with_help(format!("give one of: {}", listed(known))))
        }
    }
}

/// The one at an address that was given.
fn named(meant: &[ServiceAt], asked: &Asked, path: &Path, known: &[ServiceAt]) -> Result<ServiceAt, Mistake> {
    match meant {
        [only] => Ok(*only),
        [] => Err(unknown(asked, path, known)),
        _ => {
            let label = "there is a virtual service of TCP and one of UDP";
            let mistake = Mistake::value(path.to(asked.key), "leaves open which one is meant", label);
            Err(mistake.with_help("add `protocol = \"TCP\"` or `protocol = \"UDP\"`"))
        }
    }
}

fn unknown(asked: &Asked, path: &Path, known: &[ServiceAt]) -> Mistake {
    let (key, title) = match (asked.address, asked.protocol) {
        (None, _) => ("protocol", "unknown virtual service for".to_owned()),
        (Some(typed), None) => (asked.key, format!("unknown virtual service {typed} for")),
        (Some(typed), Some(protocol)) => {
            (asked.key, format!("unknown virtual service {} {typed} for", Protocol::from(protocol)))
        }
    };
    let mistake = Mistake::value_of(path.to(key), title, "no director has a virtual service here");
    let known = match asked.protocol {
        None => listed(known),
        // The protocol may be what is wrong.
        Some(_) => words_of(known.iter().map(|at| format!("{} {}", at.protocol, at.address))),
    };
    mistake.with_help(format!("known here: {known}"))
}

/// All virtual services, none twice: first what ipvsadm adds, then what keepalived adds.
fn all(scenario: &Scenario) -> Vec<ServiceAt> {
    let keepaliveds = scenario.directors.iter().filter_map(|director| director.keepalived.as_ref());
    let configured = keepaliveds.flat_map(|keepalived| keepalived.services());
    once_each(scenario.virtual_servers.iter().map(|service| service.at).chain(configured))
}

fn once_each(services: impl Iterator<Item = ServiceAt>) -> Vec<ServiceAt> {
    let mut once: Vec<ServiceAt> = Vec::new();
    for at in services {
        if !once.contains(&at) {
            once.push(at);
        }
    }
    once
}

fn listed(known: &[ServiceAt]) -> String {
    words_of(known.iter().map(ServiceAt::to_string))
}

fn words_of(known: impl Iterator<Item = String>) -> String {
    let known: Vec<String> = known.collect();
    words::list(&known.iter().map(String::as_str).collect::<Vec<_>>())
}
