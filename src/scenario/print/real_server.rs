//! `[[real_server]]` and `[storage]`.

use super::law::law;
use crate::scenario::file;
use crate::scenario::meant::{Cache, CacheLimit, RealServer, Scenario, Storage};
use crate::scenario::quantity::{Bandwidth, Bytes};
use crate::scenario::text::{Address, Duration};

pub(super) fn real_server(server: &RealServer, scenario: &Scenario) -> file::RealServer {
    let has_storage = scenario.storage.is_some();
    file::RealServer {
        name: Some(server.name.clone()),
        count: None,
        address: Some(Address(server.address)),
        rack: server.rack.clone(),
        weight: Some(server.weight),
        uthreshold: Some(server.uthreshold),
        lthreshold: Some(server.lthreshold),
        // Who is in a list at the start is said by `real_servers` of the virtual service.
        listed: None,
        workers: Some(server.workers),
        discipline: Some(server.discipline),
        accept_queue: Some(server.accept_queue),
        accept_overflow: Some(server.accept_overflow),
        service_time: law(&server.service_time),
        speed: Some(server.speed),
        bandwidth: server.bandwidth.map(Bandwidth),
        cache: server.cache.as_ref().map(cache),
        storage_share: has_storage.then_some(server.storage.share),
        storage_timeout: has_storage.then_some(Duration(server.storage.timeout)),
        crash_above: server
            .crash_above
            .as_ref()
            .map(|crash| file::CrashAbove { in_system: crash.in_system, restart_after: law(&crash.restart_after) }),
        slow_start: server.slow_start.map(|start| file::SlowStart { time: Duration(start.time), from: start.from }),
        pauses: server
            .pauses
            .as_ref()
            .map(|pauses| file::Pauses { every: law(&pauses.every), lasts: law(&pauses.lasts) }),
        arp_ignore: Some(server.arp_ignore),
        arp_announce: Some(server.arp_announce),
    }
}

fn cache(cache: &Cache) -> file::Cache {
    let (objects, size) = match cache.limit {
        CacheLimit::Objects(objects) => (Some(objects), None),
        CacheLimit::Size(bytes) => (None, Some(Bytes(bytes))),
    };
    file::Cache { objects, size, miss_time: Some(law(&cache.miss_time)) }
}

pub(super) fn storage(storage: &Storage) -> file::Storage {
    file::Storage {
        name: Some(storage.name.clone()),
        workers: Some(storage.workers),
        queue: Some(storage.queue),
        service_time: law(&storage.service_time),
        speed: Some(storage.speed),
        bandwidth: storage.bandwidth.map(Bandwidth),
    }
}
