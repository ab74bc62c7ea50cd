//! Scales: which values an axis shows, which of them it names, and where a value lies on it.

use crate::report::number::human;

/// A named value on an axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    pub value: f64,
    pub text: String,
}

/// The values of an axis, from `low` to `high`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    is_log: bool,
    pub ticks: Vec<Tick>,
}

/// Steps and bounds that people like, times powers of ten.
const NICE: [f64; 3] = [1.0, 2.0, 5.0];

impl Scale {
    /// A linear scale from `low` to exactly `high`, with at most `max_ticks` ticks at multiples of a round step.
    pub(super) fn linear(low: f64, high: f64, max_ticks: usize) -> Self {
        let (low, high) = if high > low { (low, high) } else { (low, low + 1.0) };
        let step = nice_above((high - low) / max_ticks.max(1) as f64);
        let decimals = (-step.log10().floor()).max(0.0) as usize;
        // A hair of tolerance, so that 0.3 = 3 × 0.1 is not lost to rounding.
        let (first, last) = ((low / step - 1e-9).ceil() as i64, (high / step + 1e-9).floor() as i64);
        let largest = (first.abs().max(last.abs())) as f64 * step;
        let text = |value: f64| if decimals > 0 { format!("{value:.decimals$}") } else { short(value, largest) };
        let tick = |i: i64| Tick { value: i as f64 * step, text: text(i as f64 * step) };
        Self { low, high, is_log: false, ticks: (first..=last).map(tick).collect() }
    }

    /// A linear scale from 0 to the first tick at or above `max`.
    pub(super) fn from_zero(max: f64, max_ticks: usize) -> Self {
        let max = if max > 0.0 { max } else { 1.0 };
        let step = nice_above(max / max_ticks.max(1) as f64);
        Self::linear(0.0, (max / step - 1e-9).ceil() * step, max_ticks)
    }

    /// A logarithmic scale over the positive values from `low` to `high`, widened to round values; at most `max_ticks`
    /// ticks.
    pub(super) fn log(low: f64, high: f64, max_ticks: usize) -> Self {
        let (mut from, mut to) = (nice_index(low).floor(), nice_index(high).ceil());
        if to - from < 2.0 {
            (from, to) = (from - 1.0, to + 1.0);
        }
        // 1-2-5 steps if they fit, else every decade, every second decade and so on.
        let indices: Vec<i64> = (from as i64..=to as i64).collect();
        let thinned = [1, 3, 6, 9, 12, 18, 30, 60]
            .into_iter()
            .map(|every| indices.iter().copied().filter(|index| index.rem_euclid(every) == 0).collect::<Vec<_>>());
        let chosen = thinned.clone().find(|ticks| ticks.len() <= max_ticks.max(2)).unwrap_or_default();
        let tick = |index: i64| Tick { value: nice_value(index), text: short(nice_value(index), nice_value(index)) };
        Self {
            low: nice_value(from as i64),
            high: nice_value(to as i64),
            is_log: true,
            ticks: chosen.into_iter().map(tick).collect(),
        }
    }

    /// The same scale with no tick.
    pub(super) fn without_ticks(self) -> Self {
        self.with_ticks(Vec::new())
    }

    /// The same scale with these ticks.
    pub(super) fn with_ticks(self, ticks: Vec<Tick>) -> Self {
        Self { ticks, ..self }
    }

    /// The same scale with the ticks named otherwise.
    pub(super) fn named(mut self, name: impl Fn(f64) -> String) -> Self {
        for tick in &mut self.ticks {
            tick.text = name(tick.value);
        }
        self
    }

    /// Smallest value shown.
    pub(super) fn low(&self) -> f64 {
        self.low
    }

    /// Where `value` lies between the ends, from 0 to 1; what lies outside is at the nearer end.
    pub(super) fn share(&self, value: f64) -> f64 {
        let share = if self.is_log {
            (value.max(self.low).ln() - self.low.ln()) / (self.high.ln() - self.low.ln())
        } else {
            (value - self.low) / (self.high - self.low)
        };
        if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) }
    }
}

/// The smallest of 1, 2, 5 times a power of ten that is not below `value`.
fn nice_above(value: f64) -> f64 {
    nice_value((nice_index(value) - 1e-9).ceil() as i64)
}

