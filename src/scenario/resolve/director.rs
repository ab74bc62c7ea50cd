//! `[director]`, `[[director]]`: Linux's defaults, and values IPVS would refuse.

use super::names::{self, Roster};
use super::{Checks, keepalived};
use crate::scenario::file::{self, ScenarioFile};
use crate::scenario::meant::{Director, RealServer, Sysctl, Timeouts};
use crate::scenario::mistake::Mistake;
use crate::scenario::text::{Address, Duration};
use crate::scenario::tree::Path;
use crate::time::SimDuration;
use std::net::Ipv4Addr;

const MAX_DIRECTORS: usize = 1000;
/// Linux's net.core.netdev_max_backlog.
const PACKET_QUEUE: u32 = 1000;
const MAX_PACKET_QUEUE: u32 = 1_000_000;
const DAY: SimDuration = SimDuration::from_secs(86_400);

pub(super) fn directors(
    file: &ScenarioFile,
    real_servers: &[RealServer],
    roster: &mut Roster,
    checks: &mut Checks<'_>,
) -> Vec<Director> {
    let all = Path::root().to("director");
    let typed = file::Directors::each(file.director.as_ref());
    let several = typed.len() > 1;
    checks.require(!typed.is_empty(), || Mistake::value(all.clone(), "is empty", "at least one director is needed"));
    let total: u64 = typed.iter().map(|(_, typed)| u64::from(typed.count.unwrap_or(1))).sum();
    if total > MAX_DIRECTORS as u64 {
        let label = format!("there would be {total} directors; at most {MAX_DIRECTORS} are allowed");
        let largest = typed.iter().max_by_key(|(_, typed)| typed.count);
        let path = largest.map_or(all, |(path, typed)| typed.count.map_or(path.clone(), |_| path.to("count")));
        checks.add(Mistake::value(path, "is too many", label));
        return Vec::new();
    }
    let mut directors: Vec<Director> = Vec::new();
    for (index, (path, typed)) in typed.into_iter().enumerate() {
        let default = if several { format!("director-{}", index + 1) } else { "director".to_owned() };
        let name = typed.name.clone().unwrap_or(default);
        names::check(&name, &path.to("name"), checks);
        checks.require(typed.count != Some(0), || Mistake::value(path.to("count"), "must be at least 1", "this is 0"));
        let first = directors.len();
        for number in 0..typed.count.unwrap_or(1) {
            let name = if typed.count.is_some() { format!("{name}-{}", number + 1) } else { name.clone() };
            let is_free = roster.add_directors(&name, vec![directors.len()]);
            let own = file::Director { address: address(&typed, number), ..typed.clone() };
            let keepalived = keepalived::keepalived(&own, &name, &path, real_servers, checks);
            if !checks.configurations.is_empty() {
                return directors;
            }
            // Even one whose name is taken, so that what follows is checked, too.
            directors.push(Director { keepalived, ..director(&own, name.clone(), &path, checks) });
            if !is_free {
                checks.add(taken_name(&path, &name));
                break;
            }
        }
        if typed.count.is_some() && !roster.add_directors(&name, (first..directors.len()).collect()) {
            checks.add(taken_name(&path, &name));
        }
    }
    directors
}

fn taken_name(path: &Path, name: &str) -> Mistake {
    let label = "names of directors and of real servers must differ";
    Mistake::titled(path.to("name"), format!("two machines are called {name:?}"), label)
}

/// The address of a member of a group; that it exists was checked with those of all machines.
fn address(typed: &file::Director, number: u32) -> Option<Address> {
    typed.address.map(|first| Address(Ipv4Addr::from_bits(first.0.to_bits().saturating_add(number))))
}

/// A director, still without its keepalived.
fn director(typed: &file::Director, name: String, path: &Path, checks: &mut Checks<'_>) -> Director {
    Director {
        name,
        address: typed.address.map(|address| address.0),
        server_interface: typed.server_interface.clone(),
        bandwidth: typed.bandwidth.map(|bandwidth| bandwidth.0),
        packet_time: typed.packet_time.map_or(SimDuration::ZERO, |time| time.0),
        encapsulation_time: typed.encapsulation_time.map_or(SimDuration::ZERO, |time| time.0),
        packet_queue: packet_queue(typed.packet_queue, &path.to("packet_queue"), checks),
        sysctl: sysctl(&typed.sysctl.clone().unwrap_or_default(), &path.to("sysctl"), checks),
        timeouts: timeouts(&typed.timeouts.clone().unwrap_or_default(), &path.to("timeouts"), checks),
        sync_daemon: typed.sync_daemon,
        keepalived: None,
    }
}

fn packet_queue(typed: Option<u32>, path: &Path, checks: &mut Checks<'_>) -> u32 {
    let packets = typed.unwrap_or(PACKET_QUEUE);
    checks.require((1..=MAX_PACKET_QUEUE).contains(&packets), || {
        let range = format!("must be a number from 1 to {MAX_PACKET_QUEUE}");
        Mistake::value(path.clone(), range, format!("this is {packets}"))
    });
    packets
}

fn sysctl(typed: &file::Sysctl, path: &Path, checks: &mut Checks<'_>) -> Sysctl {
    let mut level = |key: &str, value: Option<u8>, default: u8, max: u8| {
        let value = value.unwrap_or(default);
        checks.require(value <= max, || {
            let range =
                if max == 1 { "must be 0 or 1".to_owned() } else { format!("must be a number from 0 to {max}") };
            Mistake::value(path.to(key), range, format!("this is {value}"))
        });
        value
    };
    Sysctl {
        conn_reuse_mode: level("conn_reuse_mode", typed.conn_reuse_mode, 1, 3),
        expire_nodest_conn: level("expire_nodest_conn", typed.expire_nodest_conn, 0, 1) == 1,
        expire_quiescent_template: level("expire_quiescent_template", typed.expire_quiescent_template, 0, 1) == 1,
        sloppy_tcp: level("sloppy_tcp", typed.sloppy_tcp, 0, 1) == 1,
        secure_tcp: level("secure_tcp", typed.secure_tcp, 0, 3),
        pmtu_disc: level("pmtu_disc", typed.pmtu_disc, 1, 1) == 1,
        lblc_expiration: whole_seconds(typed.lblc_expiration, DAY, &path.to("lblc_expiration"), checks),
        lblcr_expiration: whole_seconds(typed.lblcr_expiration, DAY, &path.to("lblcr_expiration"), checks),
    }
}

fn timeouts(typed: &file::Timeouts, path: &Path, checks: &mut Checks<'_>) -> Timeouts {
    let minutes = |count: u64| SimDuration::from_secs(60 * count);
    Timeouts {
        tcp: whole_seconds(typed.tcp, minutes(15), &path.to("tcp"), checks),
        tcp_fin: whole_seconds(typed.tcp_fin, minutes(2), &path.to("tcp_fin"), checks),
        udp: whole_seconds(typed.udp, minutes(5), &path.to("udp"), checks),
    }
}

/// IPVS counts these in seconds, and 0 would mean something else to it.
pub(super) fn whole_seconds(
    typed: Option<Duration>,
    default: SimDuration,
    path: &Path,
    checks: &mut Checks<'_>,
) -> SimDuration {
    let span = typed.map_or(default, |Duration(span)| span);
    let whole = !span.is_zero() && span.as_nanos().is_multiple_of(SimDuration::from_secs(1).as_nanos());
    checks.require(whole, || {
        Mistake::value(path.clone(), "must be whole seconds, at least 1s", "IPVS counts it in seconds")
    });
    span
}
