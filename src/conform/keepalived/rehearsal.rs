//! A recorded run, made ready for the model, and what the model makes of it.

use std::collections::BTreeMap;

use super::alignment::Alignment;
use super::compare::Comparison;
use super::run::{AdvertSeen, GarpSeen, LogLine, Run};
use super::segment::{Segment, Sight};
use super::sequence::{Sequences, Trace};
use super::stimulus::{Planned, inputs};
use super::unrest::Unrest;
use crate::keepalived::Config;
use crate::keepalived::vrrp::InstanceId;
use crate::time::{SimDuration, SimTime};

/// What happens this close to the end of a recording is not compared: half of it may lie behind the end.
const MARGIN: SimDuration = SimDuration::from_millis(300);

/// A run, ready to be performed as often as wanted.
pub(super) struct Rehearsal<'a> {
    run: &'a Run,
    configs: Vec<Config>,
    links: usize,
    inputs: Vec<Planned>,
    /// The instances' names, by router and virtual router.
    names: BTreeMap<(usize, u8), String>,
    /// What is compared happened before.
    end: SimTime,
    recorded: Sequences,
}

/// What the model made of a run.
pub(super) struct Performance {
    pub(super) trace: Trace,
    pub(super) comparison: Comparison,
    /// With the errors of the timers, if they were aligned.
    pub(super) alignment: Option<Alignment>,
}

impl<'a> Rehearsal<'a> {
    /// Makes a run ready. An error says what in it is not known.
    pub(super) fn new(run: &'a Run) -> Result<Self, String> {
        let configs: Vec<Config> = run.routers.values().map(|router| router.config()).collect::<Result<_, _>>()?;
        let links = links(run, &configs)?;
        let names = names(&configs);
        let end = SimTime::ZERO + run.end.since(SimTime::ZERO + MARGIN);
        let recorded = run.trace.sequences(&names, end);
        Ok(Self { run, configs, links, inputs: inputs(run)?, names, end, recorded })
    }

    /// Lets the model do what was done. An alignment wakes its processes when the real ones woke; unrest makes late
    /// what the recording cannot tell.
    pub(super) fn perform(
        &self,
        alignment: Option<Alignment>,
        mut unrest: Option<Unrest>,
    ) -> Result<Performance, String> {
        let flags = self.run.routers.values().map(|router| router.flags());
        let mut segment = Segment::new(self.configs.iter().cloned().zip(flags).collect(), self.links);
        for (at, router, input) in &self.inputs {
            let at = unrest.as_mut().map_or(*at, |unrest| unrest.command(*at));
            segment.plan(at, *router, input.clone());
        }
        segment.alignment = alignment;
        segment.unrest = unrest;
        segment.run(self.run.end)?;
        let trace = trace(&segment);
        let comparison = Comparison::new(&self.recorded, &trace.sequences(&self.names, self.end));
        Ok(Performance { trace, comparison, alignment: segment.alignment })
    }

    /// The recorded adverts, as what timers are moved to.
    pub(super) fn alignment(&self) -> Alignment {
        let mut alignment = Alignment::default();
        for (router, config) in self.configs.iter().enumerate() {
            for (place, instance) in config.instances.iter().enumerate() {
                let its_own = |advert: &&AdvertSeen| {
                    let key = (advert.router, advert.virtual_router_id);
                    advert.priority > 0 && key == (router, instance.virtual_router_id)
                };
                let times = self.run.trace.adverts.iter().filter(its_own).map(|advert| advert.at);
                alignment.expect((router, InstanceId(place)), times.collect(), instance.advert_int);
            }
        }
        alignment
    }
}

/// What could be seen from outside.
fn trace(segment: &Segment) -> Trace {
    let mut trace = Trace::default();
    for seen in &segment.seen {
        let (at, router) = (seen.at, seen.router);
        match &seen.what {
            Sight::Advert { virtual_router_id, priority } => {
                trace.adverts.push(AdvertSeen {
                    at,
                    router,
                    virtual_router_id: *virtual_router_id,
                    priority: *priority,
                });
            }
            Sight::Garp { link } => trace.garps.push(GarpSeen { at, router, link: *link }),
            Sight::Line(text) => trace.lines.push(LogLine { at, router, text: text.clone() }),
        }
    }
    trace
}

/// How many links there are.
fn links(run: &Run, configs: &[Config]) -> Result<usize, String> {
    let interfaces = configs.iter().flat_map(|config| &config.instances).flat_map(|instance| {
        instance.track_interface.iter().map(|track| &track.interface).chain([&instance.interface])
    });
    let numbers = interfaces.map(|name| {
        let number = name.strip_prefix("eth").and_then(|digits| digits.parse::<u8>().ok());
        number.map(usize::from).ok_or_else(|| format!("interface \"{name}\" is not one of eth0, eth1, ..."))
    });
    let links = numbers.collect::<Result<Vec<_>, _>>()?.into_iter().max().unwrap_or(0) + 1;
    match run.stimuli.iter().find_map(|stimulus| stimulus.details.link.filter(|link| *link >= links)) {
        Some(link) => Err(format!("a stimulus is about link {link}, but no instance is")),
        None => Ok(links),
    }
}

fn names(configs: &[Config]) -> BTreeMap<(usize, u8), String> {
    let all = configs.iter().enumerate().flat_map(|(router, config)| {
        config.instances.iter().map(move |instance| ((router, instance.virtual_router_id), instance.name.clone()))
    });
    all.collect()
}
