//! `through`, `directors`, `[router]`: clients whose packets go to several directors at once.

use super::Checks;
use super::names::Roster;
use crate::scenario::file::{self, Names, ScenarioFile};
use crate::scenario::meant::{Client, Router, Scenario, Through};
use crate::scenario::mistake::Mistake;
use crate::scenario::tree::Path;
use std::collections::BTreeSet;

/// How what a client sends gets to one of the directors that `have` its virtual service.
pub(super) fn through(
    typed: &file::Client,
    path: &Path,
    (have, destinations): (&[usize], bool),
    (scenario, roster): (&Scenario, &Roster),
    checks: &mut Checks<'_>,
) -> Through {
    let is_spread = typed.next_hop.is_none() && destinations;
    let default = if is_spread { file::Through::Ecmp } else { file::Through::Vip };
    let word = typed.through.unwrap_or(default);
    if word == file::Through::Vip {
        checks.require(typed.directors.is_none(), || {
            let label = "which director has the virtual address is a matter of ARP and VRRP";
            Mistake::value(path.to("directors"), "has no effect", label)
                .with_help("it goes with through = \"ecmp\" or through = \"own\"")
        });
        return Through::Vip;
    }
    let path = path.to("directors");
    let directors = match &typed.directors {
        None => have.to_vec(),
        Some(names) => {
            let mut named = BTreeSet::new();
            for (name, path) in names.each(&path) {
                let members = roster.find_directors(name, &path, checks);
                let without = members.iter().find(|director| !have.contains(director) && !have.is_empty());
                if let Some(&director) = without {
                    let name = &scenario.directors[director].name;
                    let label = format!("{name:?} has no such virtual service");
                    checks.add(Mistake::value(path, "cannot take it", label));
                }
                named.extend(members);
            }
            checks.require(!matches!(names, Names::Several(names) if names.is_empty()), || {
                Mistake::value(path.clone(), "is empty", "leave it out for all that have the virtual service")
            });
            named.into_iter().collect()
        }
    };
    match word {
        file::Through::Own => Through::Own(directors),
        _ => Through::Ecmp(directors),
    }
}

/// The router, with a word on one that has nothing to choose from.
pub(super) fn router(file: &ScenarioFile, clients: &[Client], checks: &mut Checks<'_>) -> Router {
    let Some(typed) = &file.router else { return Router::default() };
    checks.require(clients.iter().any(|client| matches!(client.through, Through::Ecmp(_))), || {
        let label = "no client has through = \"ecmp\", so there is nothing to choose from";
        Mistake::value(Path::root().to("router"), "has no effect", label)
    });
    let default = Router::default();
    Router {
        hash: typed.hash.unwrap_or(default.hash),
        fields: typed.fields.unwrap_or(default.fields),
        detection: typed.detection.map_or(default.detection, |span| span.0),
    }
}
