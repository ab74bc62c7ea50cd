//! Waking the model's processes at the moments at which real ones were recorded to have woken.
//!
//! A real timer fires a little late, and a late advert moves everything that follows. To compare single timers, and not
//! their sum over a run, each timer of the model that would fire near a recorded advert of the same instance is moved to
//! that advert, and the move is the timer's error.

use std::collections::BTreeMap;

use super::unrest::Unrest;
use crate::conform::TimeErrors;
use crate::keepalived::vrrp::{InstanceId, State, Vrrp};
use crate::time::{SimDuration, SimTime};

/// How far apart a timer and its advert may be, at most.
const FARTHEST: SimDuration = SimDuration::from_millis(250);

/// Which instance of which router.
type Key = (usize, InstanceId);

/// A timer that was moved.
#[derive(Clone, Copy, Debug)]
struct Moved {
    from: SimTime,
    to: SimTime,
    state: State,
}

/// Recorded adverts, and what moving the timers to them told.
#[derive(Debug, Default)]
pub(super) struct Alignment {
    /// When an instance sent adverts.
    adverts: BTreeMap<Key, Vec<SimTime>>,
    /// Half its `advert_int`: a timer farther away than that belongs to another advert.
    reach: BTreeMap<Key, SimDuration>,
    moved: BTreeMap<Key, Moved>,
    /// Errors of masters' advert timers.
    pub(super) advert_errors: TimeErrors,
    /// Errors of backups' take-over timers.
    pub(super) take_over_errors: TimeErrors,
}

impl Alignment {
    /// An instance with this `advert_int` has sent adverts at these times.
    pub(super) fn expect(&mut self, key: Key, adverts: Vec<SimTime>, advert_int: SimDuration) {
        self.adverts.insert(key, adverts);
        self.reach.insert(key, FARTHEST.min(SimDuration::from_nanos(advert_int.as_nanos() / 2)));
    }

    /// Moves the timers of a process that have been set anew. Those without an advert nearby are late, if there is
    /// unrest.
    pub(super) fn align(&mut self, router: usize, process: &mut Vrrp, now: SimTime, mut unrest: Option<&mut Unrest>) {
        for instance in process.instance_ids() {
            let key = (router, instance);
            let Some(from) = process.instance_deadline(instance) else {
                continue;
            };
            if self.moved.get(&key).is_some_and(|moved| moved.to == from) {
                continue;
            }
            self.moved.remove(&key);
            let late = |unrest: &mut Unrest| from + unrest.lateness();
            if let Some(to) = self.nearest(key, from, now).or_else(|| unrest.as_deref_mut().map(late)) {
                process.wake_at(instance, to);
                self.moved.insert(key, Moved { from, to, state: process.state(instance) });
            }
        }
    }

    /// A process is woken: the timers that were moved to this moment have their errors.
    pub(super) fn woken(&mut self, router: usize, at: SimTime) {
        for (key, moved) in &self.moved {
            if key.0 == router && moved.to == at {
                let error = moved.to.since(moved.from).max(moved.from.since(moved.to));
                match moved.state {
                    State::Master => self.advert_errors.add(error),
                    _ => self.take_over_errors.add(error),
                }
            }
        }
        self.moved.retain(|key, moved| key.0 != router || moved.to != at);
    }

    /// The recorded advert nearest to a deadline, if one is near enough and still to come.
    fn nearest(&self, key: Key, deadline: SimTime, now: SimTime) -> Option<SimTime> {
        let reach = *self.reach.get(&key)?;
        let distance = |at: &SimTime| at.since(deadline).max(deadline.since(*at));
        let adverts = self.adverts.get(&key)?.iter().filter(|at| **at > now && distance(at) <= reach);
        adverts.min_by_key(|at| distance(at)).copied()
    }
}
