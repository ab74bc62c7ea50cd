//! A director's kernel: IPVS, and which real server stands behind each of its destinations.

use crate::cluster::request::NONE;
use crate::cluster::spec::{DirectorSpec, OperationAction};
use crate::ipvs::{
    ConnHint, DestId, DestSpec, Endpoint, ForwardingMethod, Ipvs, IpvsError, ListOrder, Packet, PacketKind,
    ServiceAddress, ServiceId, ServiceSpec, SyncedConn, Verdict,
};
use crate::time::SimTime;
use rand_xoshiro::Xoshiro256PlusPlus;

/// What the kernel of a director knows. It is all gone when the machine loses power.
pub struct Kernel {
    ipvs: Ipvs,
    /// What ipvsadm has added, in the order of the description.
    services: Vec<ServiceId>,
    /// By destination: the index of its real server.
    server_of: Vec<u32>,
    /// By real server: its destinations, deleted ones included, for their entries still count.
    dests_of: Vec<Vec<DestId>>,
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
    /// Nowhere: there is no machine that takes it.
    Lost,
}

impl Kernel {
    /// A kernel that has just booted, with what ipvsadm adds then.
    ///
    /// # Panics
    /// If `spec` was not checked: two services at one address, a server twice in one service.
    pub fn new(spec: &DirectorSpec, servers: usize, rng: Xoshiro256PlusPlus, now: SimTime) -> Self {
        let mut kernel = Self {
            ipvs: Ipvs::new(spec.sysctl, spec.timeouts, rng),
            services: Vec::new(),
            server_of: Vec::new(),
            dests_of: vec![Vec::new(); servers],
        };
        for service in &spec.services {
            let id = kernel.ipvs.add_service(service.service, now).expect("no two services are the same");
            kernel.services.push(id);
            for &(server, dest) in &service.dests {
                let index = kernel.services.len() - 1;
                assert!(kernel.operate(index, server, OperationAction::Add(dest), now), "listed once");
            }
        }
        kernel
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

    /// The weight that a server has in the list of a service; `None` if it is not in it.
    pub fn listed_weight(&self, service: ServiceAddress, server: usize) -> Option<u32> {
        let service = self.ipvs.find_service(service)?;
        let dests = self.dests_of[server].iter().map(|&id| self.ipvs.dest(id));
        let mut listed = dests.filter(|dest| dest.available() && dest.service() == service);
        listed.next().map(|dest| dest.weight())
    }

    /// The lists that a server is in, each with its weight there.
    pub fn weights(&self, server: usize) -> Vec<(ServiceAddress, u32)> {
        let dests = self.dests_of[server].iter().map(|&id| self.ipvs.dest(id)).filter(|dest| dest.available());
        let listed = dests.filter_map(|dest| Some((self.ipvs.service(dest.service())?.spec().address, dest.weight())));
        listed.collect()
    }

    /// `ipvsadm -e -w`: another weight. Returns whether the server is in the list of the service.
    pub fn set_weight(&mut self, service: ServiceAddress, server: usize, weight: u32, now: SimTime) -> bool {
        let Some(id) = self.ipvs.find_service(service) else { return false };
        let dests = self.dests_of[server].iter().map(|&id| self.ipvs.dest(id));
        let Some(dest) = dests.into_iter().find(|dest| dest.available() && dest.service() == id) else { return false };
        let spec = DestSpec {
            address: dest.address(),
            weight,
            forwarding: dest.forwarding(),
            u_threshold: dest.u_threshold(),
            l_threshold: dest.l_threshold(),
        };
        self.ipvs.edit_dest(id, spec, now).is_ok()
    }

    /// The address of a destination.
    pub fn dest_address(&self, dest: DestId) -> Endpoint {
        self.ipvs.dest(dest).address()
    }

    /// How packets get to a destination.
    pub fn forwarding(&self, dest: DestId) -> ForwardingMethod {
        self.ipvs.dest(dest).forwarding()
    }

    /// Takes a packet that the real server at `server` sends back to a client (NAT). Returns whether it belongs to a
    /// connection, so that it goes on with the virtual address as its source. A server that was reached on the port that
    /// the client asked for answers from that one, `port`.
    pub fn reply(&mut self, kind: PacketKind, (server, port): (Endpoint, u16), client: Endpoint, now: SimTime) -> bool {
        let same_port = Endpoint { port, ..server };
        self.ipvs.reply(kind, server, client, now).is_some()
            || (same_port != server && self.ipvs.reply(kind, same_port, client, now).is_some())
    }

    /// Takes in what another director tells of a connection.
    pub fn take_synced(&mut self, conn: &SyncedConn, now: SimTime) {
        self.ipvs.take_synced(conn, now);
    }

    /// Changes the list of a service. Returns whether ipvsadm would have accepted it: not an addition of what is listed
    /// already, nor a change of what is not.
    pub fn operate(&mut self, service: usize, server: usize, action: OperationAction, now: SimTime) -> bool {
        let id = self.services[service];
        match action {
            OperationAction::Add(dest) => self.add_dest(id, server, dest, now).is_ok(),
            OperationAction::Edit(dest) => self.ipvs.edit_dest(id, dest, now).is_ok(),
            OperationAction::Delete(address) => self.delete_dest(id, address, now).is_ok(),
        }
    }

    /// `ipvsadm -A`; the service that is there if it is there already.
    pub fn add_service(&mut self, spec: ServiceSpec, now: SimTime) -> ServiceId {
        match self.ipvs.find_service(spec.address) {
            Some(id) => id,
            None => self.ipvs.add_service(spec, now).expect("only a service that is there cannot be added"),
        }
    }

    /// `ipvsadm -D`.
    pub fn delete_service(&mut self, address: ServiceAddress, now: SimTime) {
        if let Some(id) = self.ipvs.find_service(address) {
            self.ipvs.delete_service(id, now).expect("it was just found");
        }
    }

    /// `ipvsadm -a`, or `-e` if the destination is in the list already.
    pub fn put_dest(&mut self, service: ServiceAddress, server: usize, spec: DestSpec, now: SimTime) {
        let Some(id) = self.ipvs.find_service(service) else { return };
        if self.add_dest(id, server, spec, now).is_err() {
            self.ipvs.edit_dest(id, spec, now).expect("what cannot be added is there");
        }
    }

    /// `ipvsadm -d`.
    pub fn remove_dest(&mut self, service: ServiceAddress, address: Endpoint, now: SimTime) {
        if let Some(id) = self.ipvs.find_service(service) {
            let _not_listed = self.delete_dest(id, address, now);
        }
    }

    fn delete_dest(&mut self, service: ServiceId, address: Endpoint, now: SimTime) -> Result<(), IpvsError> {
        match self.ipvs.find_dest(service, address) {
            Some(dest) => self.ipvs.delete_dest(dest, now),
            None => Err(IpvsError::NoSuchDest(address)),
        }
    }

    fn add_dest(
        &mut self,
        service: ServiceId,
        server: usize,
        spec: DestSpec,
        now: SimTime,
    ) -> Result<DestId, IpvsError> {
        let dest = self.ipvs.add_dest(service, spec, now)?;
        if self.server_of.len() <= dest.index() {
            self.server_of.resize(dest.index() + 1, NONE);
        }
        self.server_of[dest.index()] = server as u32;
        if !self.dests_of[server].contains(&dest) {
            self.dests_of[server].push(dest);
        }
        Ok(dest)
    }

    /// The weight that a server has now, over all services that list it.
    pub fn weight(&self, server: usize) -> u32 {
        self.dests_of[server].iter().map(|&id| self.ipvs.dest(id)).filter(|d| d.available()).map(|d| d.weight()).sum()
    }

    /// Lets entries expire whose time-out is over.
    pub fn advance(&mut self, now: SimTime) {
        self.ipvs.advance(now);
    }

    /// ActiveConn and InActConn of a server, over all services, as of the last packet or [`Kernel::advance`].
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
