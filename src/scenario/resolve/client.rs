//! `[[client]]`: whom it sends to, from where, and until when.

use super::names::Roster;
use super::services::{self, Asked};
use super::{Checks, arrivals, content, destinations, errand, names, session, through};
use crate::ipvs::Protocol;
use crate::scenario::file;
use crate::scenario::meant::{Addresses, Client, Close, Popularity, Scenario, ServiceAt, SizeLaw};
use crate::scenario::mistake::Mistake;
use crate::scenario::profile::Profile;
use crate::scenario::text::{Duration, Pool};
use crate::scenario::tree::Path;
use crate::time::{SimDuration, SimTime};
use std::net::{Ipv4Addr, SocketAddrV4};

const MAX_CLIENTS: usize = 1000;
/// How often Linux sends an unanswered SYN again, and how often it may be told to.
const SYN_RETRIES: u32 = 6;
const MAX_SYN_RETRIES: u32 = 127;
/// Linux waits for an answer at first so long, each time twice as long, and never longer than this.
const FIRST_WAIT_S: u64 = 1;
const LONGEST_WAIT_S: u64 = 120;
/// A browser's request with its headers; a small page.
const REQUEST_SIZE: SizeLaw = SizeLaw::Constant(500);
const RESPONSE_SIZE: SizeLaw = SizeLaw::Constant(10_000);
/// How long a resolver waits for an answer (resolv.conf(5), `timeout`): what is lost is not sent again by UDP itself.
const RESOLVER_TIMEOUT: SimDuration = SimDuration::from_secs(5);
/// Stands for a virtual service that was not found.
const NOWHERE: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0);
const DEFAULT_POOL: Pool = Pool { first: Ipv4Addr::new(172, 16, 0, 0), prefix: 16 };

pub(super) fn clients(
    typed: &[file::Client],
    scenario: &Scenario,
    roster: &Roster,
    checks: &mut Checks<'_>,
) -> Vec<Client> {
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
        clients.push(client(typed, name, &path, (scenario, roster), checks));
    }
    clients
}

