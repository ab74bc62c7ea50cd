//! Times as seconds in files, for `#[serde(with = "..")]`.
//!
//! A time is a whole number of nanoseconds, so it has at most nine decimals, and the shortest text of the nearest
//! floating-point number is exactly these. In a run of more than 26 days (2^51 ns) the last nanosecond may be lost.

use crate::time::{SimDuration, SimTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes a span as seconds.
pub(in crate::report) fn serialize<S: Serializer>(span: &SimDuration, serializer: S) -> Result<S::Ok, S::Error> {
    span.as_secs_f64().serialize(serializer)
}

/// Reads seconds.
pub(in crate::report) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SimDuration, D::Error> {
    f64::deserialize(deserializer).map(SimDuration::from_secs_f64)
}

/// The same for a moment.
pub(in crate::report) mod of_moment {
    use super::*;

    pub(in crate::report) fn serialize<S: Serializer>(moment: &SimTime, serializer: S) -> Result<S::Ok, S::Error> {
        super::serialize(&moment.since(SimTime::ZERO), serializer)
    }

    pub(in crate::report) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SimTime, D::Error> {
        Ok(SimTime::ZERO + super::deserialize(deserializer)?)
    }
}

/// The same for a moment that may never have come.
pub(in crate::report) mod of_moment_if_any {
    use super::*;

    pub(in crate::report) fn serialize<S: Serializer>(
        moment: &Option<SimTime>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        moment.map(SimTime::as_secs_f64).serialize(serializer)
    }

    pub(in crate::report) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<SimTime>, D::Error> {
        let seconds = Option::<f64>::deserialize(deserializer)?;
        Ok(seconds.map(|seconds| SimTime::ZERO + SimDuration::from_secs_f64(seconds)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_moment_is_written_with_nine_decimals_at_most_and_read_back_exactly(ns in 0..1_u64 << 51) {
            let moment = SimTime::from_nanos(ns);
            let text = moment.as_secs_f64().to_string();
            prop_assert!(text.split_once('.').is_none_or(|(_, decimals)| decimals.len() <= 9), "{}", text);
            prop_assert_eq!(SimTime::ZERO + SimDuration::from_secs_f64(text.parse().unwrap()), moment);
        }
    }
}
