//! From what was typed to what is meant: defaults filled in, names looked up, every value checked.
//!
//! Checking goes on after a mistake, so that independent mistakes are told together. A value that cannot be resolved
//! gets a stand-in, which nobody sees: with a mistake on the list there is no [`Scenario`].

mod arrivals;
mod bursts;
mod client;
mod content;
mod destinations;
mod director;
mod empirical;
mod errand;
mod fault;
mod held;
mod keepalived;
mod lapses;
mod law;
mod names;
mod network;
mod operation;
mod real_server;
mod restart;
mod run;
mod services;
mod session;
mod storage;
mod through;
mod trace;
mod virtual_server;

use super::file::ScenarioFile;
use super::meant::{Notices, Router, Scenario};
use super::mistake::Mistake;
use super::tree::{Node, Path};
use crate::diagnosis::Source;
use crate::keepalived::conf::Errors;

/// What a scenario is read from.
pub(crate) struct Input<'a> {
    /// The file and the `--set` arguments.
    pub sources: &'a [Source],
    /// Their tree.
    pub root: &'a Node,
    /// Where other files are looked for.
    pub folder: &'a std::path::Path,
}

/// What is wrong with a scenario.
#[derive(Default)]
pub(crate) struct Wrong {
    /// Mistakes in the scenario, or in the sources below.
    pub mistakes: Vec<Mistake>,
    /// Files of keepalived, counted on from the sources of the scenario.
    pub sources: Vec<Source>,
    /// Configurations of keepalived that cannot be read.
    pub configurations: Vec<Errors>,
}

/// What a scenario file means.
pub(crate) fn resolve(file: &ScenarioFile, input: &Input<'_>) -> Result<Scenario, Wrong> {
    let mut checks =
        Checks { input, mistakes: Vec::new(), sources: Vec::new(), configurations: Vec::new(), notices: Vec::new() };
    match scenario(file, &mut checks) {
        Some(scenario) if checks.mistakes.is_empty() => {
            Ok(Scenario { notices: Notices::new(checks.notices), ..scenario })
        }
        _ => Err(Wrong { mistakes: checks.mistakes, sources: checks.sources, configurations: checks.configurations }),
    }
}

/// None if what a keepalived does is not known: most of what follows would be misunderstood.
fn scenario(file: &ScenarioFile, checks: &mut Checks<'_>) -> Option<Scenario> {
    let run = run::run(&file.run, checks);
    let (real_servers, mut roster) = real_server::real_servers(file, checks);
    let directors = director::directors(file, &real_servers, &mut roster, checks);
    let storage = storage::storage(file, &mut roster, checks);
    if !checks.configurations.is_empty() {
        return None;
    }
    let mut scenario = Scenario {
        title: file.title.clone(),
        about: file.about.clone().unwrap_or_default(),
        run,
        virtual_servers: virtual_server::virtual_servers(file, &directors, &roster, checks),
        directors,
        real_servers,
        storage,
        contents: content::contents(file.content.as_deref(), checks),
        clients: Vec::new(),
        network: network::network(file, checks),
        router: Router::default(),
        faults: Vec::new(),
        operations: Vec::new(),
        restarts: Vec::new(),
        notices: Notices::default(),
    };
    checks.require(!file.title.trim().is_empty(), || {
        Mistake::value(Path::root().to("title"), "is empty", "say in one line what is simulated")
    });
    scenario.clients = client::clients(&file.client, &scenario, &roster, checks);
    scenario.router = through::router(file, &scenario.clients, checks);
    held::check(&scenario, checks);
    storage::check_caches(file, &scenario, checks);
    scenario.faults = fault::faults(file, &scenario, &roster, checks);
    scenario.operations = operation::operations(file, &scenario, &roster, checks);
    scenario.restarts = restart::restarts(file, &scenario, &roster, checks);
    Some(scenario)
}

/// What was found so far, and what it was found in.
struct Checks<'a> {
    input: &'a Input<'a>,
    mistakes: Vec<Mistake>,
    sources: Vec<Source>,
    configurations: Vec<Errors>,
    notices: Vec<String>,
}

impl Checks<'_> {
    fn add(&mut self, mistake: Mistake) {
        self.mistakes.push(mistake);
    }

    /// Notes the mistake unless `holds`.
    fn require(&mut self, holds: bool, mistake: impl FnOnce() -> Mistake) {
        if !holds {
            self.add(mistake());
        }
    }
}
