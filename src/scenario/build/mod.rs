//! From what a scenario means to the cluster that a run simulates.

mod client;
mod content;
mod director;
mod errand;
mod fault;
mod law;
mod real_server;
mod session;

use super::meant::{EcmpHash, HashFields, Scenario};
use crate::cluster::ClusterSpec;
use crate::cluster::spec;
use crate::time::SimTime;

impl Scenario {
    /// The cluster that replication `replication` (from 0) of this scenario simulates. A transient that is still to be found
    /// counts as none.
    pub fn cluster(&self, replication: u64) -> ClusterSpec {
        ClusterSpec {
            seed: self.run.seed,
            replication,
            duration: self.run.duration,
            transient: self.run.transient.given().unwrap_or_default(),
            interval: self.run.interval,
            listings: self.listing_moments(),
            directors: (0..self.directors.len()).map(|index| director::director(self, index)).collect(),
            servers: (0..self.real_servers.len()).map(|index| real_server::server(self, index)).collect(),
            storage: self.storage.as_ref().map(real_server::storage),
            contents: self.contents.iter().map(content::content).collect(),
            clients: self.clients.iter().map(|typed| client::client(typed, &self.run)).collect(),
            network: spec::NetworkSpec {
                client_to_director: (&self.network.client_to_director).into(),
                director_to_server: (&self.network.director_to_server).into(),
                server_to_client: (&self.network.server_to_client).into(),
                server_to_director: (&self.network.server_to_director).into(),
                director_to_client: (&self.network.director_to_client).into(),
                director_to_director: (&self.network.director_to_director).into(),
                mtu: self.network.mtu,
            },
            router: spec::RouterSpec {
                hash: match self.router.hash {
                    EcmpHash::Modulo => spec::EcmpHash::Modulo,
                    EcmpHash::Threshold => spec::EcmpHash::Threshold,
                    EcmpHash::Consistent => spec::EcmpHash::Consistent,
                },
                fields: match self.router.fields {
                    HashFields::AddressesAndPorts => spec::HashFields::AddressesAndPorts,
                    HashFields::Addresses => spec::HashFields::Addresses,
                },
                detection: self.router.detection,
            },
            faults: self.faults.iter().map(fault::fault).collect(),
            restarts: self.restarts.iter().map(director::restart).collect(),
            operations: self.operations.iter().map(|operation| director::operation(self, operation)).collect(),
        }
    }

    /// The moments asked for and the multiples of the interval, ascending and none twice.
    fn listing_moments(&self) -> Vec<SimTime> {
        let interval = self.run.listing_interval;
        let count = self.run.duration.as_nanos() / interval.as_nanos();
        let multiples = (1..=count).map(|times| SimTime::ZERO + interval * times);
        let mut moments: Vec<SimTime> = self.run.listings.iter().copied().chain(multiples).collect();
        moments.sort_unstable();
        moments.dedup();
        moments
    }
}

fn bytes_per_s(bits_per_s: f64) -> f64 {
    bits_per_s / 8.0
}
