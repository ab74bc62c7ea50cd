//! `[[real_server]]`: groups spread out, default names and addresses given.

use super::law::positive_law;
use super::names::{self, Roster};
use super::{Checks, lapses, storage};
use crate::scenario::file::{self, ScenarioFile};
use crate::scenario::meant::{AcceptOverflow, AcceptQueue, Discipline, RealServer};
use crate::scenario::mistake::Mistake;
use crate::scenario::tree::Path;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

const MAX_REAL_SERVERS: usize = 10_000;
const MAX_WORKERS: u32 = 65_536;
/// Where default addresses begin.
const FIRST_DEFAULT: Ipv4Addr = Ipv4Addr::new(10, 0, 1, 1);

/// Every real server of the file, and whom its names mean.
pub(super) fn real_servers(file: &ScenarioFile, checks: &mut Checks<'_>) -> (Vec<RealServer>, Roster) {
    let (mut servers, mut roster) = (Vec::new(), Roster::default());
    let all = Path::root().to("real_server");
    checks.require(!file.real_server.is_empty(), || {
        Mistake::value(all.clone(), "is empty", "at least one [[real_server]] is needed")
    });
    let total: u64 = file.real_server.iter().map(|typed| u64::from(typed.count.unwrap_or(1))).sum();
    if total > MAX_REAL_SERVERS as u64 {
        let largest = (0..file.real_server.len()).max_by_key(|index| file.real_server[*index].count).unwrap_or(0);
        let label = format!("there would be {total} real servers; at most {MAX_REAL_SERVERS} are allowed");
        checks.add(Mistake::value(all.to(largest).to("count"), "is too large", label));
        return (servers, roster);
    }
    let mut addresses = Addresses::new(file, checks);
    for (index, typed) in file.real_server.iter().enumerate() {
        let path = all.to(index);
        let name = typed.name.clone().unwrap_or_else(|| format!("real_server-{}", index + 1));
        names::check(&name, &path.to("name"), checks);
        checks.require(typed.count != Some(0), || Mistake::value(path.to("count"), "must be at least 1", "this is 0"));
        let member = real_server(typed, &path, file.storage.is_some(), checks);
        let first = servers.len();
        for number in 0..typed.count.unwrap_or(1) {
            let name = if typed.count.is_some() { format!("{name}-{}", number + 1) } else { name.clone() };
            if !roster.add(&name, vec![servers.len()]) {
                checks.add(taken_name(&path, &name));
                break;
            }
            roster.listed.push(typed.listed.unwrap_or(true));
            servers.push(RealServer { name, address: addresses.next(typed, number), ..member.clone() });
        }
        if typed.count.is_some() && !roster.add(&name, (first..servers.len()).collect()) {
            checks.add(taken_name(&path, &name));
        }
    }
    racks(file, &servers, &mut roster, checks);
    (servers, roster)
}

/// Who fails together.
fn racks(file: &ScenarioFile, servers: &[RealServer], roster: &mut Roster, checks: &mut Checks<'_>) {
    let mut server = 0..;
    for (index, typed) in file.real_server.iter().enumerate() {
        let members: Vec<usize> = server.by_ref().take(typed.count.unwrap_or(1) as usize).collect();
        let Some(rack) = &typed.rack else { continue };
        let path = Path::root().to("real_server").to(index).to("rack");
        names::check(rack, &path, checks);
        let are_free =
            members.iter().filter(|&&member| member < servers.len()).all(|&member| roster.add_to_rack(rack, member));
        checks.require(are_free, || {
            let label = "names of racks, real servers and groups must differ";
            Mistake::titled(path, format!("{rack:?} is the name of a real server or of a group"), label)
        });
    }
}

fn taken_name(path: &Path, name: &str) -> Mistake {
    let label = "names of real servers and of groups must differ";
    Mistake::titled(path.to("name"), format!("there are two real servers called {name:?}"), label)
}

