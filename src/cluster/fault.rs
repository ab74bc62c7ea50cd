//! When faults come and go: once by script, or again and again by chance.

use crate::cluster::event::Event;
use crate::cluster::law::Law;
use crate::cluster::spec::{FaultSchedule, FaultSpec, What};
use crate::engine::{Agenda, Stream, Streams};

/// A fault.
#[derive(Debug)]
pub struct Fault {
    /// What goes wrong with what.
    pub what: What,
    /// The name of what it happens to.
    pub target: String,
    /// The mark that its present occurrence has made.
    pub mark: usize,
    schedule: FaultSchedule,
    chance: Stream,
}

impl Fault {
    /// The fault with this index; puts its first occurrence on the agenda.
    pub fn new(index: u32, spec: &FaultSpec, target: &str, streams: &Streams, agenda: &mut Agenda<Event>) -> Self {
        let name = format!("{} of {target}, fault {index}", spec.what.word());
        let mut fault = Self {
            what: spec.what.clone(),
            target: target.to_owned(),
            mark: 0,
            schedule: spec.schedule.clone(),
            chance: streams.stream(&name),
        };
        match &fault.schedule {
            FaultSchedule::Scripted { at, .. } => {
                agenda.schedule(*at, Event::FaultBegan(index));
            }
            FaultSchedule::Random { between, .. } => {
                after(between, &mut fault.chance, Event::FaultBegan(index), agenda)
            }
        }
        fault
    }

    /// It has begun: puts its end on the agenda.
    pub fn schedule_end(&mut self, index: u32, agenda: &mut Agenda<Event>) {
        match &self.schedule {
            FaultSchedule::Scripted { lasts: Some(lasts), .. } => {
                agenda.schedule_in(*lasts, Event::FaultEnded(index));
            }
            FaultSchedule::Scripted { lasts: None, .. } => {}
            FaultSchedule::Random { repair, .. } => after(repair, &mut self.chance, Event::FaultEnded(index), agenda),
        }
    }

    /// It is over: puts its next occurrence on the agenda, if there is one.
    pub fn schedule_next(&mut self, index: u32, agenda: &mut Agenda<Event>) {
        if let FaultSchedule::Random { between, .. } = &self.schedule {
            after(between, &mut self.chance, Event::FaultBegan(index), agenda);
        }
    }
}

fn after(law: &Law, chance: &mut Stream, event: Event, agenda: &mut Agenda<Event>) {
    agenda.schedule_in(law.sample(chance), event);
}
