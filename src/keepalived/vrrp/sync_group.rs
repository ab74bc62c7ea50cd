//! Sync groups: instances on several networks that must be master on the same router, or traffic would come in here and
//! go out there.
//!
//! * A member that times out only *wants* to be master; the last one to want it takes all with it. (Legacy: the first.)
//! * A master that yields, or any member with a fault, takes all with it at once.
//! * The group is well again when all members are.

use super::wording::Line;
use super::{Generation, InstanceId, State, Vrrp, VrrpAction};
use crate::time::SimTime;

/// One `vrrp_sync_group` at work.
#[derive(Clone, Debug)]
pub(super) struct SyncGroup {
    name: String,
    pub(super) members: Vec<InstanceId>,
    pub(super) state: State,
}

impl SyncGroup {
    pub(super) fn new(name: String) -> Self {
        Self { name, members: Vec::new(), state: State::Init }
    }
}

impl Vrrp {
    /// The other members of its group, in file order.
    pub(super) fn fellows(&self, id: InstanceId) -> Vec<InstanceId> {
        let members = self.instance(id).group.map_or(&[][..], |group| &self.groups[group].members);
        members.iter().copied().filter(|member| *member != id).collect()
    }

    /// A backup has not heard its master for too long.
    pub(super) fn time_out(&mut self, id: InstanceId, now: SimTime, actions: &mut Vec<VrrpAction>) {
        self.log(id, Line::TimedOut, actions);
        self.instance_mut(id).wants_master = true;
        let alone = self.fellows(id).iter().any(|fellow| !self.instance(*fellow).wants_master);
        if alone && self.group_state(id) != Some(State::Master) && self.generation == Generation::Present {
            self.wait_for_master_down(id, now);
            return;
        }
        self.take_over(id, now, actions);
        for fellow in self.group_enters(id, State::Master, actions) {
            if self.instance(fellow).state != State::Master {
                self.instance_mut(fellow).wants_master = true;
                self.take_over(fellow, now, actions);
            }
        }
    }

    /// A master has heard a better one.
    pub(super) fn yield_mastership(&mut self, id: InstanceId, now: SimTime, actions: &mut Vec<VrrpAction>) {
        self.become_backup(id, now, actions);
        for fellow in self.group_enters(id, State::Backup, actions) {
            self.become_backup(fellow, now, actions);
        }
    }

    /// An instance can be no master any more.
    pub(super) fn fail(&mut self, id: InstanceId, actions: &mut Vec<VrrpAction>) {
        if self.instance(id).state == State::Fault {
            return;
        }
        self.become_faulty(id, actions);
        for fellow in self.group_enters(id, State::Fault, actions) {
            self.follow_into_fault(fellow, actions);
        }
    }

    /// The last fault of an instance, and of its group, is over.
    pub(super) fn recover(&mut self, id: InstanceId, now: SimTime, actions: &mut Vec<VrrpAction>) {
        self.become_backup(id, now, actions);
        for fellow in self.group_enters(id, State::Backup, actions) {
            self.become_backup(fellow, now, actions);
        }
    }

    pub(super) fn group_state(&self, id: InstanceId) -> Option<State> {
        self.instance(id).group.map(|group| self.groups[group].state)
    }

    /// The group of `id` enters `state`, unless it is there. Returns who has to follow.
    fn group_enters(&mut self, id: InstanceId, state: State, actions: &mut Vec<VrrpAction>) -> Vec<InstanceId> {
        let Some(group) = self.instance(id).group.map(|group| &mut self.groups[group]) else {
            return Vec::new();
        };
        if group.state == state {
            return Vec::new();
        }
        group.state = state;
        actions.push(VrrpAction::Log(format!("VRRP_Group({}) Syncing instances to {state} state", group.name)));
        self.fellows(id)
    }
}
