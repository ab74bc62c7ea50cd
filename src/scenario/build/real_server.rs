//! Real servers, and the storage behind them.

use crate::cluster::real_server::cache;
use crate::cluster::spec;
use crate::keepalived::config::ForwardingMethod;
use crate::scenario::meant::{AcceptOverflow, AcceptQueue, Cache, CacheLimit, Discipline, LbKind, Scenario, Storage};

/// Whether some service sends packets to a real server that are still for the virtual address, so that it has that
/// address itself: all but NAT do.
fn has_virtual_address(scenario: &Scenario, index: usize) -> bool {
    let address = scenario.real_servers[index].address;
    let mut of_ipvsadm = scenario.virtual_servers.iter();
    let configs = scenario.directors.iter().filter_map(|director| director.keepalived.as_ref());
    let mut of_keepalived = configs.flat_map(|keepalived| &keepalived.config.virtual_servers);
    // Who is in no list yet may be added to any.
    of_ipvsadm.any(|service| service.lb_kind != LbKind::Nat)
        || of_keepalived.any(|service| {
            let servers = service.real_servers.iter().map(|server| (server.address, server.lvs_method));
            let sorry = service.sorry_server.iter().map(|server| (server.address, server.lvs_method));
            let mut all = servers.chain(sorry);
            all.any(|(server, method)| *server.ip() == address && method != ForwardingMethod::Masq)
        })
}

pub(super) fn server(scenario: &Scenario, index: usize) -> spec::RealServerSpec {
    let server = &scenario.real_servers[index];
    spec::RealServerSpec {
        name: server.name.clone(),
        address: server.address,
        answers_arp_for_vip: server.arp_ignore == 0 && has_virtual_address(scenario, index),
        announces_vip: server.arp_announce < 2 && has_virtual_address(scenario, index),
        workers: server.workers,
        discipline: match server.discipline {
            Discipline::Fcfs => spec::Discipline::Fcfs,
            Discipline::ProcessorSharing => spec::Discipline::ProcessorSharing,
        },
        accept_queue: places(server.accept_queue),
        accept_overflow: match server.accept_overflow {
            AcceptOverflow::Drop => spec::AcceptOverflow::Drop,
            AcceptOverflow::Refuse => spec::AcceptOverflow::Refuse,
        },
        service_time: (&server.service_time).into(),
        speed: server.speed,
        bandwidth: server.bandwidth.map(super::bytes_per_s),
        cache: server.cache.as_ref().map(of_cache),
        storage: spec::StorageUse { share: server.storage.share, timeout: server.storage.timeout },
        crash_above: server
            .crash_above
            .as_ref()
            .map(|crash| spec::CrashAbove { in_system: crash.in_system, restart_after: (&crash.restart_after).into() }),
        slow_start: server.slow_start.map(|start| spec::SlowStart { time: start.time, from: start.from }),
        pauses: server
            .pauses
            .as_ref()
            .map(|pauses| spec::Pauses { every: (&pauses.every).into(), lasts: (&pauses.lasts).into() }),
    }
}

fn of_cache(cache: &Cache) -> spec::CacheSpec {
    let limit = match cache.limit {
        CacheLimit::Objects(objects) => cache::CacheLimit::Objects(u64::from(objects)),
        CacheLimit::Size(bytes) => cache::CacheLimit::Bytes(bytes),
    };
    spec::CacheSpec { limit, miss_time: (&cache.miss_time).into() }
}

pub(super) fn storage(storage: &Storage) -> spec::StorageSpec {
    spec::StorageSpec {
        name: storage.name.clone(),
        workers: storage.workers,
        queue: places(storage.queue),
        service_time: (&storage.service_time).into(),
        speed: storage.speed,
        bytes_per_s: storage.bandwidth.map(super::bytes_per_s),
    }
}

fn places(queue: AcceptQueue) -> Option<u32> {
    match queue {
        AcceptQueue::Infinite => None,
        AcceptQueue::Limited(waiting) => Some(waiting),
    }
}
