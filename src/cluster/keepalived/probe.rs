//! How the real servers answer health checkers. What a checker makes of the answer is its own matter.

use super::mail::{Message, Probe};
use crate::cluster::event::Event;
use crate::cluster::machines::Machines;
use crate::engine::Agenda;
use crate::keepalived::checker::ProbeResult;
use crate::keepalived::config::CheckerKind;
use crate::stats::timeline::ServerCondition;
use crate::time::{SimDuration, SimTime};

/// When an unanswered SYN is sent again, counted from the first (RFC 6298).
const SYN_AGAIN_S: [u64; 5] = [1, 3, 7, 15, 31];

/// What a machine does with a probe.
enum Answer {
    /// It is there after this long.
    After(SimDuration, ProbeResult),
    /// None, and the checker waits for its connection.
    Silence,
    /// None on a connection that is there.
    Waiting,
}

impl Machines {
    /// A probe begins.
    pub(super) fn probe(&mut self, probe: Probe, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let Some((kind, server)) = self.probed(&probe) else { return };
        let (ends, result) = match self.answer(&kind, probe.director, server, now) {
            Answer::After(duration, result) if now + duration < probe.deadline => (now + duration, result),
            Answer::After(..) | Answer::Waiting => (probe.deadline, ProbeResult::AnswerTimedOut),
            Answer::Silence => {
                let connects = matches!(kind, CheckerKind::Tcp | CheckerKind::Http { .. } | CheckerKind::Smtp);
                let mut syns = SYN_AGAIN_S.iter().map(|&seconds| probe.began + SimDuration::from_secs(seconds));
                match syns.find(|&again| connects && again > now && again < probe.deadline) {
                    Some(again) => return self.mail.post(again, Message::ProbeAgain(probe), agenda),
                    None => (probe.deadline, ProbeResult::TimedOut),
                }
            }
        };
        self.mail.post(ends, Message::ProbeEnded { probe, result }, agenda);
    }

    /// What a probe tries, and the machine that it is sent to; `None` if nobody waits for it any longer.
    fn probed(&self, probe: &Probe) -> Option<(CheckerKind, Option<usize>)> {
        let daemon = self.daemons[probe.director].as_ref().filter(|daemon| daemon.process == probe.process)?;
        let checker = daemon.running.as_ref()?.checkers.config(probe.checker);
        Some((checker.kind.clone(), daemon.machine_at(checker.target)))
    }

    fn answer(&self, kind: &CheckerKind, director: usize, server: Option<usize>, now: SimTime) -> Answer {
        let Some(server) = server.filter(|&server| self.reaches_server(director, server)) else {
            return Answer::Silence;
        };
        let machine = &self.servers[server];
        let at_once = |result| Answer::After(SimDuration::ZERO, result);
        let pings = matches!(kind, CheckerKind::Ping);
        if machine.fails_checks() {
            return wrong_answer(kind);
        }
        match machine.condition() {
            ServerCondition::Off => Answer::Silence,
            // The kernel of a machine answers a ping whatever its processes do.
            _ if pings => at_once(ProbeResult::Good),
            ServerCondition::Crashed => match kind {
                CheckerKind::Misc { .. } => at_once(ProbeResult::Exited(1)),
                _ => at_once(ProbeResult::Refused),
            },
            ServerCondition::Hung => match kind {
                CheckerKind::Tcp => at_once(ProbeResult::Good),
                CheckerKind::Http { .. } | CheckerKind::Smtp => Answer::Waiting,
                _ => Answer::Silence,
            },
            ServerCondition::Slow | ServerCondition::Gray | ServerCondition::Up => match kind {
                CheckerKind::Tcp => at_once(ProbeResult::Good),
                CheckerKind::Misc { .. } => Answer::After(machine.time_to_answer(now), ProbeResult::Exited(0)),
                _ => Answer::After(machine.time_to_answer(now), ProbeResult::Good),
            },
        }
    }
}

/// What a checker gets from a machine that serves clients well and checks badly.
fn wrong_answer(kind: &CheckerKind) -> Answer {
    let result = match kind {
        CheckerKind::Tcp | CheckerKind::Udp { .. } => ProbeResult::Refused,
        CheckerKind::Http { .. } => ProbeResult::WrongStatus,
        CheckerKind::Smtp => ProbeResult::WrongGreeting,
        CheckerKind::Ping => return Answer::Silence,
        CheckerKind::Dns => ProbeResult::Rcode(2),
        CheckerKind::Misc { .. } => ProbeResult::Exited(1),
    };
    Answer::After(SimDuration::ZERO, result)
}
