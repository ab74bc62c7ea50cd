//! What a machine does by itself: it stands still now and then, it crashes when too much is asked of it, and it is slow for a
//! while after it has returned.

use crate::cluster::event::Event;
use crate::cluster::law::Law;
use crate::cluster::spec::{RealServerSpec, SlowStart};
use crate::engine::{Agenda, EventKey, Stream, Streams};
use crate::time::{SimDuration, SimTime};

/// In how many equal steps a machine becomes as fast as it was.
pub const SLOW_START_STEPS: u32 = 20;

/// The lapses of one machine.
#[derive(Debug)]
pub struct Lapses {
    server: u32,
    pauses: Option<Pausing>,
    slow_start: Option<SlowStart>,
    /// How many steps of a slow start it has made; all of them when it runs at full speed.
    step: u32,
    next_step: EventKey,
    overload: Option<Overload>,
}

#[derive(Debug)]
struct Pausing {
    every: Law,
    lasts: Law,
    chance: Stream,
}

#[derive(Debug)]
struct Overload {
    survives: u32,
    restart_after: Law,
    chance: Stream,
    /// The crash is on the agenda, or the process is not there again yet.
    is_gone: bool,
}

impl Lapses {
    /// Of the machine with this index, which runs at full speed.
    pub fn new(server: u32, spec: &RealServerSpec, streams: &Streams) -> Self {
        let stream = |what: &str| streams.stream(&format!("{what} of {}", spec.name));
        Self {
            server,
            pauses: spec.pauses.as_ref().map(|pauses| Pausing {
                every: pauses.every.clone(),
                lasts: pauses.lasts.clone(),
                chance: stream("standing still"),
            }),
            slow_start: spec.slow_start,
            step: SLOW_START_STEPS,
            next_step: EventKey::NONE,
            overload: spec.crash_above.as_ref().map(|crash| Overload {
                survives: crash.in_system,
                restart_after: crash.restart_after.clone(),
                chance: stream("restart"),
                is_gone: false,
            }),
        }
    }

    /// Puts the next pause on the agenda, if it makes any.
    pub fn schedule_pause(&mut self, agenda: &mut Agenda<Event>) {
        if let Some(Pausing { every, chance, .. }) = &mut self.pauses {
            agenda.schedule_in(every.sample(chance), Event::PauseBegan(self.server));
        }
    }

    /// A pause begins; until when it lasts.
    pub fn begin_pause(&mut self, agenda: &mut Agenda<Event>) -> SimTime {
        let lasts = self.pauses.as_mut().map_or(SimDuration::ZERO, |pauses| pauses.lasts.sample(&mut pauses.chance));
        agenda.schedule_in(lasts, Event::PauseEnded(self.server));
        agenda.now() + lasts
    }

    /// Part of its speed that it has reached.
    pub fn part_of_speed(&self) -> f64 {
        match self.slow_start {
            Some(SlowStart { from, .. }) if self.step < SLOW_START_STEPS => {
                from + (1.0 - from) * f64::from(self.step) / f64::from(SLOW_START_STEPS)
            }
            _ => 1.0,
        }
    }

    /// It has returned, and is slow at first.
    pub fn return_slowly(&mut self, agenda: &mut Agenda<Event>) {
        if self.slow_start.is_some() {
            self.step = 0;
            self.schedule_step(agenda);
        }
    }

    /// It is gone again: what it had reached does not count.
    pub fn go_down(&mut self, agenda: &mut Agenda<Event>) {
        agenda.cancel(std::mem::replace(&mut self.next_step, EventKey::NONE));
    }

    /// It becomes faster by a step.
    pub fn step_up(&mut self, agenda: &mut Agenda<Event>) {
        self.step += 1;
        self.next_step = EventKey::NONE;
        if self.step < SLOW_START_STEPS {
            self.schedule_step(agenda);
        }
    }

    fn schedule_step(&mut self, agenda: &mut Agenda<Event>) {
        if let Some(SlowStart { time, .. }) = self.slow_start {
            // Each from the beginning, so that rounding does not add up.
            let moment = |step: u32| time.as_nanos() * u64::from(step) / u64::from(SLOW_START_STEPS);
            let span = SimDuration::from_nanos(moment(self.step + 1) - moment(self.step));
            self.next_step = agenda.schedule_in(span, Event::SlowStartStep(self.server));
        }
    }

    /// So many requests are in it now: if it does not survive that, its crash is due at once.
    pub fn check_load(&mut self, in_system: u32, agenda: &mut Agenda<Event>) {
        if let Some(overload) = self.overload.as_mut().filter(|load| !load.is_gone && in_system > load.survives) {
            overload.is_gone = true;
            agenda.schedule(agenda.now(), Event::ServerOverloaded(self.server));
        }
    }

    /// It has crashed: puts its restart on the agenda.
    pub fn schedule_restart(&mut self, agenda: &mut Agenda<Event>) {
        if let Some(Overload { restart_after, chance, .. }) = &mut self.overload {
            agenda.schedule_in(restart_after.sample(chance), Event::ServerRestarted(self.server));
        }
    }

    /// Its process is there again.
    pub fn restarted(&mut self) {
        if let Some(overload) = &mut self.overload {
            overload.is_gone = false;
        }
    }
}
