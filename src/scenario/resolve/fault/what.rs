//! What breaks: machines, each for itself, or the network between them.

use super::super::Checks;
use super::super::names::{Found, Roster};
use super::{gray, network};
use crate::scenario::file::{self, FaultWord, Names};
use crate::scenario::meant::{Director, DirectorFault, FaultKind, Scenario, What};
use crate::scenario::mistake::Mistake;
use crate::scenario::tree::Path;
use crate::scenario::words;

/// What can happen to a real server.
const OF_REAL_SERVERS: [FaultWord; 6] =
    [FaultWord::Crash, FaultWord::PowerOff, FaultWord::Hang, FaultWord::Slow, FaultWord::CheckFails, FaultWord::Gray];
/// What can happen to the storage.
const OF_STORAGE: [FaultWord; 4] = [FaultWord::Crash, FaultWord::PowerOff, FaultWord::Hang, FaultWord::Slow];
/// What can happen to a director.
const OF_DIRECTORS: [FaultWord; 5] = [
    FaultWord::PowerOff,
    FaultWord::KeepalivedKilled,
    FaultWord::KeepalivedStopped,
    FaultWord::LinkDown,
    FaultWord::ScriptFails,
];

/// Everything that breaks by one `[[fault]]`.
pub(super) fn whats(
    typed: &file::Fault,
    path: &Path,
    scenario: &Scenario,
    roster: &Roster,
    checks: &mut Checks<'_>,
) -> Vec<What> {
    check_keys(typed, path, checks);
    match typed.kind {
        FaultWord::Partition => network::partition(typed, path, scenario, roster, checks).into_iter().collect(),
        FaultWord::AdvertLoss => network::advert_loss(typed, path, scenario, roster, checks).into_iter().collect(),
        _ => {
            let mut whats = Vec::new();
            for (name, path_of_name) in targets(typed, path, checks) {
                let found = roster.find_any(name, &path_of_name, checks);
                whats.extend(of_machines(typed, found, path, scenario, checks));
            }
            whats
        }
    }
}

/// Keys that mean nothing for this kind.
fn check_keys(typed: &file::Fault, path: &Path, checks: &mut Checks<'_>) {
    check_factor(typed, path, checks);
    let keys = [
        ("error_share", typed.error_share.is_some(), FaultWord::Gray),
        ("error_time", typed.error_time.is_some(), FaultWord::Gray),
        ("slow_share", typed.slow_share.is_some(), FaultWord::Gray),
        ("interface", typed.interface.is_some(), FaultWord::LinkDown),
        ("script", typed.script.is_some(), FaultWord::ScriptFails),
        ("clients", typed.clients.is_some(), FaultWord::Partition),
        ("from", typed.from.is_some(), FaultWord::AdvertLoss),
        ("to", typed.to.is_some(), FaultWord::AdvertLoss),
        ("share", typed.share.is_some(), FaultWord::AdvertLoss),
    ];
    for (key, given, kind) in keys {
        checks.require(!given || typed.kind == kind, || {
            let label = format!("only a fault of kind \"{kind}\" has this key");
            Mistake::value(path.to(key), "has no effect", label)
        });
    }
}

fn check_factor(typed: &file::Fault, path: &Path, checks: &mut Checks<'_>) {
    checks.require(typed.factor.is_none() || [FaultWord::Slow, FaultWord::Gray].contains(&typed.kind), || {
        let label = "only faults of kind \"slow\" and \"gray\" have this key";
        Mistake::value(path.to("factor"), "has no effect", label)
    });
}

/// The names typed, each with its path.
pub(super) fn targets<'a>(typed: &'a file::Fault, path: &Path, checks: &mut Checks<'_>) -> Vec<(&'a str, Path)> {
    let path = path.to("target");
    match &typed.target {
        Some(Names::One(name)) => vec![(name, path)],
        Some(Names::Several(names)) => {
            checks.require(!names.is_empty(), || Mistake::value(path.clone(), "is empty", "what is it that breaks?"));
            names.iter().enumerate().map(|(index, name)| (name.as_str(), path.to(index))).collect()
        }
        None => {
            let mistake = Mistake::key_in(path.parent(), None, "missing key `target`", "what is it that breaks?");
            checks.add(mistake.with_help("for example target = \"web-1\""));
            Vec::new()
        }
    }
}

fn of_machines(
    typed: &file::Fault,
    found: Option<Found<'_>>,
    path: &Path,
    scenario: &Scenario,
    checks: &mut Checks<'_>,
) -> Vec<What> {
    let fitting: &[FaultWord] = match found {
        None => return Vec::new(),
        Some(Found::RealServers(_) | Found::Rack(..)) => &OF_REAL_SERVERS,
        Some(Found::Storage) => &OF_STORAGE,
        Some(Found::Directors(_)) => &OF_DIRECTORS,
    };
    if !fitting.contains(&typed.kind) {
        let (what, known) = match found {
            Some(Found::Directors([only])) => (format!("{:?} is a director", scenario.directors[*only].name), fitting),
            Some(Found::Directors(_)) => ("these are directors".to_owned(), fitting),
            Some(Found::Storage) => ("this is the storage".to_owned(), fitting),
            _ => ("this happens to directors only".to_owned(), fitting),
        };
        let known: Vec<String> = known.iter().map(ToString::to_string).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let mistake = Mistake::value(path.to("kind"), "does not fit the target", what);
        checks.add(mistake.with_help(format!("what can happen to it: {}", words::list(&known))));
        return Vec::new();
    }
    match found {
        Some(Found::RealServers(servers)) => {
            let kind = of_a_real_server(typed, path, checks);
            servers.iter().map(|target| What::RealServer { target: *target, kind }).collect()
        }
        Some(Found::Rack(name, members)) => {
            let (name, targets) = (name.to_owned(), members.to_vec());
            vec![What::Rack { name, targets, kind: of_a_real_server(typed, path, checks) }]
        }
        Some(Found::Storage) => vec![What::Storage(of_a_real_server(typed, path, checks))],
        Some(Found::Directors(directors)) => {
            let mut whats = Vec::new();
            for &target in directors {
                let Some(kind) = of_a_director(typed, path, &scenario.directors[target], checks) else { break };
                whats.push(What::Director { target, kind });
            }
            whats
        }
        None => Vec::new(),
    }
}

