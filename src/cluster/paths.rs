//! Client groups whose packets go to several directors at once: which directors these are, and which takes a packet.

use crate::cluster::ecmp;
use crate::cluster::spec::{RouterSpec, Way};
use crate::ipvs::{Endpoint, Packet};
use crate::stats::timeline::Reached;
use crate::time::{SimDuration, SimTime};
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

/// All such ways of client groups, each once.
#[derive(Debug)]
pub struct Paths {
    router: RouterSpec,
    /// What this router's hash begins with.
    seed: u64,
    paths: Vec<Path>,
    /// Where what is sent to each address is known to arrive.
    reached: BTreeMap<Ipv4Addr, Reached>,
}

/// One such way.
#[derive(Debug)]
pub struct Path {
    /// What clients send to; with a firewall mark the first of many addresses.
    pub to: Endpoint,
    /// The firewall mark that the directors give to what comes this way; 0 is none.
    pub mark: u32,
    kind: Kind,
    /// Ascending.
    directors: Vec<Member>,
    /// The next hops in the router's table: indices of directors, ascending.
    hops: Vec<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A router spreads connections over its next hops.
    Ecmp,
    /// The client with this address has the first of the directors.
    Own(u32),
}

/// A director on such a way.
#[derive(Clone, Copy, Debug)]
struct Member {
    director: u16,
    /// Whether it takes what comes this way.
    answers: bool,
    /// Whether it is in the router's table.
    is_hop: bool,
    /// Since when it has not answered.
    silent_since: SimTime,
}

impl Paths {
    /// No way yet.
    pub fn new(router: RouterSpec, seed: u64) -> Self {
        Self { router, seed, paths: Vec::new(), reached: BTreeMap::new() }
    }

    /// The index of the way of a client group, unless a single machine takes all that it sends.
    pub fn add(&mut self, way: &Way, to: Endpoint, mark: u32, first_address: u32) -> Option<usize> {
        let (kind, directors) = match way {
            Way::Holder(_) => return None,
            Way::Ecmp(directors) => (Kind::Ecmp, directors),
            Way::Own(directors) => (Kind::Own(first_address), directors),
        };
        let member = |&director: &usize| Member {
            director: director as u16,
            answers: false,
            is_hop: false,
            silent_since: SimTime::ZERO,
        };
        let path = Path { to, mark, kind, directors: directors.iter().map(member).collect(), hops: Vec::new() };
        let known = self.paths.iter().position(|other| other.is_like(&path));
        Some(known.unwrap_or_else(|| {
            self.paths.push(path);
            self.paths.len() - 1
        }))
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Path> {
        self.paths.iter()
    }

    /// How long after a director has fallen silent the router still sends to it.
    pub fn detection(&self) -> SimDuration {
        self.router.detection
    }

    /// The director that takes a packet on a way, if there is one.
    pub fn director_for(&self, path: usize, packet: &Packet) -> Option<usize> {
        let path = &self.paths[path];
        let director = match path.kind {
            Kind::Ecmp => {
                let hash = ecmp::flow_hash(packet, self.router.fields, self.seed);
                ecmp::choose(self.router.hash, hash, &path.hops)?
            }
            Kind::Own(first) => {
                let node = packet.client.addr.wrapping_sub(first) as usize % path.directors.len();
                path.directors[node].director
            }
        };
        path.answers(director).then_some(usize::from(director))
    }

    /// A director on a way answers, or does not. Returns whether it has just fallen silent: then the router has it in its
    /// table until it is [given up](Paths::give_up).
    pub fn tell(&mut self, path: usize, place: usize, answers: bool, now: SimTime) -> bool {
        let path = &mut self.paths[path];
        let member = &mut path.directors[place];
        let falls_silent = member.answers && !answers;
        if falls_silent {
            member.silent_since = now;
        }
        member.answers = answers;
        if answers && !member.is_hop {
            member.is_hop = true;
            path.list_hops();
        }
        falls_silent
    }

    /// What is sent to an address arrives there. Returns whether that is new.
    pub fn note_reached(&mut self, address: Ipv4Addr, by: Reached) -> bool {
        self.reached.insert(address, by) != Some(by)
    }

    /// The router takes those out of its table that have been silent for long enough.
    pub fn give_up(&mut self, path: usize, now: SimTime) {
        let detection = self.router.detection;
        let path = &mut self.paths[path];
        for member in &mut path.directors {
            member.is_hop &= member.answers || now.since(member.silent_since) < detection;
        }
        path.list_hops();
    }
}

impl Path {
    /// The directors on it, ascending.
    pub fn directors(&self) -> impl Iterator<Item = usize> {
        self.directors.iter().map(|member| usize::from(member.director))
    }