fn client(
    typed: &file::Client,
    name: String,
    path: &Path,
    (scenario, roster): (&Scenario, &Roster),
    checks: &mut Checks<'_>,
) -> Client {
    let usual = typed.profile.map(Profile::of).and_then(|profile| services::at_port(profile, scenario));
    let usual = usual.filter(|_| typed.fwmark.is_none());
    let asked = Asked { address: typed.to.or(usual), fwmark: typed.fwmark, key: "to", protocol: typed.protocol };
    let to = services::find(&asked, path, scenario, checks);
    let at = to.unwrap_or(ServiceAt::address(Protocol::Tcp, NOWHERE));
    let destinations = destinations::destinations(typed, at, path, scenario, checks);
    check_protocol(typed, at.protocol, path, checks);
    check_trace(typed, path, checks);
    let have = to.map(|to| scenario.directors_at(to)).unwrap_or_default();
    let through = through::through(typed, path, (&have, destinations.is_some()), (scenario, roster), checks);
    let syn_retries = typed.syn_retries.unwrap_or(SYN_RETRIES);
    checks.require(syn_retries <= MAX_SYN_RETRIES, || {
        let range = format!("must be a number from 0 to {MAX_SYN_RETRIES}");
        Mistake::value(path.to("syn_retries"), range, format!("this is {syn_retries}"))
    });
    let connect_timeout = typed.connect_timeout.map_or_else(|| patience(syn_retries), |Duration(span)| span);
    for (key, span) in [
        ("connect_timeout", Some(connect_timeout)),
        ("response_timeout", typed.response_timeout.map(|span| span.0)),
        ("give_up_after", typed.give_up_after.map(|span| span.0)),
    ] {
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
    checks.require(typed.content.is_none() || typed.response_size.is_none(), || {
        let label = "responses are as large as the objects of `content`";
        Mistake::value(path.to("response_size"), "does not go with `content`", label)
    });
    let mut size = |typed: Option<&file::SizeLaw>, default: &SizeLaw, key: &str| {
        content::size_law(typed, default, &path.to(key), checks)
    };
    let request_size = size(typed.request_size.as_ref(), &REQUEST_SIZE, "request_size");
    let response_size = size(typed.response_size.as_ref(), &RESPONSE_SIZE, "response_size");
    let content = typed.content.as_ref();
    let session = typed.session.as_ref().map(|typed| session::session(typed, &path.to("session"), checks));
    let keep_alive = typed.keep_alive.as_ref().map(|typed| session::keep_alive(typed, &path.to("keep_alive"), checks));
    let requests = session::requests_per_arrival(session.as_ref(), keep_alive.as_ref());
    let client = Client {
        name,
        to: at,
        destinations,
        arrivals: arrivals::arrivals(
            &typed.arrivals,
            &path.to("arrivals"),
            to.map(|to| scenario.capacity_per_s(to, &through) / requests),
            scenario.run.duration,
            checks,
        ),
        through,
        addresses: addresses(typed.addresses.as_ref(), &path.to("addresses"), checks),
        source_port: typed.source_port,
        bandwidth: typed.bandwidth.map(|bandwidth| bandwidth.0),
        syn_retries,
        connect_timeout,
        response_timeout: match at.protocol {
            Protocol::Tcp => typed.response_timeout.map(|span| span.0),
            Protocol::Udp => Some(typed.response_timeout.map_or(RESOLVER_TIMEOUT, |span| span.0)),
        },
        give_up_after: typed.give_up_after.map(|span| span.0),
        retries: typed.retries.as_ref().map(|typed| errand::retries(typed, &path.to("retries"), checks)),
        hedge: typed.hedge.as_ref().map(|typed| errand::hedge(typed, &path.to("hedge"), checks)),
        start,
        stop,
        requests: typed.requests,
        session,
        keep_alive,
        request_size,
        response_size,
        content: content.and_then(|name| content::find(name, &scenario.contents, &path.to("content"), checks)),
        close: typed.close.unwrap_or(Close::Fin),
    };
    session::check(&client, path, checks);
    client
}

/// Notes keys about what recorded requests say themselves, and what would add requests to them.
fn check_trace(typed: &file::Client, path: &Path, checks: &mut Checks<'_>) {
    let said = "a trace says that for each request";
    let more = "each request of a trace has its own connection";
    let keys = [
        ("addresses", typed.addresses.is_some(), said),
        ("request_size", typed.request_size.is_some(), said),
        ("response_size", typed.response_size.is_some(), said),
        ("content", typed.content.is_some(), said),
        ("session", typed.session.is_some(), more),
        ("keep_alive", typed.keep_alive.is_some(), more),
    ];
    for (key, given, label) in keys {
        checks.require(!given || !matches!(typed.arrivals, file::Arrivals::Trace(_)), || {
            Mistake::value(path.to(key), "does not go together with a trace", label)
        });
    }
}

/// Notes keys that mean nothing under a protocol.
fn check_protocol(typed: &file::Client, protocol: Protocol, path: &Path, checks: &mut Checks<'_>) {
    let of_connections = [
        ("syn_retries", typed.syn_retries.is_some()),
        ("connect_timeout", typed.connect_timeout.is_some()),
        ("keep_alive", typed.keep_alive.is_some()),
        ("close", typed.close.is_some()),
    ];
    for (key, given) in of_connections {
        checks.require(protocol == Protocol::Tcp || !given, || {
            Mistake::value(path.to(key), "has no effect", "over UDP there are no connections, only datagrams")
        });
    }
    checks.require(protocol == Protocol::Udp || typed.source_port.is_none(), || {
        let label = "over TCP each connection under way has a port of its own";
        Mistake::value(path.to("source_port"), "has no effect", label)
    });
    checks.require(typed.source_port != Some(0), || {
        Mistake::value(path.to("source_port"), "must be a number from 1 to 65535", "this is 0")
    });
}

pub(super) fn moment(Duration(span): Duration) -> SimTime {
    SimTime::ZERO + span
}

/// How long Linux waits for the answer to a SYN and to those that it sends again.
fn patience(syn_retries: u32) -> SimDuration {
    let waits = (0..=syn_retries.min(MAX_SYN_RETRIES)).scan(FIRST_WAIT_S, |wait, _| {
        let this = *wait;
        *wait = (this * 2).min(LONGEST_WAIT_S);
        Some(this)
    });
    SimDuration::from_secs(waits.sum())
}

fn addresses(typed: Option<&file::Addresses>, path: &Path, checks: &mut Checks<'_>) -> Addresses {
    let typed = typed.cloned().unwrap_or_default();
    let popularity = popularity(typed.popularity, Popularity::Uniform, &path.to("popularity"), checks);
    Addresses { pool: typed.pool.unwrap_or(DEFAULT_POOL), popularity }
}

pub(super) fn popularity(
    typed: Option<Popularity>,
    default: Popularity,
    path: &Path,
    checks: &mut Checks<'_>,
) -> Popularity {
    if let Some(Popularity::Zipf(exponent)) = typed {
        checks.require((0.0..=10.0).contains(&exponent), || {
            Mistake::value(path.to("zipf"), "must be a number from 0 to 10", format!("this is {exponent}"))
        });
    }
    typed.unwrap_or(default)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linux_gives_a_connection_up_after_127_s_and_waits_at_most_120_s_each_time() {
        assert_eq!(patience(0), SimDuration::from_secs(1));
        assert_eq!(patience(6), SimDuration::from_secs(127));
        assert_eq!(patience(8), SimDuration::from_secs(127 + 120 + 120));
    }
}
