//! Laws that hold whatever happens to a director: random clients, edits and deletions, checked by code that shares
//! nothing with the model but what it shows.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::Session;
use crate::ipvs::PacketKind::{Ack, Fin, Rst, Syn};
use crate::ipvs::{ConnState, Dest, Endpoint};

/// Something that happens. Numbers choose among what there is, modulo.
#[derive(Clone, Copy, Debug)]
enum Step {
    Open,
    Close(usize),
    Reset(usize),
    Wait(u16),
    Edit { server: usize, weight: u8, upper: u8 },
    Delete(usize),
    Add { server: usize, weight: u8 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => Just(Step::Open),
        4 => any::<usize>().prop_map(Step::Close),
        1 => any::<usize>().prop_map(Step::Reset),
        1 => (0..1000_u16).prop_map(Step::Wait),
        2 => (any::<usize>(), 0..9_u8, 0..6_u8).prop_map(|(server, weight, upper)| Step::Edit { server, weight, upper }),
        1 => any::<usize>().prop_map(Step::Delete),
        1 => (any::<usize>(), 0..9_u8).prop_map(|(server, weight)| Step::Add { server, weight }),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 1..150)
}

/// Servers of the tests, for tournaments of few rounds and of more.
const SMALL: usize = 5;
const LARGE: usize = 70;

/// A director with `servers` servers and the clients it has.
struct Farm {
    lvs: Session,
    servers: usize,
    clients: Vec<String>,
}

impl Farm {
    fn new(scheduler: &str, servers: usize) -> Self {
        let mut farm = Self { lvs: Session::new(scheduler, &[]), servers, clients: Vec::new() };
        for server in 0..servers {
            farm.lvs.add(&format!("{} -w {}", name(server), server % 4));
        }
        farm
    }

    /// Performs a step. For [`Step::Open`]: the list before it, and where the new connection went.
    fn perform(&mut self, step: Step) -> Option<(Vec<Dest>, Option<Endpoint>)> {
        let servers = self.servers;
        match step {
            Step::Open => return Some(self.open()),
            Step::Close(client) => self.send(client, Fin),
            Step::Reset(client) => self.send(client, Rst),
            Step::Wait(seconds) => self.lvs.wait(f64::from(seconds) / 10.0),
            Step::Edit { server, weight, upper } => {
                self.configure(&format!("-e -t 10.0.0.100:80 -r {} -w {weight} -x {upper}", name(server % servers)));
            }
            Step::Delete(server) => self.configure(&format!("-d -t 10.0.0.100:80 -r {}", name(server % servers))),
            Step::Add { server, weight } => {
                self.configure(&format!("-a -t 10.0.0.100:80 -r {} -w {weight}", name(server % servers)));
            }
        }
        None
    }

    fn open(&mut self) -> (Vec<Dest>, Option<Endpoint>) {
        let before = self.list();
        let client = self.lvs.new_client();
        let server = self.lvs.send(Syn, &client);
        if !server.starts_with('.') {
            return (before, None);
        }
        self.lvs.send(Ack, &client);
        self.clients.push(client);
        (before, Some(format!("10.1.0{server}:80").parse().unwrap()))
    }

    fn send(&mut self, client: usize, kind: crate::ipvs::PacketKind) {
        if !self.clients.is_empty() {
            let client = self.clients[client % self.clients.len()].clone();
            self.lvs.send(kind, &client);
        }
    }

    /// A change that may be refused: deleting what is not there, adding what is.
    fn configure(&mut self, command: &str) {
        let _refused = self.lvs.try_ipvsadm(command);
    }

    fn list(&self) -> Vec<Dest> {
        let (_, service) = self.lvs.ipvs.services().next().unwrap();
        service.dests().iter().map(|&id| self.lvs.ipvs.dest(id).clone()).collect()
    }
}

fn name(server: usize) -> String {
    format!(".{}", server + 1)
}

/// The walk of the kernel over the list: `better(candidate, best)`.
fn walk(list: &[Dest], eligible: fn(&Dest) -> bool, better: fn(&Dest, &Dest) -> bool) -> Option<Endpoint> {
    let mut best: Option<&Dest> = None;
    for dest in list.iter().filter(|dest| eligible(dest)) {
        if best.is_none_or(|best| better(dest, best)) {
            best = Some(dest);
        }
    }
    best.map(Dest::address)
}

fn usable(dest: &Dest) -> bool {
    dest.weight() > 0 && !dest.overloaded()
}

fn cost(dest: &Dest) -> u128 {
    256 * u128::from(dest.active_conns()) + u128::from(dest.inact_conns())
}

fn delay(dest: &Dest) -> u128 {
    u128::from(dest.active_conns()) + 1
}

fn weight(dest: &Dest) -> u128 {
    u128::from(dest.weight())
}

