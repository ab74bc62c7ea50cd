//! Tracked objects: interfaces and scripts that an instance watches.
//!
//! One with weight 0 decides whether the instance can be master at all. One with another weight moves the priority:
//! above 0 it is added while the object is good, below 0 it is taken away while the object is bad; `reverse` swaps good
//! and bad. The effective priority is kept within 1 and 254; that of an owner, 255, never moves.

use super::instance::OWNER;
use super::wording::Line;
use super::{InstanceId, InterfaceId, ScriptId, State, Vrrp, VrrpAction};
use crate::time::SimTime;

/// What an object is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Health {
    /// A script that has not returned yet.
    Unknown,
    Good,
    Bad,
}

/// What is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TrackedObject {
    Interface(InterfaceId),
    Script(ScriptId),
}

/// A watched object and what it means.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tracked {
    pub(super) object: TrackedObject,
    /// 0: it decides. Else: its share in the priority.
    pub(super) weight: i16,
    pub(super) reverse: bool,
}

/// Whether an instance can be master, as its objects of weight 0 say. The worst of several is the largest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Condition {
    #[default]
    Able,
    /// A script has not returned yet.
    Waiting,
    Faulty,
}

impl Tracked {
    /// The object's share in the priority.
    fn share(&self, health: Health) -> i32 {
        let weight = i32::from(self.weight);
        match self.seen(health) {
            Health::Good if weight > 0 => weight,
            Health::Bad if weight < 0 => weight,
            _ => 0,
        }
    }

    fn seen(&self, health: Health) -> Health {
        match health {
            Health::Good if self.reverse => Health::Bad,
            Health::Bad if self.reverse => Health::Good,
            other => other,
        }
    }
}

impl Vrrp {
    /// Takes the condition and the priority that hold when the process begins.
    pub(super) fn settle_tracked(&mut self, actions: &mut Vec<VrrpAction>) {
        for id in self.instance_ids() {
            let (was, is) = (self.instance(id).priority, self.priority_now(id));
            if was != is {
                self.log(id, Line::Priority { was, is }, actions);
            }
            let condition = self.condition_now(id);
            let instance = self.instance_mut(id);
            instance.condition = condition;
            instance.priority = is;
        }
    }

    /// Something that may be tracked has changed.
    pub(super) fn tracked_changed(&mut self, now: SimTime, actions: &mut Vec<VrrpAction>) {
        for id in self.instance_ids() {
            self.adjust_priority(id, now, actions);
            let condition = self.condition_now(id);
            if condition == self.instance(id).condition {
                continue;
            }
            self.instance_mut(id).condition = condition;
            match condition {
                Condition::Faulty => self.fail(id, actions),
                Condition::Able if self.common_condition(id) == Condition::Able => self.recover(id, now, actions),
                Condition::Able | Condition::Waiting => {}
            }
        }
    }

    /// The worst condition in its group.
    pub(super) fn common_condition(&self, id: InstanceId) -> Condition {
        let fellows = self.fellows(id);
        let conditions = fellows.iter().chain([&id]).map(|member| self.instance(*member).condition);
        conditions.max().unwrap_or_default()
    }

    /// The first interface whose loss is a fault and that is down.
    pub(super) fn interface_at_fault(&self, id: InstanceId) -> Option<InterfaceId> {
        self.instance(id).tracked.iter().find_map(|tracked| match tracked.object {
            TrackedObject::Interface(interface) if self.decides(tracked) == Condition::Faulty => Some(interface),
            _ => None,
        })
    }

    /// A change while it waits moves the end of the wait by as much as the wait would have been longer or shorter.
    fn adjust_priority(&mut self, id: InstanceId, now: SimTime, actions: &mut Vec<VrrpAction>) {
        let (was, is) = (self.instance(id).priority, self.priority_now(id));
        if was == is {
            return;
        }
        self.log(id, Line::Priority { was, is }, actions);
        let skew_before = self.priority_of_skew(id);
        self.instance_mut(id).priority = is;
        let skew_after = self.priority_of_skew(id);
        let instance = self.instance_mut(id);
        if let (State::Backup, Some(deadline)) = (instance.state, instance.deadline) {
            let (before, after) = (instance.master_down(skew_before), instance.master_down(skew_after));
            let waited_from_after = (deadline + after).as_nanos().saturating_sub(before.as_nanos());
            instance.deadline = Some(SimTime::from_nanos(waited_from_after).max(now));
        }
    }

    fn priority_now(&self, id: InstanceId) -> u8 {
        let instance = self.instance(id);
        let base = instance.config.priority;
        if base == OWNER {
            return OWNER;
        }
        let shares = instance.tracked.iter().map(|tracked| tracked.share(self.health(tracked.object)));
        let total = i32::from(base) + shares.sum::<i32>();
        total.clamp(1, i32::from(OWNER) - 1) as u8
    }

    fn condition_now(&self, id: InstanceId) -> Condition {
        let conditions = self.instance(id).tracked.iter().map(|tracked| self.decides(tracked));
        conditions.max().unwrap_or_default()
    }

    /// What an object says about whether its instance can be master.
    fn decides(&self, tracked: &Tracked) -> Condition {
        match tracked.seen(self.health(tracked.object)) {
            _ if tracked.weight != 0 => Condition::Able,
            Health::Good => Condition::Able,
            Health::Unknown => Condition::Waiting,
            Health::Bad => Condition::Faulty,
        }
    }

    fn health(&self, object: TrackedObject) -> Health {
        match object {
            TrackedObject::Interface(interface) if self.links[interface.0].up => Health::Good,
            TrackedObject::Interface(_) => Health::Bad,
            TrackedObject::Script(script) => self.scripts[script.0].health,
        }
    }
}
