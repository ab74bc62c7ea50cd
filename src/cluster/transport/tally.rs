//! What passed the links and the directors, taken down.

use super::{Card, Transport};
use crate::cluster::spec::ClusterSpec;
use crate::stats::level::mean_level;
use crate::stats::network::{DirectorLoad, LinkOutcome, MachineKind};
use crate::time::{SimDuration, SimTime};

/// Sums up to a moment.
#[derive(Clone, Debug, Default)]
struct Sums {
    /// By director.
    directors: Vec<DirectorSums>,
    /// By link: bytes, and busy nanoseconds.
    links: Vec<(u64, u128)>,
    retransmitted: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct DirectorSums {
    packets: u64,
    lost: u64,
    work_ns: u128,
}

/// What is taken down of a transport.
#[derive(Debug)]
pub struct TransportTally {
    /// The links, still without numbers.
    links: Vec<LinkOutcome>,
    at_transient: Sums,
    at_interval: Sums,
}

impl TransportTally {
    /// Nothing taken down yet of the transport of this cluster.
    pub fn new(spec: &ClusterSpec, transport: &Transport) -> Self {
        let directors = spec.directors.iter().map(|director| &director.name).zip(&transport.directors);
        let servers = spec.servers.iter().map(|server| &server.name).zip(&transport.servers);
        let clients = spec.clients.iter().map(|client| &client.name).zip(&transport.clients);
        let machines = directors.map(|machine| (MachineKind::Director, machine));
        let machines = machines.chain(servers.map(|machine| (MachineKind::RealServer, machine)));
        let machines = machines.chain(clients.map(|machine| (MachineKind::Client, machine)));
        let mut links = vec![LinkOutcome::default(); transport.links.len()];
        for (kind, (name, card)) in machines {
            for (link, is_incoming) in [(card.incoming, true), (card.outgoing, false)] {
                let Some(link) = link else { continue };
                let bandwidth_bit_per_s = 8.0 * transport.links[link as usize].bytes_per_s();
                let machine = name.clone();
                links[link as usize] =
                    LinkOutcome { machine, kind, is_incoming, bandwidth_bit_per_s, ..LinkOutcome::default() };
            }
        }
        let none = transport.sums(SimTime::ZERO);
        Self { links, at_transient: none.clone(), at_interval: none }
    }

    /// The transient is over.
    pub fn transient_ended(&mut self, transport: &Transport, now: SimTime) {
        self.at_transient = transport.sums(now);
    }

    /// An interval of this length is over: the load of each director in it.
    pub fn interval_ended(&mut self, transport: &Transport, span: SimDuration, now: SimTime) -> Vec<DirectorLoad> {
        let before = std::mem::replace(&mut self.at_interval, transport.sums(now));
        transport.loads(&before, &self.at_interval, span)
    }

    /// The run is over: the load of each director, each link, and how many packets were sent again, in the measured time
    /// of this length.
    pub fn finish(
        mut self,
        transport: &Transport,
        span: SimDuration,
        end: SimTime,
    ) -> (Vec<DirectorLoad>, Vec<LinkOutcome>, u64) {
        let (from, to) = (self.at_transient, transport.sums(end));
        for (link, (before, after)) in self.links.iter_mut().zip(from.links.iter().zip(&to.links)) {
            link.bytes = after.0.saturating_sub(before.0);
            link.utilization = mean_level(before.1, after.1, span);
        }
        (transport.loads(&from, &to, span), self.links, to.retransmitted)
    }
}

impl Transport {
    fn sums(&self, now: SimTime) -> Sums {
        let of_director = |processor: &super::Processor| DirectorSums {
            packets: processor.packets(),
            lost: processor.lost(),
            work_ns: processor.work_ns(now),
        };
        Sums {
            directors: self.processors.iter().map(of_director).collect(),
            links: self.links.iter().map(|link| (link.bytes(), link.busy_ns(now))).collect(),
            retransmitted: self.retransmitted,
        }
    }

    fn loads(&self, from: &Sums, to: &Sums, span: SimDuration) -> Vec<DirectorLoad> {
        let directors = from.directors.iter().zip(&to.directors).enumerate();
        let load = |(index, (before, after)): (usize, (&DirectorSums, &DirectorSums))| {
            let Card { incoming, outgoing } = self.directors[index];
            let busy = |link: u32| {
                let link = link as usize;
                mean_level(from.links[link].1, to.links[link].1, span)
            };
            let works = self.processors[index].is_limited();
            DirectorLoad {
                packets: after.packets - before.packets,
                packets_lost: after.lost - before.lost,
                utilization: works.then(|| mean_level(before.work_ns, after.work_ns, span)),
                link_in: incoming.map(busy),
                link_out: outgoing.map(busy),
            }
        };
        directors.map(load).collect()
    }
}
