//! Simulated time: whole nanoseconds since the start of a run.
//!
//! Integers add and compare exactly, so two machines never disagree about which of two events is first. A user writes
//! a duration with its unit (`"20ms"`, `"1.5s"`, `"2m"`); [`SimDuration`] parses and prints that form.

use std::fmt;
use std::ops::{Add, AddAssign, Mul, Sub};
use std::str::FromStr;

const NANOS_PER_SECOND: u64 = 1_000_000_000;

/// A moment of a run, in nanoseconds since its start. The last one is [`SimTime::MAX`], 9.1 years later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimTime(u64);

/// A span of simulated time, in nanoseconds. Never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimDuration(u64);

impl SimTime {
    /// The start of a run.
    pub const ZERO: Self = Self(0);
    /// The latest moment the engine can order: 2^58 - 1 ns, 9.1 years.
    pub const MAX: Self = Self((1 << 58) - 1);

    /// The moment `nanos` nanoseconds after the start.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// Nanoseconds since the start.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// Seconds since the start, for charts and tables.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / NANOS_PER_SECOND as f64
    }

    /// How long after `earlier` this moment is; zero if it is not after it.
    pub const fn since(self, earlier: Self) -> SimDuration {
        SimDuration(self.0.saturating_sub(earlier.0))
    }
}

impl SimDuration {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// Longer than any run.
    pub const MAX: Self = Self(SimTime::MAX.0);

    /// A span of `nanos` nanoseconds.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// A span of `millis` milliseconds.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis * 1_000_000)
    }

    /// A span of `secs` whole seconds.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs * NANOS_PER_SECOND)
    }

    /// The span nearest to `secs` seconds. Negative and not-a-number become zero, what is longer than any run
    /// becomes [`SimDuration::MAX`].
    #[inline]
    pub fn from_secs_f64(secs: f64) -> Self {
        // `as` saturates and sends NaN to 0; by way of i64, as x86 has no instruction for u64. Rounding to a whole
        // nanosecond also hides the last-bit differences that the logarithms of two machines may have.
        let nanos = (secs * NANOS_PER_SECOND as f64 + 0.5) as i64;
        Self((nanos.max(0) as u64).min(Self::MAX.0))
    }

    /// Length in nanoseconds.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// Length in seconds.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / NANOS_PER_SECOND as f64
    }

    /// Whether this is no time at all.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl Add<SimDuration> for SimTime {
    type Output = Self;
    fn add(self, span: SimDuration) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl AddAssign<SimDuration> for SimTime {
    fn add_assign(&mut self, span: SimDuration) {
        *self = *self + span;
    }
}

impl Add for SimDuration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for SimDuration {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for SimDuration {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<u64> for SimDuration {
    type Output = Self;
    fn mul(self, times: u64) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        SimDuration(self.0).fmt(f)
    }
}

/// Units from long to short; the first that divides the span is the one it is printed in.
const UNITS: [(&str, u64); 7] = [
    ("d", 86_400 * NANOS_PER_SECOND),
    ("h", 3_600 * NANOS_PER_SECOND),
    ("m", 60 * NANOS_PER_SECOND),
    ("s", NANOS_PER_SECOND),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
];

impl fmt::Display for SimDuration {
    /// Prints what [`SimDuration::from_str`] reads back exactly: `90s`, `1.5ms`, `0s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("0s");
        }
        // Seconds and shorter; longer units only when they divide: "5m", but "90s".
        let whole = UNITS.iter().find(|(_, nanos)| self.0.is_multiple_of(*nanos)).copied().unwrap_or(("ns", 1));
        let largest_below = UNITS[3..].iter().find(|(_, nanos)| self.0 >= *nanos).copied().unwrap_or(("ns", 1));
        let (unit, nanos) = if whole.1 >= largest_below.1 { whole } else { largest_below };
        let (count, rest) = (self.0 / nanos, self.0 % nanos);
        if rest == 0 {
            return write!(f, "{count}{unit}");
        }
        let digits = nanos.ilog10() as usize;
        let fraction = format!("{rest:0digits$}");
        write!(f, "{count}.{}{unit}", fraction.trim_end_matches('0'))
    }
}

/// Why a text is not a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseDurationError {
    /// No number at the front.
    #[error("expected a number with a unit, such as \"20ms\" or \"1.5s\"")]
    NoNumber,
    /// A number alone.
    #[error("a duration needs a unit: ns, us, ms, s, m, h or d, as in \"20ms\"")]
    NoUnit,
    /// An unknown unit behind the number.
    #[error("unknown unit: expected ns, us, ms, s, m, h or d, as in \"20ms\"")]
    UnknownUnit,
    /// Below zero.
    #[error("a duration cannot be negative")]
    Negative,
    /// Longer than [`SimDuration::MAX`].
    #[error("longer than the 9 years a run can last")]
    TooLong,
}

