//! `[[virtual_server]]`: known schedulers and flags, what is simulated, who is in the list.

use super::Checks;
use super::director::whole_seconds;
use super::names::Roster;
use crate::ipvs::scheduler::{self, MhTabIndex, SchedulerFlags};
use crate::scenario::decode::error::missing_key;
use crate::scenario::file::{self, Protocol, ScenarioFile};
use crate::scenario::meant::{Director, LbKind, Persistence, SchedulerFlag, ServiceAt, VirtualServer};
use crate::scenario::mistake::Mistake;
use crate::scenario::tree::Path;
use crate::time::SimDuration;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::num::{NonZeroU8, NonZeroU32};

const MAX_VIRTUAL_SERVERS: usize = 1000;

pub(super) fn virtual_servers(
    file: &ScenarioFile,
    directors: &[Director],
    roster: &Roster,
    checks: &mut Checks<'_>,
) -> Vec<VirtualServer> {
    let all = Path::root().to("virtual_server");
    let typed = file.virtual_server.as_deref().unwrap_or_default();
    let keepaliveds = || directors.iter().filter_map(|director| director.keepalived.as_ref());
    if typed.is_empty() && keepaliveds().all(|keepalived| keepalived.config.virtual_servers.is_empty()) {
        let mistake = none(file, &all);
        let help = "or a virtual_server in the configuration of a keepalived";
        checks.add(if keepaliveds().next().is_some() { mistake.with_help(help) } else { mistake });
    }
    checks.require(typed.len() <= MAX_VIRTUAL_SERVERS, || {
        Mistake::value(
            all.to(MAX_VIRTUAL_SERVERS),
            "is one too many",
            format!("at most {MAX_VIRTUAL_SERVERS} are allowed"),
        )
    });
    let mut services: Vec<VirtualServer> = Vec::with_capacity(typed.len());
    for (index, typed) in typed.iter().take(MAX_VIRTUAL_SERVERS).enumerate() {
        let path = all.to(index);
        let owners: Vec<usize> = match &typed.director {
            Some(name) => roster.find_directors(name, &path.to("director"), checks).to_vec(),
            None => (0..directors.len()).collect(),
        };
        let service = virtual_server(typed, &path, roster, checks);
        let twice = |other: &VirtualServer| other.at == service.at && owners.contains(&other.director);
        checks.require(!services.iter().any(twice), || {
            let title = format!("there are two virtual services at {}", service.at);
            Mistake::titled(path.to("address"), title, "one protocol, address and port, one virtual service")
        });
        let configured = |owner: &&usize| {
            directors[**owner].keepalived.as_ref().is_some_and(|of| of.virtual_server(service.at).is_some())
        };
        if let Some(owner) = owners.iter().find(configured) {
            let name = &directors[*owner].name;
            let title = format!("the keepalived of {name:?} has a virtual service at {}, too", service.at);
            checks.add(Mistake::titled(path.to("address"), title, "leave it to one of them"));
        }
        services.extend(owners.into_iter().map(|director| VirtualServer { director, ..service.clone() }));
    }
    services
}

/// Nothing to connect to.
fn none(file: &ScenarioFile, all: &Path) -> Mistake {
    match file.virtual_server {
        Some(_) => Mistake::value(all.clone(), "is empty", "at least one [[virtual_server]] is needed"),
        None => missing_key(Path::root(), "virtual_server"),
    }
}

/// What was typed, still without its director.
fn virtual_server(typed: &file::VirtualServer, path: &Path, roster: &Roster, checks: &mut Checks<'_>) -> VirtualServer {
    let lb_kind = typed.lb_kind.unwrap_or(LbKind::Dr);
    let protocol = typed.protocol.unwrap_or(Protocol::Tcp);
    checks.require(protocol == Protocol::Udp || typed.ops != Some(true), || {
        let label = "only datagrams are scheduled each for itself: it needs `protocol = \"UDP\"`";
        Mistake::value(path.to("ops"), "has no effect", label)
    });
    let lb_algo = typed.lb_algo.clone().unwrap_or_else(|| "wlc".to_owned());
    checks.require(scheduler::find(&lb_algo).is_some(), || {
        let known: Vec<&str> = scheduler::names().collect();
        Mistake::unknown_word(path.to("lb_algo"), &lb_algo, &known)
    });
    let needs_replies = scheduler::find(&lb_algo).is_some_and(|scheduler| scheduler.needs_replies);
    checks.require(lb_kind == LbKind::Nat || !needs_replies, || {
        let label = "it picks by replies, which pass the director only under NAT";
        Mistake::titled(path.to("lb_algo"), format!("`{lb_algo}` needs `lb_kind = \"NAT\"`"), label)
    });
    VirtualServer {
        director: 0,
        at: service_at(typed, protocol, path, checks),
        ops: typed.ops.unwrap_or(false),
        flags: flags(typed.flags.as_deref().unwrap_or_default(), &lb_algo, path, checks),
        choices: choices(typed.choices, &lb_algo, path, checks),
        mh_tab_index: mh_tab_index(typed.mh_tab_index, &lb_algo, path, checks),
        lb_algo,
        lb_kind,
        persistence: persistence(typed, path, checks),
        real_servers: listed(typed.real_servers.as_deref(), &path.to("real_servers"), roster, checks),
    }
}

