//! Scripts: run again and again, and believed after some results of the same kind in a row.

use super::track::Health;
use super::{ScriptId, Vrrp, VrrpAction};
use crate::keepalived::config::VrrpScript;
use crate::time::SimTime;

/// How a run of a script ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScriptResult {
    /// It returned this status; 0 is success.
    Exited(u8),
    /// It took longer than its `timeout` and was ended: a failure.
    TimedOut,
}

/// One `vrrp_script` at work.
#[derive(Clone, Debug)]
pub(super) struct Script {
    pub(super) config: VrrpScript,
    pub(super) health: Health,
    /// Results in a row that speak against `health`.
    against: u32,
    /// The status that was returned last; at first 0, as if all had been well.
    status: u8,
    running: bool,
    pub(super) next_run: Option<SimTime>,
}

impl Script {
    pub(super) fn new(config: VrrpScript) -> Self {
        let health = if config.init_fail { Health::Bad } else { Health::Unknown };
        Self { config, health, against: 0, status: 0, running: false, next_run: None }
    }

    /// Counts a result. The very first one is believed at once, later ones after `rise` or `fall` in a row.
    fn count(&mut self, good: bool) {
        let result = if good { Health::Good } else { Health::Bad };
        let needed = match self.health {
            Health::Unknown => 1,
            Health::Good => self.config.fall,
            Health::Bad => self.config.rise,
        };
        self.against = if result == self.health { 0 } else { self.against + 1 };
        if self.against >= needed && result != self.health {
            self.health = result;
            self.against = 0;
        }
    }
}

impl Vrrp {
    /// Runs a script, unless it is running still. The next run counts from here, however long this one takes.
    pub(super) fn run_script(&mut self, id: ScriptId, now: SimTime, actions: &mut Vec<VrrpAction>) {
        let script = &mut self.scripts[id.0];
        script.next_run = Some(now + script.config.interval);
        if !script.running {
            script.running = true;
            actions.push(VrrpAction::RunScript { script: id });
        }
    }

    /// A run of a script has ended.
    pub fn script_finished(&mut self, id: ScriptId, result: ScriptResult, now: SimTime, actions: &mut Vec<VrrpAction>) {
        let script = &mut self.scripts[id.0];
        if !script.running {
            return;
        }
        script.running = false;
        let name = &script.config.name;
        if let ScriptResult::Exited(status) = result
            && std::mem::replace(&mut script.status, status) != status
        {
            actions.push(VrrpAction::Log(format!("Script `{name}` now returning {status}")));
        }
        let was = script.health;
        script.count(result == ScriptResult::Exited(0));
        if script.health == was {
            return;
        }
        let name = &script.config.name;
        actions.push(VrrpAction::Log(match result {
            ScriptResult::Exited(0) => format!("VRRP_Script({name}) succeeded"),
            ScriptResult::Exited(status) => format!("VRRP_Script({name}) failed (exited with status {status})"),
            ScriptResult::TimedOut => format!("VRRP_Script({name}) timed out"),
        }));
        self.tracked_changed(now, actions);
    }
}
