//! Values that are written as text with a form of their own: durations, rates, addresses.
//!
//! Each knows how to read itself, how to print what it reads back, and the pattern an editor checks it by.

use crate::time::SimDuration;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::str::FromStr;

/// Arrivals per second cannot exceed this: one every nanosecond.
pub(crate) const MAX_RATE_PER_S: f64 = 1e9;

/// A duration with its unit: `"20ms"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Duration(pub SimDuration);

/// A rate with its unit, in arrivals per second: `"50/s"`, `"3000/m"`, `"10/h"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rate(pub f64);

/// A time of day: `"10:59:00"`. In seconds since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TimeOfDay(pub u32);

/// An IPv4 address without a port: `"10.0.1.1"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Address(pub Ipv4Addr);

/// An IPv4 address and a port: `"10.0.0.1:80"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint(pub SocketAddrV4);

/// A network that addresses are taken from: `"10.1.0.0/16"`. The bits behind the prefix are zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// The first address.
    pub first: Ipv4Addr,
    /// How many leading bits all addresses share, 8 to 32.
    pub prefix: u8,
}

/// An IPv4 netmask: `"255.255.255.0"`. Ones, then zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Netmask(pub Ipv4Addr);

impl TimeOfDay {
    /// The time of day so long after midnight.
    pub(crate) fn of(since_midnight: SimDuration) -> Self {
        Self((since_midnight.as_nanos() / SimDuration::from_secs(1).as_nanos()) as u32 % 86_400)
    }
}

impl Pool {
    /// How many addresses it holds.
    pub fn size(self) -> u32 {
        // A prefix is at least 8, so at most 2^24 addresses.
        1 << (32 - u32::from(self.prefix))
    }
}

impl FromStr for Duration {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        text.parse().map(Self).map_err(|error: crate::time::ParseDurationError| error.to_string())
    }
}

impl FromStr for Rate {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let Some((number, unit)) = text.split_once('/') else {
            return Err("a rate needs a unit: /s, /m or /h, as in \"50/s\"".to_owned());
        };
        let seconds = match unit.trim() {
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            _ => return Err("unknown unit: expected /s, /m or /h, as in \"50/s\"".to_owned()),
        };
        let number = number.trim();
        // The words "inf" and "nan" are numbers to Rust, not to a user.
        let plain = number.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
        match number.parse::<f64>() {
            Ok(value) if plain && value < 0.0 => Err("a rate cannot be negative".to_owned()),
            Ok(value) if plain && value / seconds > MAX_RATE_PER_S => {
                Err(format!("a rate is at most {MAX_RATE_PER_S}/s"))
            }
            Ok(value) if plain => Ok(Self(value / seconds)),
            _ => Err("expected a number and a unit, as in \"50/s\"".to_owned()),
        }
    }
}

impl FromStr for TimeOfDay {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let number = |digits: &str, end: u32| {
            let plain = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
            digits.parse::<u32>().ok().filter(|number| plain && *number < end)
        };
        let parts: Vec<&str> = text.split(':').collect();
        let seconds = match parts[..] {
            [hours, minutes, seconds] => {
                let parts = (number(hours, 24), number(minutes, 60), number(seconds, 60));
                if let (Some(h), Some(m), Some(s)) = parts { Some(h * 3600 + m * 60 + s) } else { None }
            }
            _ => None,
        };
        seconds.map(Self).ok_or_else(|| "expected a time of day, such as \"10:59:00\"".to_owned())
    }
}

impl FromStr for Address {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if text.parse::<SocketAddrV4>().is_ok() {
            return Err("no port here: a real server listens on the port of its virtual service".to_owned());
        }
        text.parse().map(Self).map_err(|_| "expected an IPv4 address, such as \"10.0.1.1\"".to_owned())
    }
}

