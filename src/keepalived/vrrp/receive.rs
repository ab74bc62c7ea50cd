//! An advert arrives: whose it is, and whether it may be believed.

use super::wording::Line;
use super::{Advert, InstanceId, InterfaceId, State, Vrrp, VrrpAction};
use crate::keepalived::config::Version;
use crate::time::SimTime;
use std::net::Ipv4Addr;

impl Vrrp {
    /// An advert has arrived through `interface`. One for a virtual router that is not configured there is ignored.
    pub fn receive(
        &mut self,
        interface: InterfaceId,
        advert: &Advert,
        from: Ipv4Addr,
        now: SimTime,
        actions: &mut Vec<VrrpAction>,
    ) {
        for id in self.instance_ids() {
            let instance = self.instance(id);
            let about_it =
                instance.interface == interface && instance.config.virtual_router_id == advert.virtual_router_id;
            if !about_it || from == instance.address || matches!(instance.state, State::Init | State::Fault) {
                continue;
            }
            // Whatever it is, a master starts its advert timer anew.
            if instance.holds_addresses && !instance.config.lower_prio_no_advert {
                self.wait_for_next_advert(id, now);
            }
            if self.is_valid(id, advert, actions) {
                match self.instance(id).state {
                    State::Master => self.heard_as_master(id, advert, from, now, actions),
                    _ => self.heard_as_backup(id, advert, from, now, actions),
                }
            }
        }
    }

    /// The checks before anything in an advert is believed. The first that fails is logged.
    fn is_valid(&self, id: InstanceId, advert: &Advert, actions: &mut Vec<VrrpAction>) -> bool {
        let config = &self.instance(id).config;
        let number = |version| if version == Version::V2 { 2 } else { 3 };
        let missing = || config.virtual_addresses.iter().find(|address| !advert.addresses.contains(address));
        let failure = if advert.version != config.version {
            Line::VersionMismatch { own: number(config.version), received: number(advert.version) }
        } else if advert.addresses.len() != config.virtual_addresses.len() {
            let (own, received) = (config.virtual_addresses.len(), advert.addresses.len());
            Line::AddressCountMismatch { own, received }
        } else if let Some(address) = missing() {
            Line::AddressMismatch { virtual_router_id: config.virtual_router_id, address: *address }
        } else if config.version == Version::V2 && advert.advert_int != config.advert_int {
            Line::IntervalMismatch { own: config.advert_int, received: advert.advert_int }
        } else {
            return true;
        };
        self.log(id, failure, actions);
        false
    }

    /// Version 3: from now on the master is believed to keep the interval that it says.
    pub(super) fn learn_interval(&mut self, id: InstanceId, advert: &Advert, actions: &mut Vec<VrrpAction>) {
        let (was, is) = (self.instance(id).master_advert_int, advert.advert_int);
        if was != is {
            self.log(id, Line::IntervalLearned { was, is }, actions);
            self.instance_mut(id).master_advert_int = is;
        }
    }
}
