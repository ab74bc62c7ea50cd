//! A master hears an advert: somebody else believes to be master, or was.
//!
//! | priority heard | what it does |
//! |---|---|
//! | 0 | adverts at once |
//! | higher, or its own from a higher address | yields |
//! | lower, or its own from a lower address | adverts and announces at once, so that the other yields |

use super::wording::Line;
use super::{Advert, InstanceId, Vrrp, VrrpAction};
use crate::keepalived::config::Version;
use crate::time::SimTime;
use std::net::Ipv4Addr;

impl Vrrp {
    pub(super) fn heard_as_master(
        &mut self,
        id: InstanceId,
        advert: &Advert,
        from: Ipv4Addr,
        now: SimTime,
        actions: &mut Vec<VrrpAction>,
    ) {
        let instance = self.instance(id);
        let (priority, own) = (advert.priority, instance.priority);
        if priority == 0 {
            self.send(id, own, actions);
            self.wait_for_next_advert(id, now);
        } else if (priority, from) > (own, instance.address) {
            if instance.config.higher_prio_send_advert {
                self.send(id, own, actions);
            }
            self.log(id, Line::Yielding { priority, own, from }, actions);
            if self.instance(id).config.version == Version::V3 {
                self.learn_interval(id, advert, actions);
            }
            self.yield_mastership(id, now, actions);
        } else {
            let forcing = !instance.config.lower_prio_no_advert;
            self.log(id, Line::LowerPriority { priority, own, from, forcing }, actions);
            if forcing {
                self.advertise(id, now, actions);
            }
            self.announce_again(id, now, actions);
            for other in self.fellows(id) {
                if self.instance(other).holds_addresses {
                    self.announce_again(other, now, actions);
                }
            }
        }
    }
}
