//! Some routers and the wires between them: what is sent on a link reaches all others on it a moment later.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use super::alignment::Alignment;
use super::unrest::Unrest;
use crate::keepalived::Config;
use crate::keepalived::vrrp::{Advert, Generation, Interface, InterfaceId, ScriptId, ScriptResult, Vrrp, VrrpAction};
use crate::time::{SimDuration, SimTime};

/// From a router to the others: the time it took in the recordings, with the handling of the packet.
const LATENCY: SimDuration = SimDuration::from_nanos(700_000);
/// How long the recorded scripts (`test -e`) run.
const SCRIPT_RUN: SimDuration = SimDuration::from_millis(4);

/// What is done to a router.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// The process begins, in place of an earlier one.
    Start,
    /// It is gone, without a word.
    Kill,
    /// It is asked to end.
    Stop,
    /// It reads its configuration again.
    Reload,
    /// An interface loses or gets its carrier, and the process is told.
    Link { link: usize, up: bool },
    /// The other end of the cable leaves the segment or joins it; nobody is told.
    Attach { link: usize, attached: bool },
    /// Scripts that look at this flag fail, or do not any more.
    Flag { flag: String, set: bool },
}

/// What can be seen from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) at: SimTime,
    pub(super) router: usize,
    pub(super) what: Sight,
}

/// What was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// An advert leaves.
    Advert { virtual_router_id: u8, priority: u8 },
    /// A gratuitous ARP frame leaves.
    Garp { link: usize },
    /// A line is logged.
    Line(String),
}

/// One router: its process, if it lives, and its cables.
struct Router {
    config: Config,
    /// On which flag each script fails.
    flags: Vec<String>,
    process: Option<Vrrp>,
    /// How many processes there have been: what was begun for an earlier one does not reach the present one.
    processes: u32,
    ports: Vec<Port>,
}

#[derive(Clone, Copy)]
struct Port {
    address: Ipv4Addr,
    up: bool,
    attached: bool,
}

enum Event {
    Input { router: usize, input: Input },
    Deliver { router: usize, link: usize, advert: Advert, from: usize },
    ScriptEnds { router: usize, process: u32, script: ScriptId, good: bool },
}

/// Routers on a few links, at a moment.
pub(super) struct Segment {
    routers: Vec<Router>,
    flags: BTreeSet<String>,
    /// What will happen, by time and then by order of insertion.
    agenda: BTreeMap<(SimTime, u64), Event>,
    inserted: u64,
    pub(super) seen: Vec<Seen>,
    /// Wakes the processes when real ones woke.
    pub(super) alignment: Option<Alignment>,
    /// Makes late what a recording cannot tell.
    pub(super) unrest: Option<Unrest>,
}

impl Segment {
    /// Routers that have not been started, each on `links` links. Router n, from 1, has the address 10.0.link.n.
    pub(super) fn new(routers: Vec<(Config, Vec<String>)>, links: usize) -> Self {
        let router = |(place, (config, flags))| {
            let address = |link| Ipv4Addr::new(10, 0, link as u8, place as u8 + 1);
            let ports = (0..links).map(|link| Port { address: address(link), up: true, attached: true }).collect();
            Router { config, flags, process: None, processes: 0, ports }
        };
        Self {
            routers: routers.into_iter().enumerate().map(router).collect(),
            flags: BTreeSet::new(),
            agenda: BTreeMap::new(),
            inserted: 0,
            seen: Vec::new(),
            alignment: None,
            unrest: None,
        }
    }

    /// Something will be done to a router.
    pub(super) fn plan(&mut self, at: SimTime, router: usize, input: Input) {
        self.insert(at, Event::Input { router, input });
    }

    /// Lets everything happen until `end`. An error says why a process could not be set up.
    pub(super) fn run(&mut self, end: SimTime) -> Result<(), String> {
        loop {
            let event = self.agenda.first_key_value().map(|((at, _), _)| *at);
            let wake_up = self.next_wake_up();
            match (event, wake_up) {
                // What arrives at the moment of a wake-up is handled first, as by a process that reads before it waits.
                (Some(at), _) if at <= end && wake_up.is_none_or(|(timer, _)| at <= timer) => {
                    let (_, event) = self.agenda.pop_first().expect("it was just looked at");
                    self.happen(at, event)?;
                }
                (_, Some((at, router))) if at <= end => {
                    if let Some(alignment) = &mut self.alignment {
                        alignment.woken(router, at);
                    }
                    self.act(router, at, |process, actions| process.advance(at, actions));
                }
                _ => return Ok(()),
            }
        }
    }

