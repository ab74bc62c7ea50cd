//! A director driven as at a shell: configured in the words of ipvsadm(8), with clients that open and close.
//!
//! Servers are written by their last octet: `.1` is 10.1.0.1:80. The virtual address is 10.0.0.100:80.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::ipvs::scheduler::{SchedulerFlags, find};
use crate::ipvs::{
    Dest, DestSpec, Endpoint, ForwardingMethod, Ipvs, IpvsError, Packet, PacketKind, Persistence, Protocol,
    ServiceAddress, ServiceSpec, Sysctl, Timeouts, Verdict,
};
use crate::time::{SimDuration, SimTime};

pub(in crate::ipvs) const VIP: &str = "10.0.0.100:80";

pub(in crate::ipvs) struct Session {
    pub(in crate::ipvs) ipvs: Ipvs,
    pub(in crate::ipvs) now: SimTime,
    sysctl: Sysctl,
    next_client: u32,
}

impl Session {
    /// One TCP service at the virtual address, under this scheduler (with ipvsadm's options behind its name), and these
    /// servers in the order of `-a`: `".1 -w 3"`.
    pub(in crate::ipvs) fn new(scheduler: &str, servers: &[&str]) -> Self {
        let mut session = Self::bare();
        session.ipvsadm(&format!("-A -t {VIP} -s {scheduler}"));
        for server in servers {
            session.add(server);
        }
        session
    }

    /// Without a service.
    pub(in crate::ipvs) fn bare() -> Self {
        let rng = Xoshiro256PlusPlus::seed_from_u64(7);
        let ipvs = Ipvs::new(Sysctl::default(), Timeouts::default(), rng);
        Self { ipvs, now: SimTime::ZERO, sysctl: Sysctl::default(), next_client: 0xAC10_0000 }
    }

    pub(in crate::ipvs) fn add(&mut self, server: &str) {
        self.ipvsadm(&format!("-a -t {VIP} -r {server}"));
    }

    pub(in crate::ipvs) fn edit(&mut self, server: &str) {
        self.ipvsadm(&format!("-e -t {VIP} -r {server}"));
    }

    pub(in crate::ipvs) fn delete(&mut self, server: &str) {
        self.ipvsadm(&format!("-d -t {VIP} -r {server}"));
    }

    /// Runs an ipvsadm command that works.
    pub(in crate::ipvs) fn ipvsadm(&mut self, command: &str) {
        self.try_ipvsadm(command).unwrap_or_else(|error| panic!("ipvsadm {command}: {error}"));
    }

    pub(in crate::ipvs) fn try_ipvsadm(&mut self, command: &str) -> Result<(), IpvsError> {
        let options = Options::parse(command);
        let now = self.now;
        let address = options.service();
        let service = self.ipvs.find_service(address).ok_or(IpvsError::NoSuchService(address));
        match command.get(..2) {
            Some("-A") => self.ipvs.add_service(options.service_spec(), now).map(drop),
            Some("-E") => self.ipvs.edit_service(options.service_spec(), now).map(drop),
            Some("-D") => self.ipvs.delete_service(service?, now),
            Some("-a") => self.ipvs.add_dest(service?, options.dest_spec(), now).map(drop),
            Some("-e") => self.ipvs.edit_dest(service?, options.dest_spec(), now).map(drop),
            Some("-d") => {
                let server = options.dest_spec().address;
                let dest = self.ipvs.find_dest(service?, server).ok_or(IpvsError::NoSuchDest(server))?;
                self.ipvs.delete_dest(dest, now)
            }
            _ => panic!("not a command of this test's ipvsadm: {command}"),
        }
    }

    pub(in crate::ipvs) fn sysctl(&mut self, change: impl FnOnce(&mut Sysctl)) {
        change(&mut self.sysctl);
        self.ipvs.set_sysctl(self.sysctl, self.now);
    }

    /// Lets `seconds` go by.
    pub(in crate::ipvs) fn wait(&mut self, seconds: f64) {
        self.now += SimDuration::from_secs_f64(seconds);
        self.ipvs.advance(self.now);
    }

    /// A packet to the virtual address; where it went (`.1`), or `refuse`, `drop`, `local`.
    pub(in crate::ipvs) fn send(&mut self, kind: PacketKind, client: &str) -> String {
        self.send_to(kind, client, VIP, 0)
    }

    pub(in crate::ipvs) fn send_to(&mut self, kind: PacketKind, client: &str, to: &str, fwmark: u32) -> String {
        let packet = Packet { kind, client: client.parse().unwrap(), to: to.parse().unwrap(), fwmark };
        match self.ipvs.packet(&packet, self.now) {
            Verdict::Forward(id) => short(self.ipvs.dest(id)),
            Verdict::Refuse => "refuse".to_owned(),
            Verdict::Drop => "drop".to_owned(),
            Verdict::Local => "local".to_owned(),
        }
    }

