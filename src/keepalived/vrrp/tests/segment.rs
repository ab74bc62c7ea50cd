//! A wire without delay for tests: routers, who is master, what was logged.

use crate::keepalived::Config;
use crate::keepalived::config::{VrrpInstance, VrrpScript};
use crate::keepalived::vrrp::{Generation, InstanceId, Interface, InterfaceId, ScriptResult, State, Vrrp, VrrpAction};
use crate::time::{SimDuration, SimTime};
use std::net::Ipv4Addr;

/// An instance of version 2 with one address and an `advert_int` of one second.
pub(super) fn instance(name: &str, interface: &str, virtual_router_id: u8, priority: u8) -> VrrpInstance {
    VrrpInstance {
        virtual_addresses: vec![Ipv4Addr::new(10, 0, 0, 100)],
        ..VrrpInstance::new(name, interface, virtual_router_id, priority)
    }
}

/// What a router did: when in microseconds, which router, what.
type Told = (u64, usize, VrrpAction);

/// Routers on two wires, eth0 and eth1. Router n, from 1, has the addresses 10.0.0.n and 10.0.1.n.
pub(super) struct Segment {
    pub(super) now: SimTime,
    routers: Vec<Option<Vrrp>>,
    configs: Vec<Config>,
    generation: Generation,
    /// Cut wires: what is sent by or to this router on this wire is lost.
    cut: Vec<(usize, usize)>,
    /// What scripts return.
    pub(super) script_status: u8,
    pub(super) told: Vec<Told>,
}

impl Segment {
    pub(super) fn new(configs: Vec<Config>) -> Self {
        Self::of(Generation::Present, configs)
    }

    pub(super) fn of(generation: Generation, configs: Vec<Config>) -> Self {
        let routers = configs.iter().map(|_| None).collect();
        let (now, cut, told) = (SimTime::ZERO, Vec::new(), Vec::new());
        Self { now, routers, configs, generation, cut, script_status: 0, told }
    }

    /// Routers of one instance each, with these priorities.
    pub(super) fn with_priorities(priorities: &[u8]) -> Self {
        let config =
            |priority: &u8| Config { instances: vec![instance("VI_1", "eth0", 51, *priority)], ..Config::default() };
        Self::new(priorities.iter().map(config).collect())
    }

    pub(super) fn config(&mut self, router: usize) -> &mut VrrpInstance {
        &mut self.configs[router].instances[0]
    }

    pub(super) fn delay_start(&mut self, router: usize, delay: SimDuration) {
        self.configs[router].globals.vrrp_startup_delay = delay;
    }

    pub(super) fn space_garps(&mut self, router: usize, spacing: SimDuration) {
        self.configs[router].globals.vrrp_garp_interval = spacing;
    }

    pub(super) fn add_script(&mut self, router: usize, script: VrrpScript) {
        self.configs[router].scripts.push(script);
    }

    pub(super) fn router(&self, router: usize) -> &Config {
        &self.configs[router]
    }

    pub(super) fn lives(&self, router: usize) -> bool {
        self.routers[router].is_some()
    }

    pub(super) fn start(&mut self, router: usize) {
        let number = router as u8 + 1;
        let port =
            |link: u8| Interface { name: format!("eth{link}"), address: Ipv4Addr::new(10, 0, link, number), up: true };
        let process = Vrrp::new(&self.configs[router], vec![port(0), port(1)], self.generation).unwrap();
        self.routers[router] = Some(process);
        self.act(router, |process, now, actions| process.start(now, actions));
    }

    pub(super) fn start_all(&mut self) {
        (0..self.routers.len()).for_each(|router| self.start(router));
    }

    pub(super) fn kill(&mut self, router: usize) {
        self.routers[router] = None;
    }

    pub(super) fn stop(&mut self, router: usize) {
        self.act(router, |process, _, actions| process.stop(actions));
        self.routers[router] = None;
    }

    pub(super) fn reload(&mut self, router: usize) {
        self.act(router, |process, now, actions| process.reload(now, actions));
    }

