//! `[[fault]]`.

use super::law::law;
use super::moment;
use crate::scenario::file::{self, FaultWord, Names};
use crate::scenario::meant::{DirectorFault, Fault, FaultKind, FaultTiming, Scenario, What};
use crate::scenario::text::Duration;

pub(super) fn fault(fault: &Fault, scenario: &Scenario) -> file::Fault {
    let what = match &fault.what {
        What::RealServer { target, kind } => of_a_real_server(*kind, &scenario.real_servers[*target].name),
        What::Rack { name, kind, .. } => of_a_real_server(*kind, name),
        What::Storage(kind) => {
            of_a_real_server(*kind, scenario.storage.as_ref().map_or("storage", |found| &found.name))
        }
        What::Director { target, kind } => of_a_director(kind, &scenario.directors[*target].name),
        What::Partition { directors, real_servers, clients } => file::Fault {
            target: Some(Names::Several(names(directors, real_servers, scenario))),
            kind: FaultWord::Partition,
            clients: Some(*clients),
            ..Default::default()
        },
        What::AdvertLoss { from, to, share } => {
            let name = |director: &Option<usize>| director.map(|director| scenario.directors[director].name.clone());
            let (from, to, share) = (name(from), name(to), Some(*share));
            file::Fault { kind: FaultWord::AdvertLoss, from, to, share, ..Default::default() }
        }
    };
    match &fault.timing {
        FaultTiming::Scripted { at, lasts } => {
            file::Fault { at: Some(moment(*at)), lasts: lasts.map(Duration), ..what }
        }
        FaultTiming::Random { between, repair } => {
            file::Fault { between: Some(law(between)), repair: Some(law(repair)), ..what }
        }
    }
}

fn names(directors: &[usize], real_servers: &[usize], scenario: &Scenario) -> Vec<String> {
    let directors = directors.iter().map(|director| &scenario.directors[*director].name);
    directors.chain(real_servers.iter().map(|server| &scenario.real_servers[*server].name)).cloned().collect()
}

fn of_a_real_server(kind: FaultKind, name: &str) -> file::Fault {
    let fault = |kind| file::Fault { target: Some(Names::One(name.to_owned())), kind, ..Default::default() };
    match kind {
        FaultKind::Crash => fault(FaultWord::Crash),
        FaultKind::PowerOff => fault(FaultWord::PowerOff),
        FaultKind::Hang => fault(FaultWord::Hang),
        FaultKind::Slow { factor } => file::Fault { factor: Some(factor), ..fault(FaultWord::Slow) },
        FaultKind::CheckFails => fault(FaultWord::CheckFails),
        FaultKind::Gray { error_share, error_time, slow_share, factor } => file::Fault {
            error_share: Some(error_share),
            error_time: Some(Duration(error_time)),
            slow_share: Some(slow_share),
            factor: (slow_share > 0.0).then_some(factor),
            ..fault(FaultWord::Gray)
        },
    }
}

fn of_a_director(kind: &DirectorFault, name: &str) -> file::Fault {
    let fault = |kind| file::Fault { target: Some(Names::One(name.to_owned())), kind, ..Default::default() };
    match kind {
        DirectorFault::PowerOff => fault(FaultWord::PowerOff),
        DirectorFault::KeepalivedKilled => fault(FaultWord::KeepalivedKilled),
        DirectorFault::KeepalivedStopped => fault(FaultWord::KeepalivedStopped),
        DirectorFault::LinkDown { interface } => {
            file::Fault { interface: interface.clone(), ..fault(FaultWord::LinkDown) }
        }
        DirectorFault::ScriptFails { script } => {
            file::Fault { script: Some(script.clone()), ..fault(FaultWord::ScriptFails) }
        }
    }
}
