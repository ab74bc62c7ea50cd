//! Arrivals in bursts: Poisson arrivals at a rate that changes by chance.

use crate::cluster::law::Law;
use crate::engine::{Stream, exponential};
use crate::time::{SimDuration, SimTime};
use rand::RngExt;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What makes the rate of arrivals change.
#[derive(Clone, Debug, PartialEq)]
pub enum BurstSpec {
    /// A Markov-modulated Poisson process that goes through its states in turn; at least one, each lasts for an
    /// exponential time.
    Mmpp(Vec<BurstState>),
    /// Independent sources, each of which is on and off in turn and sends only while it is on. With exponential times
    /// this is a Markov-modulated Poisson process, too.
    OnOff(OnOffSpec),
}

/// A state of a Markov-modulated Poisson process.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BurstState {
    /// Arrivals per second in it.
    pub per_s: f64,
    /// How long it lasts on average, in seconds; more than zero.
    pub mean_s: f64,
}

/// Sources that are on and off in turn.
#[derive(Clone, Debug, PartialEq)]
pub struct OnOffSpec {
    /// How many; at least 1.
    pub sources: u32,
    /// Arrivals per second of a source that is on.
    pub per_s: f64,
    /// How long it is on at a time; more than zero on average.
    pub on: Law,
    /// How long it is off at a time; more than zero on average.
    pub off: Law,
}

/// A process of bursts under way.
#[derive(Debug)]
pub struct Burst {
    chance: Stream,
    /// The rate now, and until when.
    per_s: f64,
    until: SimTime,
    modulation: Modulation,
}

/// What the rate changes with.
#[derive(Debug)]
enum Modulation {
    States { states: Vec<BurstState>, current: usize },
    Sources { spec: OnOffSpec, on: u32, changes: BinaryHeap<Reverse<(SimTime, Source)>> },
}

/// A source, and whether it is on.
type Source = (u32, bool);

/// A state lasts at least this long, so that time goes on.
const SHORTEST: SimDuration = SimDuration::from_nanos(1);

impl Burst {
    /// The process from `start` on. It begins in a state as it is found at any moment: in each as probably as it takes of
    /// the time on average.
    pub fn new(spec: &BurstSpec, start: SimTime, chance: Stream) -> Self {
        let modulation = match spec {
            BurstSpec::Mmpp(states) => Modulation::States { states: states.clone(), current: 0 },
            BurstSpec::OnOff(spec) => Modulation::Sources { spec: spec.clone(), on: 0, changes: BinaryHeap::new() },
        };
        let mut burst = Self { chance, per_s: 0.0, until: start, modulation };
        burst.begin(start);
        burst
    }

    fn begin(&mut self, start: SimTime) {
        match &mut self.modulation {
            Modulation::States { states, current } => {
                let mut place = self.chance.random::<f64>() * states.iter().map(|state| state.mean_s).sum::<f64>();
                // The last state takes what rounding leaves.
                *current = states.iter().take(states.len() - 1).take_while(|state| leaves(&mut place, state)).count();
                self.enter(start);
            }
            Modulation::Sources { spec, on, changes } => {
                let share_on = spec.on.mean_s() / (spec.on.mean_s() + spec.off.mean_s());
                for source in 0..spec.sources {
                    let is_on = self.chance.random::<f64>() < share_on;
                    let lasts = if is_on { &spec.on } else { &spec.off };
                    changes.push(Reverse((start + lasts.sample(&mut self.chance).max(SHORTEST), (source, is_on))));
                    *on += u32::from(is_on);
                }
                self.take_rate_of_sources();
            }
        }
    }

    /// When the arrival after one at `now` comes, if it comes before `stop`.
    pub fn next(&mut self, mut now: SimTime, stop: SimTime, gaps: &mut impl rand::Rng) -> Option<SimTime> {
        let mut due = exponential(gaps);
        while now < stop {
            let here = self.until.since(now).as_secs_f64() * self.per_s;
            if due < here {
                // Rounded to a nanosecond, it may not leave the state that it belongs to.
                return Some((now + SimDuration::from_secs_f64(due / self.per_s)).min(self.until));
            }
            due -= here;
            now = self.until;
            self.change();
        }
        None
    }

