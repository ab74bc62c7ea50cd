//! `[[operation]]` of kind "restart": real servers, one after the other.

use super::Checks;
use super::client::moment;
use super::fault::before_end;
use super::names::Roster;
use crate::scenario::file::{self, OperationWord, ScenarioFile};
use crate::scenario::meant::{Restart, Scenario};
use crate::scenario::mistake::Mistake;
use crate::scenario::tree::Path;
use crate::time::SimDuration;

/// How long a server is down unless somebody says so.
const DOWN: SimDuration = SimDuration::from_secs(10);

pub(super) fn restarts(
    file: &ScenarioFile,
    scenario: &Scenario,
    roster: &Roster,
    checks: &mut Checks<'_>,
) -> Vec<Restart> {
    let all = Path::root().to("operation");
    let typed = file.operation.iter().flatten().enumerate();
    let restarts = typed.filter(|(_, typed)| typed.kind == OperationWord::Restart);
    restarts.map(|(index, typed)| restart(typed, &all.to(index), scenario, roster, checks)).collect()
}

fn restart(
    typed: &file::Operation,
    path: &Path,
    scenario: &Scenario,
    roster: &Roster,
    checks: &mut Checks<'_>,
) -> Restart {
    before_end(typed.at.0, path, scenario.run.duration, checks);
    let of_lists = [
        ("virtual_server", typed.virtual_server.is_some()),
        ("fwmark", typed.fwmark.is_some()),
        ("protocol", typed.protocol.is_some()),
        ("director", typed.director.is_some()),
        ("weight", typed.weight.is_some()),
    ];
    for (key, given) in of_lists {
        checks.require(!given, || {
            Mistake::value(path.to(key), "has no effect", "a restart is of a machine, whichever lists it is in")
        });
    }
    let mut targets: Vec<usize> = Vec::new();
    for (name, path) in typed.target.each(&path.to("target")) {
        for &server in roster.find(name, &path, checks) {
            checks.require(!targets.contains(&server), || {
                let label = format!("{:?} is restarted once", scenario.real_servers[server].name);
                Mistake::value(path.clone(), "is named twice", label)
            });
            targets.push(server);
        }
    }
    let down = typed.down.map_or(DOWN, |span| span.0);
    for (key, span) in [("down", Some(down)), ("drain", typed.drain.map(|span| span.0))] {
        checks.require(span.is_none_or(|span| !span.is_zero()), || {
            let label = if key == "drain" { "leave it out to stop at once" } else { "nothing would happen" };
            Mistake::value(path.to(key), "must be more than zero", label)
        });
    }
    let pause = typed.pause.map_or(SimDuration::ZERO, |span| span.0);
    Restart { at: moment(typed.at), targets, drain: typed.drain.map(|span| span.0), down, pause }
}

/// Notes keys that only a restart has on any other operation.
pub(super) fn check_keys(typed: &file::Operation, path: &Path, checks: &mut Checks<'_>) {
    let keys = [("drain", typed.drain.is_some()), ("down", typed.down.is_some()), ("pause", typed.pause.is_some())];
    for (key, given) in keys {
        checks.require(!given, || {
            Mistake::value(path.to(key), "has no effect", "only an operation of kind \"restart\" has this key")
        });
    }
}
