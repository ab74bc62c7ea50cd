//! From state to state: what is logged, sent and changed on the way, in this order.

use super::setup::Generation;
use super::track::Condition;
use super::wording::Line;
use super::{InstanceId, State, SyncRole, Vrrp, VrrpAction};
use crate::time::{SimDuration, SimTime};

/// After how long an owner that starts as master fires its first timer.
const AT_ONCE: SimDuration = SimDuration::from_nanos(1_000);

impl Vrrp {
    /// What the instance does when its process begins. `from` is when its first wait begins.
    pub(super) fn leave_init_at_start(&mut self, id: InstanceId, from: SimTime, actions: &mut Vec<VrrpAction>) {
        let state = match self.common_condition(id) {
            Condition::Waiting => return,
            Condition::Faulty => {
                self.log_fault_at_start(id, actions);
                self.drop_addresses(id, actions);
                State::Fault
            }
            Condition::Able => {
                if !self.owners(id) {
                    self.log(id, Line::EnteringAtStart, actions);
                }
                State::Backup
            }
        };
        self.enter(id, state, actions);
        if state == State::Backup {
            self.begin_first_wait(id, from);
        }
        if let Some(group) = self.instance(id).group {
            self.groups[group].state = state;
        }
    }

    /// BACKUP to MASTER.
    pub(super) fn take_over(&mut self, id: InstanceId, now: SimTime, actions: &mut Vec<VrrpAction>) {
        self.wait_for_next_advert(id, now);
        let priority = self.instance(id).priority;
        self.send(id, priority, actions);
        match self.generation {
            Generation::Present => self.hold_addresses(id, now, actions),
            Generation::Legacy => {
                self.instance_mut(id).state = State::Master;
                self.log(id, Line::Transition, actions);
            }
        }
    }

    /// One `advert_int` after the first half of a take-over: the addresses, then the second advert.
    pub(super) fn finish_legacy_transition(&mut self, id: InstanceId, now: SimTime, actions: &mut Vec<VrrpAction>) {
        self.hold_addresses(id, now, actions);
        self.advertise(id, now, actions);
    }

    fn hold_addresses(&mut self, id: InstanceId, now: SimTime, actions: &mut Vec<VrrpAction>) {
        self.log(id, Line::Entering(State::Master), actions);
        self.enter(id, State::Master, actions);
        let instance = self.instance_mut(id);
        let (was, is) = (instance.master_advert_int, instance.config.advert_int);
        instance.master_advert_int = is;
        instance.holds_addresses = true;
        let (interface, addresses) = (instance.interface, instance.addresses().collect());
        if was != is {
            self.log(id, Line::IntervalOwn { was, is }, actions);
        }
        self.log(id, Line::SettingAddresses, actions);
        actions.push(VrrpAction::SetAddresses { instance: id, interface, addresses });
        self.switch_sync_daemon(id, SyncRole::Master, actions);
        self.announce_as_new_master(id, now, actions);
    }

    /// Any state to BACKUP.
    pub(super) fn become_backup(&mut self, id: InstanceId, now: SimTime, actions: &mut Vec<VrrpAction>) {
        let was = self.instance(id).state;
        self.log(id, Line::Entering(State::Backup), actions);
        self.enter(id, State::Backup, actions);
        if was == State::Master {
            self.lose_mastership(id, actions);
        }
        let instance = self.instance_mut(id);
        instance.wants_master = false;
        instance.preempt_at = None;
        if was == State::Master {
            self.wait_for_master_down(id, now);
        } else {
            instance.master_advert_int = instance.config.advert_int;
            self.begin_first_wait(id, now);
        }
    }

    /// Any state to FAULT, for a reason of its own. A master gives up, and says so twice.
    pub(super) fn become_faulty(&mut self, id: InstanceId, actions: &mut Vec<VrrpAction>) {
        let was = self.instance(id).state;
        self.enter_fault(id, actions);
        if was == State::Master {
            self.send(id, 0, actions);
            self.send(id, 0, actions);
            self.log(id, Line::SentZero, actions);
            self.lose_mastership(id, actions);
        }
    }

    /// Any state to FAULT because of another member of the group. A master gives up, and says so once.
    pub(super) fn follow_into_fault(&mut self, id: InstanceId, actions: &mut Vec<VrrpAction>) {
        let was = self.instance(id).state;
        self.enter_fault(id, actions);
        if was == State::Master {
            self.send(id, 0, actions);
            self.lose_mastership(id, actions);
        }
    }

