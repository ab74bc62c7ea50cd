//! What was done to the servers, and what probes get because of it.

use std::str::FromStr;

use crate::keepalived::checker::ProbeResult;
use crate::keepalived::config::{Checker, CheckerKind};
use crate::time::{SimDuration, SimTime};

/// When the kernel sends a SYN again, counted from the first.
const SYN_AGAIN: [SimDuration; 4] =
    [SimDuration::from_secs(1), SimDuration::from_secs(3), SimDuration::from_secs(7), SimDuration::from_secs(15)];

/// What a probe gets, and how long that takes.
pub(super) type Answer = (ProbeResult, SimDuration);

/// A way to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// `refuse`: nobody listens.
    Refuse,
    /// `blackhole`, and `hostdown`, which looks the same from the director: no answers.
    Silent,
    /// `status500`: another status.
    Status,
    /// `body`: another body.
    Body,
    /// `hang`: a connection, but no answer.
    Hang,
    /// `slow:X`: the answer comes after X s.
    Slow(SimDuration),
    /// `servfail`: DNS says SERVFAIL.
    ServFail,
    /// `bad`: SMTP greets with 554.
    BadGreeting,
    /// `exit:N`: the script exits with N.
    Exit(u8),
    /// `exit:sX`: the script sleeps for X s, and exits with 0.
    Sleep(SimDuration),
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let unknown = || format!("unknown fault \"{word}\"");
        let span = |text: &str| match text.parse::<f64>() {
            Ok(seconds) if (0.0..1e6).contains(&seconds) => Ok(SimDuration::from_secs_f64(seconds)),
            _ => Err(unknown()),
        };
        Ok(match word {
            "refuse" => Self::Refuse,
            "blackhole" | "hostdown" => Self::Silent,
            "status500" => Self::Status,
            "body" => Self::Body,
            "hang" => Self::Hang,
            "servfail" => Self::ServFail,
            "bad" => Self::BadGreeting,
            _ => match (word.strip_prefix("slow:"), word.strip_prefix("exit:s"), word.strip_prefix("exit:")) {
                (Some(after), _, _) => Self::Slow(span(after)?),
                (_, Some(after), _) => Self::Sleep(span(after)?),
                (_, _, Some(code)) => Self::Exit(code.parse().map_err(|_| unknown())?),
                _ => return Err(unknown()),
            },
        })
    }
}

/// What was done to one server, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Faults(Vec<Edge>);

/// Something is done to a server.
#[derive(Clone, Copy, Debug)]
struct Edge {
    /// When it was begun.
    from: SimTime,
    /// When it was done.
    until: SimTime,
    /// What is wrong from then on.
    fault: Option<Fault>,
}

/// By when something that is done is believed to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// When it was begun.
    Early,
    /// When it was done.
    Late,
}

impl Faults {
    /// Something is done from `from` until `until`.
    pub(super) fn push(&mut self, from: SimTime, until: SimTime, fault: Option<Fault>) {
        self.0.push(Edge { from, until, fault });
    }

    /// What holds at `time`.
    fn at(&self, time: SimTime, effect: Effect) -> Option<Fault> {
        let works = |edge: &&Edge| match effect {
            Effect::Early => edge.from <= time,
            Effect::Late => edge.until <= time,
        };
        self.0.iter().rev().find(works).and_then(|edge| edge.fault)
    }

    /// How long before or after a probe at `time` something was done; zero if while it was done. The later SYNs of a
    /// connection count too.
    pub(super) fn margin(&self, time: SimTime) -> SimDuration {
        let attempts = || std::iter::once(SimDuration::ZERO).chain(SYN_AGAIN).map(move |after| time + after);
        let distance = |edge: &Edge, at: SimTime| edge.from.since(at).max(at.since(edge.until));
        let distances = self.0.iter().flat_map(|edge| attempts().map(move |at| distance(edge, at)));
        distances.min().unwrap_or(SimDuration::MAX)
    }

    /// What a probe gets that reaches the server at `time`, and after how long. An error if the fault means nothing to
    /// such a probe.
    pub(super) fn answer(&self, checker: &Checker, time: SimTime, effect: Effect) -> Result<Answer, String> {
        use CheckerKind::{Dns, Http, Misc, Ping, Smtp, Tcp, Udp};
        let (now, timeout) = (SimDuration::ZERO, checker.connect_timeout);
        let Some(fault) = self.at(time, effect) else {
            let script = matches!(checker.kind, Misc { .. });
            return Ok((if script { ProbeResult::Exited(0) } else { ProbeResult::Good }, now));
        };
        Ok(match (fault, &checker.kind) {
            (Fault::Refuse, Tcp | Http { .. } | Smtp | Udp { .. } | Dns) => (ProbeResult::Refused, now),
            (Fault::Silent, Tcp | Http { .. } | Smtp) => self.silence(time, timeout, effect),
            (Fault::Silent, Ping | Udp { .. } | Dns) => (ProbeResult::TimedOut, timeout),
            (Fault::Status, Http { .. }) => (ProbeResult::WrongStatus, now),
            (Fault::Body, Http { .. }) => (ProbeResult::WrongDigest, now),
            (Fault::Hang, Http { .. }) => (ProbeResult::AnswerTimedOut, timeout),
            (Fault::Slow(after), Http { .. }) if after < timeout => (ProbeResult::Good, after),
            (Fault::Slow(_), Http { .. }) => (ProbeResult::AnswerTimedOut, timeout),
            (Fault::ServFail, Dns) => (ProbeResult::Rcode(2), now),
            (Fault::BadGreeting, Smtp) => (ProbeResult::WrongGreeting, now),
            (Fault::Exit(code), Misc { .. }) => (ProbeResult::Exited(code), now),
            (Fault::Sleep(after), Misc { timeout, .. }) if after < *timeout => (ProbeResult::Exited(0), after),
            (Fault::Sleep(_), Misc { timeout, .. }) => (ProbeResult::TimedOut, *timeout),
            (fault, kind) => return Err(format!("the fault {fault:?} means nothing to {}", kind.keyword())),
        })
    }

    /// A connection to a silent server: one of the later SYNs may find it back.
    fn silence(&self, time: SimTime, timeout: SimDuration, effect: Effect) -> Answer {
        let again = SYN_AGAIN.into_iter().filter(|after| *after < timeout);
        match again.into_iter().find(|after| self.at(time + *after, effect).is_none()) {
            Some(after) => (ProbeResult::Good, after),
            None => (ProbeResult::TimedOut, timeout),
        }
    }
}
