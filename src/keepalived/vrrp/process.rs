//! The process: the calls that come from outside, and which timer is next.

use super::announce::Link;
use super::instance::Instance;
use super::script::Script;
use super::setup::Parts;
use super::sync_group::SyncGroup;
use super::track::Condition;
use super::wording::{Line, line};
use super::{Generation, InstanceId, Interface, InterfaceId, ScriptId, SetupError, State, SyncRole, VrrpAction};
use crate::keepalived::Config;
use crate::keepalived::config::Globals;
use crate::time::{SimDuration, SimTime};

/// One router's VRRP process. See the [module](super).
#[derive(Clone, Debug)]
pub struct Vrrp {
    pub(super) globals: Globals,
    pub(super) generation: Generation,
    pub(super) links: Vec<Link>,
    pub(super) instances: Vec<Instance>,
    pub(super) groups: Vec<SyncGroup>,
    pub(super) scripts: Vec<Script>,
    warnings: Vec<String>,
}

/// A timer of the process. Those due at the same moment fire in this order, and each kind in file order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Timer {
    /// An instance's advert or take-over.
    Instance(InstanceId),
    /// A burst of gratuitous ARPs that was put off.
    Burst(InstanceId),
    /// A frame that waited for `vrrp_garp_interval`.
    Frame(InterfaceId),
    /// The next run of a script.
    Script(ScriptId),
}

impl Vrrp {
    /// The process of a router with these interfaces, not yet started.
    ///
    /// # Errors
    /// The configuration names something that is not there, or an interval is zero.
    pub fn new(config: &Config, interfaces: Vec<Interface>, generation: Generation) -> Result<Self, SetupError> {
        let Parts { links, instances, groups, scripts, warnings } = Parts::new(config, interfaces)?;
        Ok(Self { globals: config.globals.clone(), generation, links, instances, groups, scripts, warnings })
    }

    /// The process begins: instances leave INIT, unless they wait for a script.
    pub fn start(&mut self, now: SimTime, actions: &mut Vec<VrrpAction>) {
        actions.extend(self.warnings.drain(..).map(VrrpAction::Log));
        if self.globals.lvs_sync_daemon.is_some() {
            actions.push(VrrpAction::SyncDaemon { role: Some(SyncRole::Backup) });
        }
        self.settle_tracked(actions);
        for id in self.instance_ids() {
            if self.common_condition(id) != Condition::Faulty {
                self.drop_addresses(id, actions);
            }
        }
        let delayed = now + self.globals.vrrp_startup_delay;
        for id in self.instance_ids() {
            self.leave_init_at_start(id, delayed, actions);
        }
        for script in (0..self.scripts.len()).map(ScriptId) {
            self.run_script(script, now, actions);
        }
    }

    /// When [`Vrrp::advance`] is due; `None` while nothing is waited for.
    pub fn next_deadline(&self) -> Option<SimTime> {
        self.next_timer().map(|(at, _)| at)
    }

    /// Fires the timers that are due, the earliest first.
    pub fn advance(&mut self, now: SimTime, actions: &mut Vec<VrrpAction>) {
        while let Some((at, timer)) = self.next_timer() {
            if at > now {
                return;
            }
            match timer {
                Timer::Instance(id) => self.instance_timer(id, now, actions),
                Timer::Burst(id) => self.delayed_burst(id, now, actions),
                Timer::Frame(interface) => self.waiting_frame(interface, now, actions),
                Timer::Script(script) => self.run_script(script, now, actions),
            }
        }
    }

    /// An interface goes up or down.
    pub fn interface_changed(&mut self, interface: InterfaceId, up: bool, now: SimTime, actions: &mut Vec<VrrpAction>) {
        let link = &mut self.links[interface.0];
        if link.up == up {
            return;
        }
        link.up = up;
        let text = format!("Netlink reports {} {}", link.name, if up { "up" } else { "down" });
        actions.push(VrrpAction::Log(text));
        self.tracked_changed(now, actions);
    }

