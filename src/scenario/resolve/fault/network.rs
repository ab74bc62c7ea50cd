//! What breaks between the machines.

use super::super::Checks;
use super::super::names::{Found, Roster};
use super::what::targets;
use crate::scenario::file;
use crate::scenario::meant::{Scenario, What};
use crate::scenario::mistake::Mistake;
use crate::scenario::tree::Path;
use std::collections::BTreeSet;

/// Some machines, and perhaps the clients, are cut off from all others.
pub(super) fn partition(
    typed: &file::Fault,
    path: &Path,
    scenario: &Scenario,
    roster: &Roster,
    checks: &mut Checks<'_>,
) -> Option<What> {
    let (mut directors, mut real_servers) = (BTreeSet::new(), BTreeSet::new());
    for (name, path_of_name) in targets(typed, path, checks) {
        match roster.find_any(name, &path_of_name, checks)? {
            Found::Directors(members) => directors.extend(members.iter().copied()),
            Found::RealServers(members) | Found::Rack(_, members) => real_servers.extend(members.iter().copied()),
            Found::Storage => {
                let label = "it hears and reaches the real servers only";
                checks.add(Mistake::value(path_of_name, "cannot be cut off: this is the storage", label));
            }
        }
    }
    let clients = typed.clients.unwrap_or(false);
    let target = path.to("target");
    checks.require(!directors.is_empty() || typed.target.is_none(), || {
        let help = "a real server that nobody reaches has a fault of kind \"power_off\"";
        Mistake::value(target.clone(), "cuts no director off", "only real servers are named").with_help(help)
    });
    let is_all = (directors.len(), real_servers.len()) == (scenario.directors.len(), scenario.real_servers.len());
    checks.require(!(is_all && clients), || {
        Mistake::value(target, "cuts nothing off", "these are all machines, and the clients are on their side")
    });
    let (directors, real_servers) = (directors.into_iter().collect(), real_servers.into_iter().collect());
    Some(What::Partition { directors, real_servers, clients })
}

/// A share of the adverts of one director, or of all, does not reach another.
pub(super) fn advert_loss(
    typed: &file::Fault,
    path: &Path,
    scenario: &Scenario,
    roster: &Roster,
    checks: &mut Checks<'_>,
) -> Option<What> {
    checks.require(typed.target.is_none(), || {
        let label = "whose adverts are lost is said by `from`, and who misses them by `to`";
        Mistake::value(path.to("target"), "has no effect", label)
    });
    let share = typed.share.unwrap_or(1.0);
    checks.require(share > 0.0 && share <= 1.0, || {
        Mistake::value(path.to("share"), "must be more than 0 and at most 1", format!("this is {share}"))
    });
    let mut director = |key: &str, name: Option<&String>| -> Result<Option<usize>, ()> {
        let Some(name) = name else { return Ok(None) };
        let found = roster.find_director(name, &path.to(key), checks).ok_or(())?;
        checks.require(scenario.directors[found].keepalived.is_some(), || {
            let label = format!("{name:?} runs no keepalived");
            Mistake::value(path.to(key), "knows no adverts", label)
        });
        Ok(Some(found))
    };
    let (from, to) = (director("from", typed.from.as_ref()).ok()?, director("to", typed.to.as_ref()).ok()?);
    checks.require(from.is_none() || from != to, || {
        Mistake::value(path.to("to"), "is the same as `from`", "no director hears its own adverts")
    });
    checks.require(scenario.directors.iter().any(|director| director.keepalived.is_some()), || {
        Mistake::value(path.to("kind"), "has no effect", "no director runs keepalived, so there are no adverts")
    });
    Some(What::AdvertLoss { from, to, share })
}
