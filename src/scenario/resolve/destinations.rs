//! `fwmark`, `destinations`, `next_hop` of a `[[client]]`: many addresses behind one firewall mark.

use super::Checks;
use super::client::popularity;
use crate::keepalived::config::VrrpInstance;
use crate::scenario::file::{self, Arrivals, Through};
use crate::scenario::meant::{Destinations, Popularity, Scenario, ServiceAt};
use crate::scenario::mistake::Mistake;
use crate::scenario::text::{Address, Pool};
use crate::scenario::tree::Path;
use std::net::Ipv4Addr;

const DEFAULT_PORT: u16 = 80;
/// Stands for a network that was not given.
const NOWHERE: Pool = Pool { first: Ipv4Addr::UNSPECIFIED, prefix: 32 };

/// Where the client sends to, if its virtual service is one for a mark.
pub(super) fn destinations(
    typed: &file::Client,
    at: ServiceAt,
    path: &Path,
    scenario: &Scenario,
    checks: &mut Checks<'_>,
) -> Option<Destinations> {
    if at.fwmark.is_none() {
        for (key, given) in [("destinations", typed.destinations.is_some()), ("next_hop", typed.next_hop.is_some())] {
            // An unknown mark is told elsewhere.
            checks.require(!given || typed.fwmark.is_some(), || {
                Mistake::value(path.to(key), "has no effect", "only with a virtual service for a `fwmark`")
            });
        }
        return None;
    }
    let repeats = [
        ("profile", typed.profile.is_some()),
        ("keep_alive", typed.keep_alive.is_some()),
        ("session", typed.session.is_some()),
        ("retries", typed.retries.is_some()),
        ("hedge", typed.hedge.is_some()),
    ];
    for (key, given) in repeats {
        checks.require(!given, || {
            let label = "each request to many addresses has a connection of its own, and is made once";
            Mistake::value(path.to(key), "does not go with a `fwmark`", label)
        });
    }
    checks.require(!matches!(typed.arrivals, Arrivals::Trace(_)), || {
        let label = "what is asked for comes from the trace, and is at one address";
        Mistake::value(path.to("arrivals").to("trace"), "does not go with a `fwmark`", label)
    });
    check_next_hop(typed, path, scenario, checks);
    let Some(given) = &typed.destinations else {
        let mistake = Mistake::key_in(path.clone(), None, "missing key `destinations`", "which addresses are marked?");
        checks.add(mistake.with_help("for example destinations = { pool = \"203.0.113.0/24\" }"));
        return Some(Destinations {
            pool: NOWHERE,
            port: DEFAULT_PORT,
            popularity: Popularity::Uniform,
            next_hop: None,
        });
    };
    let path = path.to("destinations");
    checks.require(given.popularity.is_none() || typed.content.is_none(), || {
        let label = "what is asked for decides, by the popularity of the content";
        Mistake::value(path.to("popularity"), "does not go with `content`", label)
    });
    checks.require(given.port != Some(0), || Mistake::value(path.to("port"), "must be at least 1", "this is 0"));
    Some(Destinations {
        pool: given.pool,
        port: given.port.unwrap_or(DEFAULT_PORT),
        popularity: popularity(given.popularity, Popularity::Uniform, &path.to("popularity"), checks),
        next_hop: typed.next_hop.map(|Address(address)| address),
    })
}

/// The router sends to one address, which some director has or VRRP gives to it, or to several directors.
fn check_next_hop(typed: &file::Client, path: &Path, scenario: &Scenario, checks: &mut Checks<'_>) {
    match (typed.next_hop, typed.through) {
        (None, Some(Through::Vip)) => {
            let label = "to which address does the router send what is meant for `destinations`?";
            let mistake = Mistake::key_in(path.clone(), None, "missing key `next_hop`", label);
            checks.add(mistake.with_help("or let it spread them over the directors: through = \"ecmp\""));
        }
        (Some(_), Some(Through::Ecmp | Through::Own)) => {
            let label = "with one next hop there is nothing to choose from";
            checks.add(Mistake::value(path.to("next_hop"), "contradicts `through`", label));
        }
        (Some(Address(address)), _) => {
            let moves = |instance: &VrrpInstance| {
                instance.virtual_addresses.contains(&address) || instance.excluded_addresses.contains(&address)
            };
            let has = scenario.directors.iter().any(|director| {
                let mut instances = director.keepalived.iter().flat_map(|keepalived| &keepalived.config.instances);
                director.address == Some(address) || instances.any(moves)
            });
            checks.require(has, || {
                let label = "it is neither a director's own address nor one that a vrrp_instance moves";
                Mistake::value(path.to("next_hop"), "is no director's", label)
            });
        }
        (None, _) => {}
    }
}
