//! The same requests at other moments.

use super::Logged;
use super::gather::Log;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Poisson};
use rand_xoshiro::SplitMix64;
use std::str::FromStr;

const NS_PER_S: i64 = 1_000_000_000;
/// The rate of a resampled Poisson process is that of the log in each span of this length.
const SPAN_NS: i64 = 60 * NS_PER_S;

/// When the requests of a workload come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ArrivalsAs {
    /// As they were. Where the log has whole seconds, at random within each.
    #[default]
    Logged,
    /// A Poisson process with the log's rate minute by minute; who asks for what is drawn from the requests of the same
    /// minute.
    Poisson,
    /// Gaps between arrivals and requests are drawn from those of the log, each for itself: what comes one after the other
    /// has nothing to do with each other (bootstrap).
    Gaps,
}

impl FromStr for ArrivalsAs {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "logged" => Ok(Self::Logged),
            "poisson" => Ok(Self::Poisson),
            "gaps" => Ok(Self::Gaps),
            _ => Err("expected logged, poisson or gaps".to_owned()),
        }
    }
}

/// The requests of a log, ascending in time.
pub(super) fn requests(log: &Log, arrivals: ArrivalsAs, seed: u64) -> Vec<Logged> {
    let mut chance = SplitMix64::seed_from_u64(seed);
    let logged = as_logged(log, &mut chance);
    match arrivals {
        ArrivalsAs::Logged => logged,
        ArrivalsAs::Poisson => poisson(&logged, &mut chance),
        ArrivalsAs::Gaps => gaps(&logged, &mut chance),
    }
}

/// A log is written when requests end, so its lines are nearly in order and not quite.
fn as_logged(log: &Log, chance: &mut SplitMix64) -> Vec<Logged> {
    let spread = |(request, &is_whole): (&Logged, &bool)| {
        let within = if is_whole { chance.random_range(0..NS_PER_S) } else { 0 };
        Logged { at_ns: request.at_ns + within, ..*request }
    };
    let mut requests: Vec<Logged> = log.requests.iter().zip(&log.whole_seconds).map(spread).collect();
    requests.sort_by_key(|request| request.at_ns);
    requests
}

fn poisson(logged: &[Logged], chance: &mut SplitMix64) -> Vec<Logged> {
    let first = logged[0].at_ns;
    let mut drawn: Vec<Logged> = Vec::with_capacity(logged.len());
    for minute in logged.chunk_by(|one, next| (one.at_ns - first) / SPAN_NS == (next.at_ns - first) / SPAN_NS) {
        let start = first + (minute[0].at_ns - first) / SPAN_NS * SPAN_NS;
        let count = Poisson::new(minute.len() as f64).expect("at least one request").sample(chance) as u64;
        for _ in 0..count {
            let request = minute[chance.random_range(0..minute.len())];
            drawn.push(Logged { at_ns: start + chance.random_range(0..SPAN_NS), ..request });
        }
    }
    drawn.sort_by_key(|request| request.at_ns);
    drawn
}

fn gaps(logged: &[Logged], chance: &mut SplitMix64) -> Vec<Logged> {
    let gaps: Vec<i64> = logged.windows(2).map(|pair| pair[1].at_ns - pair[0].at_ns).collect();
    let mut at_ns = logged[0].at_ns;
    let mut drawn = Vec::with_capacity(logged.len());
    for number in 0..logged.len() {
        if number > 0 {
            at_ns += gaps[chance.random_range(0..gaps.len())];
        }
        drawn.push(Logged { at_ns, ..logged[chance.random_range(0..logged.len())] });
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::super::{Fields, read_log};
    use super::*;

    /// A request at each of these seconds, asking for an object that is called like the second.
    fn log(seconds: impl IntoIterator<Item = u64>) -> Log {
        let line = |second: u64| format!("{{\"ts\":{second}.25,\"ip\":\"10.0.0.1\",\"path\":\"/{second}\"}}\n");
        let text: String = seconds.into_iter().map(line).collect();
        read_log(text.as_bytes(), &Fields::default(), 0.0).expect("a log")
    }

    #[test]
    fn lines_out_of_order_are_put_in_order_and_keep_their_moments() {
        let requests = requests(&log([5, 3, 9]), ArrivalsAs::Logged, 1);
        let moments: Vec<i64> = requests.iter().map(|request| request.at_ns).collect();
        assert_eq!(moments, [3_250_000_000, 5_250_000_000, 9_250_000_000]);
        assert_eq!(requests.iter().map(|request| request.object).collect::<Vec<_>>(), [1, 0, 2]);
    }

    #[test]
    fn whole_seconds_are_spread_within_themselves() {
        let line = "10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1\n";
        let log = read_log(line.repeat(1000).as_bytes(), &Fields::default(), 0.0).expect("a log");
        let second = 1_431_857_103 * NS_PER_S;
        let parts: Vec<i64> =
            requests(&log, ArrivalsAs::Logged, 1).iter().map(|request| request.at_ns - second).collect();
        assert!(parts.is_sorted() && parts.iter().all(|part| (0..NS_PER_S).contains(part)));
        // The mean of a thousand uniform numbers: four standard errors of 1/√12/√1000.
        let mean = parts.iter().sum::<i64>() as f64 / 1e12;
        assert!((mean - 0.5).abs() < 4.0 / 12_f64.sqrt() / 1000_f64.sqrt(), "{mean}");
    }

    #[test]
    fn a_poisson_process_has_the_rate_of_each_minute() {
        // Ten a second in the first minute, none in the second, one in two seconds in the third.
        let log = log((0..600).map(|n| n / 10).chain((60..90).map(|n| 2 * n)));
        let requests = requests(&log, ArrivalsAs::Poisson, 1);
        let count = |minute: i64| {
            // Minutes are counted from the first request of the log, at 0.25 s.
            requests.iter().filter(|request| (request.at_ns - NS_PER_S / 4) / SPAN_NS == minute).count() as f64
        };
        // Four standard deviations of each count.
        assert!((count(0) - 600.0).abs() < 4.0 * 600_f64.sqrt(), "{}", count(0));
        assert_eq!(count(1), 0.0);
        assert!((count(2) - 30.0).abs() < 4.0 * 30_f64.sqrt(), "{}", count(2));
    }

    #[test]
    fn gaps_are_gaps_of_the_log() {
        let requests = requests(&log([0, 1, 3, 7]), ArrivalsAs::Gaps, 1);
        let gaps: Vec<i64> = requests.windows(2).map(|pair| (pair[1].at_ns - pair[0].at_ns) / NS_PER_S).collect();
        assert_eq!(gaps.len(), 3);
        assert!(gaps.iter().all(|gap| [1, 2, 4].contains(gap)), "{gaps:?}");
    }
}
