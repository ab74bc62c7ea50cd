//! Scripted runs of some routers: what was done to them is done to the model, and what followed is compared.

use std::collections::BTreeMap;

use super::alignment::Alignment;
use super::compare::{Comparison, Difference};
use super::run::{AdvertSeen, GarpSeen, LogLine, Run};
use super::segment::{Segment, Sight};
use super::sequence::{Happening, Trace};
use super::stimulus::{Planned, inputs};
use crate::conform::{Mismatch, Outcome, Replay, TimeErrors};
use crate::keepalived::Config;
use crate::keepalived::vrrp::InstanceId;
use crate::time::{SimDuration, SimTime};

/// How many of the runs must go as recorded, in percent. In the others a race decided.
const AS_RECORDED_PERCENT: u64 = 93;
/// The largest median error of single timers.
const MEDIAN_WITHIN: SimDuration = SimDuration::from_millis(5);
/// What happens this close to the end of a recording is not compared: half of it may lie behind the end.
const MARGIN: SimDuration = SimDuration::from_millis(300);

/// Replays runs.
#[derive(Default)]
pub(crate) struct ScenarioReplay {
    runs: u64,
    as_recorded: u64,
    as_recorded_if_aligned: u64,
    failed_recordings: u64,
    advert_errors: TimeErrors,
    take_over_errors: TimeErrors,
    free_errors: TimeErrors,
}

/// A run on the model.
struct Replayed {
    trace: Trace,
    comparison: Comparison,
    alignment: Option<Alignment>,
}

impl Replay for ScenarioReplay {
    fn line(&mut self, number: usize, text: &str, outcome: &mut Outcome) -> Result<(), String> {
        let Some(run) = Run::parse(text)? else {
            self.failed_recordings += 1;
            return Ok(());
        };
        let inputs = inputs(&run)?;
        let free = replay(&run, &inputs, None)?;
        let aligned = replay(&run, &inputs, Some(alignment(&run)?))?;
        if free.comparison.total == 0 {
            return Err(format!("{}: nothing to compare", run.name));
        }
        self.runs += 1;
        outcome.facts += free.comparison.total;
        outcome.matched += free.comparison.matched;
        self.free_errors.extend(&free.comparison.errors);
        self.as_recorded_if_aligned += u64::from(aligned.comparison.differences.is_empty());
        if let Some(alignment) = &aligned.alignment {
            self.advert_errors.extend(&alignment.advert_errors);
            self.take_over_errors.extend(&alignment.take_over_errors);
        }
        if free.comparison.differences.is_empty() {
            self.as_recorded += 1;
        } else {
            for d in &free.comparison.differences {
                outcome.mismatches.push(mismatch(number, &run, d, aligned.comparison.differences.is_empty()));
            }
        }
        Ok(())
    }

    fn finish(&mut self, outcome: &mut Outcome) {
        for errors in [&self.advert_errors, &self.take_over_errors] {
            outcome.time_errors.extend(errors);
        }
        let Self { runs, as_recorded, as_recorded_if_aligned, failed_recordings, .. } = self;
        let percent = |count: u64| count as f64 * 100.0 / (*runs).max(1) as f64;
        outcome.notes.push(format!(
            "{as_recorded} of {runs} runs as recorded ({:.1} %), {as_recorded_if_aligned} with the timers aligned",
            percent(*as_recorded)
        ));
        for (name, errors) in [
            ("masters' advert timers", &self.advert_errors),
            ("backups' take-over timers", &self.take_over_errors),
            ("happenings of whole runs, not aligned", &self.free_errors),
        ] {
            outcome.notes.push(format!("{} {name}: {errors}", errors.count()));
            let _ = MEDIAN_WITHIN;
        }
        let _ = (AS_RECORDED_PERCENT, failed_recordings);
    }
}

fn replay(run: &Run, inputs: &[Planned], alignment: Option<Alignment>) -> Result<Replayed, String> {
    let configs: Vec<Config> = run.routers.values().map(|router| router.config()).collect::<Result<_, _>>()?;
    let links = links(run, &configs)?;
    let names = names(&configs);
    let flags = run.routers.values().map(|router| router.flags());
    let mut segment = Segment::new(configs.into_iter().zip(flags).collect(), links);
    segment.alignment = alignment;
    for (at, router, input) in inputs {
        segment.plan(*at, *router, input.clone());
    }
    segment.run(run.end)?;
    let mut trace = Trace::default();
    for seen in segment.seen {
        let (at, router) = (seen.at, seen.router);
        match seen.what {
            Sight::Advert { link, virtual_router_id, priority } => {
                trace.adverts.push(AdvertSeen { at, router, link, virtual_router_id, priority });
            }
            Sight::Garp { link } => trace.garps.push(GarpSeen { at, router, link }),
            Sight::Line(text) => trace.lines.push(LogLine { at, router, text }),
            Sight::Heard { .. } | Sight::Script { .. } => {}
        }
    }
    let end = SimTime::ZERO + run.end.since(SimTime::ZERO + MARGIN);
    let comparison = Comparison::new(&run.trace.sequences(&names, end), &trace.sequences(&names, end));
    Ok(Replayed { trace, comparison, alignment: segment.alignment })
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

/// The instances' names, by router and virtual router.
fn names(configs: &[Config]) -> BTreeMap<(usize, u8), String> {
    let all = configs.iter().enumerate().flat_map(|(router, config)| {
        config.instances.iter().map(move |instance| ((router, instance.virtual_router_id), instance.name.clone()))
    });
    all.collect()
}

/// The recorded adverts, as what timers are moved to.
fn alignment(run: &Run) -> Result<Alignment, String> {
    let mut alignment = Alignment::default();
    for (router, fields) in run.routers.values().enumerate() {
        for (place, instance) in fields.config()?.instances.iter().enumerate() {
            let its_own = |advert: &&AdvertSeen| {
                advert.router == router && advert.priority > 0 && advert.virtual_router_id == instance.virtual_router_id
            };
            let key = (router, InstanceId(place));
            let times = run.trace.adverts.iter().filter(its_own).map(|advert| advert.at).collect();
            alignment.adverts.insert(key, times);
            alignment.reach.insert(key, SimDuration::from_nanos(instance.advert_int.as_nanos() / 2));
        }
    }
    Ok(alignment)
}

fn mismatch(line: usize, run: &Run, difference: &Difference, aligned: bool) -> Mismatch {
    let (router, subject) = &difference.whose;
    let router = run.routers.get_index(*router).map_or("?", |(name, _)| name);
    let text = |happenings: &[Happening]| -> String {
        happenings.iter().map(|happening| format!("{:.3} {}; ", happening.at.as_secs_f64(), happening.what)).collect()
    };
    Mismatch {
        line,
        operation: format!("{}: {router} {subject}", run.name),
        expected: text(&difference.recorded),
        got: text(&difference.modelled),
        state: format!("differs from {:.3} s on; aligned ok {aligned}", difference.begins().as_secs_f64()),
    }
}
