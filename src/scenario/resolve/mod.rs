//! From what was typed to what is meant: defaults filled in, names looked up, every value checked.
//!
//! Checking goes on after a mistake, so that independent mistakes are told together. A value that cannot be resolved
//! gets a stand-in, which nobody sees: with a mistake on the list there is no [`Scenario`].

mod arrivals;
mod client;
mod director;
mod empirical;
mod fault;
mod held;
mod law;
mod names;
mod operation;
mod real_server;
mod run;
mod services;
mod virtual_server;

use super::file::{self, ScenarioFile};
use super::meant::{Network, Scenario};
use super::mistake::Mistake;
use super::tree::Path;
use law::law_or_zero;

/// What a scenario file means; data files are looked for in `folder`.
pub(crate) fn resolve(file: &ScenarioFile, folder: &std::path::Path) -> Result<Scenario, Vec<Mistake>> {
    let mut checks = Checks { mistakes: Vec::new(), folder };
    let scenario = scenario(file, &mut checks);
    if checks.mistakes.is_empty() { Ok(scenario) } else { Err(checks.mistakes) }
}

fn scenario(file: &ScenarioFile, checks: &mut Checks<'_>) -> Scenario {
    let run = run::run(&file.run, checks);
    let (real_servers, mut roster) = real_server::real_servers(file, checks);
    let directors = director::directors(file, &mut roster, checks);
    let mut scenario = Scenario {
        title: file.title.clone(),
        about: file.about.clone().unwrap_or_default(),
        run,
        virtual_servers: virtual_server::virtual_servers(file, &directors, &roster, checks),
        directors,
        real_servers,
        clients: Vec::new(),
        network: network(file, checks),
        faults: Vec::new(),
        operations: Vec::new(),
    };
    checks.require(!file.title.trim().is_empty(), || {
        Mistake::value(Path::root().to("title"), "is empty", "say in one line what is simulated")
    });
    held::check(&scenario, checks);
    scenario.clients = client::clients(&file.client, &scenario, checks);
    scenario.faults = fault::faults(file, &scenario, &roster, checks);
    scenario.operations = operation::operations(file, &scenario, &roster, checks);
    scenario
}

fn network(file: &ScenarioFile, checks: &mut Checks<'_>) -> Network {
    let network = file.network.clone().unwrap_or_default();
    let path = Path::root().to("network");
    let mut delay = |key: &str, typed: Option<&file::Law>| law_or_zero(typed, &path.to(key), checks);
    Network {
        client_to_director: delay("client_to_director", network.client_to_director.as_ref()),
        director_to_server: delay("director_to_server", network.director_to_server.as_ref()),
        server_to_client: delay("server_to_client", network.server_to_client.as_ref()),
        director_to_director: delay("director_to_director", network.director_to_director.as_ref()),
    }
}

/// The mistakes found so far, and where data files are.
struct Checks<'a> {
    mistakes: Vec<Mistake>,
    folder: &'a std::path::Path,
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
