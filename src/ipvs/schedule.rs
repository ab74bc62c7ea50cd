//! A new connection: its service, its destination, its entry.

use std::num::NonZeroU32;

use super::connection::{Entry, Key, NIL, Place};
use super::dest::{Counter, DestId};
use super::forward::{ConnHint, notify_counters};
use super::scheduler::{Context, Flow, Pool};
use super::service::{Persistence, ServiceAddress, ServiceId};
use super::tcp::ConnState;
use super::{Endpoint, ForwardingMethod, Ipvs, Packet, PacketKind, Protocol, Verdict};
use crate::time::{SimDuration, SimTime};

/// Active FTP data comes from this client port, and is never scheduled.
const FTP_DATA_PORT: u16 = 20;
/// An FTP service also gets the data connections, so its templates cover all ports.
const FTP_PORT: u16 = 21;
/// Passive FTP data goes to the ports from here on.
const FIRST_UNPRIVILEGED_PORT: u16 = 1024;

impl Ipvs {
    /// A packet that belongs to no entry: opens one at the place of its key if it may.
    #[inline(always)]
    pub(super) fn schedule(
        &mut self,
        packet: &Packet,
        (key, mut place): (&Key, Place),
        hint: &mut ConnHint,
        now: SimTime,
    ) -> Verdict {
        if !self.may_open(packet.kind) {
            return Verdict::Local;
        }
        let Some(id) = self.service_for(packet) else { return Verdict::Local };
        if packet.client.port == FTP_DATA_PORT {
            return Verdict::Local;
        }
        let spec = &self.services[id.index()].as_ref().expect("indexed services exist").spec;
        let (address, persistence, ops) = (spec.address, spec.persistence, spec.ops);
        let (dest, template) = match persistence {
            Some(persistence) => match self.stick(id, address, persistence, packet, now) {
                Some(template) => {
                    // The template may be a new one.
                    place = self.table.touch(key);
                    (self.table.get(template).dest(), template)
                }
                None => return Verdict::Refuse,
            },
            // Without a template nothing leads from one port to another; a firewall mark's service has none to differ from.
            None if address.is_off_port(packet.to) => {
                return if address.port() == FTP_PORT { Verdict::Local } else { Verdict::Refuse };
            }
            None => match self.pick(id, packet, now) {
                Some(dest) => (dest, NIL),
                None => return Verdict::Refuse,
            },
        };
        if ops && packet.protocol() == Protocol::Udp {
            self.pass_once(dest, now);
        } else {
            // Through a template only the service's own port is translated.
            let keeps_port =
                self.dests[dest.index()].address().port == 0 || (template != NIL && packet.to.port != address.port());
            hint.0 = self.open((key, place), packet.kind, dest, keeps_port, template, now);
        }
        if template != NIL {
            self.table.restart(template, now);
        }
        Verdict::Forward(dest)
    }

    fn may_open(&self, kind: PacketKind) -> bool {
        match kind {
            PacketKind::Datagram => true,
            PacketKind::Rst => false,
            _ => kind.is_syn() || self.sysctl.sloppy_tcp,
        }
    }

    /// The service a packet belongs to.
    #[inline(always)]
    pub(super) fn service_for(&mut self, packet: &Packet) -> Option<ServiceId> {
        match self.last_service {
            Some((protocol, address, id))
                if packet.fwmark == 0 && protocol == packet.protocol() && address == packet.to =>
            {
                Some(id)
            }
            _ => self.search_service(packet),
        }
    }

