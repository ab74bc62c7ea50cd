//! Moments, as logs write them.

use jiff::Timestamp;
use jiff::fmt::strtime;

const NS_PER_S: f64 = 1e9;
/// A number of seconds since 1970 that is larger than this is one of milliseconds: the year 5138.
const LARGEST_SECONDS: f64 = 1e11;

/// A moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Nanoseconds since 1970-01-01 00:00 UTC.
    pub(super) at_ns: i64,
    /// Whether it only says in which second.
    pub(super) is_whole_second: bool,
}

impl Stamp {
    fn of(timestamp: Timestamp) -> Option<Self> {
        let at_ns = i64::try_from(timestamp.as_nanosecond()).ok()?;
        Some(Self { at_ns, is_whole_second: timestamp.subsec_nanosecond() == 0 })
    }

    /// `17/May/2015:10:05:03 +0000`. The offset makes it a moment, whatever time of the year it is.
    pub(super) fn of_common_log(text: &str) -> Option<Self> {
        Self::of(strtime::parse("%d/%b/%Y:%H:%M:%S %z", text).ok()?.to_timestamp().ok()?)
    }

    /// `2015-05-17T10:05:03.123Z` (RFC 3339), a number of seconds since 1970, or as in a common log.
    pub(super) fn of_text(text: &str) -> Option<Self> {
        let of_rfc = || text.parse::<Timestamp>().ok().and_then(Self::of);
        let of_number = || text.parse().ok().and_then(Self::of_number);
        of_number().or_else(of_rfc).or_else(|| Self::of_common_log(text))
    }

    /// Seconds since 1970, with or without a fraction, or milliseconds.
    pub(super) fn of_number(number: f64) -> Option<Self> {
        let seconds = if number.abs() > LARGEST_SECONDS { number / 1e3 } else { number };
        let at_ns = (seconds * NS_PER_S).round();
        let fits = at_ns.is_finite() && at_ns.abs() < i64::MAX as f64;
        fits.then(|| Self { at_ns: at_ns as i64, is_whole_second: seconds.fract() == 0.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 17 May 2015, 10:05:03 UTC.
    const MOMENT_S: i64 = 1_431_857_103;

    #[test]
    fn one_moment_can_be_written_in_many_ways() {
        let whole = Some(Stamp { at_ns: MOMENT_S * 1_000_000_000, is_whole_second: true });
        assert_eq!(Stamp::of_common_log("17/May/2015:10:05:03 +0000"), whole);
        // In summer in Berlin, and in winter in New York.
        assert_eq!(Stamp::of_common_log("17/May/2015:12:05:03 +0200"), whole);
        assert_eq!(Stamp::of_common_log("17/May/2015:05:05:03 -0500"), whole);
        for text in ["2015-05-17T10:05:03Z", "2015-05-17T12:05:03+02:00", "1431857103", "1431857103000"] {
            assert_eq!(Stamp::of_text(text), whole, "{text}");
        }
        let half = Some(Stamp { at_ns: MOMENT_S * 1_000_000_000 + 500_000_000, is_whole_second: false });
        for text in ["2015-05-17T10:05:03.5Z", "1431857103.500", "1431857103500"] {
            assert_eq!(Stamp::of_text(text), half, "{text}");
        }
    }

    #[test]
    fn the_hour_that_clocks_show_twice_in_autumn_is_two_hours() {
        let (summer, winter) = ("25/Oct/2015:02:30:00 +0200", "25/Oct/2015:02:30:00 +0100");
        let at_ns = |text| Stamp::of_common_log(text).expect("a moment").at_ns;
        assert_eq!(at_ns(winter) - at_ns(summer), 3_600_000_000_000);
    }

    #[test]
    fn what_is_no_moment_is_none() {
        for text in
            ["", "-", "17/Mai/2015:10:05:03 +0000", "32/May/2015:10:05:03 +0000", "2015-05-17 10:05:03", "NaN", "inf"]
        {
            assert_eq!(Stamp::of_text(text), None, "{text}");
        }
        assert_eq!(Stamp::of_common_log("17/May/2015:10:05:03"), None);
    }
}
