//! The world: the daemon's own code, the kernel's table, and servers that fail when they were made to.

use std::collections::BTreeMap;

use super::case::BEFORE_FIRST_PROBE;
use super::fault::{Answer, Effect, Faults};
use super::kernel::{Kernel, Table};
use super::lines::{RecordedLog, Verdict};
use crate::keepalived::checker::{CheckerAction, Checkers, ProbeResult};
use crate::keepalived::config::{CheckerKind, Globals, VirtualServer};
use crate::time::{SimDuration, SimTime};

/// How far a stimulus may be from a probe and still have been early or late enough for it: commands take effect up to
/// 0.2 s after they were given, and an answer takes up to that long to be made.
const CLOSE: [i64; 5] = [-200_000_000, -50_000_000, 0, 50_000_000, 200_000_000];

/// What the world takes from the recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// When each probe left, so that lateness does not add up: what is between two probes is the model's alone.
    EachProbe,
    /// When the first probe of each checker left, and nothing after that.
    FirstProbe,
}

/// All that was recorded and that the world needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Script<'a> {
    pub(super) service: &'a VirtualServer,
    pub(super) faults: &'a [Faults],
    pub(super) tracks: &'a [Vec<SimTime>],
    pub(super) log: &'a RecordedLog,
    pub(super) stop: Option<SimTime>,
    /// Until when the world goes on.
    pub(super) end: SimTime,
}

/// What the model did.
#[derive(Debug)]
pub(super) struct Story {
    pub(super) probes: Vec<Probe>,
    pub(super) log: Vec<(SimTime, String)>,
    pub(super) tables: Vec<(SimTime, Table)>,
    /// Where something was too close to call and the recording decided.
    pub(super) races: Vec<String>,
}

/// A probe of the model, and the recorded one that it stands for.
#[derive(Debug)]
pub(super) struct Probe {
    pub(super) server: usize,
    pub(super) due: SimTime,
    pub(super) recorded: Option<SimTime>,
}

/// Runs the model through what was recorded. An error says what in the recording makes no sense.
pub(super) fn drive(script: &Script<'_>, start: SimTime, pace: Pace) -> Result<Story, String> {
    let mut world = World::new(script, pace);
    let delays: Vec<_> = (0..script.tracks.len()).map(|server| first_delay(script, server, start)).collect();
    let mut actions = Vec::new();
    world.checkers.start_with(start, &delays, &mut actions);
    world.carry_out(start, &mut actions)?;
    let mut stop = script.stop;
    loop {
        let answer = world.under_way.first_key_value().map(|(key, _)| key.0);
        let Some(now) = [world.checkers.next_deadline(), answer, stop].into_iter().flatten().min() else { break };
        if now > script.end {
            break;
        }
        if stop == Some(now) {
            stop = None;
            world.checkers.stop(&mut actions);
        } else if answer == Some(now) {
            let ((_, checker), result) = world.under_way.pop_first().expect("an answer is under way");
            world.checkers.probe_finished(checker, result, now, &mut actions);
        } else {
            world.checkers.advance(now, &mut actions);
        }
        world.carry_out(now, &mut actions)?;
    }
    Ok(Story { tables: world.kernel.into_history(), ..world.story })
}

/// From the start of the checkers to the first probe of a server. A script's first line may be late; without `warmup`
/// it is known when the daemon started it.
fn first_delay(script: &Script<'_>, server: usize, start: SimTime) -> SimDuration {
    let checker = &script.service.real_servers[server].checkers[0];
    if matches!(checker.kind, CheckerKind::Misc { .. }) && checker.warmup.is_zero() {
        return BEFORE_FIRST_PROBE;
    }
    script.tracks[server].first().map_or(SimDuration::MAX, |first| first.since(start))
}

struct World<'a> {
    script: &'a Script<'a>,
    pace: Pace,
    checkers: Checkers,
    kernel: Kernel<'a>,
    under_way: BTreeMap<(SimTime, usize), ProbeResult>,
    /// For each server how many probes there have been.
    asked: Vec<usize>,
    /// For each server whether the log has it as good.
    up: Vec<bool>,
    story: Story,
}