    /// The router whose process is woken next.
    fn next_wake_up(&self) -> Option<(SimTime, usize)> {
        let deadlines = self.routers.iter().enumerate();
        deadlines.filter_map(|(place, router)| Some((router.process.as_ref()?.next_deadline()?, place))).min()
    }

    fn insert(&mut self, at: SimTime, event: Event) {
        self.agenda.insert((at, self.inserted), event);
        self.inserted += 1;
    }

    fn happen(&mut self, now: SimTime, event: Event) -> Result<(), String> {
        match event {
            Event::Input { router, input } => return self.input(router, input, now),
            Event::Deliver { router, link, advert, from } => {
                if self.routers[router].ports[link].up && self.routers[router].process.is_some() {
                    let from = self.routers[from].ports[link].address;
                    self.act(router, now, |process, actions| {
                        process.receive(InterfaceId(link), &advert, from, now, actions);
                    });
                }
            }
            Event::ScriptEnds { router, process, script, good } => {
                if self.routers[router].processes == process {
                    let result = ScriptResult::Exited(u8::from(!good));
                    self.act(router, now, |process, actions| process.script_finished(script, result, now, actions));
                }
            }
        }
        Ok(())
    }

    fn input(&mut self, router: usize, input: Input, now: SimTime) -> Result<(), String> {
        match input {
            Input::Start => {
                self.start(router)?;
                self.act(router, now, |process, actions| process.start(now, actions));
            }
            Input::Kill => self.routers[router].process = None,
            Input::Stop => {
                self.act(router, now, |process, actions| process.stop(actions));
                self.routers[router].process = None;
            }
            Input::Reload => self.act(router, now, |process, actions| process.reload(now, actions)),
            // An interface that no instance uses is nobody's business.
            Input::Link { link, .. } if link >= self.routers[router].ports.len() => {}
            Input::Link { link, up } => {
                self.routers[router].ports[link].up = up;
                self.act(router, now, |process, actions| {
                    process.interface_changed(InterfaceId(link), up, now, actions);
                });
            }
            Input::Attach { link, attached } => self.routers[router].ports[link].attached = attached,
            Input::Flag { flag, set: true } => drop(self.flags.insert(flag)),
            Input::Flag { flag, set: false } => drop(self.flags.remove(&flag)),
        }
        Ok(())
    }

    fn start(&mut self, router: usize) -> Result<(), String> {
        let router = &mut self.routers[router];
        let ports = router.ports.iter().enumerate();
        let interfaces =
            ports.map(|(link, port)| Interface { name: format!("eth{link}"), address: port.address, up: port.up });
        let process = Vrrp::new(&router.config, interfaces.collect(), Generation::Present);
        router.process = Some(process.map_err(|error| error.to_string())?);
        router.processes += 1;
        Ok(())
    }

    /// Lets a process act, if there is one, and carries out what it does.
    fn act(&mut self, router: usize, now: SimTime, deed: impl FnOnce(&mut Vrrp, &mut Vec<VrrpAction>)) {
        let mut actions = Vec::new();
        if let Some(process) = &mut self.routers[router].process {
            deed(process, &mut actions);
            if let Some(alignment) = &mut self.alignment {
                alignment.align(router, process, now, self.unrest.as_mut());
            }
        }
        for action in actions {
            self.carry_out(router, action, now);
        }
    }

    fn carry_out(&mut self, router: usize, action: VrrpAction, now: SimTime) {
        let what = match action {
            VrrpAction::Send { interface: InterfaceId(link), advert, .. } => {
                let sight = Sight::Advert { virtual_router_id: advert.virtual_router_id, priority: advert.priority };
                self.send(router, link, &advert, now);
                sight
            }
            VrrpAction::GratuitousArp { interface: InterfaceId(link), .. } => Sight::Garp { link },
            VrrpAction::Log(text) => Sight::Line(text),
            VrrpAction::RunScript { script } => {
                let good = !self.flags.contains(&self.routers[router].flags[script.0]);
                let process = self.routers[router].processes;
                self.insert(now + SCRIPT_RUN, Event::ScriptEnds { router, process, script, good });
                return;
            }
            VrrpAction::SetAddresses { .. }
            | VrrpAction::RemoveAddresses { .. }
            | VrrpAction::Entered { .. }
            | VrrpAction::SyncDaemon { .. } => return,
        };
        self.seen.push(Seen { at: now, router, what });
    }

    fn send(&mut self, from: usize, link: usize, advert: &Advert, now: SimTime) {
        if !self.routers[from].ports[link].attached {
            return;
        }
        for router in 0..self.routers.len() {
            if router != from && self.routers[router].ports[link].attached {
                let handled = now + self.unrest.as_mut().map_or(LATENCY, Unrest::lateness);
                self.insert(handled, Event::Deliver { router, link, advert: advert.clone(), from });
            }
        }
    }
}