impl FromStr for SimDuration {
    type Err = ParseDurationError;

    /// Reads decimal numbers with units and adds them up: `20ms`, `1.5 s`, `250us`, `5m30s`, `1h`, `7d`.
    fn from_str(text: &str) -> Result<Self, ParseDurationError> {
        let mut rest = text.trim();
        if rest.starts_with('-') {
            return Err(ParseDurationError::Negative);
        }
        let mut total = Self::ZERO;
        loop {
            let (number, behind) = rest.split_at(rest.find(|c| !is_number(c)).unwrap_or(rest.len()));
            let behind = behind.trim_start();
            let (unit, next) = behind.split_at(behind.find(|c| is_number(c) || c == ' ').unwrap_or(behind.len()));
            let nanos = match unit {
                _ if number.is_empty() => return Err(ParseDurationError::NoNumber),
                "" => return Err(ParseDurationError::NoUnit),
                "µs" => 1_000,
                _ => UNITS.iter().find(|(name, _)| *name == unit).ok_or(ParseDurationError::UnknownUnit)?.1,
            };
            total += Self(scale_decimal(number, nanos)?);
            rest = next.trim_start();
            if total > Self::MAX {
                return Err(ParseDurationError::TooLong);
            }
            if rest.is_empty() {
                return Ok(total);
            }
        }
    }
}

fn is_number(c: char) -> bool {
    c.is_ascii_digit() || c == '.'
}

/// `number` (digits with at most one point) times `nanos`, exactly; what is below a nanosecond is cut off.
fn scale_decimal(number: &str, nanos: u64) -> Result<u64, ParseDurationError> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if fraction.contains('.') || (whole.is_empty() && fraction.is_empty()) {
        return Err(ParseDurationError::NoNumber);
    }
    let mut total = match whole {
        "" => 0,
        _ => whole.parse::<u64>().ok().and_then(|n| n.checked_mul(nanos)).ok_or(ParseDurationError::TooLong)?,
    };
    let digits = &fraction[..fraction.len().min(18)];
    let part = digits.parse::<u128>().unwrap_or(0) * u128::from(nanos) / 10_u128.pow(digits.len() as u32);
    total = total.checked_add(part as u64).ok_or(ParseDurationError::TooLong)?;
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<u64, ParseDurationError> {
        text.parse::<SimDuration>().map(SimDuration::as_nanos)
    }

    #[test]
    fn a_number_with_a_unit_is_a_duration() {
        assert_eq!(parse("20ms"), Ok(20_000_000));
        assert_eq!(parse("1.5s"), Ok(1_500_000_000));
        assert_eq!(parse(" 2 m "), Ok(120_000_000_000));
        assert_eq!(parse("250µs"), Ok(250_000));
        assert_eq!(parse("5m30s"), Ok(330_000_000_000));
        assert_eq!(parse("1h 0.5s"), Ok(3_600_500_000_000));
        assert_eq!(parse(".5ns"), Ok(0));
    }

    #[test]
    fn what_is_no_duration_says_why() {
        assert_eq!(parse("20"), Err(ParseDurationError::NoUnit));
        assert_eq!(parse("ms"), Err(ParseDurationError::NoNumber));
        assert_eq!(parse("1.2.3s"), Err(ParseDurationError::NoNumber));
        assert_eq!(parse("20 parsecs"), Err(ParseDurationError::UnknownUnit));
        assert_eq!(parse("5m30"), Err(ParseDurationError::NoUnit));
        assert_eq!(parse("-1s"), Err(ParseDurationError::Negative));
        assert_eq!(parse("99999d"), Err(ParseDurationError::TooLong));
        assert_eq!(parse("99999999999999999999d"), Err(ParseDurationError::TooLong));
    }

    #[test]
    fn a_printed_duration_reads_back_the_same() {
        for nanos in
            [0, 1, 999, 1_000, 1_500_000, 90_000_000_000, 300_000_000_000, 86_400_000_000_000, 1_234_567_890_123]
        {
            let span = SimDuration::from_nanos(nanos);
            assert_eq!(span.to_string().parse(), Ok(span), "{span}");
        }
        assert_eq!(SimDuration::from_secs(300).to_string(), "5m");
        assert_eq!(SimDuration::from_secs(90).to_string(), "90s");
        assert_eq!(SimDuration::from_nanos(1_500_000).to_string(), "1.5ms");
    }

    #[test]
    fn seconds_round_to_the_nearest_nanosecond_and_never_wrap() {
        assert_eq!(SimDuration::from_secs_f64(1e-9).as_nanos(), 1);
        assert_eq!(SimDuration::from_secs_f64(-1.0), SimDuration::ZERO);
        assert_eq!(SimDuration::from_secs_f64(f64::NAN), SimDuration::ZERO);
        assert_eq!(SimDuration::from_secs_f64(f64::INFINITY), SimDuration::MAX);
    }
}