/// What makes it that service: an address that somebody can connect to, or a mark.
fn service_at(typed: &file::VirtualServer, protocol: Protocol, path: &Path, checks: &mut Checks<'_>) -> ServiceAt {
    match (typed.address, typed.fwmark) {
        (Some(address), None) => {
            let address = address.0;
            let ip = *address.ip();
            checks.require(
                !(ip.is_unspecified() || ip.is_multicast() || ip.is_broadcast() || ip.is_loopback()),
                || {
                    let label = format!("nobody can connect to {ip}");
                    Mistake::value(path.to("address"), "cannot be a virtual service's", label)
                },
            );
            ServiceAt::address(protocol.into(), address)
        }
        (None, Some(mark)) => {
            checks.require(typed.protocol.is_none(), || {
                Mistake::value(path.to("protocol"), "has no effect", "a mark is on packets of any protocol")
            });
            match NonZeroU32::new(mark) {
                Some(mark) => ServiceAt::fwmark(Protocol::Tcp.into(), mark),
                None => {
                    checks.add(Mistake::value(path.to("fwmark"), "must be at least 1", "0 means no mark"));
                    ServiceAt::fwmark(Protocol::Tcp.into(), NonZeroU32::MIN)
                }
            }
        }
        (Some(address), Some(_)) => {
            let label = "a virtual service has an address or a mark";
            checks.add(Mistake::value(path.to("fwmark"), "contradicts `address`", label));
            ServiceAt::address(protocol.into(), address.0)
        }
        (None, None) => {
            checks.add(missing_key(path.clone(), "address"));
            ServiceAt::address(protocol.into(), SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0))
        }
    }
}

fn flags(typed: &[SchedulerFlag], lb_algo: &str, path: &Path, checks: &mut Checks<'_>) -> Vec<SchedulerFlag> {
    let mut flags: Vec<SchedulerFlag> = Vec::new();
    for (index, flag) in typed.iter().enumerate() {
        checks.require(flag.scheduler() == lb_algo, || {
            let label = format!("this is a flag of `{}`; `lb_algo` is `{lb_algo}`", flag.scheduler());
            Mistake::titled(path.to("flags").to(index), format!("`{lb_algo}` has no flag {}", flag.name()), label)
        });
        if !flags.contains(flag) {
            flags.push(*flag);
        }
    }
    flags
}

fn choices(typed: Option<u8>, lb_algo: &str, path: &Path, checks: &mut Checks<'_>) -> NonZeroU8 {
    let path = path.to("choices");
    checks.require(typed.is_none() || lb_algo == "choices", || {
        let label = format!("only the scheduler `choices` draws; `lb_algo` is `{lb_algo}`");
        Mistake::value(path.clone(), "has no effect", label)
    });
    checks.require(typed != Some(0), || {
        Mistake::value(path, "must be a number from 1 to 255", "somebody has to be drawn")
    });
    typed.and_then(NonZeroU8::new).unwrap_or(SchedulerFlags::default().choices)
}

fn mh_tab_index(typed: Option<u8>, lb_algo: &str, path: &Path, checks: &mut Checks<'_>) -> MhTabIndex {
    let path = path.to("mh_tab_index");
    checks.require(typed.is_none() || lb_algo == "mh", || {
        let label = format!("only the scheduler `mh` has such a table; `lb_algo` is `{lb_algo}`");
        Mistake::value(path.clone(), "has no effect", label)
    });
    let index = typed.map_or(Some(MhTabIndex::default()), MhTabIndex::new);
    checks.require(index.is_some(), || {
        let range = format!("must be a number from {} to {}", MhTabIndex::MIN, MhTabIndex::MAX);
        Mistake::value(path, range, "the table has about 2 to the power of this slots")
    });
    index.unwrap_or_default()
}

fn persistence(typed: &file::VirtualServer, path: &Path, checks: &mut Checks<'_>) -> Option<Persistence> {
    checks.require(typed.persistence_timeout.is_some() || typed.persistence_granularity.is_none(), || {
        let label = "without `persistence_timeout` clients do not stay with a real server";
        Mistake::value(path.to("persistence_granularity"), "has no effect", label)
    });
    let timeout = typed.persistence_timeout?;
    Some(Persistence {
        timeout: whole_seconds(Some(timeout), SimDuration::ZERO, &path.to("persistence_timeout"), checks),
        granularity: typed.persistence_granularity.map_or(Ipv4Addr::BROADCAST, |mask| mask.0),
    })
}

/// The real servers in the list at the start, in the order they are added to it.
fn listed(typed: Option<&[String]>, path: &Path, roster: &Roster, checks: &mut Checks<'_>) -> Vec<usize> {
    let Some(names) = typed else {
        return (0..roster.listed.len()).filter(|server| roster.listed[*server]).collect();
    };
    let mut servers = Vec::new();
    let mut seen = vec![false; roster.listed.len()];
    for (index, name) in names.iter().enumerate() {
        for server in roster.find(name, &path.to(index), checks) {
            if std::mem::replace(&mut seen[*server], true) {
                let label = "a virtual service has a real server once";
                checks.add(Mistake::titled(path.to(index), format!("{name:?} is named twice"), label));
                break;
            }
            if roster.listed[*server] {
                servers.push(*server);
            }
        }
    }
    servers
}
