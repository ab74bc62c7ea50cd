//! The end of entries.

use super::Ipvs;
use super::connection::NIL;
use super::forward::notify_counters;
use super::state_timers::TICK;
use crate::time::{SimDuration, SimTime};

/// How much longer a template lives whose time is up while it still controls connections.
const TEMPLATE_EXTENSION: SimDuration = SimDuration::from_secs(60);

impl Ipvs {
    /// Ends every timer due at or before `now`, each at its own deadline. The other calls do so first, so that this
    /// one is only needed before the director's counters are read.
    #[inline]
    pub fn advance(&mut self, now: SimTime) {
        debug_assert!(now >= self.now, "time goes back from {} to {now}", self.now);
        self.now = now;
        if self.table.next_due() <= now || self.flush_at <= now {
            self.run_timers(now);
        }
    }

    #[inline(never)]
    fn run_timers(&mut self, now: SimTime) {
        if self.flush_at <= now {
            self.expire_and_flush(now);
        }
        self.expire_until(now);
    }

    #[cold]
    fn expire_and_flush(&mut self, now: SimTime) {
        while self.flush_at <= now {
            let flush_at = std::mem::replace(&mut self.flush_at, SimTime::MAX);
            self.expire_until(flush_at);
            self.flush_unavailable(flush_at);
        }
    }

    #[inline(always)]
    fn expire_until(&mut self, limit: SimTime) {
        while let Some((index, deadline)) = self.table.pop_due(limit) {
            if self.table.get(index).controls_others() {
                let class = self.table.timer_class(TEMPLATE_EXTENSION);
                self.table.rearm(index, class, deadline);
            } else {
                self.remove(index, deadline);
            }
        }
    }

    /// Lets an entry end at the next tick. Until then it counts, but a newer one with its key is found first.
    pub(super) fn expire_soon(&mut self, index: u32, now: SimTime) {
        self.table.rearm(index, self.state_timers.tick(), now);
        self.hints_from = self.hints_from.max(now + TICK);
    }

    #[inline(always)]
    fn remove(&mut self, index: u32, now: SimTime) {
        let entry = self.table.remove(index);
        let dest = &mut self.dests[entry.dest().index()];
        if entry.is_template() {
            dest.unbind_template();
        } else {
            dest.unbind(entry.counter(), now);
            if entry.link != NIL {
                self.table.get_mut(entry.link).link -= 1;
            }
        }
        notify_counters(&mut self.services, dest);
    }

    /// Removes all entries of deleted destinations: first the connections, then the templates that controlled them.
    fn flush_unavailable(&mut self, now: SimTime) {
        for templates in [false, true] {
            let gone = self
                .table
                .iter()
                .filter(|(_, entry)| entry.is_template() == templates && !self.dests[entry.dest().index()].available);
            let gone: Vec<u32> = gone.map(|(index, _)| index).collect();
            for index in gone {
                self.remove(index, now);
            }
        }
    }
}
