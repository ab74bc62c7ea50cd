//! A backup hears an advert.
//!
//! | priority heard | what it does |
//! |---|---|
//! | 0: the master gives up | takes over after the skew |
//! | its own or higher, or any with `nopreempt` or during `preempt_delay` | waits the master down time from now |
//! | lower | lets its timer run: it takes over when that is out, whatever the other says |

use super::wording::Line;
use super::{Advert, InstanceId, Vrrp, VrrpAction};
use crate::time::SimTime;
use std::net::Ipv4Addr;

impl Vrrp {
    pub(super) fn heard_as_backup(
        &mut self,
        id: InstanceId,
        advert: &Advert,
        from: Ipv4Addr,
        now: SimTime,
        actions: &mut Vec<VrrpAction>,
    ) {
        if advert.priority == 0 {
            self.log(id, Line::BackupHeardZero, actions);
            let skew = self.instance(id).skew(self.priority_of_skew(id));
            self.instance_mut(id).deadline = Some(now + skew);
        } else if self.puts_up_with(id, advert.priority, now, actions) {
            self.learn_interval(id, advert, actions);
            self.instance_mut(id).wants_master = false;
            self.wait_for_master_down(id, now);
        } else {
            self.log(id, Line::Discarding { priority: advert.priority, from }, actions);
        }
    }

    /// Whether a master of this priority is left alone. The first lower one starts the timer of `preempt_delay`, one
    /// that is not lower stops it.
    fn puts_up_with(&mut self, id: InstanceId, priority: u8, now: SimTime, actions: &mut Vec<VrrpAction>) -> bool {
        let instance = self.instance_mut(id);
        if priority >= instance.priority {
            if instance.preempt_at.take().is_some() {
                self.log(id, Line::StopPreemptDelay, actions);
            }
            return true;
        }
        if instance.config.nopreempt {
            return true;
        }
        let delay = instance.config.preempt_delay;
        if delay.is_zero() {
            return false;
        }
        if let Some(preempt_at) = instance.preempt_at {
            return now < preempt_at;
        }
        instance.preempt_at = Some(now + delay);
        self.log(id, Line::StartPreemptDelay(delay), actions);
        true
    }
}
