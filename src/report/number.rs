//! Numbers on their way out: rounded once for files, and written for people.

use crate::stats::Outcome;
use crate::stats::network::DirectorLoad;
use serde::{Deserialize, Serialize, Serializer};

/// `value` rounded to nine significant digits: more than any estimate is worth, and few enough that the last bit of a
/// sum never shows.
pub fn significant(value: f64) -> f64 {
    rounded_to(value, 9)
}

/// Every floating-point number of `outcome`, rounded by [`significant`]. Times are whole nanoseconds and stay exact.
pub fn rounded(mut outcome: Outcome) -> Outcome {
    for server in &mut outcome.servers {
        for value in [
            &mut server.weight_mean,
            &mut server.utilization,
            &mut server.number_in_system_mean,
            &mut server.active_conns_mean,
            &mut server.inact_conns_mean,
        ] {
            *value = significant(*value);
        }
    }
    if let Some(search) = &mut outcome.transient_search {
        for value in search.number_in_system.iter_mut().chain(&mut search.statistics) {
            *value = significant(*value);
        }
    }
    for interval in &mut outcome.series {
        for value in [&mut interval.latency_mean_s, &mut interval.latency_p50_s, &mut interval.latency_p99_s] {
            *value = value.map(significant);
        }
        for server in &mut interval.servers {
            server.utilization = significant(server.utilization);
            server.number_in_system_mean = significant(server.number_in_system_mean);
            server.cache_hit_ratio = server.cache_hit_ratio.map(significant);
        }
        interval.directors.iter_mut().for_each(round_load);
    }
    if let Some(storage) = &mut outcome.storage {
        for span in storage.series.iter_mut().chain([&mut storage.measured]) {
            span.utilization = significant(span.utilization);
            span.link_utilization = span.link_utilization.map(significant);
            span.number_in_system_mean = significant(span.number_in_system_mean);
        }
    }
    outcome.directors.iter_mut().filter_map(|director| director.load.as_mut()).for_each(round_load);
    for link in &mut outcome.links {
        link.bandwidth_bit_per_s = significant(link.bandwidth_bit_per_s);
        link.utilization = significant(link.utilization);
    }
    outcome
}

fn round_load(load: &mut DirectorLoad) {
    for value in [&mut load.utilization, &mut load.link_in, &mut load.link_out] {
        *value = value.map(significant);
    }
}

/// A number in a file: nine significant digits at most, and no decimal point if it is whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Written(pub f64);

impl Written {
    /// The number that is read where this one was written.
    #[must_use]
    pub fn rounded(self) -> Self {
        Self(significant(self.0))
    }
}

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rounded = significant(self.0);
        // Below 2^53 every whole number is exact.
        let is_whole = rounded.fract() == 0.0 && rounded.abs() < 9e15;
        if is_whole { serializer.serialize_i64(rounded as i64) } else { serializer.serialize_f64(rounded) }
    }
}

/// Seconds with three significant digits in the unit that suits them: `12.3 ms`, `1.5 µs`, `2 s`.
pub fn human_seconds(seconds: f64) -> String {
    seconds_to(seconds, 3)
}

/// The same with so many significant digits; what is negative has a sign.
pub fn seconds_to(seconds: f64, digits: usize) -> String {
    let nanoseconds = (rounded_to(seconds.abs(), digits) * 1e9).round();
    match nanoseconds {
        ns if ns >= 1e9 => format!("{} s", human_to(seconds, digits)),
        ns if ns >= 1e6 => format!("{} ms", human_to(seconds * 1e3, digits)),
        ns if ns >= 1e3 => format!("{} µs", human_to(seconds * 1e6, digits)),
        0.0 => "0 s".to_owned(),
        _ => format!("{} ns", human_to(seconds * 1e9, digits)),
    }
}

/// A number with three significant digits, or all digits before the point: `0.998`, `12.3`, `48213`.
pub fn human(value: f64) -> String {
    human_to(value, 3)
}

/// The same with so many significant digits.
pub fn human_to(value: f64, digits: usize) -> String {
    if value.abs() >= 10_f64.powi(digits as i32) {
        format!("{value:.0}")
    } else {
        rounded_to(value, digits).to_string()
    }
}

fn rounded_to(value: f64, digits: usize) -> f64 {
    let decimals = digits - 1;
    // Formatting and parsing round correctly in decimal; scaling by powers of ten would leave a wrong last bit.
    format!("{value:.decimals$e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn noise_digits_disappear() {
        assert_eq!(significant(0.1 + 0.2), 0.3);
        assert_eq!(significant(1.0 / 3.0), 0.333_333_333);
        assert_eq!(significant(123_456_789_123.0), 123_456_789_000.0);
        assert_eq!(significant(0.0), 0.0);
    }

    #[test]
    fn a_count_is_written_without_a_decimal_point() {
        let written = |value| serde_json::to_string(&Written(value)).unwrap();
        assert_eq!([1204.0, 0.0, 0.1 + 0.2, -2.5].map(written), ["1204", "0", "0.3", "-2.5"]);
    }

    #[test]
    fn people_read_seconds_in_a_unit_that_suits_them() {
        let cases = [(0.0, "0 s"), (0.012_34, "12.3 ms"), (0.000_001_5, "1.5 µs"), (2.0, "2 s"), (7e-9, "7 ns")];
        for (seconds, text) in cases {
            assert_eq!(human_seconds(seconds), text);
        }
        assert_eq!(human_seconds(0.999_6), "1 s", "the unit is chosen after rounding");
        assert_eq!(human_seconds(4_321.0), "4321 s");
        assert_eq!([seconds_to(-0.001_234_56, 5), seconds_to(1.234_56, 5)], ["-1.2346 ms", "1.2346 s"]);
    }

    #[test]
    fn people_read_three_digits() {
        assert_eq!([0.998_4, 12.34, 48_213.4, 0.0].map(human), ["0.998", "12.3", "48213", "0"]);
    }

    proptest! {
        #[test]
        fn rounding_twice_is_rounding_once(value in -1e12..1e12_f64) {
            prop_assert_eq!(significant(significant(value)), significant(value));
            prop_assert!((significant(value) - value).abs() <= value.abs() * 5e-9);
        }
    }
}
