//! `[[client]]`: whom it sends to, from where, and until when.

use super::{Checks, arrivals, names};
use crate::scenario::file;
use crate::scenario::meant::{Addresses, Client, Close, Popularity, Scenario, VirtualServer};
use crate::scenario::mistake::Mistake;
use crate::scenario::text::{Duration, Endpoint, Pool};
use crate::scenario::tree::Path;
use crate::scenario::words;
use crate::time::{SimDuration, SimTime};
use std::net::Ipv4Addr;

const MAX_CLIENTS: usize = 1000;
/// What Linux takes to give up a connection: SYNs after 0, 1, 3, 7, 15, 31 and 63 s, and 64 s more (`tcp_syn_retries` 6).
const CONNECT_TIMEOUT: SimDuration = SimDuration::from_secs(127);
const DEFAULT_POOL: Pool = Pool { first: Ipv4Addr::new(172, 16, 0, 0), prefix: 16 };

pub(super) fn clients(typed: &[file::Client], scenario: &Scenario, checks: &mut Checks<'_>) -> Vec<Client> {
    let all = Path::root().to("client");
    checks.require(!typed.is_empty(), || Mistake::value(all.clone(), "is empty", "at least one [[client]] is needed"));
    checks.require(typed.len() <= MAX_CLIENTS, || {
        Mistake::value(all.to(MAX_CLIENTS), "is one too many", format!("at most {MAX_CLIENTS} are allowed"))
    });
    let mut clients: Vec<Client> = Vec::with_capacity(typed.len());
    for (index, typed) in typed.iter().take(MAX_CLIENTS).enumerate() {
        let path = all.to(index);
        let name = typed.name.clone().unwrap_or_else(|| format!("client-{}", index + 1));
        names::check(&name, &path.to("name"), checks);
        checks.require(clients.iter().all(|other| other.name != name), || {
            Mistake::titled(path.to("name"), format!("there are two clients called {name:?}"), "names must differ")
        });
        clients.push(client(typed, name, &path, scenario, checks));
    }
    clients
}

fn client(typed: &file::Client, name: String, path: &Path, scenario: &Scenario, checks: &mut Checks<'_>) -> Client {
    let to = service(typed.to, &path.to("to"), &scenario.virtual_servers, checks);
    let connect_timeout = typed.connect_timeout.map_or(CONNECT_TIMEOUT, |Duration(span)| span);
    for (key, span) in
        [("connect_timeout", Some(connect_timeout)), ("response_timeout", typed.response_timeout.map(|span| span.0))]
    {
        checks.require(span.is_none_or(|span| !span.is_zero()), || {
            Mistake::value(path.to(key), "must be more than zero", "everything would be given up at once")
        });
    }
    checks.require(typed.requests != Some(0), || {
        Mistake::value(path.to("requests"), "must be at least 1", "for no requests leave the client out")
    });
    let start = moment(typed.start.unwrap_or(Duration(SimDuration::ZERO)));
    let stop = typed.stop.map(moment);
    checks.require(start < SimTime::ZERO + scenario.run.duration || scenario.run.duration.is_zero(), || {
        let label = format!("the run lasts {}", scenario.run.duration);
        Mistake::value(path.to("start"), "must be before the end of the run", label)
    });
    checks.require(stop.is_none_or(|stop| stop > start), || {
        Mistake::value(path.to("stop"), "must be after `start`", format!("`start` is {start}"))
    });
    Client {
        name,
        to: to.unwrap_or(0),
        arrivals: arrivals::arrivals(&typed.arrivals, &path.to("arrivals"), to, scenario, checks),
        addresses: addresses(typed.addresses.as_ref(), &path.to("addresses"), checks),
        connect_timeout,
        response_timeout: typed.response_timeout.map(|span| span.0),
        start,
        stop,
        requests: typed.requests,
        close: typed.close.unwrap_or(Close::Fin),
    }
}

pub(super) fn moment(Duration(span): Duration) -> SimTime {
    SimTime::ZERO + span
}

/// The virtual service at the address typed, or the only one there is.
pub(super) fn service(
    typed: Option<Endpoint>,
    path: &Path,
    services: &[VirtualServer],
    checks: &mut Checks<'_>,
) -> Option<usize> {
    let known: Vec<String> = services.iter().map(|service| service.address.to_string()).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let Some(typed) = typed else {
        checks.require(known.len() <= 1, || {
            let mistake = Mistake::value(path.clone(), "has no default here", "there are several virtual services");
            mistake.with_help(format!("give one of: {}", words::list(&known)))
        });
        return (known.len() == 1).then_some(0);
    };
    let found = services.iter().position(|service| service.address == typed.0);
    checks.require(found.is_some(), || {
        let mistake = Mistake::value_of(
            path.clone(),
            format!("unknown virtual service {typed} for"),
            "no [[virtual_server]] has this address",
        );
        mistake.with_help(format!("known here: {}", words::list(&known)))
    });
    found
}

fn addresses(typed: Option<&file::Addresses>, path: &Path, checks: &mut Checks<'_>) -> Addresses {
    let typed = typed.cloned().unwrap_or_default();
    let popularity = typed.popularity.unwrap_or(Popularity::Uniform);
    if let Popularity::Zipf(exponent) = popularity {
        checks.require((0.0..=10.0).contains(&exponent), || {
            let path = path.to("popularity").to("zipf");
            Mistake::value(path, "must be a number from 0 to 10", format!("this is {exponent}"))
        });
    }
    Addresses { pool: typed.pool.unwrap_or(DEFAULT_POOL), popularity }
}
