//! From what was typed to what is meant: defaults filled in, names looked up, every value checked.
//!
//! Checking goes on after a mistake, so that independent mistakes are told together. A value that cannot be resolved
//! gets a stand-in, which nobody sees: with a mistake on the list there is no [`Scenario`].

mod arrivals;
mod client;
mod director;
mod empirical;
mod fault;
mod law;
mod names;
mod operation;
mod real_server;
mod run;
mod virtual_server;

use super::file::ScenarioFile;
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
    let (real_servers, roster) = real_server::real_servers(file, checks);
    let mut scenario = Scenario {
        title: file.title.clone(),
        about: file.about.clone().unwrap_or_default(),
        director: director::director(file.director.as_ref(), checks),
        virtual_servers: virtual_server::virtual_servers(&file.virtual_server, &roster, checks),
        real_servers,
        clients: Vec::new(),
        network: network(file, checks),
        faults: fault::faults(file, &roster, run.duration, checks),
        operations: Vec::new(),
        run,
    };
    checks.require(!file.title.trim().is_empty(), || {
        Mistake::value(Path::root().to("title"), "is empty", "say in one line what is simulated")
    });
    scenario.clients = client::clients(&file.client, &scenario, checks);
    scenario.operations = operation::operations(file, &scenario, &roster, checks);
    scenario
}

fn network(file: &ScenarioFile, checks: &mut Checks<'_>) -> Network {
    let network = file.network.clone().unwrap_or_default();
    let path = Path::root().to("network");
    Network {
        client_to_director: law_or_zero(network.client_to_director.as_ref(), &path.to("client_to_director"), checks),
        director_to_server: law_or_zero(network.director_to_server.as_ref(), &path.to("director_to_server"), checks),
        server_to_client: law_or_zero(network.server_to_client.as_ref(), &path.to("server_to_client"), checks),
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
