//! `keepalived_conf`, `[director.keepalived]`: reading a configuration, wherever it is written.
//!
//! * `tables`: the tree of the scenario as the reader takes tables
//! * `meets`: whether what it says meets the scenario

mod meets;
mod tables;

use super::Checks;
use crate::diagnosis::Span;
use crate::import::Disk;
use crate::keepalived::Config;
use crate::keepalived::conf::{self, Errors, Note, Options, Read};
use crate::keepalived::config::CheckerKind;
use crate::scenario::file;
use crate::scenario::meant::{Keepalived, RealServer};
use crate::scenario::mistake::Mistake;
use crate::scenario::text::Duration;
use crate::scenario::tree::{Origin, Path};
use crate::time::{SimDuration, SimTime};

/// What the daemon takes until its first timers run.
const START_UP: SimDuration = SimDuration::from_millis(50);

/// A configuration that was read, and where its text is.
struct Reading {
    read: Read,
    /// The number that the first of its sources has among those of the scenario.
    first_source: usize,
    /// The key of the scenario that leads to it.
    key: Path,
}

impl Reading {
    /// A mistake at a place of the configuration; if it was not found, at the key that leads there.
    fn mistake(&self, place: Option<Span>, title: impl Into<String>, label: impl Into<String>) -> Mistake {
        match place {
            Some(Span { source, start, end }) => {
                let origin = Origin { source: self.first_source + source, span: start..end };
                Mistake::in_text(origin, title, label)
            }
            None => Mistake::titled(self.key.clone(), title, label),
        }
    }
}

/// The keepalived of a director called `name`, if it runs one that can be read.
pub(super) fn keepalived(
    typed: &file::Director,
    name: &str,
    path: &Path,
    real_servers: &[RealServer],
    checks: &mut Checks<'_>,
) -> Option<Keepalived> {
    check_keys(typed, path, checks);
    let reading = match (&typed.keepalived_conf, &typed.keepalived) {
        (Some(file), _) => {
            let config_id = typed.config_id.clone().unwrap_or_else(|| name.to_owned());
            of_file(file, config_id, path.to("keepalived_conf"), checks)
        }
        (None, Some(_)) => of_tables(path.to("keepalived"), checks),
        (None, None) => return None,
    }?;
    checks.require(typed.address.is_some(), || {
        let label = "with keepalived it decides between equal priorities";
        Mistake::key_in(path.clone(), None, "missing key `address`", label)
            .with_help("for example address = \"192.168.0.212\"")
    });
    checks.require(typed.sync_daemon.is_none() || reading.read.config.globals.lvs_sync_daemon.is_none(), || {
        Mistake::value(path.to("sync_daemon"), "contradicts `lvs_sync_daemon`", "keepalived switches it already")
    });
    meets::check(&reading, real_servers, checks);
    tell(&reading.read, checks);
    Some(Keepalived {
        config: in_order(reading.read.config),
        start: SimTime::ZERO + typed.keepalived_start.map_or(SimDuration::ZERO, |Duration(span)| span),
        start_up: typed.start_up.map_or(START_UP, |Duration(span)| span),
        legacy: typed.legacy.unwrap_or(false),
    })
}

/// Keys that contradict each other, or mean nothing.
fn check_keys(typed: &file::Director, path: &Path, checks: &mut Checks<'_>) {
    checks.require(typed.keepalived_conf.is_none() || typed.keepalived.is_none(), || {
        let label = "its configuration stands in `keepalived_conf` already";
        Mistake::value(path.to("keepalived"), "contradicts `keepalived_conf`", label)
    });
    checks.require(typed.config_id.is_none() || typed.keepalived_conf.is_some(), || {
        let label = "it selects lines of a `keepalived_conf`, and there is none";
        Mistake::value(path.to("config_id"), "has no effect", label)
    });
    let runs = typed.keepalived_conf.is_some() || typed.keepalived.is_some();
    let keys = [
        ("keepalived_start", typed.keepalived_start.is_some()),
        ("start_up", typed.start_up.is_some()),
        ("legacy", typed.legacy.is_some()),
    ];
    for (key, given) in keys {
        checks.require(!given || runs, || {
            let mistake = Mistake::value(path.to(key), "has no effect", "this director runs no keepalived");
            mistake.with_help("its configuration is a file, `keepalived_conf`, or a table, [director.keepalived]")
        });
    }
}

