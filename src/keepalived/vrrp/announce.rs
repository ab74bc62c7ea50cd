//! Gratuitous ARPs: a new master tells everybody on the link that the addresses are here now.
//!
//! A *burst* is some rounds over all addresses, frame behind frame. There is one when the instance becomes master, a
//! second one `garp_master_delay` later in case the first was lost, the same pair after an advert of lower priority
//! (somebody else believed to be master), and one with an advert every `garp_master_refresh`.
//!
//! `vrrp_garp_interval` keeps frames on one interface apart. A frame that may not be sent yet only marks its address;
//! the marked ones follow one by one. So the rounds of a burst collapse: n addresses make n + 1 frames, whatever the
//! number of rounds, if it is more than one.

use super::wording::Line;
use super::{InstanceId, Interface, InterfaceId, Vrrp, VrrpAction};
use crate::time::SimTime;
use std::net::Ipv4Addr;

/// An interface, and when a frame may pass.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) name: String,
    pub(super) address: Ipv4Addr,
    pub(super) up: bool,
    /// No gratuitous ARP before this moment.
    free_from: SimTime,
    /// When the next marked address has its turn.
    pub(super) waiting: Option<SimTime>,
}

impl Link {
    pub(super) fn new(interface: Interface) -> Self {
        let Interface { name, address, up } = interface;
        Self { name, address, up, free_from: SimTime::ZERO, waiting: None }
    }

    pub(super) fn forget(&mut self) {
        self.waiting = None;
    }
}

/// What an instance has still to announce.
#[derive(Clone, Debug)]
pub(super) struct Announcements {
    /// Bursts that were put off: when, and how many rounds.
    delayed: Vec<(SimTime, u32)>,
    /// The first moment at which an advert brings a refresh with it.
    refresh_at: SimTime,
    /// Which addresses wait for their turn on the interface.
    marked: Vec<bool>,
}

impl Announcements {
    pub(super) fn new(addresses: usize) -> Self {
        Self { delayed: Vec::new(), refresh_at: SimTime::ZERO, marked: vec![false; addresses] }
    }

    /// When the next burst that was put off is due.
    pub(super) fn next_burst(&self) -> Option<SimTime> {
        self.delayed.iter().map(|(at, _)| *at).min()
    }

    /// Nothing is put off or waits any more.
    pub(super) fn forget(&mut self) {
        self.delayed.clear();
        self.unmark();
    }

    /// No address waits any more.
    pub(super) fn unmark(&mut self) {
        self.marked.fill(false);
    }
}

impl Vrrp {
    /// The two bursts of a new master.
    pub(super) fn announce_as_new_master(&mut self, id: InstanceId, now: SimTime, actions: &mut Vec<VrrpAction>) {
        let garp = self.instance(id).config.garp;
        self.burst(id, garp.master_repeat, now, actions);
        let announcements = &mut self.instance_mut(id).announcements;
        if !garp.master_delay.is_zero() {
            announcements.delayed.push((now + garp.master_delay, garp.master_repeat));
        }
        announcements.refresh_at = now + garp.master_refresh;
    }

    /// The two bursts after somebody of lower priority was heard.
    pub(super) fn announce_again(&mut self, id: InstanceId, now: SimTime, actions: &mut Vec<VrrpAction>) {
        let garp = self.instance(id).config.garp;
        if garp.lower_prio_repeat == 0 {
            return;
        }
        self.burst(id, garp.lower_prio_repeat, now, actions);
        if !garp.lower_prio_delay.is_zero() {
            let delayed = &mut self.instance_mut(id).announcements.delayed;
            delayed.push((now + garp.lower_prio_delay, garp.lower_prio_repeat));
        }
    }

    /// What an advert brings with it: a burst, if the last one is `garp_master_refresh` ago.
    ///
    /// The daemon wants strictly more than that, but its adverts are always a little late, so on the multiple it is
    /// more; without that lateness it is "at least".
    pub(super) fn refresh(&mut self, id: InstanceId, now: SimTime, actions: &mut Vec<VrrpAction>) {
        let garp = self.instance(id).config.garp;
        if garp.master_refresh.is_zero() || now < self.instance(id).announcements.refresh_at {
            return;
        }
        self.instance_mut(id).announcements.refresh_at = now + garp.master_refresh;
        self.burst(id, garp.master_refresh_repeat, now, actions);
    }

    /// The bursts that are due. An instance that has lost its addresses meanwhile is silent.
    pub(super) fn delayed_burst(&mut self, id: InstanceId, now: SimTime, actions: &mut Vec<VrrpAction>) {
        let delayed = &mut self.instance_mut(id).announcements.delayed;
        let due: Vec<u32> = delayed.extract_if(.., |(at, _)| *at <= now).map(|(_, rounds)| rounds).collect();
        if self.instance(id).holds_addresses {
            for rounds in due {
                self.burst(id, rounds, now, actions);
            }
        }
    }

    /// The interface is free again: the first marked address has its turn.
    pub(super) fn waiting_frame(&mut self, interface: InterfaceId, now: SimTime, actions: &mut Vec<VrrpAction>) {
        self.links[interface.0].waiting = None;
        let mut marked = self.instance_ids().filter(|id| self.instance(*id).interface == interface).flat_map(|id| {
            let places = self.instance(id).announcements.marked.iter().enumerate();
            places.filter(|(_, marked)| **marked).map(move |(place, _)| (id, place))
        });
        let first = marked.next();
        let more = marked.next().is_some();
        if let Some((id, place)) = first {
            self.instance_mut(id).announcements.marked[place] = false;
            self.frame(id, place, now, actions);
        }
        if more {
            self.links[interface.0].waiting = Some(self.links[interface.0].free_from);
        }
    }

    fn burst(&mut self, id: InstanceId, rounds: u32, now: SimTime, actions: &mut Vec<VrrpAction>) {
        let interface = self.instance(id).interface;
        let addresses: Vec<Ipv4Addr> = self.instance(id).addresses().collect();
        for round in 0..rounds {
            for (place, address) in addresses.iter().enumerate() {
                if round == 0 {
                    let name = &self.links[interface.0].name;
                    self.log(id, Line::Announcing { interface: name, address: *address }, actions);
                }
                let link = &mut self.links[interface.0];
                if now < link.free_from {
                    link.waiting = Some(link.free_from);
                    self.instance_mut(id).announcements.marked[place] = true;
                } else {
                    self.frame(id, place, now, actions);
                }
            }
        }
    }

    fn frame(&mut self, id: InstanceId, place: usize, now: SimTime, actions: &mut Vec<VrrpAction>) {
        let instance = self.instance(id);
        let (interface, generation) = (instance.interface, self.generation);
        let Some(address) = instance.addresses().nth(place) else {
            return;
        };
        let spacing = self.globals.vrrp_garp_interval;
        let link = &mut self.links[interface.0];
        if !spacing.is_zero() {
            link.free_from = now + spacing;
        }
        if link.up {
            if generation == super::Generation::Present {
                actions.push(VrrpAction::Log(format!("Sending gratuitous ARP on {} for {address}", link.name)));
            }
            actions.push(VrrpAction::GratuitousArp { interface, address });
        }
    }
}
