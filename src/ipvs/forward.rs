//! A packet of a connection that may be known.

use super::connection::{Key, Moved, NIL};
use super::dest::{Dest, DestId};
use super::tcp::{ConnState, View, next_state};
use super::{Endpoint, Ipvs, Packet, PacketKind, Verdict, VirtualService};
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
        self.packet_with_hint(packet, &mut ConnHint::default(), now)
    }

    /// The same for a caller that keeps a hint for each connection: where its entry was found last. A hint saves the
    /// lookup and never changes the verdict, whatever it says.
    #[inline(always)]
    pub fn packet_with_hint(&mut self, packet: &Packet, hint: &mut ConnHint, now: SimTime) -> Verdict {
        let Packet { kind, client, to, fwmark } = *packet;
        if kind == PacketKind::Syn {
            return self.look_up_syn(client, to, fwmark, hint, now);
        }
        if self.hints_from <= now && !kind.is_syn() {
            self.advance(now);
            let key = Key::connection(kind.protocol(), client, to);
            if let Some(entry) = self.table.recall(hint.0, &key) {
                let moved = entry.go_on(kind, entry.client_view(), self.sysctl.secure());
                self.follow(hint.0, moved, now);
                return Verdict::Forward(moved.dest);
            }
        }
        self.look_up_other(kind, client, to, fwmark, hint, now)
    }

    /// The code for a SYN, without what can only happen to other packets.
    #[inline(never)]
    fn look_up_syn(
        &mut self,
        client: Endpoint,
        to: Endpoint,
        fwmark: u32,
        hint: &mut ConnHint,
        now: SimTime,
    ) -> Verdict {
        self.look_up(&Packet { kind: PacketKind::Syn, client, to, fwmark }, hint, now)
    }

    #[inline(never)]
    fn look_up_other(
        &mut self,
        kind: PacketKind,
        client: Endpoint,
        to: Endpoint,
        fwmark: u32,
        hint: &mut ConnHint,
        now: SimTime,
    ) -> Verdict {
        self.look_up(&Packet { kind, client, to, fwmark }, hint, now)
    }

    #[inline(always)]
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
        if entry.is_armed_in(self.state_timers.tick()) {
            // It lives on, perhaps beside a newer one.
            self.hints_from = SimTime::MAX;
            self.twins = true;
        }
        entry.saw_output();
        let (dest, virtual_address) = (entry.dest(), entry.to());
        self.track(index, kind, View::Server, now);
        self.notify_replied(dest, kind, now);
        Some(virtual_address)
    }

    /// Moves a connection to its next state and restarts its timer.
    #[inline(always)]
    pub(super) fn track(&mut self, index: u32, kind: PacketKind, view: View, now: SimTime) {
        let moved = self.table.get_mut(index).go_on(kind, view, self.sysctl.secure());
        self.follow(index, moved, now);
    }

    /// What else changes when an entry has moved to another state, or stayed in its state.
    #[inline(always)]
    fn follow(&mut self, index: u32, moved: Moved, now: SimTime) {
        if let Some(counter) = moved.counter {
            let dest = &mut self.dests[moved.dest.index()];
            dest.shift(counter, now);
            notify_counters(&mut self.services, dest);
        }
        if moved.assures != NIL {
            self.table.assure(moved.assures);
        }
        self.table.rearm(index, self.state_timers.of(moved.state), now);
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

    /// The first state of a connection that `kind` opens.
    #[inline(always)]
    pub(super) fn opening_state(&self, kind: PacketKind, masq: bool) -> ConnState {
        let view = if masq { View::Client } else { View::ClientOnly };
        next_state(ConnState::None, kind, view, self.sysctl.secure())
    }
}

/// Tells the scheduler that a destination's counters or overload have changed, if it wants to know.
#[inline(always)]
pub(super) fn notify_counters(services: &mut [Option<VirtualService>], dest: &Dest) {
    if dest.watched {
        let service = services[dest.service.index()].as_mut().expect("a watched destination is listed");
        service.scheduler.counters_changed(dest.position as usize, dest);
    }
}
