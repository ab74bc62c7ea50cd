//! `session` and `keep_alive` of a `[[client]]`.

use super::Checks;
use super::law::{law, law_or_zero};
use crate::ipvs::Protocol;
use crate::scenario::file::{self, CountTable};
use crate::scenario::meant::{Client, Count, KeepAlive, Session};
use crate::scenario::mistake::Mistake;
use crate::scenario::tree::Path;

const MAX_PARALLEL: u32 = 1000;
const MEANS: std::ops::RangeInclusive<f64> = 1.001..=1e6;

/// How a connection is used for several requests.
pub(super) fn keep_alive(typed: &file::KeepAlive, path: &Path, checks: &mut Checks<'_>) -> KeepAlive {
    let requests = typed.requests.map(|typed| {
        let help = "for one request each leave `keep_alive` out";
        count(typed, help, &path.to("requests"), checks)
    });
    KeepAlive { requests, pause: law(&typed.pause, &path.to("pause"), checks) }
}

/// What a session consists of.
pub(super) fn session(typed: &file::Session, path: &Path, checks: &mut Checks<'_>) -> Session {
    let parallel = typed.parallel.unwrap_or(1);
    checks.require((1..=MAX_PARALLEL).contains(&parallel), || {
        let range = format!("must be a number from 1 to {MAX_PARALLEL}");
        Mistake::value(path.to("parallel"), range, format!("this is {parallel}"))
    });
    let connections = typed.connections.map_or(Count::Constant(1), |typed| {
        count(typed, "a session without a connection is none", &path.to("connections"), checks)
    });
    let think_time = law_or_zero(typed.think_time.as_ref(), &path.to("think_time"), checks);
    Session { connections, parallel, think_time, data: typed.data }
}

/// Whether a client's session goes together with what else it does; `path` is that of the client.
pub(super) fn check(client: &Client, path: &Path, checks: &mut Checks<'_>) {
    let Some(session) = &client.session else { return };
    let requests = client.keep_alive.as_ref().map(|keep_alive| keep_alive.requests);
    checks.require(requests != Some(None), || {
        let label = "`requests` is missing: the first connection of a session would never end";
        Mistake::value(path.to("keep_alive"), "does not go together with `session`", label)
    });
    if session.data.is_none() {
        return;
    }
    let data = path.to("session").to("data");
    checks.require(client.to.protocol == Protocol::Tcp, || {
        Mistake::value(data.clone(), "has no meaning here", "FTP runs over TCP")
    });
    checks.require(session.parallel == 1, || {
        let label = "such a session has one connection for commands at a time: `parallel` must be 1";
        Mistake::value(data.clone(), "does not go together with `parallel`", label)
    });
    checks.require(requests.is_some(), || {
        let label = "the first request is the login, and each further one a transfer: say with `keep_alive` how many";
        Mistake::value(data.clone(), "has no meaning here", label)
    });
    let insists = client.retries.is_some() || client.hedge.is_some() || client.give_up_after.is_some();
    checks.require(!insists, || {
        let label = "a transfer belongs to the connection of its command, and is not tried again on another one";
        Mistake::value(data.clone(), "does not go together with `retries`, `hedge` and `give_up_after`", label)
    });
}

/// How many requests an arrival brings on average, as far as that is known: a connection may be kept for ever.
pub(super) fn requests_per_arrival(session: Option<&Session>, keep_alive: Option<&KeepAlive>) -> f64 {
    let on_each = keep_alive.and_then(|keep_alive| keep_alive.requests).map_or(1.0, |requests| requests.mean());
    let Some(session) = session else { return on_each };
    // Beside each request but the first there is that of a transfer.
    let transfers = if session.data.is_some() { on_each - 1.0 } else { 0.0 };
    session.connections.mean() * (on_each + transfers)
}

fn count(typed: file::Count, why_not_zero: &str, path: &Path, checks: &mut Checks<'_>) -> Count {
    match typed {
        file::Count::Constant(count) => {
            checks.require(count > 0, || Mistake::value(path.clone(), "must be at least 1", why_not_zero));
            Count::Constant(count.max(1))
        }
        file::Count::Random(CountTable::Uniform { min, max }) => {
            let path = path.to("uniform");
            checks.require(min > 0, || Mistake::value(path.to("min"), "must be at least 1", why_not_zero));
            checks.require(min <= max, || {
                Mistake::value(path.to("max"), "must not be less than `min`", format!("`min` is {min}"))
            });
            Count::Uniform { min, max }
        }
        file::Count::Random(CountTable::Geometric { mean }) => {
            checks.require(MEANS.contains(&mean), || {
                let label = if mean == 1.0 { "for always one write 1".to_owned() } else { format!("this is {mean}") };
                Mistake::value(path.to("geometric").to("mean"), "must be a number from 1.001 to 1000000", label)
            });
            Count::Geometric { mean }
        }
    }
}
