//! Performing a recording's operations on the model.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::compare::{self, Difference};
use super::fields::{At, HeaderFields, Network, set_sysctl};
use super::operation::{EntryRow, Operation, PacketFields, ReplyFields, ServerRow, ServiceFields, parse};
use super::specs::{allowed, dest_spec, service_spec};
use crate::conform::recording::Header;
use crate::conform::{Mismatch, Outcome, Replay};
use crate::ipvs::{
    ConnRow, Dest, DestId, Endpoint, Ipvs, ListOrder, Packet, PacketKind, Protocol, ServiceAddress, ServiceId, Sysctl,
    Verdict,
};
use crate::time::{SimDuration, SimTime};

/// A director that is driven by a recording.
pub(crate) struct IpvsReplay {
    director: Ipvs,
    sysctl: Sysctl,
    now: SimTime,
    /// The recording's names of its services; a deleted one keeps its id until the name is used again.
    services: BTreeMap<String, ServiceId>,
    /// Which packets carry which firewall mark; of several rules the last counts.
    marks: Vec<MarkRule>,
    /// The destinations before the present operation, for the report of a mismatch.
    before: Vec<Dest>,
}

/// A rule of the packet filter: these packets carry this mark.
struct MarkRule {
    mark: NonZeroU32,
    protocol: Protocol,
    network: Network,
}

impl MarkRule {
    fn marks(&self, protocol: Protocol, to: Endpoint) -> bool {
        self.protocol == protocol && self.network.contains(to.addr)
    }
}

impl IpvsReplay {
    pub(crate) fn new(header: &Header) -> Result<Self, String> {
        let fields: HeaderFields = header.fields()?;
        let mut sysctl = Sysctl::default();
        for (name, value) in &fields.sysctl {
            set_sysctl(&mut sysctl, name, *value)?;
        }
        // What the kernel draws at random cannot be recorded, so the seed does not matter.
        let rng = Xoshiro256PlusPlus::seed_from_u64(0);
        Ok(Self {
            director: Ipvs::new(sysctl, fields.timeouts.into(), rng),
            sysctl,
            now: SimTime::ZERO,
            services: BTreeMap::new(),
            marks: Vec::new(),
            before: Vec::new(),
        })
    }
}

impl Replay for IpvsReplay {
    fn line(&mut self, number: usize, text: &str, outcome: &mut Outcome) -> Result<(), String> {
        let (at, operation) = parse(text)?;
        if at < self.now {
            return Err(format!("time goes back from {} to {at}", self.now));
        }
        self.now = at;
        self.director.advance(at);
        self.before.clear();
        self.before.extend_from_slice(self.director.dests());
        let mut facts = Facts::default();
        self.perform(operation, &mut facts)?;
        outcome.facts += facts.count;
        outcome.matched += facts.count - facts.differing.len() as u64;
        for (operation, Difference { expected, got }) in facts.differing {
            outcome.mismatches.push(Mismatch { line: number, operation, expected, got, state: self.state() });
        }
        Ok(())
    }
}

/// The facts of one operation.
#[derive(Default)]
struct Facts {
    count: u64,
    differing: Vec<(String, Difference)>,
}

impl Facts {
    fn compare(&mut self, difference: Option<Difference>, operation: impl FnOnce() -> String) {
        self.count += 1;
        if let Some(difference) = difference {
            self.differing.push((operation(), difference));
        }
    }
}

impl IpvsReplay {
    fn perform(&mut self, operation: Operation, facts: &mut Facts) -> Result<(), String> {
        match operation {
            Operation::AddService(fields) => self.add_service(fields),
            Operation::EditService(fields) => {
                let spec = service_spec(&fields)?;
                allowed(self.director.edit_service(spec, self.now)).map(drop)
            }
            Operation::DeleteService { service } => {
                let service = self.service(&service)?;
                allowed(self.director.delete_service(service, self.now)).map(drop)
            }
            Operation::AddServer(fields) => {
                let service = self.service(&fields.service)?;
                allowed(self.director.add_dest(service, dest_spec(&fields), self.now)).map(drop)
            }
            Operation::EditServer(fields) => {
                let service = self.service(&fields.service)?;
                allowed(self.director.edit_dest(service, dest_spec(&fields), self.now)).map(drop)
            }
            Operation::DeleteServer { service, server } => {
                let dest = self.director.find_dest(self.service(&service)?, server.0);
                dest.map_or(Ok(()), |dest| allowed(self.director.delete_dest(dest, self.now)).map(drop))
            }
            Operation::Sysctl { name, value } => {
                set_sysctl(&mut self.sysctl, &name, value)?;
                self.director.set_sysctl(self.sysctl, self.now);
                Ok(())
            }
            Operation::Timeouts(timeouts) => {
                self.director.set_timeouts(timeouts.into());
                Ok(())
            }
            // Its time has come already; what follows carries its own.
            Operation::Wait { seconds } if seconds >= 0.0 => Ok(()),
            Operation::Wait { .. } => Err("cannot wait for a negative time".to_owned()),
            Operation::Packet(fields) => {
                self.packet(&fields, facts);
                Ok(())
            }
            Operation::Reply(fields) => {
                self.reply(&fields, facts);
                Ok(())
            }
            Operation::List { service, servers } => self.list(&service, &servers, facts),
            Operation::Conns { entries: None, states: None } | Operation::Show { sorted: None, unsorted: None } => {
                Err("nothing to compare in this operation".to_owned())
            }
            Operation::Conns { entries, states } => {
                self.conns(entries, states, facts);
                Ok(())
            }
            Operation::Show { sorted, unsorted } => {
                self.show(sorted, unsorted, facts);
                Ok(())
            }
        }
    }