/// One member of a group, still without name and address.
fn real_server(typed: &file::RealServer, path: &Path, has_storage: bool, checks: &mut Checks<'_>) -> RealServer {
    let (uthreshold, lthreshold) = (typed.uthreshold.unwrap_or(0), typed.lthreshold.unwrap_or(0));
    checks.require(lthreshold == 0 || lthreshold < uthreshold, || {
        let label = format!("`uthreshold` is {uthreshold}{}", if uthreshold == 0 { ": no limit" } else { "" });
        Mistake::value(path.to("lthreshold"), "must be less than `uthreshold`", label)
    });
    let workers = typed.workers.unwrap_or(1);
    checks.require((1..=MAX_WORKERS).contains(&workers), || {
        let range = format!("must be a number from 1 to {MAX_WORKERS}");
        Mistake::value(path.to("workers"), range, format!("this is {workers}"))
    });
    let speed = typed.speed.unwrap_or(1.0);
    checks.require((1e-6..=1e6).contains(&speed), || {
        Mistake::value(path.to("speed"), "must be a number from 0.000001 to 1000000", format!("this is {speed}"))
    });
    let mut arp = |key: &str, typed: Option<u8>, default: u8| {
        let value = typed.unwrap_or(default);
        checks.require(value <= 2, || {
            Mistake::value(path.to(key), "must be a number from 0 to 2", format!("this is {value}"))
        });
        value
    };
    // As the usual realserver.sh sets them.
    let (arp_ignore, arp_announce) =
        (arp("arp_ignore", typed.arp_ignore, 1), arp("arp_announce", typed.arp_announce, 2));
    RealServer {
        name: String::new(),
        address: Ipv4Addr::UNSPECIFIED,
        rack: typed.rack.clone(),
        weight: typed.weight.unwrap_or(1),
        uthreshold,
        lthreshold,
        workers,
        discipline: typed.discipline.unwrap_or(Discipline::Fcfs),
        accept_queue: typed.accept_queue.unwrap_or(AcceptQueue::Infinite),
        accept_overflow: typed.accept_overflow.unwrap_or(AcceptOverflow::Drop),
        service_time: positive_law(&typed.service_time, &path.to("service_time"), checks),
        speed,
        bandwidth: typed.bandwidth.map(|bandwidth| bandwidth.0),
        cache: typed.cache.as_ref().map(|typed| storage::cache(typed, &path.to("cache"), checks)),
        storage: storage::storage_use(typed, path, has_storage, checks),
        crash_above: typed
            .crash_above
            .as_ref()
            .map(|typed| lapses::crash_above(typed, &path.to("crash_above"), checks)),
        slow_start: typed.slow_start.as_ref().map(|typed| lapses::slow_start(typed, &path.to("slow_start"), checks)),
        pauses: typed.pauses.as_ref().map(|typed| lapses::pauses(typed, &path.to("pauses"), checks)),
        arp_ignore,
        arp_announce,
    }
}

/// Hands out addresses: those typed, and for the others the next that nobody typed.
struct Addresses {
    taken: BTreeMap<Ipv4Addr, String>,
    next_default: Ipv4Addr,
}

impl Addresses {
    fn new(file: &ScenarioFile, checks: &mut Checks<'_>) -> Self {
        let mut taken: BTreeMap<Ipv4Addr, String> = BTreeMap::new();
        for typed in file.virtual_server.iter().flatten() {
            if let Some(address) = typed.address {
                taken.insert(*address.0.ip(), format!("the virtual service {address}"));
            }
        }
        for (path, typed) in file::Directors::each(file.director.as_ref()) {
            let (Some(first), path) = (typed.address, path.to("address")) else { continue };
            let owner = owner("director", typed.name.as_deref());
            take(&mut taken, first.0, typed.count.unwrap_or(1), &owner, "a director's", &path, checks);
        }
        for (index, typed) in file.real_server.iter().enumerate() {
            let Some(first) = typed.address else { continue };
            let path = Path::root().to("real_server").to(index).to("address");
            let name = typed.name.clone().unwrap_or_else(|| format!("real_server-{}", index + 1));
            let owner = format!("the real server {name:?}");
            take(&mut taken, first.0, typed.count.unwrap_or(1), &owner, "a real server's", &path, checks);
        }
        Self { taken, next_default: FIRST_DEFAULT }
    }

    /// The address of member `number` of a group.
    fn next(&mut self, typed: &file::RealServer, number: u32) -> Ipv4Addr {
        if let Some(first) = typed.address {
            return nth(first.0, number).unwrap_or(first.0);
        }
        while self.taken.contains_key(&self.next_default) {
            self.next_default = following(self.next_default);
        }
        let address = self.next_default;
        self.next_default = following(address);
        address
    }
}

/// Takes `count` addresses from `first` on for `owner`.
fn take(
    taken: &mut BTreeMap<Ipv4Addr, String>,
    first: Ipv4Addr,
    count: u32,
    owner: &str,
    whose: &str,
    path: &Path,
    checks: &mut Checks<'_>,
) {
    for number in 0..count {
        let Some(address) = nth(first, number) else {
            checks.add(Mistake::value(path.clone(), "is too high for the group", "IPv4 ends at 255.255.255.255"));
            return;
        };
        if let Err(why) = usable(address) {
            checks.add(Mistake::value(path.clone(), format!("cannot be {whose}"), format!("{address} {why}")));
            return;
        }
        if let Some(other) = taken.insert(address, owner.to_owned()) {
            checks.add(Mistake::value(path.clone(), "is taken", format!("{address} belongs to {other}")));
            return;
        }
    }
}

fn owner(what: &str, name: Option<&str>) -> String {
    name.map_or_else(|| format!("a {what} without a name"), |name| format!("the {what} {name:?}"))
}

fn nth(first: Ipv4Addr, number: u32) -> Option<Ipv4Addr> {
    first.to_bits().checked_add(number).map(Ipv4Addr::from_bits)
}

/// Default addresses are at most 20,000 (real servers and those skipped) above 10.0.1.1: nothing can overflow.
fn following(address: Ipv4Addr) -> Ipv4Addr {
    Ipv4Addr::from_bits(address.to_bits() + 1)
}

fn usable(address: Ipv4Addr) -> Result<(), &'static str> {
    match address {
        _ if address.is_unspecified() => Err("means no address at all"),
        _ if address.is_multicast() => Err("is a multicast address"),
        _ if address.is_broadcast() => Err("is the broadcast address"),
        _ if address.is_loopback() => Err("is every machine's own address"),
        _ => Ok(()),
    }
}