/// What each scheduler without a state of its own must pick.
fn reference(scheduler: &str, list: &[Dest]) -> Option<Endpoint> {
    let shortest = |list| walk(list, usable, |dest, best| delay(best) * weight(dest) > delay(dest) * weight(best));
    match scheduler {
        "lc" => walk(list, usable, |dest, best| cost(dest) < cost(best)),
        "wlc" => walk(list, usable, |dest, best| cost(best) * weight(dest) > cost(dest) * weight(best)),
        "sed" => shortest(list),
        "nq" => {
            let idle = list.iter().find(|dest| usable(dest) && dest.active_conns() == 0);
            idle.map(Dest::address).or_else(|| shortest(list))
        }
        "fo" => walk(list, usable, |dest, best| dest.weight() > best.weight()),
        "ovf" => walk(
            list,
            |dest| usable(dest) && dest.active_conns() <= dest.weight(),
            |dest, best| dest.weight() > best.weight(),
        ),
        _ => panic!("{scheduler} has a state"),
    }
}

fn picks_are_the_walks(scheduler: &str, servers: usize, steps: &[Step]) -> Result<(), TestCaseError> {
    let mut farm = Farm::new(scheduler, servers);
    for &step in steps {
        if let Some((list, picked)) = farm.perform(step) {
            prop_assert_eq!(picked, reference(scheduler, &list), "{} of {} servers", scheduler, servers);
        }
    }
    Ok(())
}

/// Active and inactive entries of each server, counted anew from the connection table.
fn recount(lvs: &Session) -> BTreeMap<Endpoint, (u32, u32)> {
    let mut counts = BTreeMap::new();
    for row in lvs.ipvs.entries(lvs.now) {
        let (active, inactive): &mut (u32, u32) = counts.entry(row.server).or_default();
        match row.state {
            ConnState::Established | ConnState::SynSent | ConnState::SynRecv | ConnState::SynAck => *active += 1,
            _ => *inactive += 1,
        }
    }
    counts
}

const STATELESS: [&str; 6] = ["lc", "wlc", "sed", "nq", "fo", "ovf"];
/// All that never take an overloaded destination; lblc may.
const CAREFUL: [&str; 14] =
    ["rr", "wrr", "lc", "wlc", "lblcr", "dh", "sh", "mh", "sed", "nq", "fo", "ovf", "twos", "choices"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_small_pool_is_picked_from_as_by_the_kernels_walk(steps in steps(), scheduler in 0..STATELESS.len()) {
        picks_are_the_walks(STATELESS[scheduler], SMALL, &steps)?;
    }

    #[test]
    fn a_large_pool_is_picked_from_as_by_the_kernels_walk(steps in steps(), scheduler in 0..STATELESS.len()) {
        picks_are_the_walks(STATELESS[scheduler], LARGE, &steps)?;
    }

    #[test]
    fn a_pool_that_grows_and_shrinks_is_picked_from_as_by_the_kernels_walk(steps in steps()) {
        // Around a size from which the tournament has one more round.
        picks_are_the_walks("wlc", 17, &steps)?;
    }

    #[test]
    fn who_is_quiesced_or_overloaded_gets_nothing(steps in steps(), scheduler in 0..CAREFUL.len()) {
        let mut farm = Farm::new(CAREFUL[scheduler], SMALL);
        for step in steps {
            if let Some((list, Some(picked))) = farm.perform(step) {
                let dest = list.iter().find(|dest| dest.address() == picked).expect("only listed ones are picked");
                prop_assert!(usable(dest), "{} picked {:?}", CAREFUL[scheduler], dest);
            }
        }
    }

    #[test]
    fn lblc_never_picks_who_is_quiesced(steps in steps()) {
        let mut farm = Farm::new("lblc", SMALL);
        for step in steps {
            if let Some((list, Some(picked))) = farm.perform(step) {
                prop_assert!(list.iter().any(|dest| dest.address() == picked && dest.weight() > 0));
            }
        }
    }

    #[test]
    fn somebody_is_picked_as_long_as_anybody_can_be(steps in steps()) {
        for scheduler in ["rr", "wrr", "lblc", "lblcr", "twos", "choices"] {
            let mut farm = Farm::new(scheduler, SMALL);
            for &step in &steps {
                if let Some((list, picked)) = farm.perform(step) {
                    prop_assert!(picked.is_some() || !list.iter().any(usable), "{} refused", scheduler);
                }
            }
        }
    }

    #[test]
    fn the_counters_are_the_connection_table_recounted(steps in steps()) {
        let mut farm = Farm::new("wrr", SMALL);
        for step in steps {
            farm.perform(step);
            let recounted = recount(&farm.lvs);
            for dest in farm.lvs.ipvs.dests() {
                let expected = recounted.get(&dest.address()).copied().unwrap_or_default();
                prop_assert_eq!((dest.active_conns(), dest.inact_conns()), expected);
            }
        }
    }

    #[test]
    fn wrr_shares_each_round_by_weight(weights in prop::collection::vec(0..20_u32, 1..8)) {
        let total: u32 = weights.iter().sum();
        prop_assume!(total > 0);
        let servers: Vec<_> = weights.iter().enumerate().map(|(i, weight)| format!(".{} -w {weight}", i + 1)).collect();
        let mut lvs = Session::new("wrr", &servers.iter().map(String::as_str).collect::<Vec<_>>());
        // A round is complete after as many picks as the weights sum up to, wherever it begins.
        for _ in 0..3 * total {
            lvs.open();
        }
        for (i, weight) in weights.iter().enumerate() {
            prop_assert_eq!(lvs.counters(&name(i)).0, 3 * weight);
        }
    }
}
