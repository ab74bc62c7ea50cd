//! A packet of a connection that may be known.

use super::connection::{Key, NIL};
use super::dest::DestId;
use super::tcp::{ConnState, View, next_state};
use super::{Endpoint, Ipvs, Packet, PacketKind, Protocol, Verdict};
use crate::time::SimTime;

/// Where the entry of a connection was found last; by default, nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnHint(pub(super) u32);

impl Default for ConnHint {
    fn default() -> Self {
        Self(NIL)
    }
}

impl Ipvs {
    /// A packet from a client to a virtual address. Timers due at or before `now` end first.
    pub fn packet(&mut self, packet: &Packet, now: SimTime) -> Verdict {
        self.look_up(packet, &mut ConnHint::default(), now)
    }

    /// The same for a caller that keeps a hint for each connection: where its entry was found last. A hint saves the
    /// lookup and never changes the verdict, whatever it says.
    #[inline(always)]
    pub fn packet_with_hint(&mut self, packet: &Packet, hint: &mut ConnHint, now: SimTime) -> Verdict {
        if !packet.kind.is_syn() && !self.twins {
            self.advance(now);
            let key = Key::connection(packet.protocol(), packet.client, packet.to);
            if let Some(entry) = self.table.recall(hint.0, &key)
                // A newer entry with this key may stand before one that is about to end.
                && !entry.is_armed_in(self.state_timers.tick())
            {
                let (dest, view) = (entry.dest(), entry.client_view());
                if self.dests[dest.index()].available {
                    self.track(hint.0, packet.kind, view, now);
                    return Verdict::Forward(dest);
                }
            }
        }
        self.look_up(packet, hint, now)
    }

    #[inline(never)]
    fn look_up(&mut self, packet: &Packet, hint: &mut ConnHint, now: SimTime) -> Verdict {
        let key = Key::connection(packet.protocol(), packet.client, packet.to);
        // The timers' own cache miss comes next.
        let place = self.table.touch(&key);
        self.advance(now);
        if let Some(index) = self.table.find_at(place, |entry| entry.has_key(&key)) {
            hint.0 = index;
            if let Some(verdict) = self.go_on(index, packet.kind, now) {
                return verdict;
            }
        }
        self.schedule(packet, (&key, place), hint, now)
    }

    /// A packet of the entry at `index`; `None` if that ends and the packet is to be scheduled.
    #[inline(never)]
    fn go_on(&mut self, index: u32, kind: PacketKind, now: SimTime) -> Option<Verdict> {
        let entry = self.table.get(index);
        let (dest, view) = (entry.dest(), entry.client_view());
        let available = self.dests[dest.index()].available;
        if (kind.is_syn() && self.starts_anew(index)) || (!available && self.sysctl.expire_nodest_conn) {
            self.expire_soon(index, now);
            return None;
        }
        if !available {
            return Some(Verdict::Drop);
        }
        self.track(index, kind, view, now);
        Some(Verdict::Forward(dest))
    }

    /// A packet from a server to a client that passes the director: `server` is its source. Returns the source with
    /// which it goes on, the virtual address; `None` if it belongs to no connection and is routed as it is.
    ///
    /// Under DR and TUN replies pass only by a detour, already with the virtual address as their source. Such a
    /// connection is then seen from both sides for good.
    pub fn reply(&mut self, kind: PacketKind, server: Endpoint, client: Endpoint, now: SimTime) -> Option<Endpoint> {
        self.advance(now);
        let key = Key::connection(kind.protocol(), client, server);
        let dests = &self.dests;
        let index = self.table.find_at(self.table.touch(&key), |entry| {
            let source = match entry.is_masq() {
                true if entry.keeps_port() => {
                    Endpoint { port: entry.to().port, ..dests[entry.dest().index()].address() }
                }
                true => dests[entry.dest().index()].address(),
                false => entry.to(),
            };
            source == server && entry.has_key(&Key::connection(kind.protocol(), client, entry.to()))
        })?;
        let entry = self.table.get_mut(index);
        // One about to end lives on, perhaps beside a newer one.
        self.twins |= entry.is_armed_in(self.state_timers.tick());
        entry.saw_output();
        let (dest, virtual_address) = (entry.dest(), entry.to());
        self.track(index, kind, View::Server, now);
        self.notify_replied(dest, kind, now);
        Some(virtual_address)
    }

    /// Moves a connection to its next state and restarts its timer.
    #[inline(always)]
    fn track(&mut self, index: u32, kind: PacketKind, view: View, now: SimTime) {
        let entry = self.table.get_mut(index);
        let state = match kind {
            PacketKind::Datagram => ConnState::Udp,
            _ => next_state(entry.state, kind, view, self.sysctl.secure()),
        };
        let changed = entry.state != state;
        let assured = match state {
            ConnState::Udp => view == View::Server,
            ConnState::Established => changed,
            _ => false,
        };
        if changed {
            let dest = entry.dest();
            if let Some(counter) = entry.enter(state) {
                self.dests[dest.index()].shift(counter, now);
                self.notify_counters(dest);
            }
        }
        if assured {
            self.table.assure_template(index);
        }
        self.table.rearm(index, self.state_timers.of(state), now);
    }

    /// Whether a SYN on this entry opens a new connection instead of going on with the old one.
    fn starts_anew(&self, index: u32) -> bool {
        let entry = self.table.get(index);
        if self.sysctl.expire_nodest_conn && self.dests[entry.dest().index()].weight() == 0 {
            return true;
        }
        if self.sysctl.conn_reuse_mode == 0 || entry.link != NIL {
            return false;
        }
        match entry.state {
            ConnState::TimeWait | ConnState::Close => true,
            ConnState::FinWait => self.sysctl.conn_reuse_mode & 2 != 0 && entry.no_output(),
            _ => false,
        }
    }

    /// Tells the scheduler that a destination's counters or overload have changed, if it wants to know.
    #[inline]
    pub(super) fn notify_counters(&mut self, id: DestId) {
        let dest = &self.dests[id.index()];
        if dest.watched {
            let service = self.services[dest.service.index()].as_mut().expect("a watched destination is listed");
            service.scheduler.counters_changed(dest.position as usize);
        }
    }

    fn notify_replied(&mut self, id: DestId, kind: PacketKind, now: SimTime) {
        let dest = &self.dests[id.index()];
        if !dest.available {
            return;
        }
        let service = self.services[dest.service.index()].as_mut().expect("an available destination is listed");
        if service.spec.scheduler.needs_replies {
            service.scheduler.replied(dest.position as usize, kind, now);
        }
    }

    /// The protocol's first state of a connection that `kind` opens.
    pub(super) fn opening_state(&self, kind: PacketKind, masq: bool) -> ConnState {
        match kind.protocol() {
            Protocol::Udp => ConnState::Udp,
            Protocol::Tcp => {
                let view = if masq { View::Client } else { View::ClientOnly };
                next_state(ConnState::None, kind, view, self.sysctl.secure())
            }
        }
    }
}