impl<'a> World<'a> {
    fn new(script: &'a Script<'a>, pace: Pace) -> Self {
        let services = std::slice::from_ref(script.service);
        Self {
            script,
            pace,
            checkers: Checkers::new(services, &Globals::default()),
            kernel: Kernel::new(script.service),
            under_way: BTreeMap::new(),
            asked: vec![0; script.tracks.len()],
            up: vec![!script.service.alpha; script.tracks.len()],
            story: Story { probes: Vec::new(), log: Vec::new(), tables: Vec::new(), races: Vec::new() },
        }
    }

    fn carry_out(&mut self, now: SimTime, actions: &mut Vec<CheckerAction>) -> Result<(), String> {
        for action in actions.drain(..) {
            self.kernel.carry_out(now, &action);
            match action {
                CheckerAction::Probe { checker, .. } => self.probe(checker, now)?,
                CheckerAction::Log(line) => {
                    if let Some((server, up)) = self.script.log.change(&line) {
                        self.up[server] = up;
                    }
                    self.story.log.push((now, line));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The model tries a server. In reality that was a little later, and that is when the server saw it.
    fn probe(&mut self, checker: usize, due: SimTime) -> Result<(), String> {
        let (_, server) = self.checkers.watched(checker);
        let track = &self.script.tracks[server];
        let (recorded, next) = (track.get(self.asked[server]).copied(), track.get(self.asked[server] + 1).copied());
        self.asked[server] += 1;
        self.story.probes.push(Probe { server, due, recorded });
        let seen = match self.pace {
            Pace::EachProbe => recorded.unwrap_or(due),
            Pace::FirstProbe => due,
        };
        let (result, after) = self.answer(checker, server, seen, next.unwrap_or(self.script.end))?;
        let stopped = result == ProbeResult::TimedOut;
        let known = match self.checkers.config(checker).kind {
            // How long a script may run counts from when the daemon started it, not from its first line.
            CheckerKind::Misc { .. } if stopped => due + after,
            _ => due.max(seen + after),
        };
        self.under_way.insert((known, checker), result);
        Ok(())
    }

    /// What the server's answer to a probe at `seen` is. Where that depends on which of two was first by less than can
    /// be told, the recording's log until the next probe decides.
    fn answer(&mut self, checker: usize, server: usize, seen: SimTime, next: SimTime) -> Result<Answer, String> {
        let faults = &self.script.faults[server];
        let config = self.checkers.config(checker);
        let nominal = faults.answer(config, seen, Effect::Late)?;
        if self.pace == Pace::FirstProbe {
            return Ok(nominal);
        }
        let shifted = |by: i64| SimTime::from_nanos(seen.as_nanos().saturating_add_signed(by));
        let views = CLOSE.into_iter().flat_map(|by| [(shifted(by), Effect::Early), (shifted(by), Effect::Late)]);
        let others = views.map(|(at, effect)| faults.answer(config, at, effect)).collect::<Result<Vec<_>, _>>()?;
        if others.iter().all(|other| *other == nominal) {
            return Ok(nominal);
        }
        let Verdict { good, told } = self.script.log.verdict(server, self.up[server], seen, next);
        let fits = |answer: &Answer| self.checkers.is_good(checker, answer.0) == good;
        let distance = |answer: &Answer| {
            let end = seen + answer.1;
            told.map(|told| told.since(end).max(end.since(told)))
        };
        let chosen = others.into_iter().filter(fits).min_by_key(distance);
        let Some(chosen) = chosen.filter(|_| !fits(&nominal)) else {
            return Ok(nominal);
        };
        let margin = faults.margin(seen).as_secs_f64() * 1000.0;
        let (address, at) = (self.script.service.real_servers[server].address.ip(), seen.as_secs_f64());
        let got = chosen.0;
        self.story.races.push(format!(
            "what was done to {address} came within {margin:.0} ms of its probe at {at:.3} s, which got {got:?}"
        ));
        Ok(chosen)
    }
}
