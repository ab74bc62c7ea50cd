//! One director's keepalived: its processes while they run, and what they are started from.

use super::plan::{self, ServicePlan};
use crate::cluster::director::Director;
use crate::cluster::spec::{DirectorSpec, KeepalivedSpec, RealServerSpec};
use crate::engine::{Agenda, EventCode, EventKey, Stream, Streams};
use crate::keepalived::checker::{CheckerAction, Checkers};
use crate::keepalived::vrrp::{Generation, Interface, Vrrp, VrrpAction};
use crate::time::SimTime;
use std::net::SocketAddrV4;

/// keepalived on one director.
pub(crate) struct Daemon {
    spec: KeepalivedSpec,
    pub(super) plans: Vec<ServicePlan>,
    /// The addresses of the machines that can be probed, by real server.
    servers: Vec<RealServerSpec>,
    pub(super) running: Option<Running>,
    /// Counts the starts: what was begun for an earlier process finds nobody who waits for it.
    pub(super) process: u32,
    /// How many faults keep it from running.
    downs: u32,
    /// Names of the scripts that fail, one for each fault.
    failing_scripts: Vec<String>,
    /// The event of its next deadline.
    due: Option<(SimTime, EventKey)>,
    warmup: Stream,
}

/// Its two processes.
pub(crate) struct Running {
    pub(super) vrrp: Vrrp,
    pub(super) checkers: Checkers,
}

/// What both processes want done.
#[derive(Debug, Default)]
pub(crate) struct Actions {
    pub(super) vrrp: Vec<VrrpAction>,
    pub(super) checkers: Vec<CheckerAction>,
}

impl Daemon {
    /// The keepalived of a director, if it has one; not started.
    pub(crate) fn new(director: &DirectorSpec, servers: &[RealServerSpec], streams: &Streams) -> Option<Self> {
        let spec = director.keepalived.clone()?;
        Some(Self {
            plans: spec.config.virtual_servers.iter().map(|service| ServicePlan::new(service, servers)).collect(),
            servers: servers.to_vec(),
            running: None,
            process: 0,
            downs: 0,
            failing_scripts: Vec::new(),
            due: None,
            warmup: streams.stream(&format!("first probes of {}", director.name)),
            spec,
        })
    }

    /// When it is started for the first time.
    pub(crate) fn first_start(&self) -> SimTime {
        self.spec.start + self.spec.start_up
    }

    /// When its timers begin to run if it is started at `now`.
    pub(crate) fn start_up_ends(&self, now: SimTime) -> SimTime {
        now + self.spec.start_up
    }

    /// Whether it runs.
    pub(crate) fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Its processes begin, unless a fault forbids it.
    ///
    /// # Panics
    /// If its configuration was not checked.
    pub(super) fn start(&mut self, director: &Director, now: SimTime) -> Actions {
        let mut actions = Actions::default();
        if self.is_running() || self.downs > 0 || !director.is_on() {
            return actions;
        }
        let address = director.spec().address;
        let interfaces = director.interfaces().enumerate();
        let interfaces = interfaces
            .map(|(index, name)| Interface { name: name.to_owned(), address, up: director.is_linked(index) })
            .collect();
        let generation = if self.spec.legacy { Generation::Legacy } else { Generation::Present };
        let config = &self.spec.config;
        let mut running = Running {
            vrrp: Vrrp::new(config, interfaces, generation).expect("checked: what it names is there"),
            checkers: Checkers::new(&config.virtual_servers, &config.globals),
        };
        match &self.spec.first_probes {
            Some(delays) if self.process == 0 => running.checkers.start_with(now, delays, &mut actions.checkers),
            _ => running.checkers.start(now, &mut self.warmup, &mut actions.checkers),
        }
        running.vrrp.start(now, &mut actions.vrrp);
        self.process += 1;
        self.running = Some(running);
        actions
    }

    /// SIGTERM: it says farewell.
    pub(super) fn stop(&mut self) -> Actions {
        let mut actions = Actions::default();
        if let Some(mut running) = self.running.take() {
            running.vrrp.stop(&mut actions.vrrp);
            running.checkers.stop(&mut actions.checkers);
        }
        actions
    }

    /// SIGKILL, or no power: it is gone.
    pub(super) fn vanish(&mut self) {
        self.running = None;
    }

    /// A fault keeps it from running, from here on.
    pub(crate) fn forbid(&mut self) {
        self.downs += 1;
    }

    /// Such a fault is over.
    pub(crate) fn allow(&mut self) {
        self.downs -= 1;
    }

    /// A script fails, from here on.
    pub(crate) fn script_fails(&mut self, script: &str) {
        self.failing_scripts.push(script.to_owned());
    }

    /// Such a fault is over.
    pub(crate) fn script_fails_no_longer(&mut self, script: &str) {
        let place = self.failing_scripts.iter().position(|failing| failing == script);
        self.failing_scripts.remove(place.expect("a fault that ends has begun"));
    }

    /// Whether a script, by its place in the configuration, fails at present.
    pub(super) fn is_failing(&self, script: usize) -> bool {
        self.failing_scripts.contains(&self.spec.config.scripts[script].name)
    }

    /// The name of an instance, by its place in the configuration.
    pub(super) fn instance_name(&self, instance: usize) -> String {
        self.spec.config.instances[instance].name.clone()
    }

    /// The machine behind an address.
    pub(super) fn machine_at(&self, address: SocketAddrV4) -> Option<usize> {
        plan::machine_at(address, &self.servers)
    }

    /// What is due is done: there is no event any longer.
    pub(super) fn due_has_come(&mut self) {
        self.due = None;
    }

    /// Sees to it that `event` comes at its next deadline.
    pub(super) fn schedule<E: EventCode>(&mut self, event: E, agenda: &mut Agenda<E>) {
        let next = self.running.as_ref().and_then(|running| {
            let deadlines = [running.vrrp.next_deadline(), running.checkers.next_deadline()];
            deadlines.into_iter().flatten().min()
        });
        let next = next.map(|at| at.max(agenda.now()));
        if self.due.map(|(at, _)| at) != next {
            if let Some((_, key)) = self.due {
                agenda.cancel(key);
            }
            self.due = next.map(|at| (at, agenda.schedule(at, event)));
        }
    }
}
