//! From what the configuration names to indices; what it names must be there.

use super::announce::Link;
use super::instance::Instance;
use super::script::Script;
use super::sync_group::SyncGroup;
use super::track::{Tracked, TrackedObject};
use super::{InstanceId, InterfaceId, ScriptId};
use crate::keepalived::Config;
use crate::keepalived::config::{InitialState, VrrpInstance};
use std::net::Ipv4Addr;

/// An interface of the router.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// Its name, as the configuration says it.
    pub name: String,
    /// The router's own address there.
    pub address: Ipv4Addr,
    /// Whether it is up when the process starts.
    pub up: bool,
}

/// Which keepalived it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Generation {
    /// Version 2.2.7: a backup that takes over holds the addresses at once, a sync group moves with its last member.
    #[default]
    Present,
    /// Versions 1.x, as in the paper's figure 5: a backup that takes over waits one more `advert_int` before it holds
    /// the addresses, a sync group moves with its first member, and the skew is that of the configured priority.
    Legacy,
}

/// Why a configuration makes no VRRP process.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// Something is named that is not there.
    #[error("{user} names the {what} \"{name}\", which is not there")]
    Unknown {
        /// Who names it.
        user: String,
        /// What it should be.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// An interval of zero.
    #[error("{user}: an interval of zero")]
    ZeroInterval {
        /// Whose it is.
        user: String,
    },
    /// An instance in two sync groups.
    #[error("vrrp_instance {name} is in two sync groups")]
    TwoGroups {
        /// Its name.
        name: String,
    },
}

/// The parts of a process, by index.
pub(super) struct Parts {
    pub(super) links: Vec<Link>,
    pub(super) instances: Vec<Instance>,
    pub(super) groups: Vec<SyncGroup>,
    pub(super) scripts: Vec<Script>,
    /// Refused options, as lines of the log.
    pub(super) warnings: Vec<String>,
}

impl Parts {
    pub(super) fn new(config: &Config, interfaces: Vec<Interface>) -> Result<Self, SetupError> {
        let mut parts = Self {
            links: interfaces.into_iter().map(Link::new).collect(),
            instances: Vec::new(),
            groups: Vec::new(),
            scripts: config.scripts.iter().cloned().map(Script::new).collect(),
            warnings: Vec::new(),
        };
        if let Some(script) = config.scripts.iter().find(|script| script.interval.is_zero()) {
            return Err(SetupError::ZeroInterval { user: format!("vrrp_script {}", script.name) });
        }
        for instance in &config.instances {
            let instance = parts.instance(instance)?;
            parts.instances.push(instance);
        }
        for group in &config.sync_groups {
            parts.group(&group.name, &group.members)?;
        }
        Ok(parts)
    }

    fn instance(&mut self, config: &VrrpInstance) -> Result<Instance, SetupError> {
        let user = format!("vrrp_instance {}", config.name);
        if config.advert_int.is_zero() {
            return Err(SetupError::ZeroInterval { user });
        }
        let interface = self.interface(&config.interface, &user)?;
        let mut tracked = Vec::new();
        if !config.dont_track_primary {
            tracked.push(Tracked { object: TrackedObject::Interface(interface), weight: 0, reverse: false });
        }
        for track in &config.track_interface {
            let object = TrackedObject::Interface(self.interface(&track.interface, &user)?);
            tracked.push(Tracked { object, weight: track.weight, reverse: track.reverse });
        }
        for track in &config.track_script {
            let place = self.scripts.iter().position(|script| script.config.name == track.script);
            let place = place.ok_or_else(|| unknown(&user, "vrrp_script", &track.script))?;
            let object = TrackedObject::Script(ScriptId(place));
            tracked.push(Tracked { object, weight: track.weight, reverse: track.reverse });
        }
        let address = config.source.unwrap_or(self.links[interface.0].address);
        Ok(Instance::new(self.without_refused(config), interface, address, tracked))
    }

    /// `nopreempt` and `preempt_delay` are refused beside `state MASTER`.
    fn without_refused(&mut self, config: &VrrpInstance) -> VrrpInstance {
        let mut config = config.clone();
        if config.state == Some(InitialState::Master) {
            let name = &config.name;
            if std::mem::take(&mut config.nopreempt) {
                self.warnings
                    .push(format!("({name}) Warning - nopreempt will not work with initial state MASTER - clearing"));
            }
            if !std::mem::take(&mut config.preempt_delay).is_zero() {
                self.warnings.push(format!(
                    "({name}) Warning - preempt delay will not work with initial state MASTER - clearing"
                ));
            }
        }
        config
    }

    fn interface(&self, name: &str, user: &str) -> Result<InterfaceId, SetupError> {
        let place = self.links.iter().position(|link| link.name == name);
        place.map(InterfaceId).ok_or_else(|| unknown(user, "interface", name))
    }

    fn group(&mut self, name: &str, members: &[String]) -> Result<(), SetupError> {
        let mut group = SyncGroup::new(name.to_owned());
        for member in members {
            let place = self.instances.iter().position(|instance| instance.config.name == *member);
            let place = place.ok_or_else(|| unknown(&format!("vrrp_sync_group {name}"), "vrrp_instance", member))?;
            if self.instances[place].group.replace(self.groups.len()).is_some() {
                return Err(SetupError::TwoGroups { name: member.clone() });
            }
            group.members.push(InstanceId(place));
        }
        self.groups.push(group);
        Ok(())
    }
}

fn unknown(user: &str, what: &'static str, name: &str) -> SetupError {
    SetupError::Unknown { user: user.to_owned(), what, name: name.to_owned() }
}