/// Where a positive value lies among ..., 0.5, 1, 2, 5, 10, ...: 0 for 1, 1 for 2, 2 for 5, 3 for 10.
fn nice_index(value: f64) -> f64 {
    let decade = value.max(f64::MIN_POSITIVE).log10().floor();
    let mantissa = value / 10_f64.powf(decade);
    let below = NICE.iter().rposition(|&nice| nice <= mantissa * (1.0 + 1e-9)).unwrap_or(0);
    let next = NICE.get(below + 1).copied().unwrap_or(10.0);
    let between = ((mantissa - NICE[below]) / (next - NICE[below])).clamp(0.0, 1.0);
    // A value that is a nice one up to rounding counts as it.
    decade * 3.0 + below as f64 + if between < 1e-9 { 0.0 } else { between }
}

fn nice_value(index: i64) -> f64 {
    let (decade, place) = (index.div_euclid(3), index.rem_euclid(3) as usize);
    // Parsing is exact where a power of ten times a digit is not.
    format!("{}e{decade}", NICE[place]).parse().unwrap_or(f64::MAX)
}

/// A round number as short as it can be beside others up to `largest`: `0.05`, `20`, `50k`, `2M`.
fn short(value: f64, largest: f64) -> String {
    // Thousands get their prefix from 10000 only.
    let prefixes = [("G", 1e9, 1e9), ("M", 1e6, 1e6), ("k", 1e3, 1e4)];
    match prefixes.into_iter().find(|&(_, _, from)| value != 0.0 && largest >= from) {
        Some((prefix, factor, _)) => format!("{}{prefix}", human(value / factor)),
        None => human(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(scale: &Scale) -> Vec<&str> {
        scale.ticks.iter().map(|tick| tick.text.as_str()).collect()
    }

    #[test]
    fn linear_ticks_are_multiples_of_a_round_step() {
        assert_eq!(texts(&Scale::linear(0.0, 300.0, 8)), ["0", "50", "100", "150", "200", "250", "300"]);
        assert_eq!(texts(&Scale::from_zero(0.83, 5)), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(texts(&Scale::from_zero(9_000.0, 3)), ["0", "5k", "10k"]);
        assert_eq!(texts(&Scale::from_zero(43_000.0, 5)), ["0", "10k", "20k", "30k", "40k", "50k"]);
    }

    #[test]
    fn log_ticks_are_1_2_5_or_decades() {
        assert_eq!(texts(&Scale::log(3.0, 70.0, 8)), ["2", "5", "10", "20", "50", "100"]);
        assert_eq!(texts(&Scale::log(0.01, 1_000.0, 8)), ["0.01", "0.1", "1", "10", "100", "1000"]);
        assert_eq!(texts(&Scale::log(1.0, 1.0, 8)), ["0.5", "1", "2"]);
    }

    #[test]
    fn a_scale_for_nothing_is_still_a_scale() {
        assert_eq!(texts(&Scale::from_zero(0.0, 3)), ["0.0", "0.5", "1.0"]);
        assert_eq!(Scale::linear(5.0, 5.0, 3).share(5.0), 0.0);
        assert_eq!(Scale::from_zero(1.0, 3).share(f64::NAN), 0.0);
    }

    proptest! {
        #[test]
        fn a_scale_holds_its_values_and_no_more_ticks_than_asked_for(low in 1e-9..1e9_f64, factor in 1.0..1e9_f64, max_ticks in 2..12_usize) {
            let high = low * factor;
            let log = Scale::log(low, high, max_ticks);
            prop_assert!(log.low <= low * (1.0 + 1e-6) && high <= log.high * (1.0 + 1e-6));
            prop_assert!(!log.ticks.is_empty() && log.ticks.len() <= max_ticks.max(3), "{:?}", log);
            let linear = Scale::from_zero(high, max_ticks);
            prop_assert!(high <= linear.high * (1.0 + 1e-6) && linear.high <= 2.5 * high, "{:?}", linear);
            prop_assert!((2..=max_ticks + 1).contains(&linear.ticks.len()), "{:?}", linear);
        }
    }
}