fn of_file(file: &str, config_id: String, key: Path, checks: &mut Checks<'_>) -> Option<Reading> {
    let path = checks.input.folder.join(file).display().to_string();
    let options = Options { config_id: Some(config_id), instance: None };
    let read = understood(conf::read(&Disk, &path, &options), checks)?;
    let first_source = checks.input.sources.len() + checks.sources.len();
    checks.sources.extend(read.sources.iter().cloned());
    Some(Reading { read, first_source, key })
}

fn of_tables(key: Path, checks: &mut Checks<'_>) -> Option<Reading> {
    let tables = tables::configuration(checks.input.root.find(&key)?);
    let read = understood(conf::table::read_table(&tables, checks.input.sources.to_vec()), checks)?;
    Some(Reading { read, first_source: 0, key })
}

fn understood(read: Result<Read, Errors>, checks: &mut Checks<'_>) -> Option<Read> {
    read.map_err(|errors| checks.configurations.push(errors)).ok()
}

/// What is no mistake and yet worth knowing, once.
fn tell(read: &Read, checks: &mut Checks<'_>) {
    let notices = |kind: &str, notes: &[Note]| notes.iter().map(|note| format!("{kind}: {note}")).collect::<Vec<_>>();
    for notice in [notices("warning", &read.warnings), notices("note", &read.not_simulated)].concat() {
        if !checks.notices.contains(&notice) {
            checks.notices.push(notice);
        }
    }
}

/// The same configuration as tables can say it: the checkers of a server kind by kind, and nothing about connections
/// where none is made.
fn in_order(mut config: Config) -> Config {
    for server in config.virtual_servers.iter_mut().flat_map(|service| &mut service.real_servers) {
        let kinds: Vec<&str> = server.checkers.iter().map(|checker| checker.kind.keyword()).collect();
        let first = |keyword: &str| kinds.iter().position(|kind| *kind == keyword);
        server.checkers.sort_by_key(|checker| first(checker.kind.keyword()));
        let scripts = server.checkers.iter_mut().filter(|checker| matches!(checker.kind, CheckerKind::Misc { .. }));
        for script in scripts {
            script.target = server.address;
            script.connect_timeout = SimDuration::from_secs(5);
        }
    }
    config
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::Source;
    use crate::scenario::tree::parse::parse_file;
    use std::fs;

    /// The configuration that tables mean in TOML.
    fn of_toml(text: &str) -> Config {
        let root = parse_file(text).unwrap_or_else(|mistake| panic!("{mistake:?}\n{text}"));
        let sources = vec![Source { name: "printed".to_owned(), text: text.to_owned() }];
        match conf::table::read_table(&tables::configuration(&root), sources) {
            Ok(read) => in_order(read.config),
            Err(errors) => panic!("{errors}\n{text}"),
        }
    }

    #[test]
    fn a_configuration_printed_as_tables_is_the_same_configuration() {
        let mut count = 0;
        for entry in fs::read_dir("tests/keepalived_conf/good").expect("there") {
            let path = entry.expect("readable").path();
            if path.extension().is_none_or(|extension| extension != "conf") {
                continue;
            }
            let options = Options { config_id: Some("main".to_owned()), instance: None };
            let read = conf::read(&Disk, &path.display().to_string(), &options).expect("a good one");
            let config = in_order(read.config);
            let printed = toml::to_string(&conf::print::tables(&config)).expect("tables");
            assert_eq!(of_toml(&printed), config, "{}:\n{printed}", path.display());
            count += 1;
        }
        assert!(count >= 8, "only {count} configurations");
    }
}