    fn add_service(&mut self, fields: ServiceFields) -> Result<(), String> {
        let spec = service_spec(&fields)?;
        if let (ServiceAddress::Fwmark(mark), Some(network)) = (spec.address, fields.destinations) {
            self.marks.push(MarkRule { mark, protocol: fields.protocol.into(), network });
        }
        if let Some(id) = allowed(self.director.add_service(spec, self.now))? {
            self.services.insert(fields.service, id);
        }
        Ok(())
    }

    fn service(&self, name: &str) -> Result<ServiceId, String> {
        self.services.get(name).copied().ok_or_else(|| format!("there is no service \"{name}\" in this recording"))
    }

    fn packet(&mut self, fields: &PacketFields, facts: &mut Facts) {
        let (kind, to) = (PacketKind::from(fields.kind), fields.to.0);
        let marking = self.marks.iter().rfind(|rule| rule.marks(kind.protocol(), to));
        let packet = Packet { kind, client: fields.client.0, to, fwmark: marking.map_or(0, |rule| rule.mark.get()) };
        let got = match self.director.packet(&packet, self.now) {
            Verdict::Forward(dest) => Some(self.director.dest(dest).address()),
            Verdict::Refuse | Verdict::Drop | Verdict::Local => None,
        };
        let expected = fields.server.map(|At(server)| server);
        // A destination is recorded with the port it was configured with or with the one that its packet had.
        let sent_to = got.map(|server| self.director.sent_to(&packet).unwrap_or_else(|| to_own_port(server, to)));
        let same = expected == got || expected == sent_to;
        let difference = (!same).then(|| Difference { expected: forwarded(expected), got: forwarded(sent_to) });
        facts.compare(difference, || fields.to_string());
    }

    fn reply(&mut self, fields: &ReplyFields, facts: &mut Facts) {
        let (server, client) = (fields.server.0, fields.client.0);
        let got = self.director.reply(fields.kind.into(), server, client, self.now).unwrap_or(server);
        facts.compare(compare::values(&fields.seen_from.0, &got), || fields.to_string());
    }

    fn list(&self, name: &str, expected: &[ServerRow], facts: &mut Facts) -> Result<(), String> {
        let service = self.director.service(self.service(name)?);
        let service = service.ok_or_else(|| format!("service \"{name}\" has been deleted"))?;
        let row = |id: &DestId| {
            let dest = self.director.dest(*id);
            ServerRow {
                server: At(dest.address()),
                weight: dest.weight(),
                active: dest.active_conns(),
                inactive: dest.inact_conns(),
                persistent: Some(dest.persistent_conns()),
            }
        };
        let got: Vec<_> = service.dests().iter().map(row).collect();
        facts.compare(compare::listings(expected, &got), || format!("list {name}"));
        Ok(())
    }

    fn conns(&self, entries: Option<Vec<EntryRow>>, states: Option<BTreeMap<String, u64>>, facts: &mut Facts) {
        let got: Vec<_> = self.director.entries(self.now).map(|row| entry_row(&row)).collect();
        if let Some(expected) = states {
            let mut counts = BTreeMap::new();
            for row in &got {
                *counts.entry(row.state.clone()).or_insert(0) += 1;
            }
            facts.compare(compare::counts(&expected, &counts), || "conns, number of entries by state".to_owned());
        }
        if let Some(expected) = entries {
            facts.compare(compare::tables(expected, got), || "conns, entries that differ".to_owned());
        }
    }

    fn show(&self, sorted: Option<String>, unsorted: Option<String>, facts: &mut Facts) {
        if let Some(expected) = sorted {
            let got = self.director.listing(ListOrder::Sorted);
            facts.compare(compare::texts(&expected, &got, false), || "show, as ipvsadm -ln".to_owned());
        }
        if let Some(expected) = unsorted {
            let got = self.director.listing(ListOrder::Kernel);
            facts.compare(compare::texts(&expected, &got, true), || "show, as ipvsadm -ln --nosort".to_owned());
        }
    }

    /// The destinations and their counters before the present operation, those of a service in list order.
    fn state(&self) -> String {
        let mut dests: Vec<&Dest> = self.before.iter().collect();
        dests.sort_by_key(|dest| (dest.service(), !dest.available(), dest.position()));
        let lines = dests.into_iter().map(|dest| {
            let (weight, active, inactive) = (dest.weight(), dest.active_conns(), dest.inact_conns());
            let templates = dest.persistent_conns();
            let overloaded = if dest.overloaded() { " overloaded" } else { "" };
            let deleted = if dest.available() { "" } else { " deleted" };
            format!(
                "{} weight {weight} ActiveConn {active} InActConn {inactive} templates {templates}{overloaded}{deleted}\n",
                dest.address()
            )
        });
        let lines: String = lines.collect();
        if lines.is_empty() { "no destinations".to_owned() } else { lines }
    }
}

/// Where a packet to `to` goes on a destination that may have no port of its own.
fn to_own_port(dest: Endpoint, to: Endpoint) -> Endpoint {
    if dest.port == 0 { Endpoint { port: to.port, ..dest } } else { dest }
}

fn forwarded(server: Option<Endpoint>) -> String {
    server.map_or_else(|| "not forwarded".to_owned(), |server| server.to_string())
}

fn entry_row(row: &ConnRow) -> EntryRow {
    EntryRow {
        protocol: row.protocol.map_or_else(|| "ip".to_owned(), |protocol| protocol.to_string().to_lowercase()),
        client: At(row.client),
        to: At(row.to),
        server: At(row.server),
        state: row.state.name().to_owned(),
        expires: row.expires_in.as_nanos() / SimDuration::from_secs(1).as_nanos(),
    }
}
