//! What is compared of a run: who entered which state, who gave up by an advert of priority 0, and who announced its
//! addresses, each in its order.
//!
//! State entries and adverts of priority 0 of one instance are two sequences, as log and wire are not in step.
//! Gratuitous ARP frames are taken together in bursts.

use std::collections::BTreeMap;

use super::run::{AdvertSeen, GarpSeen, LogLine};
use crate::time::{SimDuration, SimTime};

/// Frames closer together belong to one burst.
const BURST_GAP: SimDuration = SimDuration::from_millis(250);
/// An advert this long after another one of the same instance is the first after a silence.
const SILENCE: SimDuration = SimDuration::from_millis(80);
/// How far a line of the log may be from the advert that it is about.
const LOG_DELAY: SimDuration = SimDuration::from_millis(600);

/// What can be seen of a run, recorded or replayed.
#[derive(Debug, Default)]
pub(super) struct Trace {
    pub(super) adverts: Vec<AdvertSeen>,
    pub(super) garps: Vec<GarpSeen>,
    pub(super) lines: Vec<LogLine>,
}

/// Whose sequence it is: a router by its place, and an instance or a link.
pub(super) type Whose = (usize, String);

/// What happened, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Happening {
    pub(super) at: SimTime,
    pub(super) what: String,
}

/// The sequences of a run.
pub(super) type Sequences = BTreeMap<Whose, Vec<Happening>>;

impl Trace {
    /// The sequences of what happened before `end`. `instances` names them by router and virtual router.
    pub(super) fn sequences(&self, instances: &BTreeMap<(usize, u8), String>, end: SimTime) -> Sequences {
        let mut sequences = Sequences::new();
        for line in &self.lines {
            if let Some((instance, state)) = entered(&line.text) {
                let at = if state == "MASTER" { self.take_over(line, instance, instances) } else { line.at };
                note(&mut sequences, line.router, instance.to_owned(), at, state.to_owned());
            }
        }
        for advert in self.adverts.iter().filter(|advert| advert.priority == 0) {
            if let Some(instance) = instances.get(&(advert.router, advert.virtual_router_id)) {
                note(
                    &mut sequences,
                    advert.router,
                    format!("{instance} on the wire"),
                    advert.at,
                    "priority 0".to_owned(),
                );
            }
        }
        self.bursts(&mut sequences);
        for happenings in sequences.values_mut() {
            happenings.retain(|happening| happening.at < end);
            happenings.sort_by_key(|happening| happening.at);
        }
        sequences.retain(|_, happenings| !happenings.is_empty());
        sequences
    }

    /// When an instance became master: at its first advert, which is seen more exactly than its line in the log.
    fn take_over(&self, line: &LogLine, instance: &str, instances: &BTreeMap<(usize, u8), String>) -> SimTime {
        let its_own = |advert: &&AdvertSeen| {
            advert.router == line.router
                && advert.priority > 0
                && instances.get(&(advert.router, advert.virtual_router_id)).is_some_and(|name| name == instance)
        };
        let adverts: Vec<SimTime> = self.adverts.iter().filter(its_own).map(|advert| advert.at).collect();
        let distance = |at: SimTime| at.since(line.at).max(line.at.since(at));
        let silent = |at: SimTime| !adverts.iter().any(|other| *other < at && at.since(*other) < SILENCE);
        let near = adverts.iter().copied().filter(|at| distance(*at) < LOG_DELAY && silent(*at));
        near.min_by_key(|at| distance(*at)).unwrap_or(line.at)
    }

    fn bursts(&self, sequences: &mut Sequences) {
        let mut bursts: BTreeMap<(usize, usize), Vec<Burst>> = BTreeMap::new();
        for frame in &self.garps {
            let bursts = bursts.entry((frame.router, frame.link)).or_default();
            match bursts.last_mut() {
                Some(burst) if frame.at.since(burst.last) < BURST_GAP => {
                    burst.last = frame.at;
                    burst.frames += 1;
                }
                _ => bursts.push(Burst { first: frame.at, last: frame.at, frames: 1 }),
            }
        }
        for ((router, link), bursts) in bursts {
            for Burst { first, frames, .. } in bursts {
                note(sequences, router, format!("eth{link}"), first, format!("{frames} gratuitous ARPs"));
            }
        }
    }
}

/// Frames that belong together.
struct Burst {
    first: SimTime,
    last: SimTime,
    frames: u32,
}

fn note(sequences: &mut Sequences, router: usize, subject: String, at: SimTime, what: String) {
    sequences.entry((router, subject)).or_default().push(Happening { at, what });
}

/// Instance and state in `(VI_1) Entering MASTER STATE`. The entry at the start, `(init)`, is none.
fn entered(text: &str) -> Option<(&str, &str)> {
    let (instance, rest) = text.strip_prefix('(')?.split_once(") Entering ")?;
    let state = rest.strip_suffix(" STATE")?;
    ["MASTER", "BACKUP", "FAULT"].contains(&state).then_some((instance, state))
}
