//! The workloads as one would write them on desque: boxed events, a queue a server, a scan for the least loaded. It has
//! the same generator and sampler as lvsim, no connection table, and stores each sojourn time.

use std::collections::VecDeque;

use desque::serial::{OkEvent, Simulation};
use desque::{SimState, SimTime};
use rand::{RngExt, SeedableRng};
use rand_distr::Exp1;
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::workloads::Workload;

#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
struct Seconds(f64);

impl Eq for Seconds {}

impl Ord for Seconds {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.partial_cmp(other).expect("times are numbers")
    }
}

impl SimTime for Seconds {}

struct Farm {
    scheduler: &'static str,
    arrival_mean_s: f64,
    /// Arrival time and service time of whoever is at each server; the first is in service.
    servers: Vec<VecDeque<(f64, f64)>>,
    next: usize,
    arrivals: Xoshiro256PlusPlus,
    services: Xoshiro256PlusPlus,
    picks: Xoshiro256PlusPlus,
    sojourns: Vec<f64>,
    requests: usize,
}

impl SimState<Seconds> for Farm {
    fn is_complete(&self, _: &Seconds) -> bool {
        self.sojourns.len() >= self.requests
    }
}

impl Farm {
    fn pick(&mut self) -> usize {
        let count = self.servers.len();
        match self.scheduler {
            "rr" => {
                self.next = (self.next + 1) % count;
                self.next
            }
            "lc" => (0..count).min_by_key(|&server| self.servers[server].len()).expect("a server"),
            _ => {
                let (a, b) = (self.picks.random_range(0..count), self.picks.random_range(0..count));
                if self.servers[b].len() < self.servers[a].len() { b } else { a }
            }
        }
    }
}

#[derive(Debug)]
struct Arrived;

impl OkEvent<Farm, Seconds> for Arrived {
    fn execute(&mut self, sim: &mut Simulation<Farm, Seconds>) {
        let now = sim.current_time().0;
        let farm = sim.state_mut();
        let gap: f64 = farm.arrivals.sample(Exp1);
        let service: f64 = farm.services.sample(Exp1);
        let next = now + gap * farm.arrival_mean_s;
        let server = farm.pick();
        farm.servers[server].push_back((now, service));
        let idle = farm.servers[server].len() == 1;
        sim.schedule(Arrived, Seconds(next)).expect("the future");
        if idle {
            sim.schedule(Served(server), Seconds(now + service)).expect("the future");
        }
    }
}

#[derive(Debug)]
struct Served(usize);

impl OkEvent<Farm, Seconds> for Served {
    fn execute(&mut self, sim: &mut Simulation<Farm, Seconds>) {
        let now = sim.current_time().0;
        let farm = sim.state_mut();
        let queue = &mut farm.servers[self.0];
        let (arrived, _) = queue.pop_front().expect("somebody in service");
        let next = queue.front().map(|&(_, service)| service);
        farm.sojourns.push(now - arrived);
        if let Some(service) = next {
            sim.schedule(Served(self.0), Seconds(now + service)).expect("the future");
        }
    }
}

/// The sojourn times of the first `requests` requests to finish, in seconds.
pub fn run(workload: Workload, requests: u64) -> Vec<f64> {
    let stream = Xoshiro256PlusPlus::seed_from_u64;
    let farm = Farm {
        scheduler: workload.scheduler,
        arrival_mean_s: 1.0 / (0.8 * f64::from(workload.servers)),
        servers: vec![VecDeque::new(); workload.servers as usize],
        next: 0,
        arrivals: stream(1),
        services: stream(2),
        picks: stream(3),
        sojourns: Vec::with_capacity(requests as usize),
        requests: requests as usize,
    };
    let mut sim = Simulation::new(farm, Seconds(0.0));
    sim.schedule(Arrived, Seconds(0.0)).expect("the start");
    sim.run().expect("no event fails");
    std::mem::take(&mut sim.state_mut().sojourns)
}