fn of_a_real_server(typed: &file::Fault, path: &Path, checks: &mut Checks<'_>) -> FaultKind {
    match typed.kind {
        FaultWord::PowerOff => FaultKind::PowerOff,
        FaultWord::Hang => FaultKind::Hang,
        FaultWord::CheckFails => FaultKind::CheckFails,
        FaultWord::Slow => slow(typed.factor, path, checks),
        FaultWord::Gray => gray::gray(typed, path, checks),
        _ => FaultKind::Crash,
    }
}

fn slow(typed: Option<f64>, path: &Path, checks: &mut Checks<'_>) -> FaultKind {
    FaultKind::Slow { factor: factor(typed, path, checks) }
}

/// How many times as long something takes.
pub(super) fn factor(typed: Option<f64>, path: &Path, checks: &mut Checks<'_>) -> f64 {
    match typed {
        None => {
            let mistake = Mistake::key_in(path.clone(), None, "missing key `factor`", "how slow is \"slow\"?");
            checks.add(mistake.with_help("for example factor = 4 makes service take four times as long"));
        }
        Some(factor) => checks.require(factor > 1.0 && factor <= 1e6, || {
            Mistake::value(path.to("factor"), "must be more than 1 and at most 1000000", format!("this is {factor}"))
        }),
    }
    typed.unwrap_or(1.0)
}

fn of_a_director(
    typed: &file::Fault,
    path: &Path,
    director: &Director,
    checks: &mut Checks<'_>,
) -> Option<DirectorFault> {
    let keepalived = director.keepalived.as_ref();
    let needs_keepalived =
        [FaultWord::KeepalivedKilled, FaultWord::KeepalivedStopped, FaultWord::ScriptFails].contains(&typed.kind);
    if needs_keepalived && keepalived.is_none() {
        let label = format!("{:?} runs no keepalived", director.name);
        checks.add(Mistake::value(path.to("kind"), "does not fit the target", label));
        return None;
    }
    Some(match typed.kind {
        FaultWord::KeepalivedKilled => DirectorFault::KeepalivedKilled,
        FaultWord::KeepalivedStopped => DirectorFault::KeepalivedStopped,
        FaultWord::LinkDown => {
            let interface = typed.interface.clone();
            check_interface(interface.as_deref(), &path.to("interface"), director, checks);
            DirectorFault::LinkDown { interface }
        }
        FaultWord::ScriptFails => {
            DirectorFault::ScriptFails { script: script(typed.script.as_deref(), path, director, checks)? }
        }
        _ => DirectorFault::PowerOff,
    })
}

fn check_interface(interface: Option<&str>, path: &Path, director: &Director, checks: &mut Checks<'_>) {
    let (Some(interface), known) = (interface, director.interfaces()) else { return };
    if known.is_empty() {
        let label = format!("nothing says what the interfaces of {:?} are called", director.name);
        checks.add(Mistake::value(path.clone(), "has no effect", label));
        return;
    }
    checks.require(known.contains(&interface), || {
        let title = format!("unknown interface `{interface}` for");
        let label = format!("{:?} has none like this", director.name);
        Mistake::value_of(path.clone(), title, label).suggesting(interface, &known)
    });
}

/// The script typed, or the only one.
fn script(typed: Option<&str>, path: &Path, director: &Director, checks: &mut Checks<'_>) -> Option<String> {
    let scripts = director.keepalived.iter().flat_map(|keepalived| &keepalived.config.scripts);
    let known: Vec<&str> = scripts.map(|script| script.name.as_str()).collect();
    let path = path.to("script");
    match (typed, &known[..]) {
        (None, [only]) => return Some((*only).to_owned()),
        (_, []) => {
            let label = format!("the keepalived of {:?} has no vrrp_script", director.name);
            checks.add(Mistake::value(path.parent().to("kind"), "does not fit the target", label));
        }
        (None, _) => {
            let mistake = Mistake::value(path, "has no default here", "there are several scripts");
            checks.add(mistake.with_help(format!("give one of: {}", words::list(&known))));
        }
        (Some(script), _) if known.contains(&script) => return Some(script.to_owned()),
        (Some(script), _) => {
            let title = format!("unknown script `{script}` for");
            let mistake = Mistake::value_of(path, title, "no vrrp_script has this name");
            checks.add(mistake.suggesting(script, &known));
        }
    }
    None
}