    /// A client that has not been here before, on port 1024.
    pub(in crate::ipvs) fn new_client(&mut self) -> String {
        self.next_client += 1;
        Endpoint::new(self.next_client, 1024).to_string()
    }

    /// A new client opens a connection and keeps it; where it went.
    pub(in crate::ipvs) fn open(&mut self) -> String {
        let client = self.new_client();
        let server = self.send(PacketKind::Syn, &client);
        if server.starts_with('.') {
            self.send(PacketKind::Ack, &client);
        }
        server
    }

    /// Where the connections of `n` new clients go; all stay open.
    pub(in crate::ipvs) fn picks(&mut self, n: usize) -> String {
        (0..n).map(|_| self.open()).collect::<Vec<_>>().join(" ")
    }

    /// As [`picks`](Self::picks), but each client closes before the next one comes.
    pub(in crate::ipvs) fn short_picks(&mut self, n: usize) -> String {
        let one = |session: &mut Self| {
            let client = session.new_client();
            let server = session.send(PacketKind::Syn, &client);
            session.send(PacketKind::Fin, &client);
            server
        };
        (0..n).map(|_| one(self)).collect::<Vec<_>>().join(" ")
    }

    pub(in crate::ipvs) fn dest(&self, server: &str) -> &Dest {
        let address = server_address(server);
        self.ipvs.dests().iter().find(|dest| dest.address() == address).expect("the server was added once")
    }

    /// ActiveConn and InActConn of a server, deleted or not.
    pub(in crate::ipvs) fn counters(&self, server: &str) -> (u32, u32) {
        (self.dest(server).active_conns(), self.dest(server).inact_conns())
    }

    /// The connection table: client, state, seconds left.
    pub(in crate::ipvs) fn conns(&self) -> Vec<String> {
        let mut rows: Vec<_> = self.ipvs.entries(self.now).collect();
        rows.sort();
        let row = |row: &crate::ipvs::ConnRow| format!("{} {} {}", row.client, row.state, row.expires_in);
        rows.iter().map(row).collect()
    }
}

fn short(dest: &Dest) -> String {
    format!(".{}", dest.address().addr & 0xFF)
}

/// `.1` is 10.1.0.1:80, `.1:8080` has another port.
fn server_address(text: &str) -> Endpoint {
    let port = if text.contains(':') { "" } else { ":80" };
    format!("10.1.0{text}{port}").parse().unwrap()
}

/// What stands behind each option of a command; an option without a value has "".
struct Options<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Options<'a> {
    fn parse(command: &'a str) -> Self {
        let mut words = command.split_whitespace().peekable();
        let mut options = BTreeMap::new();
        while let Some(option) = words.next() {
            let value = words.next_if(|word| !word.starts_with('-')).unwrap_or("");
            assert!(options.insert(option, value).is_none(), "{option} twice");
        }
        Self(options)
    }

    fn number(&self, option: &str, default: u32) -> u32 {
        self.0.get(option).map_or(default, |value| value.parse().unwrap())
    }

    fn service(&self) -> ServiceAddress {
        let endpoint = |protocol, text: &str| ServiceAddress::Endpoint(protocol, text.parse().unwrap());
        let (tcp, udp) = (self.0.get("-t"), self.0.get("-u"));
        let tcp = tcp.map(|text| endpoint(Protocol::Tcp, text));
        let udp = udp.map(|text| endpoint(Protocol::Udp, text));
        tcp.or(udp).unwrap_or_else(|| ServiceAddress::Fwmark(NonZeroU32::new(self.number("-f", 0)).unwrap()))
    }

    fn service_spec(&self) -> ServiceSpec {
        let flags = self.0.get("-b").copied().unwrap_or("");
        let netmask = self.0.get("-M").map_or(u32::MAX, |mask| mask.parse::<std::net::Ipv4Addr>().unwrap().to_bits());
        let scheduler = self.0.get("-s").copied().unwrap_or("wlc");
        ServiceSpec {
            flags: SchedulerFlags {
                fallback: flags.contains("fallback"),
                port: flags.contains("port"),
                ..SchedulerFlags::default()
            },
            persistence: self.0.contains_key("-p").then(|| Persistence { timeout_s: self.number("-p", 360), netmask }),
            ops: self.0.contains_key("-o"),
            ..ServiceSpec::new(self.service(), find(scheduler).expect("a scheduler's name"))
        }
    }

    fn dest_spec(&self) -> DestSpec {
        let forwarding = match (self.0.contains_key("-m"), self.0.contains_key("-i")) {
            (true, _) => ForwardingMethod::Masq,
            (_, true) => ForwardingMethod::Tunnel,
            _ => ForwardingMethod::Route,
        };
        DestSpec {
            address: server_address(self.0["-r"]),
            weight: self.number("-w", 1),
            forwarding,
            u_threshold: self.number("-x", 0),
            l_threshold: self.number("-y", 0),
        }
    }
}