    /// Those of them that take what comes.
    pub fn answering(&self) -> impl Iterator<Item = usize> {
        self.directors.iter().filter(|member| member.answers).map(|member| usize::from(member.director))
    }

    /// How many directors packets are sent to.
    pub fn targets(&self) -> usize {
        match self.kind {
            Kind::Ecmp => self.hops.len(),
            Kind::Own(_) => self.directors.len(),
        }
    }

    fn answers(&self, director: u16) -> bool {
        let place = self.directors.binary_search_by_key(&director, |member| member.director);
        place.is_ok_and(|place| self.directors[place].answers)
    }

    fn is_like(&self, other: &Self) -> bool {
        let same = (self.to, self.mark, self.kind) == (other.to, other.mark, other.kind);
        same && self.directors().eq(other.directors())
    }

    fn list_hops(&mut self) {
        self.hops.clear();
        self.hops.extend(self.directors.iter().filter(|member| member.is_hop).map(|member| member.director));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::spec::EcmpHash;
    use crate::ipvs::PacketKind;

    const VIP: Endpoint = Endpoint { addr: 0x0a00_0001, port: 80 };

    fn packet(client: u32, port: u16) -> Packet {
        Packet { kind: PacketKind::Syn, client: Endpoint::new(client, port), to: VIP, fwmark: 0 }
    }

    fn s(seconds: u64) -> SimTime {
        SimTime::from_nanos(seconds * 1_000_000_000)
    }

    fn ecmp(directors: usize) -> Paths {
        let router =
            RouterSpec { hash: EcmpHash::Consistent, detection: SimDuration::from_secs(3), ..RouterSpec::default() };
        let mut paths = Paths::new(router, 5);
        paths.add(&Way::Ecmp((0..directors).collect()), VIP, 0, 0);
        (0..directors).for_each(|place| assert!(!paths.tell(0, place, true, s(0)), "it was not silent before"));
        paths
    }

    #[test]
    fn a_silent_director_loses_its_flows_until_the_router_gives_it_up_and_only_they_move() {
        let mut paths = ecmp(5);
        let flows = || (0..200).map(|port| packet(1, 40_000 + port));
        let before: Vec<_> = flows().map(|flow| paths.director_for(0, &flow)).collect();
        assert!(paths.tell(0, 2, false, s(10)) && !paths.tell(0, 2, false, s(11)));
        paths.give_up(0, s(12));
        for (flow, before) in flows().zip(&before) {
            let lost = *before == Some(2);
            assert_eq!(paths.director_for(0, &flow), before.filter(|_| !lost));
        }
        paths.give_up(0, s(13));
        assert_eq!((paths.iter().next().unwrap().targets(), before.contains(&Some(2))), (4, true));
        for (flow, before) in flows().zip(&before) {
            let after = paths.director_for(0, &flow);
            assert!(after == *before || (*before == Some(2) && after.is_some()), "{before:?} {after:?}");
        }
        paths.tell(0, 2, true, s(20));
        assert!(flows().map(|flow| paths.director_for(0, &flow)).eq(before), "as if nothing had been");
    }

    #[test]
    fn a_director_that_is_back_in_time_was_never_given_up() {
        let mut paths = ecmp(2);
        paths.tell(0, 1, false, s(10));
        paths.tell(0, 1, true, s(12));
        paths.give_up(0, s(13));
        assert_eq!(paths.iter().next().unwrap().targets(), 2);
    }

    #[test]
    fn each_client_has_a_director_of_its_own_and_with_it_goes_its_way() {
        let mut paths = Paths::new(RouterSpec::default(), 5);
        assert_eq!(paths.add(&Way::Own(vec![3, 4, 7]), VIP, 0, 100), Some(0));
        (0..3).for_each(|place| {
            paths.tell(0, place, true, s(0));
        });
        let directors = |paths: &Paths| [100, 101, 102, 103].map(|client| paths.director_for(0, &packet(client, 1)));
        assert_eq!(directors(&paths), [Some(3), Some(4), Some(7), Some(3)]);
        paths.tell(0, 1, false, s(1));
        assert_eq!(directors(&paths), [Some(3), None, Some(7), Some(3)]);
    }

    #[test]
    fn groups_on_one_way_share_it() {
        let mut paths = ecmp(2);
        assert_eq!(paths.add(&Way::Ecmp(vec![0, 1]), VIP, 0, 9), Some(0));
        assert_eq!(paths.add(&Way::Ecmp(vec![0]), VIP, 0, 9), Some(1));
        assert_eq!(paths.add(&Way::Holder(Ipv4Addr::LOCALHOST), VIP, 0, 9), None);
    }
}
