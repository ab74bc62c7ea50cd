//! `[[operation]]`: what ipvsadm would refuse is a mistake here, too.

use super::client::moment;
use super::fault::{MAX_DISTURBANCES, before_end};
use super::names::Roster;
use super::services::{self, Asked};
use super::{Checks, restart};
use crate::scenario::file::{self, OperationWord, ScenarioFile};
use crate::scenario::meant::{Operation, OperationKind, Scenario, VirtualServer};
use crate::scenario::mistake::Mistake;
use crate::scenario::tree::Path;
use std::collections::BTreeSet;

pub(super) fn operations(
    file: &ScenarioFile,
    scenario: &Scenario,
    roster: &Roster,
    checks: &mut Checks<'_>,
) -> Vec<Operation> {
    let all = Path::root().to("operation");
    let mut operations: Vec<(usize, Operation)> = Vec::new();
    for (index, typed) in file.operation.iter().flatten().enumerate() {
        let path = all.to(index);
        if typed.kind == OperationWord::Restart {
            continue;
        }
        restart::check_keys(typed, &path, checks);
        before_end(typed.at.0, &path, scenario.run.duration, checks);
        let virtual_servers = virtual_servers(typed, &path, scenario, roster, checks);
        let mut targets: Vec<usize> = Vec::new();
        for (name, path) in typed.target.each(&path.to("target")) {
            targets.extend(roster.find(name, &path, checks));
        }
        check_weight(typed, &path, checks);
        if operations.len() + targets.len() * virtual_servers.len() > MAX_DISTURBANCES {
            let label = format!("at most {MAX_DISTURBANCES} are allowed, counted per director and real server");
            checks.add(Mistake::value(path, "is one too many", label));
            break;
        }
        for virtual_server in virtual_servers {
            operations.extend(targets.iter().map(|target| {
                let kind = kind(typed, scenario.real_servers[*target].weight);
                (index, Operation { at: moment(typed.at), virtual_server, target: *target, kind })
            }));
        }
    }
    check_listed(&operations, scenario, &all, checks);
    let mut operations: Vec<Operation> = operations.into_iter().map(|(_, operation)| operation).collect();
    operations.sort_by_key(|operation| operation.at);
    operations
}

/// The virtual service that the operation is about, on each director that it is about.
fn virtual_servers(
    typed: &file::Operation,
    path: &Path,
    scenario: &Scenario,
    roster: &Roster,
    checks: &mut Checks<'_>,
) -> Vec<usize> {
    let added = &scenario.virtual_servers;
    let directors = match &typed.director {
        Some(name) => match roster.find_directors(name, &path.to("director"), checks) {
            [] => return Vec::new(),
            directors => Some(directors),
        },
        None => None,
    };
    let asked =
        Asked { address: typed.virtual_server, fwmark: typed.fwmark, key: "virtual_server", protocol: typed.protocol };
    let Some(at) = services::find(&asked, path, scenario, checks) else {
        return Vec::new();
    };
    let is_meant = |service: &VirtualServer| {
        service.at == at && directors.is_none_or(|directors| directors.contains(&service.director))
    };
    let found: Vec<usize> = (0..added.len()).filter(|index| is_meant(&added[*index])).collect();
    checks.require(!found.is_empty(), || {
        let label = match directors {
            Some(directors) => format!("ipvsadm adds none at {at} to {:?}", scenario.directors[directors[0]].name),
            None => format!("what keepalived adds at {at}, keepalived changes"),
        };
        Mistake::titled(path.to("virtual_server"), "there is no such [[virtual_server]] to change", label)
    });
    found
}

fn check_weight(typed: &file::Operation, path: &Path, checks: &mut Checks<'_>) {
    checks.require(typed.kind != OperationWord::Edit || typed.weight.is_some(), || {
        let mistake = Mistake::key_in(path.clone(), None, "missing key `weight`", "\"edit\" needs the new weight");
        mistake.with_help("for example weight = 0 quiesces: no new connections, old ones go on")
    });
    checks.require(typed.kind != OperationWord::Delete || typed.weight.is_none(), || {
        Mistake::value(path.to("weight"), "has no effect", "\"delete\" takes no weight")
    });
}

fn kind(typed: &file::Operation, own_weight: u16) -> OperationKind {
    match typed.kind {
        OperationWord::Add => OperationKind::Add { weight: typed.weight.unwrap_or(own_weight) },
        OperationWord::Edit => OperationKind::Edit { weight: typed.weight.unwrap_or(own_weight) },
        OperationWord::Delete => OperationKind::Delete,
        OperationWord::Restart => unreachable!("restarts are resolved apart"),
    }
}

/// Goes through the operations in the order they happen: only what is not listed can be added, only what is can be
/// edited or deleted.
fn check_listed(operations: &[(usize, Operation)], scenario: &Scenario, all: &Path, checks: &mut Checks<'_>) {
    let mut listed: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (service, virtual_server) in scenario.virtual_servers.iter().enumerate() {
        listed.extend(virtual_server.real_servers.iter().map(|server| (service, *server)));
    }
    let mut in_time: Vec<&(usize, Operation)> = operations.iter().collect();
    in_time.sort_by_key(|(_, operation)| operation.at);
    let mut told = None;
    for (index, operation) in in_time {
        let entry = (operation.virtual_server, operation.target);
        let is_listed = match operation.kind {
            OperationKind::Add { .. } => !listed.insert(entry),
            OperationKind::Edit { .. } => listed.contains(&entry),
            OperationKind::Delete => listed.remove(&entry),
        };
        let adds = matches!(operation.kind, OperationKind::Add { .. });
        if is_listed == adds && told != Some(*index) {
            let name = &scenario.real_servers[operation.target].name;
            let address = scenario.virtual_servers[operation.virtual_server].at;
            let (verb, state) = match operation.kind {
                OperationKind::Add { .. } => ("add", "already in"),
                OperationKind::Edit { .. } => ("edit", "not in"),
                OperationKind::Delete => ("delete", "not in"),
            };
            let title = format!("cannot {verb} {name:?} at {}", operation.at);
            let label = format!("by then it is {state} the list of {address}");
            checks.add(Mistake::titled(all.to(*index).to("target"), title, label));
            told = Some(*index);
        }
    }
}
