//! A scenario as a file again, with every default filled in: reading that file gives the same scenario.

mod bursts;
mod client;
mod content;
mod director;
mod errand;
mod fault;
mod law;
mod real_server;
mod session;

use super::file::{self, ScenarioFile, VERSION};
use super::meant::{Scenario, Through};
use super::text::{Duration, TimeOfDay};
use crate::time::SimTime;
use law::law;
use std::fmt::Write;

impl Scenario {
    /// The scenario as TOML with every default filled in, groups spread out and rates in numbers. It needs no other
    /// file, and reading it gives an equal scenario.
    pub fn to_toml(&self) -> String {
        let table = toml::Table::try_from(file(self)).expect("a scenario holds only what TOML can say");
        let mut text = String::new();
        for (key, value) in &table {
            write_top(&mut text, key, value).expect("a String takes any text");
        }
        text
    }
}

/// One key of the top level: `[key]` and `[[key]]` get a header.
fn write_top(text: &mut String, key: &str, value: &toml::Value) -> std::fmt::Result {
    match value {
        toml::Value::Table(table) => write_table(text, key, "[]", table),
        toml::Value::Array(items) => write_tables(text, key, items),
        _ => writeln!(text, "{key} = {value}"),
    }
}

fn write_tables(text: &mut String, path: &str, items: &[toml::Value]) -> std::fmt::Result {
    items.iter().filter_map(toml::Value::as_table).try_for_each(|table| write_table(text, path, "[[]]", table))
}

/// The header in these brackets, then what is written in line, then the blocks of a keepalived, each with its header.
fn write_table(text: &mut String, path: &str, brackets: &str, table: &toml::Table) -> std::fmt::Result {
    let (open, close) = brackets.split_at(brackets.len() / 2);
    writeln!(text, "\n{open}{path}{close}")?;
    let (apart, in_line): (Vec<_>, Vec<_>) =
        table.iter().partition(|(key, value)| is_block(path, key) && holds_tables(value));
    in_line.into_iter().try_for_each(|(key, value)| writeln!(text, "{key} = {value}"))?;
    apart.into_iter().try_for_each(|(key, value)| match value {
        toml::Value::Array(items) => write_tables(text, &format!("{path}.{key}"), items),
        toml::Value::Table(table) => write_table(text, &format!("{path}.{key}"), "[]", table),
        _ => Ok(()),
    })
}

fn is_block(path: &str, key: &str) -> bool {
    path.starts_with("director") && (key == "keepalived" || path.contains('.'))
}

fn holds_tables(value: &toml::Value) -> bool {
    match value {
        toml::Value::Array(items) => items.iter().all(toml::Value::is_table),
        _ => value.is_table(),
    }
}

fn file(scenario: &Scenario) -> ScenarioFile {
    ScenarioFile {
        version: VERSION,
        title: scenario.title.clone(),
        about: Some(scenario.about.clone()),
        run: run(scenario),
        director: Some(director::directors(&scenario.directors)),
        virtual_server: director::virtual_servers(scenario),
        real_server: scenario.real_servers.iter().map(|server| real_server::real_server(server, scenario)).collect(),
        storage: scenario.storage.as_ref().map(real_server::storage),
        content: content::contents(&scenario.contents),
        client: scenario.clients.iter().map(|client| client::client(client, scenario)).collect(),
        network: Some(file::Network {
            client_to_director: Some(law(&scenario.network.client_to_director)),
            director_to_server: Some(law(&scenario.network.director_to_server)),
            server_to_client: Some(law(&scenario.network.server_to_client)),
            server_to_director: Some(law(&scenario.network.server_to_director)),
            director_to_client: Some(law(&scenario.network.director_to_client)),
            director_to_director: Some(law(&scenario.network.director_to_director)),
            mtu: Some(scenario.network.mtu),
        }),
        router: router(scenario),
        fault: Some(scenario.faults.iter().map(|typed| fault::fault(typed, scenario)).collect()),
        operation: Some(director::operations(scenario)),
    }
}

/// Left out where it chooses nothing.
fn router(scenario: &Scenario) -> Option<file::Router> {
    let router = scenario.router;
    let is_used = scenario.clients.iter().any(|client| matches!(client.through, Through::Ecmp(_)));
    is_used.then_some(file::Router {
        hash: Some(router.hash),
        fields: Some(router.fields),
        detection: Some(Duration(router.detection)),
    })
}

fn run(scenario: &Scenario) -> file::Run {
    let run = &scenario.run;
    file::Run {
        duration: Duration(run.duration),
        seed: Some(run.seed),
        clock: Some(TimeOfDay::of(run.clock)),
        transient: Some(run.transient),
        interval: Some(Duration(run.interval)),
        listings: Some(run.listings.iter().map(|at| moment(*at)).collect()),
        listing_interval: Some(Duration(run.listing_interval)),
    }
}

fn moment(at: SimTime) -> Duration {
    Duration(at.since(SimTime::ZERO))
}
