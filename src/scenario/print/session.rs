//! `session` and `keep_alive` of a `[[client]]`.

use super::law::law;
use crate::scenario::file::{self, CountTable};
use crate::scenario::meant::{Count, KeepAlive, Session};

pub(super) fn session(session: &Session) -> file::Session {
    file::Session {
        connections: Some(count(session.connections)),
        parallel: Some(session.parallel),
        think_time: Some(law(&session.think_time)),
        data: session.data,
    }
}

pub(super) fn keep_alive(keep_alive: &KeepAlive) -> file::KeepAlive {
    file::KeepAlive { requests: keep_alive.requests.map(count), pause: law(&keep_alive.pause) }
}

fn count(number: Count) -> file::Count {
    match number {
        Count::Constant(count) => file::Count::Constant(count),
        Count::Uniform { min, max } => file::Count::Random(CountTable::Uniform { min, max }),
        Count::Geometric { mean } => file::Count::Random(CountTable::Geometric { mean }),
    }
}
