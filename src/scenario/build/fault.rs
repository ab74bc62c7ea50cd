//! What breaks.

use crate::cluster::{real_server, spec};
use crate::scenario::meant::{DirectorFault, Fault, FaultKind, FaultTiming, What};

pub(super) fn fault(fault: &Fault) -> spec::FaultSpec {
    spec::FaultSpec {
        what: what(&fault.what),
        schedule: match &fault.timing {
            FaultTiming::Scripted { at, lasts } => spec::FaultSchedule::Scripted { at: *at, lasts: *lasts },
            FaultTiming::Random { between, repair } => {
                spec::FaultSchedule::Random { between: between.into(), repair: repair.into() }
            }
        },
    }
}

fn what(what: &What) -> spec::What {
    match what {
        What::RealServer { target, kind } => spec::What::Server { server: *target, kind: of_a_real_server(*kind) },
        What::Rack { name, targets, kind } => {
            spec::What::Rack { name: name.clone(), servers: targets.clone(), kind: of_a_real_server(*kind) }
        }
        What::Storage(kind) => spec::What::Storage(of_a_real_server(*kind)),
        What::Director { target, kind } => spec::What::Director { director: *target, kind: of_a_director(kind) },
        What::Partition { directors, real_servers, clients } => spec::What::Segment(spec::SegmentFault::Partition {
            directors: directors.clone(),
            clients: *clients,
            servers: real_servers.clone(),
        }),
        What::AdvertLoss { from, to, share } => {
            spec::What::Segment(spec::SegmentFault::AdvertLoss { from: *from, to: *to, share: *share })
        }
    }
}

fn of_a_real_server(kind: FaultKind) -> real_server::FaultKind {
    match kind {
        FaultKind::Crash => real_server::FaultKind::Crash,
        FaultKind::PowerOff => real_server::FaultKind::PowerOff,
        FaultKind::Hang => real_server::FaultKind::Hang,
        FaultKind::Slow { factor } => real_server::FaultKind::Slow { factor },
        FaultKind::CheckFails => real_server::FaultKind::CheckFails,
        FaultKind::Gray { error_share, error_time, slow_share, factor } => {
            real_server::FaultKind::Gray(real_server::Gray { error_share, error_time, slow_share, factor })
        }
    }
}

fn of_a_director(kind: &DirectorFault) -> spec::DirectorFault {
    match kind {
        DirectorFault::PowerOff => spec::DirectorFault::PowerOff,
        DirectorFault::KeepalivedKilled => spec::DirectorFault::KeepalivedKilled,
        DirectorFault::KeepalivedStopped => spec::DirectorFault::KeepalivedStopped,
        DirectorFault::LinkDown { interface } => spec::DirectorFault::LinkDown { interface: interface.clone() },
        DirectorFault::ScriptFails { script } => spec::DirectorFault::ScriptFails { script: script.clone() },
    }
}
