//! Real servers, and the storage behind them.

use crate::cluster::real_server::cache;
use crate::cluster::spec;
use crate::scenario::meant::{AcceptOverflow, AcceptQueue, Cache, CacheLimit, Discipline, RealServer, Storage};

pub(super) fn server(server: &RealServer) -> spec::RealServerSpec {
    spec::RealServerSpec {
        name: server.name.clone(),
        address: server.address,
        answers_arp_for_vip: server.arp_ignore == 0,
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
        bytes_per_s: storage.bandwidth.map(|bits| bits / 8.0),
    }
}

fn places(queue: AcceptQueue) -> Option<u32> {
    match queue {
        AcceptQueue::Infinite => None,
        AcceptQueue::Limited(waiting) => Some(waiting),
    }
}