    /// The same: by its mark, by its address and port, the FTP service of its address if the port may be one of FTP
    /// data, or the catch-all service of its address.
    #[inline(never)]
    fn search_service(&mut self, packet: &Packet) -> Option<ServiceId> {
        let marked = NonZeroU32::new(packet.fwmark).and_then(|mark| self.find_service(ServiceAddress::Fwmark(mark)));
        if marked.is_some() {
            return marked;
        }
        if let Some(id) = self.find_service(ServiceAddress::Endpoint(packet.protocol(), packet.to)) {
            self.last_service = Some((packet.protocol(), packet.to, id));
            return Some(id);
        }
        let on_port =
            |port| self.find_service(ServiceAddress::Endpoint(packet.protocol(), Endpoint { port, ..packet.to }));
        let ftp_data = packet.to.port == FTP_DATA_PORT || packet.to.port >= FIRST_UNPRIVILEGED_PORT;
        let ftp = if ftp_data && packet.protocol() == Protocol::Tcp { on_port(FTP_PORT) } else { None };
        ftp.or_else(|| on_port(0))
    }

    #[inline(always)]
    fn pick(&mut self, id: ServiceId, packet: &Packet, now: SimTime) -> Option<DestId> {
        let service = self.services[id.index()].as_mut().expect("the caller has it");
        let flow = Flow { protocol: packet.protocol(), client: packet.client, to: packet.to };
        let mut ctx = Context { now, flags: service.spec.flags, sysctl: &self.sysctl, rng: &mut self.rng };
        let position = service.scheduler.pick(&flow, Pool::new(&service.list, &self.dests), &mut ctx)?;
        Some(service.list[position])
    }

    /// The template that decides for this client: the one there is, or a new one for the scheduler's pick.
    #[inline(never)]
    fn stick(
        &mut self,
        id: ServiceId,
        address: ServiceAddress,
        persistence: Persistence,
        packet: &Packet,
        now: SimTime,
    ) -> Option<u32> {
        let key = template_key(address, persistence, packet);
        if let Some(index) = self.table.find(&key) {
            let dest = &self.dests[self.table.get(index).dest().index()];
            if dest.available && !(self.sysctl.expire_quiescent_template && dest.weight() == 0) {
                return Some(index);
            }
            self.table.hide(index);
        }
        let dest = self.pick(id, packet, now)?;
        self.dests[dest.index()].bind_template();
        notify_counters(&mut self.services, &self.dests[dest.index()]);
        let class = self.table.timer_class(SimDuration::from_secs(persistence.timeout_s.into()));
        let place = self.table.touch(&key);
        Some(self.table.insert(Entry::template(&key, dest), place, class, now))
    }

    /// Creates a connection's entry in the state to which its first packet leads; where it is.
    #[inline(always)]
    pub(super) fn open(
        &mut self,
        (key, place): (&Key, Place),
        kind: PacketKind,
        id: DestId,
        keeps_port: bool,
        template: u32,
        now: SimTime,
    ) -> u32 {
        let dest = &mut self.dests[id.index()];
        let masq = dest.forwarding() == ForwardingMethod::Masq;
        let state = self.opening_state(kind, masq);
        let entry = Entry::connection(key, id, masq, keeps_port, state, template);
        let dest = &mut self.dests[id.index()];
        dest.bind(entry.counter(), now);
        notify_counters(&mut self.services, dest);
        if template != NIL {
            self.table.get_mut(template).link += 1;
            if state == ConnState::Established {
                self.table.assure(template);
            }
        }
        self.table.insert(entry, place, self.state_timers.of(state), now)
    }

    /// One-packet scheduling: the entry is gone as soon as its datagram is.
    fn pass_once(&mut self, id: DestId, now: SimTime) {
        let dest = &mut self.dests[id.index()];
        dest.bind(Counter::Inactive, now);
        dest.unbind(Counter::Inactive, now);
        notify_counters(&mut self.services, dest);
    }
}

fn template_key(address: ServiceAddress, persistence: Persistence, packet: &Packet) -> Key {
    let client = packet.client.addr & persistence.netmask;
    match address {
        ServiceAddress::Fwmark(mark) => Key::mark_template(client, mark.get()),
        ServiceAddress::Endpoint(protocol, service) => {
            let port = if service.port == FTP_PORT { 0 } else { service.port };
            Key::template(protocol, client, Endpoint { port, ..packet.to })
        }
    }
}
