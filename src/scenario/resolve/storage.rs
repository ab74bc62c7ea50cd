//! `[storage]`, and how real servers use it: `cache`, `storage_share`, `storage_timeout`.

use super::Checks;
use super::law::{law_or_zero, positive_law};
use super::names::{self, Roster};
use crate::scenario::file::{self, ScenarioFile};
use crate::scenario::meant::{AcceptQueue, Cache, CacheLimit, Scenario, Storage, StorageUse};
use crate::scenario::mistake::Mistake;
use crate::scenario::quantity::Bytes;
use crate::scenario::tree::Path;
use crate::time::SimDuration;

const MAX_WORKERS: u32 = 65_536;
const MAX_OBJECTS: u32 = 10_000_000;
/// As long as an NFS client of Linux waits before it asks again (nfs(5), `timeo` over TCP).
const TIMEOUT: SimDuration = SimDuration::from_secs(60);

pub(super) fn storage(file: &ScenarioFile, roster: &mut Roster, checks: &mut Checks<'_>) -> Option<Storage> {
    let typed = file.storage.as_ref()?;
    let path = Path::root().to("storage");
    let name = typed.name.clone().unwrap_or_else(|| "storage".to_owned());
    names::check(&name, &path.to("name"), checks);
    checks.require(roster.set_storage(&name), || {
        Mistake::titled(path.to("name"), format!("{name:?} is a name already"), "names of machines must differ")
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
    Some(Storage {
        name,
        workers,
        queue: typed.queue.unwrap_or(AcceptQueue::Infinite),
        service_time: positive_law(&typed.service_time, &path.to("service_time"), checks),
        speed,
        bandwidth: typed.bandwidth.map(|bandwidth| bandwidth.0),
    })
}

pub(super) fn storage_use(
    typed: &file::RealServer,
    path: &Path,
    has_storage: bool,
    checks: &mut Checks<'_>,
) -> StorageUse {
    for (key, given) in
        [("storage_share", typed.storage_share.is_some()), ("storage_timeout", typed.storage_timeout.is_some())]
    {
        checks
            .require(!given || has_storage, || Mistake::value(path.to(key), "has no effect", "there is no [storage]"));
    }
    let share = typed.storage_share.unwrap_or(if has_storage { 1.0 } else { 0.0 });
    checks.require((0.0..=1.0).contains(&share), || {
        Mistake::value(path.to("storage_share"), "must be a number from 0 to 1", format!("this is {share}"))
    });
    let timeout = typed.storage_timeout.map_or(TIMEOUT, |span| span.0);
    checks.require(!timeout.is_zero(), || {
        Mistake::value(path.to("storage_timeout"), "must be more than zero", "everything would fail at once")
    });
    StorageUse { share, timeout }
}

pub(super) fn cache(typed: &file::Cache, path: &Path, checks: &mut Checks<'_>) -> Cache {
    let limit = match (typed.objects, typed.size) {
        (Some(objects), None) => {
            checks.require((1..=MAX_OBJECTS).contains(&objects), || {
                let range = format!("must be a number from 1 to {MAX_OBJECTS}");
                Mistake::value(path.to("objects"), range, format!("this is {objects}"))
            });
            CacheLimit::Objects(objects)
        }
        (None, Some(Bytes(size))) => {
            checks.require(size > 0, || Mistake::value(path.to("size"), "must be more than zero", "nothing fits"));
            CacheLimit::Size(size)
        }
        _ => {
            checks.add(Mistake::value(path.clone(), "needs one of two forms", "give `objects` or `size`"));
            CacheLimit::Objects(1)
        }
    };
    Cache { limit, miss_time: law_or_zero(typed.miss_time.as_ref(), &path.to("miss_time"), checks) }
}

/// A cache in which nobody looks.
pub(super) fn check_caches(file: &ScenarioFile, scenario: &Scenario, checks: &mut Checks<'_>) {
    let with_cache = file.real_server.iter().position(|typed| typed.cache.is_some());
    let is_asked_for = scenario.clients.iter().any(|client| client.asks_for_objects());
    if let Some(index) = with_cache.filter(|_| !is_asked_for) {
        let path = Path::root().to("real_server").to(index).to("cache");
        let mistake = Mistake::value(path, "has no effect", "no client asks for particular objects");
        checks.add(mistake.with_help("a [[content]] says what there is, `content` of a client that it asks for it"));
    }
}
