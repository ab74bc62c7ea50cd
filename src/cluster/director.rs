//! The director: the kernel's IPVS, and which real server stands behind each of its destinations.

use crate::cluster::request::NONE;
use crate::cluster::spec::{DirectorSpec, OperationAction};
use crate::ipvs::{ConnHint, DestId, DestSpec, Ipvs, ListOrder, Packet, ServiceId, Verdict};
use crate::stats::Level;
use crate::time::SimTime;
use rand_xoshiro::Xoshiro256PlusPlus;

/// The machine that owns the virtual addresses.
pub struct Director {
    ipvs: Ipvs,
    services: Vec<ServiceId>,
    /// By destination: the index of its real server.
    server_of: Vec<u32>,
    /// By real server: its destinations, deleted ones included, for their entries still count.
    dests_of: Vec<Vec<DestId>>,
    /// By real server: its weight over time, 0 while it is not listed.
    weights: Vec<Level>,
}

/// Where a packet goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// To the real server with this index.
    Server(u32),
    /// Nowhere; the client gets an ICMP "port unreachable".
    Unreachable,
    /// Nowhere, silently.
    Dropped,
    /// To the director's own stack, on which nothing listens: the client gets an RST.
    Local,
}

impl Director {
    /// A director with the services of `spec`.
    ///
    /// # Panics
    /// If `spec` was not checked: two services at one address, a server twice in one service.
    pub fn new(spec: &DirectorSpec, servers: usize, rng: Xoshiro256PlusPlus) -> Self {
        let mut director = Self {
            ipvs: Ipvs::new(spec.sysctl, spec.timeouts, rng),
            services: Vec::new(),
            server_of: Vec::new(),
            dests_of: vec![Vec::new(); servers],
            weights: vec![Level::default(); servers],
        };
        for service in &spec.services {
            let id = director.ipvs.add_service(service.service, SimTime::ZERO).expect("no two services are the same");
            director.services.push(id);
            for &(server, dest) in &service.dests {
                let index = director.services.len() - 1;
                assert!(director.operate(index, server, OperationAction::Add(dest), SimTime::ZERO), "listed once");
            }
        }
        director
    }

    /// Takes a packet from a client.
    #[inline(always)]
    pub fn packet(&mut self, packet: &Packet, hint: &mut ConnHint, now: SimTime) -> Verdict {
        self.ipvs.packet_with_hint(packet, hint, now)
    }

    /// Where a packet with this verdict goes.
    #[inline(always)]
    pub fn route(&self, verdict: Verdict) -> Route {
        match verdict {
            Verdict::Forward(dest) => Route::Server(self.server_of[dest.index()]),
            Verdict::Refuse => Route::Unreachable,
            Verdict::Drop => Route::Dropped,
            Verdict::Local => Route::Local,
        }
    }

    /// Changes the list of a service. Returns whether ipvsadm would have accepted it: not an addition of what is listed
    /// already, nor a change of what is not.
    pub fn operate(&mut self, service: usize, server: usize, action: OperationAction, now: SimTime) -> bool {
        let id = self.services[service];
        let result = match action {
            OperationAction::Add(dest) => self.add(id, server, dest, now),
            OperationAction::Edit(dest) => self.ipvs.edit_dest(id, dest, now).is_ok(),
            OperationAction::Delete(address) => {
                self.ipvs.find_dest(id, address).is_some_and(|dest| self.ipvs.delete_dest(dest, now).is_ok())
            }
        };
        let weight = self.weight(server);
        self.weights[server].set(weight, now);
        result
    }

    fn add(&mut self, service: ServiceId, server: usize, spec: DestSpec, now: SimTime) -> bool {
        let Ok(dest) = self.ipvs.add_dest(service, spec, now) else { return false };
        if self.server_of.len() <= dest.index() {
            self.server_of.resize(dest.index() + 1, NONE);
        }
        self.server_of[dest.index()] = server as u32;
        if !self.dests_of[server].contains(&dest) {
            self.dests_of[server].push(dest);
        }
        true
    }

    /// The weight that a server has now, over all services that list it.
    fn weight(&self, server: usize) -> u32 {
        self.dests_of[server].iter().map(|&id| self.ipvs.dest(id)).filter(|d| d.available()).map(|d| d.weight()).sum()
    }

    /// The weight of a server over time.
    pub fn weights(&self, server: usize) -> &Level {
        &self.weights[server]
    }

    /// Lets entries expire whose time-out is over.
    pub fn advance(&mut self, now: SimTime) {
        self.ipvs.advance(now);
    }

    /// ActiveConn and InActConn of a server, over all services, as of the last packet or [`Director::advance`].
    pub fn conns(&self, server: usize) -> (u32, u32) {
        self.dests_of[server].iter().fold((0, 0), |(active, inactive), &id| {
            let dest = self.ipvs.dest(id);
            (active + dest.active_conns(), inactive + dest.inact_conns())
        })
    }

    /// Integrals over time of ActiveConn and InActConn of a server, in nanoseconds.
    pub fn conn_times_ns(&self, server: usize, now: SimTime) -> (u128, u128) {
        self.dests_of[server].iter().fold((0, 0), |(active, inactive), &id| {
            let dest = self.ipvs.dest(id);
            (active + dest.active_conn_time_ns(now), inactive + dest.inact_conn_time_ns(now))
        })
    }

    /// What `ipvsadm -ln --nosort` shows: the lists in the order in which schedulers walk them.
    pub fn listing(&self) -> String {
        self.ipvs.listing(ListOrder::Kernel)
    }
}