    fn enter_fault(&mut self, id: InstanceId, actions: &mut Vec<VrrpAction>) {
        self.log(id, Line::Entering(State::Fault), actions);
        self.enter(id, State::Fault, actions);
        let instance = self.instance_mut(id);
        instance.wants_master = false;
        instance.deadline = None;
    }

    fn lose_mastership(&mut self, id: InstanceId, actions: &mut Vec<VrrpAction>) {
        if self.instance(id).holds_addresses {
            self.drop_addresses(id, actions);
        }
        self.switch_sync_daemon(id, SyncRole::Backup, actions);
    }

    pub(super) fn drop_addresses(&mut self, id: InstanceId, actions: &mut Vec<VrrpAction>) {
        self.log(id, Line::RemovingAddresses, actions);
        let instance = self.instance_mut(id);
        instance.holds_addresses = false;
        instance.announcements.unmark();
        let (interface, addresses) = (instance.interface, instance.addresses().collect());
        actions.push(VrrpAction::RemoveAddresses { instance: id, interface, addresses });
    }

    fn enter(&mut self, id: InstanceId, state: State, actions: &mut Vec<VrrpAction>) {
        self.instance_mut(id).state = state;
        actions.push(VrrpAction::Entered { instance: id, state });
    }

    /// Sends an advert of this priority, if the interface is up.
    pub(super) fn send(&self, id: InstanceId, priority: u8, actions: &mut Vec<VrrpAction>) {
        let instance = self.instance(id);
        let (interface, from) = (instance.interface, instance.address);
        if self.links[interface.0].up {
            actions.push(VrrpAction::Send { interface, from, advert: instance.advert(priority) });
        }
    }

    /// A master's regular advert, with the refresh of its announcements if that is due.
    pub(super) fn advertise(&mut self, id: InstanceId, now: SimTime, actions: &mut Vec<VrrpAction>) {
        let priority = self.instance(id).priority;
        self.send(id, priority, actions);
        self.refresh(id, now, actions);
        self.wait_for_next_advert(id, now);
    }

    pub(super) fn wait_for_next_advert(&mut self, id: InstanceId, now: SimTime) {
        let instance = self.instance_mut(id);
        instance.deadline = Some(now + instance.config.advert_int);
    }

    pub(super) fn wait_for_master_down(&mut self, id: InstanceId, from: SimTime) {
        let priority = self.priority_of_skew(id);
        let instance = self.instance_mut(id);
        instance.deadline = Some(from + instance.master_down(priority));
    }

    /// The priority that decides how long it waits: the effective one; the legacy daemon takes the configured one.
    pub(super) fn priority_of_skew(&self, id: InstanceId) -> u8 {
        let instance = self.instance(id);
        match self.generation {
            Generation::Present => instance.priority,
            Generation::Legacy => instance.config.priority,
        }
    }

    /// Waits for a master, or not at all if it owns the addresses and so do its fellows theirs.
    fn begin_first_wait(&mut self, id: InstanceId, from: SimTime) {
        if self.owners(id) {
            self.instance_mut(id).deadline = Some(from + AT_ONCE);
        } else {
            self.wait_for_master_down(id, from);
        }
    }

    fn owners(&self, id: InstanceId) -> bool {
        let fellows = self.fellows(id);
        fellows.iter().chain([&id]).all(|member| self.instance(*member).starts_as_master())
    }

    fn log_fault_at_start(&self, id: InstanceId, actions: &mut Vec<VrrpAction>) {
        if let Some(interface) = self.interface_at_fault(id) {
            let interface = &self.links[interface.0].name;
            self.log(id, Line::InterfaceDownAtStart { interface }, actions);
        }
        self.log(id, Line::FaultAtStart, actions);
    }

    fn switch_sync_daemon(&self, id: InstanceId, role: SyncRole, actions: &mut Vec<VrrpAction>) {
        let daemon = self.globals.lvs_sync_daemon.as_ref();
        if daemon.is_some_and(|daemon| daemon.instance == self.instance(id).config.name) {
            actions.push(VrrpAction::SyncDaemon { role: Some(role) });
        }
    }
}