impl FromStr for Endpoint {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if text.parse::<Ipv4Addr>().is_ok() {
            return Err(format!("the port is missing, as in \"{text}:80\""));
        }
        match text.parse::<SocketAddrV4>() {
            Ok(endpoint) if endpoint.port() == 0 => Err("a port is a number from 1 to 65535".to_owned()),
            Ok(endpoint) => Ok(Self(endpoint)),
            Err(_) => Err("expected an IPv4 address and a port, such as \"10.0.0.1:80\"".to_owned()),
        }
    }
}

impl FromStr for Pool {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let form = || "expected a network, such as \"10.1.0.0/16\"".to_owned();
        let (first, prefix) = text.split_once('/').ok_or_else(form)?;
        let first: Ipv4Addr = first.parse().map_err(|_| form())?;
        let prefix: u8 = prefix.parse().ok().filter(|prefix| *prefix <= 32).ok_or_else(form)?;
        if prefix < 8 {
            return Err("a pool holds at most 16777216 addresses: the prefix is /8 or longer".to_owned());
        }
        let mask = u32::MAX << (32 - u32::from(prefix));
        let network = Ipv4Addr::from_bits(first.to_bits() & mask);
        if network != first {
            return Err(format!("this is an address inside a network: did you mean \"{network}/{prefix}\"?"));
        }
        Ok(Self { first, prefix })
    }
}

impl FromStr for Netmask {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let mask = text.parse::<Ipv4Addr>().map_err(|_| "expected a netmask, such as \"255.255.255.0\"".to_owned())?;
        if mask.to_bits().leading_ones() + mask.to_bits().trailing_zeros() != 32 || mask.is_unspecified() {
            return Err("a netmask is ones and then zeros, as \"255.255.255.0\"".to_owned());
        }
        Ok(Self(mask))
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Rate {
    /// The shortest number that reads back the same, per second.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/s", self.0)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.0 / 3600, self.0 / 60 % 60, self.0 % 60)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.prefix)
    }
}

impl fmt::Display for Netmask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_counted_per_second_whatever_its_unit() {
        assert_eq!("50/s".parse(), Ok(Rate(50.0)));
        assert_eq!("3000/m".parse(), Ok(Rate(50.0)));
        assert_eq!(" 36 / h".parse(), Ok(Rate(0.01)));
    }

    #[test]
    fn what_is_no_rate_says_why() {
        let why = |text: &str| text.parse::<Rate>().expect_err(text);
        assert!(why("50").contains("needs a unit"));
        assert!(why("50/parsec").contains("unknown unit"));
        assert!(why("-1/s").contains("negative"));
        assert!(why("inf/s").contains("expected a number"));
        assert!(why("1e400/s").contains("at most"));
    }

    #[test]
    fn a_time_of_day_has_two_digits_for_each_of_its_parts() {
        assert_eq!("10:59:03".parse(), Ok(TimeOfDay(39_543)));
        assert_eq!(TimeOfDay(39_543).to_string(), "10:59:03");
        assert_eq!("23:59:59".parse(), Ok(TimeOfDay(86_399)));
        for text in ["24:00:00", "10:60:00", "10:59", "1:2:3", "10:59:00:00", "+1:00:00", ""] {
            assert!(text.parse::<TimeOfDay>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_pool_is_a_network_of_at_most_a_slash_8() {
        assert_eq!("192.0.2.7/32".parse::<Pool>().map(Pool::size), Ok(1));
        assert_eq!("10.0.0.0/8".parse::<Pool>().map(Pool::size), Ok(1 << 24));
        assert!("0.0.0.0/0".parse::<Pool>().is_err());
        assert!("10.1.2.3/16".parse::<Pool>().expect_err("host bits").contains("10.1.0.0/16"));
    }

    #[test]
    fn a_netmask_has_its_ones_in_front() {
        assert!("255.255.255.0".parse::<Netmask>().is_ok());
        assert!("255.255.255.255".parse::<Netmask>().is_ok());
        assert!("255.0.255.0".parse::<Netmask>().is_err());
        assert!("0.0.0.0".parse::<Netmask>().is_err());
    }
}
