//! Sessions, and connections that carry several requests.

use crate::cluster::count::CountLaw;
use crate::cluster::spec;
use crate::scenario::meant::{Count, DataMode, KeepAlive, Session};

pub(super) fn session(session: &Session) -> spec::SessionSpec {
    spec::SessionSpec {
        connections: count(session.connections),
        parallel: session.parallel,
        think_time: (&session.think_time).into(),
        data: session.data.map(|data| match data {
            DataMode::Passive => spec::DataMode::Passive,
            DataMode::Active => spec::DataMode::Active,
        }),
    }
}

pub(super) fn keep_alive(keep_alive: &KeepAlive) -> spec::KeepAlive {
    spec::KeepAlive { requests: keep_alive.requests.map(count), pause: (&keep_alive.pause).into() }
}

fn count(number: Count) -> CountLaw {
    match number {
        Count::Constant(count) => CountLaw::Constant(count),
        Count::Uniform { min, max } => CountLaw::Uniform { min, max },
        Count::Geometric { mean } => CountLaw::Geometric { mean },
    }
}