    pub(super) fn link(&mut self, router: usize, link: usize, up: bool) {
        self.act(router, |process, now, actions| process.interface_changed(InterfaceId(link), up, now, actions));
    }

    pub(super) fn cut(&mut self, router: usize, link: usize) {
        self.cut.push((router, link));
    }

    pub(super) fn heal(&mut self) {
        self.cut.clear();
    }

    pub(super) fn process(&self, router: usize) -> &Vrrp {
        self.routers[router].as_ref().unwrap()
    }

    /// Lets time pass. Adverts arrive at the moment they are sent.
    pub(super) fn run_for(&mut self, millis: u64) {
        let end = self.now + SimDuration::from_millis(millis);
        while let Some((at, router)) = self.next_wake_up().filter(|(at, _)| *at <= end) {
            assert!(at >= self.now, "a deadline in the past");
            self.now = at;
            self.act(router, |process, now, actions| process.advance(now, actions));
        }
        self.now = end;
    }

    fn next_wake_up(&self) -> Option<(SimTime, usize)> {
        let processes = self.routers.iter().enumerate();
        processes.filter_map(|(place, process)| Some((process.as_ref()?.next_deadline()?, place))).min()
    }

    fn act(&mut self, router: usize, mut deed: impl FnMut(&mut Vrrp, SimTime, &mut Vec<VrrpAction>)) {
        self.act_and_tell(router, &mut deed);
    }

    fn act_and_tell(&mut self, router: usize, deed: &mut dyn FnMut(&mut Vrrp, SimTime, &mut Vec<VrrpAction>)) {
        let mut actions = Vec::new();
        if let Some(process) = &mut self.routers[router] {
            deed(process, self.now, &mut actions);
        }
        let micros = self.now.as_nanos() / 1_000;
        self.told.extend(actions.iter().map(|action| (micros, router, action.clone())));
        for action in actions {
            match action {
                VrrpAction::Send { interface: InterfaceId(link), from, advert } => {
                    for other in (0..self.routers.len()).filter(|other| *other != router) {
                        let lost = self.cut.contains(&(router, link)) || self.cut.contains(&(other, link));
                        if !lost {
                            self.act(other, |process, now, actions| {
                                process.receive(InterfaceId(link), &advert, from, now, actions);
                            });
                        }
                    }
                }
                VrrpAction::RunScript { script } => {
                    let result = ScriptResult::Exited(self.script_status);
                    self.act(router, |process, now, actions| process.script_finished(script, result, now, actions));
                }
                _ => {}
            }
        }
    }

    /// Which routers are master of their first instance.
    pub(super) fn masters(&self) -> Vec<usize> {
        let is_master = |router: &usize| {
            self.routers[*router].as_ref().is_some_and(|process| process.state(InstanceId(0)) == State::Master)
        };
        (0..self.routers.len()).filter(is_master).collect()
    }

    /// The lines that a router has logged since `from`, without those about gratuitous ARPs.
    pub(super) fn log(&self, router: usize, from: SimTime) -> Vec<String> {
        let since = from.as_nanos() / 1_000;
        let lines = self.told.iter().filter_map(|(at, who, action)| match action {
            VrrpAction::Log(text) if *who == router && *at >= since && !text.contains("gratuitous") => {
                Some(text.clone())
            }
            _ => None,
        });
        lines.collect()
    }

    /// When a router sent adverts of these priorities, in microseconds.
    pub(super) fn adverts(&self, router: usize) -> Vec<(u64, u8)> {
        let sent = self.told.iter().filter_map(|(at, who, action)| match action {
            VrrpAction::Send { advert, .. } if *who == router => Some((*at, advert.priority)),
            _ => None,
        });
        sent.collect()
    }

    /// When a router sent gratuitous ARPs, in milliseconds, with the last byte of the address.
    pub(super) fn garps(&self, router: usize) -> Vec<(u64, u8)> {
        let sent = self.told.iter().filter_map(|(at, who, action)| match action {
            VrrpAction::GratuitousArp { address, .. } if *who == router => Some((*at / 1_000, address.octets()[3])),
            _ => None,
        });
        sent.collect()
    }
}