    /// The state is over: the next one begins.
    fn change(&mut self) {
        let now = self.until;
        match &mut self.modulation {
            Modulation::States { states, current } => {
                *current = (*current + 1) % states.len();
                self.enter(now);
            }
            Modulation::Sources { spec, on, changes } => {
                let Some(Reverse((_, (source, was_on)))) = changes.pop() else { return };
                let (lasts, is_on) = if was_on { (&spec.off, false) } else { (&spec.on, true) };
                *on = if is_on { *on + 1 } else { *on - 1 };
                changes.push(Reverse((now + lasts.sample(&mut self.chance).max(SHORTEST), (source, is_on))));
                self.take_rate_of_sources();
            }
        }
    }

    fn enter(&mut self, now: SimTime) {
        if let Modulation::States { states, current } = &self.modulation {
            let BurstState { per_s, mean_s } = states[*current];
            let lasts = SimDuration::from_secs_f64(mean_s * exponential(&mut self.chance)).max(SHORTEST);
            (self.per_s, self.until) = (per_s, now + lasts);
        }
    }

    fn take_rate_of_sources(&mut self) {
        if let Modulation::Sources { spec, on, changes } = &self.modulation {
            self.per_s = f64::from(*on) * spec.per_s;
            self.until = changes.peek().map_or(SimTime::MAX, |&Reverse((at, _))| at);
        }
    }
}

/// Whether a place on the line of all states, one behind the other, lies behind this one; counts it off if so.
fn leaves(place: &mut f64, state: &BurstState) -> bool {
    *place -= state.mean_s;
    *place >= 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_xoshiro::SplitMix64;

    const fn s(seconds: u64) -> SimDuration {
        SimDuration::from_secs(seconds)
    }

    fn moments(spec: &BurstSpec, seconds: u64) -> Vec<f64> {
        let stop = SimTime::ZERO + s(seconds);
        let mut burst = Burst::new(spec, SimTime::ZERO, Stream::seed_from_u64(5));
        let (mut now, mut gaps) = (SimTime::ZERO, SplitMix64::seed_from_u64(7));
        let next = std::iter::from_fn(|| {
            now = burst.next(now, stop, &mut gaps)?;
            Some(now.as_secs_f64())
        });
        next.take_while(|&at| at < seconds as f64).collect()
    }

    #[test]
    fn a_source_sends_only_while_it_is_on() {
        let on_off = OnOffSpec { sources: 1, per_s: 1000.0, on: Law::Constant(s(1)), off: Law::Constant(s(9)) };
        let moments = moments(&BurstSpec::OnOff(on_off), 100);
        let gaps: Vec<f64> = moments.windows(2).map(|pair| pair[1] - pair[0]).collect();
        // Ten bursts of a second and of a thousand arrivals; a gap within one is never half a second.
        let bursts = gaps.iter().filter(|&&gap| gap > 0.5).count() + 1;
        assert!((10..=11).contains(&bursts), "{bursts}");
        assert!(gaps.iter().all(|&gap| gap < 0.1 || (8.9..9.1).contains(&gap)), "{gaps:?}");
        // Four standard deviations of a Poisson count of 10,000.
        assert!((9_600..=10_400).contains(&moments.len()), "{}", moments.len());
    }

    #[test]
    fn a_process_that_never_sends_ends_at_its_stop() {
        let silent = BurstState { per_s: 0.0, mean_s: 1.0 };
        assert_eq!(moments(&BurstSpec::Mmpp(vec![silent, silent]), 1000), [0.0; 0]);
    }

    #[test]
    fn one_state_is_a_poisson_process() {
        let count = moments(&BurstSpec::Mmpp(vec![BurstState { per_s: 10.0, mean_s: 3.0 }]), 1000).len();
        assert!((9_600..=10_400).contains(&count), "{count}");
    }
}