    /// SIGTERM: masters say that they give up, then there is nothing more to come from this process.
    pub fn stop(&mut self, actions: &mut Vec<VrrpAction>) {
        actions.push(VrrpAction::Log("Stopping".to_owned()));
        for id in self.instance_ids() {
            if self.instance(id).state == State::Master {
                self.send(id, 0, actions);
                self.log(id, Line::SentZero, actions);
                if self.instance(id).holds_addresses {
                    self.drop_addresses(id, actions);
                }
            }
            let instance = self.instance_mut(id);
            instance.state = State::Init;
            instance.deadline = None;
            instance.announcements.forget();
        }
        for link in &mut self.links {
            link.forget();
        }
        for script in &mut self.scripts {
            script.next_run = None;
        }
        if self.globals.lvs_sync_daemon.is_some() {
            actions.push(VrrpAction::SyncDaemon { role: None });
        }
    }

    /// SIGHUP with an unchanged file: everybody keeps its state and starts its timer anew. A master adverts twice and
    /// forgets the bursts that it had put off.
    pub fn reload(&mut self, now: SimTime, actions: &mut Vec<VrrpAction>) {
        actions.push(VrrpAction::Log("Reloading ...".to_owned()));
        for id in self.instance_ids() {
            match self.instance(id).state {
                State::Master => {
                    self.instance_mut(id).announcements.forget();
                    let priority = self.instance(id).priority;
                    self.send(id, priority, actions);
                    self.log(id, Line::SettingAddresses, actions);
                    self.advertise(id, now, actions);
                }
                State::Backup => self.wait_for_master_down(id, now),
                State::Init | State::Fault => {}
            }
        }
    }

    /// When an instance sends its next advert (MASTER) or takes over (BACKUP).
    pub fn instance_deadline(&self, instance: InstanceId) -> Option<SimTime> {
        self.instance(instance).deadline
    }

    /// The process is woken for this instance's timer at another moment than it asked for: later, as on a busy machine,
    /// or whenever a real one was recorded to have been. Without a running timer nothing happens.
    pub fn wake_at(&mut self, instance: InstanceId, at: SimTime) {
        let deadline = &mut self.instance_mut(instance).deadline;
        *deadline = deadline.map(|_| at);
    }

    /// An instance's state.
    pub fn state(&self, instance: InstanceId) -> State {
        self.instance(instance).state
    }

    /// An instance's effective priority.
    pub fn priority(&self, instance: InstanceId) -> u8 {
        self.instance(instance).priority
    }

    /// The longest that a run of this script may take.
    pub fn script_timeout(&self, script: ScriptId) -> SimDuration {
        self.scripts[script.0].config.timeout
    }

    fn next_timer(&self) -> Option<(SimTime, Timer)> {
        let ids = self.instance_ids();
        let instances = ids.clone().filter_map(|id| Some((self.instance(id).deadline?, Timer::Instance(id))));
        let bursts = ids.filter_map(|id| Some((self.instance(id).announcements.next_burst()?, Timer::Burst(id))));
        let links = self.links.iter().enumerate();
        let frames = links.filter_map(|(place, link)| Some((link.waiting?, Timer::Frame(InterfaceId(place)))));
        let scripts = self.scripts.iter().enumerate();
        let runs = scripts.filter_map(|(place, script)| Some((script.next_run?, Timer::Script(ScriptId(place)))));
        instances.chain(bursts).chain(frames).chain(runs).min()
    }

    fn instance_timer(&mut self, id: InstanceId, now: SimTime, actions: &mut Vec<VrrpAction>) {
        match self.instance(id).state {
            State::Backup => self.time_out(id, now, actions),
            State::Master if self.instance(id).holds_addresses => self.advertise(id, now, actions),
            State::Master => self.finish_legacy_transition(id, now, actions),
            State::Init | State::Fault => self.instance_mut(id).deadline = None,
        }
    }

    /// All instances, in file order.
    pub fn instance_ids(&self) -> impl Iterator<Item = InstanceId> + Clone + use<> {
        (0..self.instances.len()).map(InstanceId)
    }

    pub(super) fn instance(&self, id: InstanceId) -> &Instance {
        &self.instances[id.0]
    }

    pub(super) fn instance_mut(&mut self, id: InstanceId) -> &mut Instance {
        &mut self.instances[id.0]
    }

    pub(super) fn log(&self, id: InstanceId, what: Line<'_>, actions: &mut Vec<VrrpAction>) {
        if let Some(text) = line(self.generation, &self.instance(id).config.name, what) {
            actions.push(VrrpAction::Log(text));
        }
    }
}
